"""Reference rows in the shape that a confined reader may answer with: one draft a row, and one that counts them."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from watchfloor.core.rules.draft import Draft, Reading
from watchfloor.plan.formats.reference import ReferenceReading
from watchfloor.plan.formats.reference import read as read_rows
from watchfloor.plan.rules.reference import AgencyRow, AssetRow, Row

COUNT = "count"


def read(content: bytes, options: Mapping[str, Any]) -> Iterator[Reading]:
    """A Reading a chunk: asset, agency and place drafts hold their row in `data`, a count draft how many were read."""
    for part in read_rows(content, options):
        yield _reading(part)


def _reading(part: ReferenceReading) -> Reading:
    drafts = (Draft(_kind(row), _key(row), "", row.name, "", asdict(row)) for row in part.rows)
    count = Draft(COUNT, "", "", "", "", {"read": part.read})
    return Reading("reference", (count, *drafts), part.set_aside, part.whole)


def _kind(row: Row) -> str:
    return "asset" if isinstance(row, AssetRow) else "agency" if isinstance(row, AgencyRow) else "place"


def _key(row: Row) -> str:
    return row.ori if isinstance(row, AgencyRow) else row.key
