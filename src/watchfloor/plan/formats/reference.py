"""Reference files (CSV, XLSX, JSON, TopoJSON, GeoJSON, each also as gzip) into typed reference rows."""

import csv
import io
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from watchfloor.core.rules.draft import SetAside
from watchfloor.plan.formats.features import columns_of, features_of
from watchfloor.plan.formats.mapping import read_mapping, shipped, state_boxes, states
from watchfloor.plan.formats.sheets import MAGIC, NotSheet, rows_of
from watchfloor.plan.formats.topojson import NotTopology, arcs_of, areas_of
from watchfloor.plan.rules.distance import circle_of
from watchfloor.plan.rules.making import Making, ReferenceFile, ReferenceMapping, Unreadable, key_of, wanted
from watchfloor.plan.rules.making_ground import made_row
from watchfloor.plan.rules.reference import Row
from watchfloor.plan.rules.stated_place import in_state

CHUNK = 2000
FILE, GZIP = "@file", b"\x1f\x8b"
LARGEST = 200 * 1024 * 1024
Cells = Mapping[str, Any]
Numbered = tuple[str, Cells | None, str]


class NotReference(ValueError):
    """The file is none that the mapping understands; the text names those that are."""


@dataclass(frozen=True, slots=True)
class ReferenceReading:
    """A part of a reference file. `whole` is True when nothing of the file could be read.

    A source row may become more than one row (an airport is a place and an asset); `read` counts source rows.
    """

    rows: tuple[Row, ...]
    set_aside: tuple[SetAside, ...]
    read: int = 0
    whole: bool = False


def read(content: bytes, options: Mapping[str, Any]) -> Iterator[ReferenceReading]:
    """Readings of up to 2,000 source rows. `options["mapping"]` is the name of a shipped mapping or one as data.

    Other options: `file`, its name without ending, for mappings that tell files apart by it; `swapped`, longitude and
    latitude stand the wrong way round in all of it. MUST NOT raise for bad bytes: such a file is one reading with
    whole=True. Raises MappingUnusable.
    """
    chosen, swapped = options["mapping"], bool(options.get("swapped"))
    mapping = shipped(chosen) if isinstance(chosen, str) else read_mapping(chosen)
    try:
        kind, rows = _opened(_unpacked(content), mapping, swapped)
        numbered = [(place, cells and {FILE: options.get("file", ""), **cells}, fault) for place, cells, fault in rows]
    except (NotReference, NotSheet) as error:
        yield ReferenceReading((), (SetAside("file", (str(error),), (0, len(content))),), whole=True)
        return
    makes = tuple(_turned(making) if swapped and kind.shape == "csv" else making for making in kind.makes)
    twice, given = _twice(numbered, kind), iter(numbered)
    while part := list(islice(given, CHUNK)):
        yield _reading(part, replace(kind, makes=makes), twice)


def is_plain(content: bytes, mapping: ReferenceMapping) -> bool:
    """Whether neither workbook nor outline is in it, by its first bytes and by what the mapping makes."""
    try:
        head = zlib.decompressobj(wbits=31).decompress(content, len(MAGIC)) if content[:2] == GZIP else content
    except zlib.error:
        head = b""
    return not head.startswith(MAGIC) and all(one.row != "area" for file in mapping.files for one in file.makes)


def _turned(making: Making) -> Making:
    return replace(making, lon=making.lat, lat=making.lon)


def _twice(rows: list[Numbered], kind: ReferenceFile) -> Mapping[str, int]:
    """Keys under which the file holds more than one thing, and how many. The same row twice is one thing."""
    making = kind.makes[0]
    if making.row == "software":
        return {}
    seen = {(key_of(making, cells), repr(sorted(cells.items(), key=str))) for _, cells, _ in rows if cells}
    return {key: n for key, n in Counter(key for key, _ in seen).items() if n > 1 and key}


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(GZIP):
        return content
    inflate = zlib.decompressobj(wbits=31)
    try:
        plain = inflate.decompress(content, LARGEST + 1)
    except zlib.error as error:
        raise NotReference("The gzip file is broken. Fetch it again or unpack it yourself.") from error
    if len(plain) > LARGEST or not inflate.eof:
        raise NotReference(f"The gzip file ends too early or holds more than {LARGEST:,} bytes.")
    return plain


def _opened(content: bytes, mapping: ReferenceMapping, swapped: bool) -> tuple[ReferenceFile, Iterator[Numbered]]:
    if content.startswith(MAGIC):
        return _table(rows_of(content, largest=LARGEST), mapping)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotReference(f"Byte {error.start} of the file is not UTF-8. Save the file as UTF-8.") from error
    if text.lstrip()[:1] in ("{", "["):
        return _json(text, mapping, swapped)
    return _table(csv.reader(io.StringIO(text, newline="")), mapping)


