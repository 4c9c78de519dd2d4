"""Where the records of a delimited file begin and end in bytes (RFC 4180, and a way on after a broken record)."""

import re
from dataclasses import dataclass

# a longer row is no report; the bound also keeps hostile quotation marks from making the work quadratic
LONGEST_ROW = 131_072
BOM = b"\xef\xbb\xbf"
LINE = re.compile(rb"[^\r\n]*+(?:\r\n|\r|\n|\Z)")
BLANK = re.compile(rb"[\r\n]*+")
QUOTES = (
    'a quotation mark is opened and never closed, or text follows a closing one. Put "quotes" around the whole text '
    'and double those inside it ("").'
)
LONG = f"the row is longer than {LONGEST_ROW:,} bytes. Shorten it, or close the quotation mark that runs on."


@dataclass(frozen=True, slots=True)
class Piece:
    """One record with its line end and the blank lines after it; `fault` says why it is not sound."""

    offset: int
    length: int
    fault: str = ""

    @property
    def sound(self) -> bool:
        """Whether the cells can be read."""
        return not self.fault


def _record(delimiter: str) -> re.Pattern[bytes]:
    mark = re.escape(delimiter).encode()
    quoted = rb'"(?:[^"]++|"")*+"(?=[' + mark + rb"\r\n]|\Z)"
    plain = rb'[^"' + mark + rb"\r\n][^" + mark + rb"\r\n]*+"
    cell = rb"(?:" + quoted + rb"|" + plain + rb"|)"
    return re.compile(cell + rb"(?:" + mark + cell + rb")*+(?:\r\n|\r|\n|\Z)")


class Splitter:
    """Walks over the bytes once. The pieces it hands out are contiguous from the end of the header to the end.

    A record whose quotation marks are broken costs its first line only: the walk goes on with the next line.
    """

    def __init__(self, content: bytes, delimiter: str) -> None:
        self._content = content
        self._record = _record(delimiter)
        self._at = len(BOM) if content.startswith(BOM) else 0

    def header(self) -> Piece | None:
        """The first record that is not blank; None when there is none. MUST be asked for once, before `take`."""
        found = BLANK.match(self._content, self._at)
        self._at = found.end() if found else self._at
        return next(iter(self.take(1)), None)

    def take(self, count: int) -> list[Piece]:
        """The next records, at most `count`; an empty list at the end."""
        pieces: list[Piece] = []
        content, size, at = self._content, len(self._content), self._at
        match = self._record.match
        while at < size and len(pieces) < count:
            stop = at + LONGEST_ROW
            found = match(content, at, stop)
            end, fault = (found.end(), "") if found and (found.end() < stop or stop >= size) else self._broken(at)
            if end < size and content[end] in b"\r\n" and (blank := BLANK.match(content, end)):
                end = blank.end()
            pieces.append(Piece(at, end - at, fault))
            at = end
        self._at = at
        return pieces

    def _broken(self, at: int) -> tuple[int, str]:
        line = LINE.match(self._content, at)
        end = line.end() if line else len(self._content)
        return end, LONG if end - at >= LONGEST_ROW else QUOTES
