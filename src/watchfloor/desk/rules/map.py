"""A small map with its marks, on land laid flat (plan.rules.flat)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from watchfloor.plan.rules.flat import LETTER, LINE, County, Frame, Point, Room, path

METERS_PER_DEGREE = 111_320.0
UNSURE_FROM = 9.0  # pixels: a smaller radius hides behind the mark


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at a point that is sure to a radius in meters."""

    kind: str
    label: str
    lon: float
    lat: float
    radius_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Spot:
    """So many things around a point; `of` names the only one."""

    lon: float
    lat: float
    count: int
    of: str = ""


def radius_of(count: int, most: int) -> int:
    """Pixels of a circle whose area follows the count; large enough for its number."""
    return max(11, round(28 * sqrt(count / max(1, most))))


def apart(frame: Frame, spots: Sequence[Spot]) -> list[Spot]:
    """Spots so that no two circles touch: a smaller one falls into the larger that it touches, with its count."""
    most = max((one.count for one in spots), default=1)
    kept: list[Spot] = []
    for one in sorted(spots, key=lambda spot: (-spot.count, spot.lon, spot.lat)):
        x, y = frame.at((one.lon, one.lat))
        room = radius_of(one.count, most)
        for number, other in enumerate(kept):
            ox, oy = frame.at((other.lon, other.lat))
            if (x - ox) ** 2 + (y - oy) ** 2 < (room + radius_of(other.count, most)) ** 2:
                kept[number] = Spot(other.lon, other.lat, other.count + one.count)
                break
        else:
            kept.append(one)
    return kept


def drawn(
    frame: Frame, *, title: str, source: str, own_state: str, counties: Iterable[County],
    areas: Iterable[Sequence[Point]], marks: Sequence[Mark],
) -> dict[str, Any]:  # fmt: skip
    """As components/map.html shows it. Marks keep their labels before counties do."""
    room = Room()
    for mark in marks:
        room.fill(*frame.at((mark.lon, mark.lat)))
    shown = [_mark(frame, mark, room) for mark in marks]
    land = [_land(frame, county, own_state, room) for county in counties]
    return {
        "title": title, "source": source, "width": frame.width, "height": frame.height, "land": land,
        "areas": [{"d": path(frame, [area]), "label": ""} for area in areas], "marks": shown,
    }  # fmt: skip


def _mark(frame: Frame, mark: Mark, room: Room) -> dict[str, Any]:
    x, y = frame.at((mark.lon, mark.lat))
    radius = mark.radius_m / METERS_PER_DEGREE * frame.scale
    unsure = round(radius) if radius >= UNSURE_FROM else None
    below = y + (unsure + 14 if unsure else 22) - 4
    label = mark.label if len(mark.label) <= 28 else f"{mark.label[:27]}…"
    inside = 0 < x < frame.width and below < frame.height
    return {
        "kind": mark.kind, "x": x, "y": y, "count": 1, "radius": unsure,
        "label": label if label and inside and room.take(x, below, label) else "",
    }  # fmt: skip


def _land(frame: Frame, county: County, own_state: str, room: Room) -> dict[str, Any]:
    x, y = frame.at(county.center)
    half = len(county.name) * LETTER / 2
    fits = half < x < frame.width - half and LINE < y < frame.height - LINE and 2 * half < _width(frame, county)
    return {
        "d": path(frame, county.rings), "own": county.state == own_state, "x": x, "y": y,
        "name": county.name if fits and room.take(x, y - 4, county.name) else "",
    }  # fmt: skip


def _width(frame: Frame, county: County) -> float:
    east, west = (edge(x for ring in county.rings for x, _ in ring) for edge in (max, min))
    return (east - west) * frame.flat * frame.scale
