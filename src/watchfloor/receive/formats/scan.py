"""Where the objects of a JSON file lie, byte for byte, so that each can be kept under a key of its own."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

STRING = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
GAP = re.compile(rb"[ \t\r\n]*")
NAME = re.compile(STRING, re.DOTALL)
BRACKET = re.compile(STRING + rb'|["{}\[\]]', re.DOTALL)
SCALAR = re.compile(rb"[^ \t\r\n,:\[\]{}\"]+")
BOM = b"\xef\xbb\xbf"
HOLDERS = (dict, list)
BETWEEN = re.compile(rb"[ \t\r\n]*,?[ \t\r\n]*")
# every text of an object, and behind those that name something a colon
TEXTS = re.compile(STRING + rb"(?:[ \t\r\n]*(:))?", re.DOTALL)
_any, _raws = msgspec.json.Decoder(), msgspec.json.Decoder(list[msgspec.Raw])
_named = msgspec.json.Decoder(dict[str, msgspec.Raw])
# where gaps are left out as many of these as names: no name stands twice for sure
SPACE, NAMED = b" \t\r\n", b'":'
Span = tuple[int, int]


class Unreadable(ValueError):
    """Not JSON that can be taken apart; the text names place, rule and way out."""

    def __init__(self, reason: str, *, place: str = "file", at: int = 0) -> None:
        super().__init__(reason)
        self.place, self.at = place, at


@dataclass(frozen=True, slots=True)
class Member:
    """A name of the outer object with the (offset, length) of its value."""

    name: str
    span: Span


class BreaksIn(Unreadable):
    """The outer object breaks in the value of this member, which is taken to reach to the end."""

    def __init__(self, member: Member, why: Unreadable) -> None:
        super().__init__(str(why), place=why.place, at=why.at)
        self.member = member


def members(content: bytes) -> list[Member]:
    """The members of the object that the file is. Raises Unreadable when it is broken or names one twice."""
    if quick := _named_quickly(content):
        return quick
    found = list(members_from(content, _opening(content, b"{")))
    if len({member.name for member in found}) < len(found):
        raise Unreadable("A name stands twice in the outer object (RFC 7493 section 2.3). Have it written anew.")
    return found


def _named_quickly(content: bytes) -> list[Member]:
    """What the decoder finds without taking the values apart; nothing where it stumbles, or a name stands twice."""
    found = list[Member]()
    try:
        raws, at = _named.decode(content[len(BOM) :] if content.startswith(BOM) else content), _opening(content, b"{")
        for name, raw in raws.items():
            match, size = NAME.match(content, at), len(memoryview(raw))
            if match is None or _any.decode(match[0]) != name:
                return []
            at = _expect(content, match.end(), b":")
            found.append(Member(name, (at, size)))
            at = _next(content, at + size, b"}")
    except (ValueError, RecursionError):
        return []
    return found if content[at : at + 1] == b"}" else []


def members_from(content: bytes, at: int) -> Iterator[Member]:
    """Those that follow, up to the bracket that closes the file. Raises Unreadable at the first that is broken."""
    while content[at : at + 1] != b"}":
        match = NAME.match(content, at)
        if not match:
            raise broken(content, at, "a name in quotes")
        at = _expect(content, match.end(), b":")
        try:
            name = str(_any.decode(match[0]))
        except ValueError as error:
            raise broken(content, match.start(), "a name in UTF-8") from error
        try:
            end = _end(content, at)
        except Unreadable as error:
            raise BreaksIn(Member(name, (at, len(content) - at)), error) from error
        yield Member(name, (at, end - at))
        at = _next(content, end, b"}")
    _nothing_after(content, at + 1)


def before_break(content: bytes) -> list[Member]:
    """Of a file that breaks: the members before the break, and the one in which it lies, up to the file's end."""
    found = list[Member]()
    try:
        for one in members_from(content, _opening(content, b"{")):
            found.append(one)
    except BreaksIn as broken:
        found.append(broken.member)
    except Unreadable:
        pass
    return found


def elements(content: bytes, start: int | None = None) -> list[Span]:
    """The (offset, length) of each element of the array at `start` (default: of the file). Raises Unreadable."""
    return _quickly(content, start) or _slowly(content, start)


def _quickly(content: bytes, start: int | None) -> list[Span]:
    """What the decoder finds without taking the elements apart; nothing where it stumbles, for it tells no place."""
    if start is not None:
        return []
    at = _opening(content, b"[")
    try:
        raws = _raws.decode(content[len(BOM) :] if content.startswith(BOM) else content)
    except (ValueError, RecursionError):
        return []
    return _placed(content, at, raws)


def placed(content: bytes, start: int, length: int) -> list[Span]:
    """As `elements` of the array whose (offset, length) is known already. Raises Unreadable."""
    try:
        raws = _raws.decode(memoryview(content)[start : start + length])
    except (ValueError, RecursionError):
        return _slowly(content, start)
    return _placed(content, after_gap(content, start + 1), raws)


def _placed(content: bytes, at: int, raws: list[msgspec.Raw]) -> list[Span]:
    """Each element lies behind the one before, with a comma and white space between them."""
    found, between, gap = list[Span](), BETWEEN.match, b","
    for raw in raws:
        size = len(memoryview(raw))
        found.append((at, size))
        end = at + size
        at = end + len(gap)
        # as between the two before, or told anew
        if content[end:at] != gap or content[at : at + 1].isspace():
            behind = between(content, end)
            gap = behind[0] if behind else b""
            at = end + len(gap)
    return found


