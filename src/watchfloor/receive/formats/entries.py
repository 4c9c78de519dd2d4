"""Entries of a container, each with its own bytes: read one by one, handed over some hundred at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.receive.formats import scan
from watchfloor.receive.formats.scan import Span, Unreadable
from watchfloor.receive.formats.torn import Listed

CHUNK, CHUNK_BYTES = 500, 4 * 1024 * 1024
TAKEN = "What stands whole around it is taken."
DEPTH = 64
Made = Draft | SetAside


def listed_chunks(of_format: str, content: bytes, held: Listed, made: Callable[[int, Span], Made]) -> Iterator[Reading]:
    """As `chunked`; the part where a file breaks is set aside last, or the whole file where nothing of it opens."""
    if held.torn is None:
        yield from chunked(of_format, held.spans, made)
        return
    (why,) = held.torn.reasons
    opened = [part for part in chunked(of_format, held.spans, made) if not part.whole]
    if opened:
        yield from opened
        yield Reading(of_format, (), (replace(held.torn, reasons=(f"{why} {TAKEN}",)),))
    else:
        yield whole(of_format, content, why)


def chunked(of_format: str, spans: Sequence[Span], made: Callable[[int, Span], Made]) -> Iterator[Reading]:
    """Readings of up to 500 entries, in order; one with whole=True if none can be opened. `made` MUST NOT raise."""
    drafts, aside, size, opened = list[Draft](), list[SetAside](), 0, False
    for at, span in enumerate(spans):
        one = made(at, span)
        if isinstance(one, SetAside):
            aside.append(one)
        else:
            drafts.append(one)
        size += span[1]
        if drafts and (len(drafts) >= CHUNK or size > CHUNK_BYTES):
            yield Reading(of_format, tuple(drafts), tuple(aside))
            drafts, aside, size, opened = [], [], 0, True
    if drafts or aside or not opened:
        yield Reading(of_format, tuple(drafts), tuple(aside), whole=not drafts and not opened)


def entry(content: bytes, span: Span, place: str, *, citation: str) -> dict[str, object] | SetAside:
    """The object at `span`; what is broken or no object is set aside with its place, by `citation`."""
    try:
        found = scan.value(content, span, depth=DEPTH)
    except Unreadable as error:
        return SetAside(place, (str(error),), span)
    if not isinstance(found, dict):
        return SetAside(place, (f"is no object ({citation}). Ask the sender to mend it and send it again.",), span)
    return found


def whole(of_format: str, content: bytes, reason: str, *, place: str = "file") -> Reading:
    """The whole file set aside for one reason."""
    return Reading(of_format, (), (SetAside(place, (reason,), (0, len(content))),), whole=True)
