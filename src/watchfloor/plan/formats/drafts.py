"""Reference rows in the shape that a confined reader may answer with: one draft a row, and one that counts them."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from watchfloor.core.rules.draft import Draft, Reading
from watchfloor.plan.formats.reference import ReferenceReading
from watchfloor.plan.formats.reference import read as read_rows
from watchfloor.plan.rules.reference import AgencyRow, AreaRow, AssetRow, PlaceRow, Row, SoftwareRow

COUNT = "count"


def read(content: bytes, options: Mapping[str, Any]) -> Iterator[Reading]:
    """A Reading a chunk: drafts by kind hold their row in `data`, a count draft says how many were read."""
    for part in read_rows(content, options):
        yield _reading(part)


def _reading(part: ReferenceReading) -> Reading:
    drafts = (Draft(_kind(row), _key(row), "", row.name, "", asdict(row)) for row in part.rows)
    count = Draft(COUNT, "", "", "", "", {"read": part.read})
    return Reading("reference", (count, *drafts), part.set_aside, part.whole)


KINDS: Mapping[type[Row], str] = {
    AssetRow: "asset", AgencyRow: "agency", PlaceRow: "place", AreaRow: "area", SoftwareRow: "software",
}  # fmt: skip


def _kind(row: Row) -> str:
    return KINDS[type(row)]


def _key(row: Row) -> str:
    return row.ori if isinstance(row, AgencyRow) else row.key
