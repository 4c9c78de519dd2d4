"""What we must protect, laid out once so that thousands of items can be held against it quickly."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from shapely import MultiPolygon, Point, Polygon, STRtree, box
from shapely.geometry.base import BaseGeometry

from watchfloor.plan.rules.distance import METERS_PER_DEGREE
from watchfloor.plan.rules.words import PhraseIndex, words_of

Outline = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """One of our assets. `sectors` are NIEM target sector codes; lon and lat in degrees or both None."""

    asset_id: int
    name: str
    kind: str = ""
    sectors: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None
    criticality: str = "unrated"
    also_named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """An area that we answer for, such as a county: polygons as outlines, longitude first."""

    area_id: int
    name: str
    outlines: tuple[Outline, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Assets and areas with their indexes; build it once with `Ground.of` and use it for many items."""

    assets: tuple[AssetFacts, ...]
    placed: tuple[AssetFacts, ...]
    tree: STRtree
    names: PhraseIndex
    by_sector: dict[str, tuple[AssetFacts, ...]]
    areas: tuple[tuple[AreaFacts, BaseGeometry], ...]

    @classmethod
    def of(cls, assets: Sequence[AssetFacts], areas: Sequence[AreaFacts] = (), *, name_words_min: int = 2) -> "Ground":
        """Lay out the assets and areas. Names of fewer words than `name_words_min` are not looked for in texts."""
        placed = tuple(asset for asset in assets if asset.lon is not None and asset.lat is not None)
        by_sector: dict[str, list[AssetFacts]] = {}
        named = []
        for number, asset in enumerate(assets):
            for sector in dict.fromkeys(asset.sectors):
                by_sector.setdefault(sector, []).append(asset)
            phrases = (words_of(name) for name in (asset.name, *asset.also_named))
            named += [(phrase, number) for phrase in phrases if len(phrase) >= name_words_min]
        return cls(
            assets=tuple(assets),
            placed=placed,
            tree=STRtree([Point(asset.lon or 0.0, asset.lat or 0.0) for asset in placed]),
            names=PhraseIndex.of(named),
            by_sector={sector: tuple(found) for sector, found in by_sector.items()},
            areas=tuple((area, shape_of(area.outlines)) for area in areas),
        )

    def inside(self, shape: BaseGeometry) -> list[AssetFacts]:
        """The assets that the shape covers."""
        return [self.placed[int(number)] for number in self.tree.query(shape, predicate="intersects")]


def shape_of(outlines: Sequence[Outline]) -> BaseGeometry:
    """One valid shape of all outlines; those with fewer than three points are left out."""
    shape: BaseGeometry = MultiPolygon([Polygon(outline) for outline in outlines if len(outline) > 2])
    return shape if shape.is_valid else shape.buffer(0)


def around(lon: float, lat: float, radius_m: float) -> BaseGeometry:
    """A box in degrees that holds the circle; across the date line it is continued on the other side."""
    up = radius_m / METERS_PER_DEGREE
    wide = up / max(0.01, cos(radians(min(89.0, abs(lat) + up))))
    west, east, south, north = lon - wide, lon + wide, lat - up, lat + up
    whole = box(west, south, east, north)
    if west < -180:
        return whole.union(box(west + 360, south, 180, north))
    return whole.union(box(-180, south, east - 360, north)) if east > 180 else whole
