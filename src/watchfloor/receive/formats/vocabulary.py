"""Vocabularies of MISP: galaxy clusters entry by entry, a taxonomy or a warning list as one.

They are looked things up in and are nothing to act on, so none of them waits in the inbox.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.receive.formats import scan
from watchfloor.receive.formats.entries import DEPTH, entry, listed_chunks, whole
from watchfloor.receive.formats.scan import Span, Unreadable
from watchfloor.receive.formats.torn import elements_of, is_list
from watchfloor.receive.rules import vocabulary as rules

FORMAT, KIND = "misp-vocabulary", "vocabulary"


def read_chunks(content: bytes, options: Mapping[str, Any]) -> Iterator[Reading]:
    """Readings of a file. MUST NOT raise for what the bytes hold, save Unreadable for a broken outside."""
    del options
    spans = {member.name: member.span for member in scan.members(content)}
    start = content.index(b"{")
    if "values" in spans and "namespace" not in spans:
        yield from _cluster(content, spans)
        return
    told = entry(content, (start, content.rindex(b"}") + 1 - start), "file", citation=rules.FORMAT)
    if isinstance(told, SetAside):
        yield Reading(FORMAT, (), (told,), whole=True)
    elif broken := rules.faults(told):
        yield whole(FORMAT, content, broken[0])
    else:
        draft = Draft(
            kind=KIND, origin_key=rules.key(told), revision="", title=rules.title(told), body=rules.body(told),
            data=told, piece=(start, content.rindex(b"}") + 1 - start),
        )  # fmt: skip
        yield Reading(FORMAT, (draft,), ())


def _cluster(content: bytes, spans: Mapping[str, Span]) -> Iterator[Reading]:
    at = spans["values"]
    if not is_list(content, at):
        yield whole(FORMAT, content, f"values: is no list ({rules.FORMAT}). Fetch the file again.")
        return
    try:
        galaxy = str(scan.value(content, spans.get("type", spans["name"]), depth=DEPTH))
    except Unreadable as error:
        yield whole(FORMAT, content, f"type: {error}")
        return

    def made(number: int, span: Span) -> Draft | SetAside:
        one = entry(content, span, f"values[{number}]", citation=rules.FORMAT)
        if isinstance(one, SetAside):
            return one
        if broken := rules.cluster_faults(one):
            return SetAside(f"values[{number}]", broken, span)
        return Draft(
            kind=KIND, origin_key=rules.cluster_key(one, galaxy), revision="", title=rules.cluster_title(one, galaxy),
            body=rules.cluster_body(one), data={**one, "galaxy": galaxy}, piece=span,
        )  # fmt: skip

    yield from listed_chunks(FORMAT, content, elements_of(content, at), made)
