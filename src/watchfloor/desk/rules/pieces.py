"""Cut a text at what was found in it, so that a page can mark the words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to `end` of a text stands something of this kind."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a text; `kind` is "" for plain words."""

    text: str
    kind: str = ""


def cut(text: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
    """The whole text in pieces; of overlapping spans the first stands, and none outside the text counts."""
    found, at = list[Piece](), 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if at <= span.start < span.end <= len(text):
            if span.start > at:
                found.append(Piece(text[at : span.start]))
            found.append(Piece(text[span.start : span.end], span.kind))
            at = span.end
    return (*found, Piece(text[at:])) if at < len(text) else tuple(found)


def paragraphs(text: str, spans: Sequence[Span]) -> list[tuple[Piece, ...]]:
    """One tuple of pieces a line that holds words; spans count from the start of the whole text."""
    made, start = [], 0
    for line in text.split("\n"):
        here = [Span(s.start - start, s.end - start, s.kind) for s in spans if start <= s.start < start + len(line)]
        if line.strip():
            made.append(cut(line, here))
        start += len(line) + 1
    return made


def window(pieces: Sequence[Piece], *, before: int, most: int) -> tuple[Piece, ...]:
    """At most `most` characters from a little before the first marked word; "…" stands where text was left out."""
    start = max(0, _first_marked(pieces) - before)
    found, at = list[Piece](), 0
    for piece in pieces:
        text = piece.text[max(0, start - at) : max(0, start + most - at)]
        found += [Piece(text, piece.kind)] if text else []
        at += len(piece.text)
    return (*((Piece("… "),) if start else ()), *found, *((Piece(" …"),) if at > start + most else ()))


def _first_marked(pieces: Sequence[Piece]) -> int:
    at = 0
    for piece in pieces:
        if piece.kind:
            return at
        at += len(piece.text)
    return 0