def _slowly(content: bytes, start: int | None) -> list[Span]:
    """Sign by sign, so that what is broken has a place."""
    at = _opening(content, b"[") if start is None else after_gap(content, start + 1)
    found = list(elements_from(content, at))
    if start is None:
        _nothing_after(content, behind(content, found, at))
    return found


def elements_from(content: bytes, at: int) -> Iterator[Span]:
    """Those that follow, up to the bracket that closes their array. Raises Unreadable where it breaks."""
    while content[at : at + 1] != b"]":
        end = _end(content, at)
        yield at, end - at
        at = _next(content, end, b"]")


def behind(content: bytes, found: Sequence[Span], at: int) -> int:
    """Behind the bracket that closes a whole array of these elements, the first of which would begin at `at`."""
    return after_gap(content, sum(found[-1]) if found else at) + 1


def must_end(content: bytes, at: int, *, inside: bool) -> None:
    """Raises Unreadable unless the file ends well behind an array: at once, or with its outer object (`inside`)."""
    if inside:
        for _ in members_from(content, _next(content, at, b"}")):
            continue
    else:
        _nothing_after(content, at)


def value(content: bytes, span: Span, *, depth: int) -> Any:
    """What stands at `span`. Raises Unreadable: out of range, a name twice in an object, nested deeper than `depth`."""
    part = content[span[0] : span[0] + span[1]]
    try:
        found = _any.decode(part)
        if _plainly_flat(found, part, depth):
            return found
        deepest, names = _measured(found, depth)
        if part.translate(None, SPACE).count(NAMED) != names and TEXTS.findall(part).count(b":") != names:
            json.loads(part, object_pairs_hook=_unique)  # tells which name stands twice
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"cannot be read: {error}. Have it written anew.") from error
    if deepest > depth:
        raise Unreadable(f"is nested deeper than {depth} levels (rule intake.limit). Have it written flatter.")
    return found


def _plainly_flat(found: Any, part: bytes, depth: int) -> bool:
    """Whether it is surely one object in which no name stands twice, nested no deeper than `depth`."""
    flat = type(found) is dict and part.count(b"{") == 1 and part.count(b"[") < depth
    return flat and part.translate(None, SPACE).count(NAMED) == len(found)


def _unique(pairs: list[tuple[str, Any]]) -> None:
    if len({name for name, _ in pairs}) < len(pairs):
        twice = next(name for at, (name, _) in enumerate(pairs) if name in [other for other, _ in pairs[:at]])
        raise ValueError(f"'{twice[:60]}' stands twice in one object (RFC 7493 section 2.3)")


def _measured(found: Any, depth: int) -> tuple[int, int]:
    """How deep it is nested, and how many names its objects hold; no deeper than one level beyond `depth` is looked."""
    deepest, names, level = 0, 0, [found]
    while level and deepest <= depth:
        deepest, below = deepest + 1, list[Any]()
        for one in level:
            if type(one) is dict:
                names += len(one)
                below += [inner for inner in one.values() if type(inner) in HOLDERS]
            elif type(one) is list:
                below += [inner for inner in one if type(inner) in HOLDERS]
        level = below
    return deepest, names


def _opening(content: bytes, bracket: bytes) -> int:
    """Behind the bracket that opens the file."""
    return _expect(content, len(BOM) if content.startswith(BOM) else 0, bracket)


def _end(content: bytes, at: int) -> int:
    """Behind the value that begins here; what lies inside its brackets is judged when it is read."""
    if content[at : at + 1] not in (b"{", b"["):
        match = NAME.match(content, at) or SCALAR.match(content, at)
        if not match:
            raise broken(content, at, "a value")
        return match.end()
    depth = 0
    for token in BRACKET.finditer(content, at):
        sign = token[0]
        depth += (sign in (b"{", b"[")) - (sign in (b"}", b"]"))
        if sign == b'"':
            raise broken(content, token.start(), "the end of this text")
        if depth == 0:
            return token.end()
    raise broken(content, len(content), "more brackets that close")


def _next(content: bytes, at: int, closing: bytes) -> int:
    """At the closing bracket, or behind the comma."""
    at = after_gap(content, at)
    if content[at : at + 1] == closing:
        return at
    at = _expect(content, at, b",")
    if content[at : at + 1] == closing:
        raise broken(content, at, "a value after the comma")
    return at


def _expect(content: bytes, at: int, sign: bytes) -> int:
    at = after_gap(content, at)
    if content[at : at + 1] != sign:
        raise broken(content, at, f"'{sign.decode()}'")
    return after_gap(content, at + 1)


def _nothing_after(content: bytes, at: int) -> None:
    at = after_gap(content, at)
    if at < len(content):
        raise broken(content, at, "nothing more")


def after_gap(content: bytes, at: int) -> int:
    """Behind white space."""
    match = GAP.match(content, at)
    return match.end() if match else at


def broken(content: bytes, at: int, expected: str) -> Unreadable:
    """That something else than `expected` stands there."""
    line = content.count(b"\n", 0, at) + 1
    place = f"line {line}, byte {at - content.rfind(chr(10).encode(), 0, at)}"
    return Unreadable(
        f"Broken JSON: at {place} expected {expected} (RFC 8259). The file may be cut short; fetch it again.",
        place=place,
        at=at,
    )
