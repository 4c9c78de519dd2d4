"""Which records are near each other in place and time, by a grid, so that 100,000 records need no square of pairs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import cos, floor, radians

from watchfloor.analyze.rules.distance import DEGREE_M, metres, said_distance
from watchfloor.core.rules.draft import Place, When

Cell = tuple[int, int, int]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class NearRules:
    """What counts as near: metres, hours; and how a place or time must be known to count at all."""

    radius_m: float
    hours: float
    most_bits: float
    falls_by: float
    most_records: int
    day_only_minus_bits: float
    place_sure_to_m: float
    longest_range_hours: float


@dataclass(frozen=True, slots=True)
class Near:
    """Two records (a < b) near in place and time; `records` = how many stand as near to either, both included."""

    a: str
    b: str
    records: int
    day_only: bool
    said: str


@dataclass(frozen=True, slots=True)
class _Sighting:
    record_id: str
    point: tuple[float, float]
    start: datetime
    end: datetime
    day_only: bool


def near_pairs(found: Sequence[tuple[str, Place | None, When | None]], rules: NearRules) -> tuple[Near, ...]:
    """Each pair once, at its nearest. A cell with more than `most_records` records is too busy to say anything."""
    grid: dict[Cell, list[_Sighting]] = defaultdict(list)
    for sighting in {s for s in (_sighting(*one, rules) for one in found) if s}:
        grid[_cell(sighting, rules)].append(sighting)
    quiet = {cell: seen for cell, seen in grid.items() if len({s.record_id for s in seen}) <= rules.most_records}
    best: dict[tuple[str, str], tuple[float, timedelta, bool]] = {}
    beside: dict[str, set[str]] = defaultdict(set)
    for a, b, distance, gap in _close(quiet, rules):
        pair = (min(a.record_id, b.record_id), max(a.record_id, b.record_id))
        beside[pair[0]].add(pair[1])
        beside[pair[1]].add(pair[0])
        measure = (distance, gap, a.day_only or b.day_only)
        best[pair] = min(best.get(pair, measure), measure)
    counts = {pair: 1 + max(len(beside[pair[0]]), len(beside[pair[1]])) for pair in best}
    return tuple(
        Near(*pair, counts[pair], day_only, _said(distance, gap, day_only=day_only))
        for pair, (distance, gap, day_only) in sorted(best.items())
        if counts[pair] <= rules.most_records
    )


def _sighting(record_id: str, place: Place | None, when: When | None, rules: NearRules) -> _Sighting | None:
    if place is None or when is None or when.start is None or place.radius_m > rules.place_sure_to_m:
        return None
    end = max(when.end or when.start, when.start)
    if when.precision == "day":
        end = max(end, when.start + timedelta(days=1))
    if when.precision == "unknown" or end - when.start > timedelta(hours=rules.longest_range_hours):
        return None
    return _Sighting(record_id, (place.lon, place.lat), when.start, end, when.precision == "day")


def _cell(sighting: _Sighting, rules: NearRules) -> Cell:
    band = floor(sighting.point[1] * DEGREE_M / rules.radius_m)
    hours = (sighting.start - _EPOCH) / timedelta(hours=1)
    return band, _column(sighting.point[0], band, rules), floor(hours / (rules.hours + rules.longest_range_hours))


def _columns(band: int, rules: NearRules) -> int:
    # columns widen toward the poles so that one column is never narrower than the radius
    latitude = min(89.9, max(abs(band), abs(band + 1)) * rules.radius_m / DEGREE_M)
    return max(1, floor(360 * cos(radians(latitude)) * DEGREE_M / rules.radius_m))


def _column(lon: float, band: int, rules: NearRules) -> int:
    columns = _columns(band, rules)
    return floor((lon + 180) / 360 * columns) % columns


def _around(sighting: _Sighting, cell: Cell, rules: NearRules) -> Iterator[Cell]:
    for band in range(cell[0] - 1, cell[0] + 2):
        columns, column = _columns(band, rules), _column(sighting.point[0], band, rules)
        for beside in {(column + step) % columns for step in (-1, 0, 1)}:
            for slot in range(cell[2] - 1, cell[2] + 2):
                yield band, beside, slot


def _close(
    grid: dict[Cell, list[_Sighting]], rules: NearRules
) -> Iterator[tuple[_Sighting, _Sighting, float, timedelta]]:
    for cell, seen in grid.items():
        for a in seen:
            for b in (b for near in _around(a, cell, rules) for b in grid.get(near, ())):
                if a.record_id < b.record_id and (gap := _gap(a, b)) <= timedelta(hours=rules.hours):
                    distance = metres(a.point, b.point)
                    if distance <= rules.radius_m:
                        yield a, b, distance, gap


def _gap(a: _Sighting, b: _Sighting) -> timedelta:
    return max(timedelta(0), b.start - a.end, a.start - b.end)


def _said(distance: float, gap: timedelta, *, day_only: bool) -> str:
    minutes = round(gap / timedelta(minutes=1))
    apart = f"{minutes} min apart" if minutes < 120 else f"{minutes / 60:.0f} h apart"
    if day_only:
        days = "on the same or the next day" if gap == timedelta(0) else f"at least {apart}"
        return f"Seen {said_distance(distance)} apart, {days}; no time of day is known"
    return f"Seen {said_distance(distance)} and {apart}"


def cell_of(place: Place | None, when: When | None, rules: NearRules) -> str:
    """The name of the cell of the grid that this place and time stand in; "" if either is too vague to be near."""
    sighting = _sighting("", place, when, rules)
    return _named(_cell(sighting, rules)) if sighting else ""


def cells_beside(place: Place | None, when: When | None, rules: NearRules) -> tuple[str, ...]:
    """The names of all cells in which something near to this place and time can stand, its own among them."""
    sighting = _sighting("", place, when, rules)
    return tuple(_named(cell) for cell in _around(sighting, _cell(sighting, rules), rules)) if sighting else ()


def _named(cell: Cell) -> str:
    return ":".join(map(str, cell))
