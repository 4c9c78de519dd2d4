"""Delimited files (CSV) into drafts: byte for byte, row by row, each row in exactly one of drafts and set aside.

Pieces are (offset, length) in the unpacked bytes; the frame is all before the first piece. Frame and pieces in order
give the file back. Row 1 is the first row below the header.
"""

import csv
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.gather.formats.behavior import behaviors, lexicon
from watchfloor.gather.formats.mapping import read_mapping, shipped
from watchfloor.gather.formats.records import LONGEST_ROW, Piece, Splitter
from watchfloor.gather.formats.zones import town_zone
from watchfloor.gather.rules.dates import DateForms, moment_of
from watchfloor.gather.rules.mapping import LOCAL_TO_PLACE, ColumnMapping
from watchfloor.gather.rules.rows import Means, Seating, read_row, seat
from watchfloor.gather.rules.suggest import suggest

FORMAT = "csv"
CHUNK = 2000
LARGEST = 200 * 1024 * 1024
ZoneOf = Callable[[str, str], str | None]


class NotADelimitedFile(ValueError):
    """The bytes are something else; the text says what and what to do."""


def unpacked(content: bytes, *, most: int = LARGEST) -> bytes:
    """The file inside a gzip, else the bytes as given. Raises NotADelimitedFile when broken or larger than `most`."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    inflate = zlib.decompressobj(wbits=31)
    try:
        plain = inflate.decompress(content, most + 1)
    except zlib.error as error:
        raise NotADelimitedFile("The gzip file is broken. Fetch it again or unpack it yourself.") from error
    if len(plain) > most:
        raise NotADelimitedFile(f"Unpacked the file holds more than {most:,} bytes. Split it.")
    if not inflate.eof:
        raise NotADelimitedFile("The gzip file ends too early. Fetch it again.")
    return plain


def read(content: bytes, options: Mapping[str, Any], *, zone_of: ZoneOf | None = None) -> Iterator[Reading]:
    """Readings of up to 2,000 rows each. `options["mapping"]` is the name of a shipped mapping or a mapping as data.

    MUST NOT raise for bad bytes: a file that cannot be read at all is one Reading with whole=True.
    `zone_of(state, city)` names the IANA zone of a town; without it the towns of `watchfloor.text` are asked.
    Raises MappingUnusable.
    """
    chosen = options["mapping"]
    mapping = shipped(chosen) if isinstance(chosen, str) else read_mapping(chosen)
    try:
        plain = unpacked(content)
        splitter = Splitter(plain, mapping.delimiter)
        seating = _seated(plain, splitter, mapping)
    except NotADelimitedFile as error:
        yield Reading(FORMAT, (), (SetAside("file", (str(error),), (0, len(content))),), whole=True)
        return
    yield from _chunks(plain, splitter, seating, _means(mapping, zone_of or town_zone))


def _seated(content: bytes, splitter: Splitter, mapping: ColumnMapping) -> Seating:
    _refuse_others(content)
    piece = splitter.header()
    if piece is None or not piece.sound:
        raise NotADelimitedFile("The file is empty." if piece is None else f"The header cannot be read: {piece.fault}")
    try:
        text = content[piece.offset : piece.offset + piece.length].decode(mapping.encoding)
    except UnicodeDecodeError as error:
        raise NotADelimitedFile(_undecodable("The header", piece, error, content, mapping)) from error
    header = next(csv.reader([text], delimiter=mapping.delimiter), [])
    seating = seat(header, mapping)
    if isinstance(seating, tuple):
        raise NotADelimitedFile(" ".join(seating))
    return seating


def _refuse_others(content: bytes) -> None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:200]:
        raise NotADelimitedFile(
            "The file is not UTF-8: it holds null bytes from byte 0 on (UTF-16?). Save it as UTF-8."
        )
    if content.startswith(b"PK\x03\x04"):
        raise NotADelimitedFile(
            "The file is a zip archive or a spreadsheet, not delimited text. Save it as CSV in UTF-8."
        )
    if not content.strip():
        raise NotADelimitedFile("The file is empty.")


def _means(mapping: ColumnMapping, zone_of: ZoneOf) -> Means:
    forms, words, known = DateForms.of(mapping.dates, midnight_is_day=mapping.midnight_is_day), lexicon(), behaviors()

    def zone(state: str, city: str) -> tzinfo | None:
        name = zone_of(state, city) if mapping.zone == LOCAL_TO_PLACE else mapping.zone
        return ZoneInfo(name) if name else None

    return Means(
        mapping=mapping,
        zone=lru_cache(maxsize=20_000)(zone),
        moment=lru_cache(maxsize=20_000)(lambda text: moment_of(text, forms)),
        suggest=lambda narrative: suggest(narrative, words),
        codes=frozenset(known.by_code),
    )


def _chunks(content: bytes, splitter: Splitter, seating: Seating, means: Means) -> Iterator[Reading]:
    row = 0
    while pieces := splitter.take(CHUNK):
        drafts, aside = _rows(content, pieces, row, seating, means)
        yield Reading(FORMAT, tuple(drafts), tuple(aside))
        row += len(pieces)


def _rows(
    content: bytes, pieces: list[Piece], before: int, seating: Seating, means: Means
) -> tuple[list[Draft], list[SetAside]]:
    drafts: list[Draft] = []
    aside: list[SetAside] = []
    texts: list[str] = []
    places: list[tuple[int, tuple[int, int]]] = []
    for row, piece in enumerate(pieces, before + 1):
        where = (piece.offset, piece.length)
        text, fault = _decoded(content, piece, row, means.mapping)
        if fault:
            aside.append(SetAside(f"row {row}", (fault,), where))
        else:
            texts.append(text)
            places.append((row, where))
    for (row, where), cells in zip(places, csv.reader(texts, delimiter=means.mapping.delimiter), strict=True):
        made = read_row(cells, row, where, seating, means)
        if isinstance(made, Draft):
            drafts.append(made)
        else:
            aside.append(made)
    aside.sort(key=lambda part: part.piece)
    return drafts, aside


def _decoded(content: bytes, piece: Piece, row: int, mapping: ColumnMapping) -> tuple[str, str]:
    if not piece.sound:
        return "", f"Row {row}: {piece.fault}"
    try:
        text = content[piece.offset : piece.offset + piece.length].decode(mapping.encoding)
    except UnicodeDecodeError as error:
        return "", _undecodable(f"Row {row}", piece, error, content, mapping)
    if "\0" in text:
        return "", f"Row {row}: a null byte stands at byte {piece.offset + text.index(chr(0))}. Remove it."
    return text, ""


def _undecodable(what: str, piece: Piece, error: UnicodeDecodeError, content: bytes, mapping: ColumnMapping) -> str:
    at = piece.offset + error.start
    return (
        f"{what}: byte 0x{content[at]:02X} at byte {at} of the file is not {mapping.encoding.upper()}. "
        "Save the file as UTF-8, or name its encoding in the mapping."
    )


assert csv.field_size_limit() >= LONGEST_ROW  # a cell that the splitter lets pass MUST pass the cell reader
