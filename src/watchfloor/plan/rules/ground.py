"""What we must protect, laid out once so that thousands of items can be held against it quickly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin

from shapely import MultiPolygon, Point, Polygon, STRtree, box
from shapely.geometry.base import BaseGeometry

from watchfloor.plan.rules.distance import METERS_PER_DEGREE
from watchfloor.plan.rules.words import PhraseIndex, words_of

Outline = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """One of our assets. `sectors` are NIEM target sector codes; lon and lat in degrees or both None.

    `capacity` only orders assets of one weight; `state` is a code.
    """

    asset_id: int
    name: str
    kind: str = ""
    sectors: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None
    criticality: str = "unrated"
    also_named: tuple[str, ...] = ()
    state: str = ""
    capacity: float | None = None


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """An area that we answer for, such as a county: polygons as outlines, longitude first."""

    area_id: int
    name: str
    outlines: tuple[Outline, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Assets and areas with their indexes; build it once with `Ground.of` and use it for many items.

    Assets stand in reading order: the more critical, then the larger, then by name. What is unrated stands before
    what is known to be low: not known is never low. `placed` are numbers of those with a place.
    """

    assets: tuple[AssetFacts, ...]
    placed: tuple[int, ...]
    tree: STRtree
    names: PhraseIndex
    by_sector: Mapping[str, tuple[int, ...]]
    by_state: Mapping[tuple[str, str], tuple[int, ...]]
    areas: tuple[AreaFacts, ...]
    area_tree: STRtree

    @classmethod
    def of(cls, assets: Sequence[AssetFacts], areas: Sequence[AreaFacts] = (), *, name_words_min: int = 2) -> "Ground":
        """Lay out the assets and areas. Names of fewer words than `name_words_min` are not looked for in texts."""
        ordered = tuple(sorted(assets, key=_reading_order))
        placed = tuple(n for n, asset in enumerate(ordered) if asset.lon is not None and asset.lat is not None)
        by_sector, by_state = dict[str, list[int]](), dict[tuple[str, str], list[int]]()
        named = list[tuple[tuple[str, ...], int]]()
        for number, asset in enumerate(ordered):
            for sector in dict.fromkeys(asset.sectors):
                by_sector.setdefault(sector, []).append(number)
                by_state.setdefault((sector, asset.state), []).append(number)
            phrases = (words_of(name) for name in (asset.name, *asset.also_named))
            named += [(phrase, number) for phrase in phrases if len(phrase) >= name_words_min]
        return cls(
            assets=ordered,
            placed=placed,
            tree=STRtree([Point(ordered[n].lon or 0.0, ordered[n].lat or 0.0) for n in placed]),
            names=PhraseIndex.of(named),
            by_sector={sector: tuple(found) for sector, found in by_sector.items()},
            by_state={key: tuple(found) for key, found in by_state.items()},
            areas=tuple(areas),
            area_tree=STRtree([shape_of(area.outlines) for area in areas]),
        )

    def inside(self, shape: BaseGeometry) -> list[int]:
        """The numbers of the assets that the shape covers, in reading order."""
        return [self.placed[n] for n in sorted(self.tree.query(shape, predicate="intersects").tolist())]


ORDER = {"high": 0, "medium": 1, "unrated": 2, "low": 3}


def _reading_order(asset: AssetFacts) -> tuple[int, float, str, int]:
    return ORDER.get(asset.criticality, 2), -(asset.capacity or 0.0), asset.name, asset.asset_id


def shape_of(outlines: Sequence[Outline]) -> BaseGeometry:
    """One valid shape of all outlines; those with fewer than three points are left out."""
    shape: BaseGeometry = MultiPolygon([Polygon(outline) for outline in outlines if len(outline) > 2])
    return shape if shape.is_valid else shape.buffer(0)


def circle(lon: float, lat: float, radius_m: float) -> Outline:
    """The circle in degrees as 32 corners; no smaller than 25 m."""
    up = max(25.0, radius_m) / METERS_PER_DEGREE
    wide = up / max(0.01, cos(radians(lat)))
    turns = (2 * pi * n / 32 for n in range(32))
    return tuple((lon + wide * cos(turn), lat + up * sin(turn)) for turn in turns)


def around(lon: float, lat: float, radius_m: float) -> BaseGeometry:
    """A box in degrees that holds the circle; across the date line it is continued on the other side."""
    up = radius_m / METERS_PER_DEGREE
    wide = up / max(0.01, cos(radians(min(89.0, abs(lat) + up))))
    west, east, south, north = lon - wide, lon + wide, lat - up, lat + up
    whole = box(west, south, east, north)
    if west < -180:
        return whole.union(box(west + 360, south, 180, north))
    return whole.union(box(-180, south, east - 360, north)) if east > 180 else whole
