"""MISP events (JSON, alone or as an answer of the API) into drafts, event by event."""

from collections.abc import Iterator, Mapping
from typing import Any

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.receive.formats import scan
from watchfloor.receive.formats.entries import entry, listed_chunks, whole
from watchfloor.receive.formats.scan import Span, Unreadable
from watchfloor.receive.formats.torn import Listed, elements_of, is_list, members_of
from watchfloor.receive.rules import misp

FORMAT = "misp"


def read_chunks(content: bytes, options: Mapping[str, Any]) -> Iterator[Reading]:
    """Readings of a file. MUST NOT raise for what the bytes hold, save Unreadable for a broken outside."""
    del options
    holders = _holders(content)
    if holders is None:
        yield whole(FORMAT, content, f"response: is no list of events ({misp.CORE}). Export the events again.")
        return
    if not holders.spans and not holders.torn:
        yield Reading(FORMAT, (), ())
        return
    yield from listed_chunks(FORMAT, content, holders, lambda number, span: _made(content, number, span))


def _holders(content: bytes) -> Listed | None:
    """Where the objects lie that hold an event each."""
    start = len(scan.BOM) if content.startswith(scan.BOM) else 0
    if content[start:].lstrip()[:1] == b"[":
        return elements_of(content, None)
    spans, sound = members_of(content, "response")
    if "Event" in spans:
        begin = content.index(b"{")
        return Listed(((begin, content.rindex(b"}") + 1 - begin),))
    at = spans["response"]
    return elements_of(content, at, sound=sound) if is_list(content, at) else None


def _made(content: bytes, number: int, holder: Span) -> Draft | SetAside:
    place, span = f"event[{number}]", holder
    try:
        inner = {one.name: one.span for one in scan.members(content[holder[0] : sum(holder)])}
    except Unreadable as error:
        return SetAside(place, (str(error),), holder)
    if "Event" not in inner:
        return SetAside(place, (f"holds no Event ({misp.CORE}). Export the events again.",), holder)
    span = (holder[0] + inner["Event"][0], inner["Event"][1])
    event = entry(content, span, place, citation=misp.CORE)
    if isinstance(event, SetAside):
        return event
    if broken := misp.faults(event):
        return SetAside(place, broken, span)
    return Draft(
        kind="misp", origin_key=str(event["uuid"]).lower(), revision=misp.revision(event),
        title=" ".join(str(event["info"]).split())[:300], body=misp.body(event), data=event, when=misp.when(event),
        markings=misp.markings(event), piece=span, findings=misp.findings(event),
    )  # fmt: skip
