"""A small map as pixels: a box of longitude and latitude, laid flat at its middle latitude. Fit for a few degrees."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import cos, radians, sqrt
from typing import Any

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # west, south, east, north
METERS_PER_DEGREE = 111_320.0
WIDTH, LOWEST, HIGHEST = 900, 320, 420
LEAST_DEGREES, MOST_DEGREES = 0.3, 25.0
LETTER, LINE, HALF_MARK = 6.6, 15, 7  # pixels of a label's letter and line, and of a mark
UNSURE_FROM = 9.0  # pixels: a smaller radius hides behind the mark


@dataclass(frozen=True, slots=True)
class County:
    """Outlines with holes, to be filled by the even-odd rule."""

    name: str
    state: str
    center: Point
    rings: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at a point that is sure to a radius in meters."""

    kind: str
    label: str
    lon: float
    lat: float
    radius_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the map lies; `scale` is pixels a degree of latitude."""

    west: float
    north: float
    east: float
    south: float
    scale: float
    height: int
    flat: float
    width: int = WIDTH

    def at(self, point: Point) -> tuple[float, float]:
        """Pixels, from the upper left corner."""
        return (
            round((point[0] - self.west) * self.flat * self.scale, 1),
            round((self.north - point[1]) * self.scale, 1),
        )

    @property
    def box(self) -> Box:
        """What lies within."""
        return self.west, self.south, self.east, self.north


@dataclass(slots=True)
class Room:
    """Where labels stand already; two never touch."""

    taken: list[Box] = field(default_factory=list)

    def fill(self, x: float, y: float) -> None:
        """A mark stands there; no label covers it."""
        self.taken.append((x - HALF_MARK, y - HALF_MARK, x + HALF_MARK, y + HALF_MARK))

    def take(self, x: float, y: float, text: str) -> bool:
        """Whether a label centered on x with its middle line at y finds room; it is taken then."""
        half = len(text) * LETTER / 2
        mine = (x - half, y - LINE / 2, x + half, y + LINE / 2)
        if any(mine[0] < b[2] and b[0] < mine[2] and mine[1] < b[3] and b[1] < mine[3] for b in self.taken):
            return False
        self.taken.append(mine)
        return True


def frame_of(points: Sequence[Point], *, width: int = WIDTH) -> Frame | None:
    """A frame around the points with a margin; None without points, over the date line or for half a continent."""
    if not points:
        return None
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    if east - west > MOST_DEGREES or north - south > MOST_DEGREES:
        return None
    flat = max(0.05, cos(radians((south + north) / 2)))
    wide = max(LEAST_DEGREES / flat, (east - west) * 1.3)
    high = max(LEAST_DEGREES, (north - south) * 1.3)
    high = max(high, wide * flat * LOWEST / WIDTH)
    wide = max(wide, high / flat * WIDTH / HIGHEST)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    scale = width / (wide * flat)
    return Frame(
        middle_x - wide / 2, middle_y + high / 2, middle_x + wide / 2, middle_y - high / 2, scale,
        round(high * scale), flat, width,
    )  # fmt: skip


def frame_around(box: Box, *, width: int = WIDTH) -> Frame:
    """A frame that holds the box with a margin, however large it is; over half a continent shapes are stretched."""
    west, south, east, north = box
    flat = max(0.05, cos(radians((south + north) / 2)))
    wide = max(LEAST_DEGREES / flat, (east - west) * 1.1)
    high = max(LEAST_DEGREES, (north - south) * 1.1, wide * flat * LOWEST / WIDTH)
    wide = max(wide, high / flat * WIDTH / HIGHEST)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    scale = width / (wide * flat)
    return Frame(
        middle_x - wide / 2, middle_y + high / 2, middle_x + wide / 2, middle_y - high / 2, scale,
        round(high * scale), flat, width,
    )  # fmt: skip


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


def path(frame: Frame, rings: Iterable[Sequence[Point]]) -> str:
    """An SVG path of closed rings; points nearer than a pixel to the last one are left out."""
    return "".join(_ring(frame, ring) for ring in rings if len(ring) > 2)


def _ring(frame: Frame, ring: Sequence[Point]) -> str:
    kept: list[tuple[float, float]] = []
    for point in ring:
        x, y = frame.at(point)
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= 1:
            kept.append((x, y))
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"


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
