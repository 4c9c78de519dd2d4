"""Land laid flat: a box of longitude and latitude as pixels, laid at its middle latitude. Fit for a few degrees."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import cos, radians

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # west, south, east, north
WIDTH, LOWEST, HIGHEST = 900, 320, 420
LEAST_DEGREES, MOST_DEGREES = 0.3, 25.0
LETTER, LINE, HALF_MARK = 6.6, 15, 7  # pixels of a label's letter and line, and of a mark


@dataclass(frozen=True, slots=True)
class County:
    """Outlines with holes, to be filled by the even-odd rule."""

    name: str
    state: str
    center: Point
    rings: tuple[tuple[Point, ...], ...]


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

    def point(self, x: float, y: float) -> Point:
        """What lies under a pixel."""
        return self.west + x / (self.flat * self.scale), self.north - y / self.scale

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


def frame_at(middle: Point, *, high: float, width: int, height: int) -> Frame:
    """A frame of so many pixels around a point; `high`: degrees of latitude from its lower to its upper edge."""
    flat, scale = max(0.05, cos(radians(middle[1]))), height / high
    wide = width / (flat * scale)
    return Frame(
        middle[0] - wide / 2, middle[1] + high / 2, middle[0] + wide / 2, middle[1] - high / 2, scale, height, flat,
        width,
    )  # fmt: skip


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
