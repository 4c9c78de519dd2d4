"""CISA's Known Exploited Vulnerabilities catalog (JSON) into drafts, entry by entry."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.receive.formats import scan
from watchfloor.receive.formats.entries import DEPTH, chunked, entry, whole
from watchfloor.receive.formats.scan import Span
from watchfloor.receive.rules.kev import SCHEMA, body, faults, title, when

FORMAT = "kev"


def read_chunks(content: bytes, options: Mapping[str, Any]) -> Iterator[Reading]:
    """Readings of the catalog. MUST NOT raise for what the bytes hold, save Unreadable for a broken outside."""
    del options
    spans = {member.name: member.span for member in scan.members(content)}
    at = spans["vulnerabilities"]
    if content[at[0] : at[0] + 1] != b"[":
        yield whole(FORMAT, content, f"vulnerabilities: is no list ({SCHEMA}). Fetch the catalog again.")
        return
    released = scan.value(content, spans["dateReleased"], depth=DEPTH) if "dateReleased" in spans else ""
    entries = scan.elements(content, at[0])
    said = scan.value(content, spans["count"], depth=DEPTH) if "count" in spans else len(entries)
    wrong = f"The catalog says it has {said} entries, and has {len(entries)}." if said != len(entries) else ""

    def made(number: int, span: Span) -> Draft | SetAside:
        place = f"vulnerabilities[{number}]"
        one = entry(content, span, place, citation=SCHEMA)
        if isinstance(one, SetAside):
            return one
        if broken := faults(one):
            return SetAside(place, broken, span)
        draft = Draft(
            kind="kev", origin_key=str(one["cveID"]).strip(), revision=str(released), title=title(one), body=body(one),
            data=one, when=when(one), piece=span,
        )  # fmt: skip
        return replace(draft, findings=(wrong,)) if wrong and number == 0 else draft

    yield from chunked(FORMAT, entries, made)
