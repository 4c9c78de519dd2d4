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
    if holds(boxes[row.state], row.lon, row.lat):
        return row
    if holds(boxes[row.state], row.lat, row.lon):
        raise Unreadable(
            f"puts {row.key} at longitude {row.lon:g}, latitude {row.lat:g}, outside {row.state}; swapped it lies"
            " inside. Turn the two, or say --swapped if the whole file is so."
        )
    text = f"Its place lies outside {row.state}, which its row names; one of the two is wrong."
    return replace(row, findings=(*row.findings, text))


def holds(box: tuple[float, float, float, float], lon: float, lat: float) -> bool:
    """Whether a point lies in a box, which may go on over the date line."""
    west, south, east, north = box
    return south <= lat <= north and (west <= lon <= east or west <= lon - 360 <= east)
