"""A JSON file that breaks somewhere: what stands whole in its list is taken, before the break and behind it."""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from watchfloor.core.rules.draft import SetAside
from watchfloor.receive.formats import scan
from watchfloor.receive.formats.scan import Span, Unreadable

# where an object of an array may begin anew behind a break; and how much is read to find it, as a multiple of the file
AGAIN = re.compile(rb",[ \t\r\n]*(?=\{)")
MOST_READ = 4
LOOKED_AT = 4 * 1024 * 1024
_object = msgspec.json.Decoder(dict[str, msgspec.Raw])


@dataclass(frozen=True, slots=True)
class Listed:
    """The elements of an array, and where it or the file around it breaks: the part that nobody can take apart."""

    spans: tuple[Span, ...]
    torn: SetAside | None = None


def members_of(content: bytes, name: str) -> tuple[dict[str, Span], bool]:
    """Of the outer object, and whether it is sound; of one that breaks in its list `name` or behind it those up to
    there. Raises Unreadable where it breaks before that."""
    try:
        return {member.name: member.span for member in scan.members(content)}, True
    except Unreadable:
        found = scan.before_break(content)
        spans = {member.name: member.span for member in found}
        if name not in spans or not is_list(content, spans[name]) or len(spans) < len(found):
            raise
        return spans, False


def is_list(content: bytes, span: Span) -> bool:
    """Whether what stands there is an array."""
    return content[span[0] : span[0] + 1] == b"["


def elements_of(content: bytes, span: Span | None, *, sound: bool = True) -> Listed:
    """The elements of the array at `span` (None: of the file), whole or as far as they can be told apart."""
    try:
        if sound:
            return Listed(tuple(scan.elements(content) if span is None else scan.placed(content, *span)))
    except Unreadable:
        pass
    return listed(content, span[0] if span else None)


def listed(content: bytes, start: int | None) -> Listed:
    """The elements of the array at `start` (default: of the file), as far as they can be told apart.

    Behind a break it goes on only where everything up to the end of the file is sound: nothing is guessed. MUST NOT be
    asked of an array that does not begin at `start`.
    """
    inside, begin = start is not None, _begin(content, start)
    found, broken = _until_break(content, begin, inside=inside)
    if broken is None:
        return Listed(tuple(found))
    while found and not _is_object(content, found[-1]):
        found.pop()  # a lost bracket makes one of what were several, up to where it is noticed
    at = sum(found[-1]) if found else begin
    again, rest = _again(content, at, inside=inside)
    torn = SetAside(f"bytes {at} to {again}", (_exactly(content, at, broken),), (at, again - at))
    return Listed((*found, *rest), torn)


def _is_object(content: bytes, span: Span) -> bool:
    try:
        _object.decode(memoryview(content)[span[0] : sum(span)])
    except (ValueError, RecursionError):
        return False
    return True


def _begin(content: bytes, start: int | None) -> int:
    return scan.after_gap(content, (content.index(b"[") if start is None else start) + 1)


def _until_break(content: bytes, at: int, *, inside: bool) -> tuple[list[Span], Unreadable | None]:
    found = list[Span]()
    try:
        for span in scan.elements_from(content, at):
            found.append(span)
        scan.must_end(content, scan.behind(content, found, at), inside=inside)
    except Unreadable as broken:
        return found, broken
    return found, None


def _again(content: bytes, at: int, *, inside: bool) -> tuple[int, Sequence[Span]]:
    """Where whole elements begin anew, and those; the end of the file and none where nothing sound follows."""
    read = 0
    for gap in AGAIN.finditer(content, at):
        found, broken = _until_break(content, gap.end(), inside=inside)
        if broken is None:
            return gap.end(), found
        read += broken.at - gap.end()
        if read > MOST_READ * len(content):
            break
    return len(content), ()


def _exactly(content: bytes, at: int, broken: Unreadable) -> str:
    """Where the element at `at` breaks: a lost quotation mark is noticed by the scanner far behind it."""
    if gap := scan.BETWEEN.match(content, at):
        at = gap.end()
    part = content[at : at + LOOKED_AT].decode("latin-1")  # a letter a byte
    with suppress(RecursionError):
        try:
            json.JSONDecoder(strict=False).raw_decode(part)
        except json.JSONDecodeError as error:
            if at + error.pos < broken.at and not error.msg.startswith("Unterminated"):
                return str(scan.broken(content, at + error.pos, "something else"))
    return str(broken)
