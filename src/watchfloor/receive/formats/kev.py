"""CISA's Known Exploited Vulnerabilities catalog (JSON) into drafts, entry by entry."""

from collections.abc import Iterator, Mapping
from typing import Any

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.receive.formats import scan
from watchfloor.receive.formats.entries import DEPTH, entry, listed_chunks, whole
from watchfloor.receive.formats.scan import Span, Unreadable
from watchfloor.receive.formats.torn import elements_of, is_list, members_of
from watchfloor.receive.rules.kev import SCHEMA, body, faults, title, when

FORMAT = "kev"


def read_chunks(content: bytes, options: Mapping[str, Any]) -> Iterator[Reading]:
    """Readings of the catalog. MUST NOT raise for what the bytes hold, save Unreadable for a broken outside."""
    del options
    spans, sound = members_of(content, "vulnerabilities")
    at = spans["vulnerabilities"]
    if not is_list(content, at):
        yield whole(FORMAT, content, f"vulnerabilities: is no list ({SCHEMA}). Fetch the catalog again.")
        return
    released = _told(content, spans.get("dateReleased"), "")
    held = elements_of(content, at, sound=sound)
    entries = held.spans
    said = _told(content, spans.get("count"), len(entries))
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
        return draft.but(findings=(wrong,)) if wrong and number == 0 else draft

    yield from listed_chunks(FORMAT, content, held, made)


def _told(content: bytes, span: Span | None, default: object) -> object:
    """What the catalog says of itself; the default where it does not, or in words that nobody can read."""
    if span is None:
        return default
    try:
        return scan.value(content, span, depth=DEPTH)
    except Unreadable:
        return default
