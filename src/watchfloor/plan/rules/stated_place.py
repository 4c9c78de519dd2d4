"""Whether an asset lies in the state that its row names; a swapped pair is recognised and asked about, never turned."""

from collections.abc import Mapping
from dataclasses import replace

from watchfloor.plan.rules.making import Unreadable
from watchfloor.plan.rules.reference import AssetRow, Row

Boxes = Mapping[str, tuple[float, float, float, float]]


def in_state(row: Row, boxes: Boxes) -> Row:
    """The row, with a finding if it lies outside its state. Raises Unreadable where the pair swapped lies inside."""
    if not isinstance(row, AssetRow) or row.lon is None or row.lat is None or row.state not in boxes:
        return row
    if _inside(row.lon, row.lat, boxes[row.state]):
        return row
    if _inside(row.lat, row.lon, boxes[row.state]):
        raise Unreadable(
            f"puts {row.key} at longitude {row.lon:g}, latitude {row.lat:g}, outside {row.state}; swapped it lies"
            " inside. Turn the two, or say --swapped if the whole file is so."
        )
    text = f"Its place lies outside {row.state}, which its row names; one of the two is wrong."
    return replace(row, findings=(*row.findings, text))


def _inside(lon: float, lat: float, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return south <= lat <= north and (west <= lon <= east or west <= lon - 360 <= east)