def _unknown(mapping: ReferenceMapping, found: str) -> NotReference:
    known = "; ".join(f"{each.file} ({', '.join(each.columns)})" for each in mapping.files)
    return NotReference(
        f"Mapping '{mapping.name}' does not understand this file: {found[:200]}. It understands {known}."
    )


def _table(lines: Iterator[list[str]], mapping: ReferenceMapping) -> tuple[ReferenceFile, Iterator[Numbered]]:
    header = [name.strip() for name in next(lines, [])]
    kind = mapping.chosen("csv", frozenset(header))
    if kind is None:
        raise _unknown(mapping, f"its header reads {', '.join(header) or 'nothing'}")
    return kind, _table_rows(lines, header)


def _table_rows(lines: Iterator[list[str]], header: list[str]) -> Iterator[Numbered]:
    number = 0
    try:
        for cells in lines:
            if not cells:
                continue
            number += 1
            fault = "" if len(cells) == len(header) else f"has {len(cells)} cells, the header has {len(header)}."
            yield f"row {number}", None if fault else dict(zip(header, cells, strict=True)), fault
    except csv.Error as error:
        yield f"row {number + 1}", None, f"and all below cannot be read: {error}. Mend the quotation marks."


def _json(text: str, mapping: ReferenceMapping, swapped: bool) -> tuple[ReferenceFile, Iterator[Numbered]]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotReference(f"The file is broken JSON: {error}.") from error
    if isinstance(told, dict) and told.get("type") == "Topology":
        return _topology(told, mapping)
    if isinstance(told, dict) and told.get("type") == "FeatureCollection":
        return _collection(told, mapping, swapped)
    first = told[0] if isinstance(told, list) and told else None
    columns = frozenset(first) if isinstance(first, dict) else frozenset()
    kind = mapping.chosen("json-list", columns)
    if kind is None:
        raise _unknown(mapping, f"its objects hold {', '.join(sorted(columns)) or 'none of the columns'}")
    return kind, _json_rows(told)


def _collection(
    told: dict[str, Any], mapping: ReferenceMapping, swapped: bool
) -> tuple[ReferenceFile, Iterator[Numbered]]:
    columns = columns_of(told)
    kind = mapping.chosen("geojson", columns)
    if kind is None:
        raise _unknown(mapping, f"its features say {', '.join(sorted(columns)) or 'nothing'}")
    return kind, features_of(told, swapped=swapped)


def _json_rows(listed: list[Any]) -> Iterator[Numbered]:
    for number, each in enumerate(listed, 1):
        sound = isinstance(each, dict)
        yield f"row {number}", each if sound else None, "" if sound else "is no object."


def _topology(told: dict[str, Any], mapping: ReferenceMapping) -> tuple[ReferenceFile, Iterator[Numbered]]:
    objects = told.get("objects")
    kind = mapping.chosen("topojson", frozenset(objects)) if isinstance(objects, dict) else None
    if kind is None or not isinstance(objects, dict):
        raise _unknown(mapping, "it is a topology of other objects")
    try:
        arcs, shapes = arcs_of(told), list(objects[kind.columns[0]]["geometries"])
    except (NotTopology, KeyError, TypeError) as error:
        raise NotReference("The topology cannot be read: its arcs or geometries are broken.") from error
    return kind, (_outline(number, shape, arcs) for number, shape in enumerate(shapes, 1))


def _outline(number: int, shape: Any, arcs: list[tuple[tuple[float, float], ...]]) -> Numbered:
    try:
        areas = areas_of(shape, arcs)
        lon, lat, radius_m = circle_of(areas)
        key, name = str(shape["id"]), str(shape["properties"]["name"])
    except (NotTopology, KeyError, TypeError, ValueError, IndexError, AttributeError):
        return f"row {number}", None, "has no outline, id or name that can be read."
    place = {"lon": lon, "lat": lat, "radius_m": round(radius_m), "areas": areas}
    return f"row {number}", {"id": key, "fips": key[:2], "name": name, **place}, ""


def _reading(part: list[Numbered], kind: ReferenceFile, twice: Mapping[str, int]) -> ReferenceReading:
    rows: list[Row] = []
    aside: list[SetAside] = []
    for place, cells, fault in part:
        try:
            if cells is None:
                raise Unreadable(fault)
            rows += [_row(making, cells, twice) for making in kind.makes if wanted(making, cells, states())]
        except Unreadable as error:
            aside.append(SetAside(place, (f"{place.capitalize()} {error}",)))
    return ReferenceReading(tuple(rows), tuple(aside), read=len(part))


def _row(making: Making, cells: Cells, twice: Mapping[str, int]) -> Row:
    key = key_of(making, cells)
    if key in twice:
        raise Unreadable(
            f"has the number {key}, which {twice[key]} different rows of this file have: none of them is brought in."
            " Give each its own number, or name a second column of the key in the mapping (`key_also`)."
        )
    return in_state(made_row(making, cells, states()), state_boxes())
