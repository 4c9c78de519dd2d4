"""Polygons from outside into valid ones: rings that cross themselves, the date line, swapped coordinates."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import isfinite

from shapely import MultiPolygon, Point, Polygon, box, make_valid, union_all
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from watchfloor.plan.rules.making import Unreadable
from watchfloor.plan.rules.reference import Polygon as Rings
from watchfloor.plan.rules.reference import Ring

MOST_CHANGED = 0.01  # of the area: a mended outline that differs more may be another area than was meant
LEAST_POINTS = 4  # RFC 7946 3.1.6: a ring is closed
DIGITS = 7  # of a degree: a centimeter
MENDED = "Its outline crossed itself and was mended; the area stays within 1 %."
SPLIT = "It lies over the date line and was split there."


def outlines_of(given: Sequence[Sequence[Sequence[Sequence[float]]]]) -> tuple[tuple[Rings, ...], tuple[str, ...]]:
    """Valid polygons and findings. Raises Unreadable for what cannot be mended without guessing."""
    polygons = [[_ring(ring) for ring in polygon] for polygon in given if polygon]
    if not polygons:
        raise Unreadable("has no outline. Give polygons with a ring of at least four points each.")
    findings: list[str] = []
    if any(_jumps(ring) for polygon in polygons for ring in polygon):
        polygons = [[_unwrapped(ring) for ring in polygon] for polygon in polygons]
        findings.append(SPLIT)
    shapes = [Polygon(polygon[0], polygon[1:]) for polygon in polygons]
    shape: BaseGeometry = MultiPolygon(shapes)
    if not shape.is_valid:
        shape = _mended(shapes)
        findings.append(MENDED)
    return _rings(_split(shape) if SPLIT in findings else shape), tuple(findings)


def box_of(outlines: Sequence[Rings]) -> tuple[float, float, float, float]:
    """West, south, east, north; over the date line west is larger than east."""
    points = [point for polygon in outlines for point in polygon[0]]
    south, north = min(y for _, y in points), max(y for _, y in points)
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    if west <= -179.9 and east >= 179.9:
        west, east = min(x for x, _ in points if x > 0), max(x for x, _ in points if x < 0)
    return west, south, east, north


def contains(outlines: Sequence[Rings], lon: float, lat: float) -> bool:
    """Whether a point lies in one of the polygons, outside their holes; True where there is none to lie in."""
    return not outlines or any(Polygon(one[0], one[1:]).covers(Point(lon, lat)) for one in outlines)


def _ring(given: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    try:
        ring = [(round(float(x), DIGITS), round(float(y), DIGITS)) for x, y, *_ in given]
    except (TypeError, ValueError) as error:
        raise Unreadable("has an outline that holds something other than pairs of numbers.") from error
    if len(ring) < LEAST_POINTS:
        raise Unreadable(f"has a ring of {len(ring)} points; a ring has at least four, the last equal to the first.")
    if not all(isfinite(x) and isfinite(y) for x, y in ring):
        raise Unreadable("has an outline with something that is no number.")
    if any(abs(y) > 90 and abs(x) <= 90 for x, y in ring):
        raise Unreadable(
            "gives a latitude beyond 90: longitude and latitude are swapped. GeoJSON puts the longitude first"
            " (RFC 7946 3.1.1); turn them, or say that all of it is swapped (--swapped at the command line)."
        )
    if any(abs(x) > 180 or abs(y) > 90 for x, y in ring):
        raise Unreadable("has an outline outside -180..180, -90..90 degrees. Give it in WGS 84 degrees.")
    return ring


def _jumps(ring: Sequence[tuple[float, float]]) -> bool:
    return any(abs(a[0] - b[0]) > 180 for a, b in pairwise(ring))


def _unwrapped(ring: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(x + 360 if x < 0 else x, y) for x, y in ring]


def _split(shape: BaseGeometry) -> BaseGeometry:
    """What goes on beyond 180 degrees east is its own polygon in the west."""
    here, beyond = shape.intersection(box(0, -90, 180, 90)), shape.intersection(box(180, -90, 540, 90))
    return MultiPolygon([*_polygons(here), *_polygons(translate(beyond, xoff=-360))])


def _mended(shapes: Sequence[Polygon]) -> BaseGeometry:
    """All polygons made valid. Raises Unreadable where that changes the area by more than 1 %."""
    whole = union_all([MultiPolygon(_polygons(make_valid(shape))) for shape in shapes])
    drawn = sum(abs(shape.area) for shape in shapes)
    if drawn <= 0 or abs(whole.area - drawn) > MOST_CHANGED * drawn:
        raise Unreadable(
            "has an outline that crosses itself, and mending it would change its area by more than 1 %."
            " Draw it anew so that no side crosses another."
        )
    return whole


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    parts = getattr(shape, "geoms", [shape])
    return [one for part in parts for one in ([part] if isinstance(part, Polygon) else _polygons_in(part))]


def _polygons_in(part: BaseGeometry) -> list[Polygon]:
    return _polygons(part) if hasattr(part, "geoms") else []


def _rings(shape: BaseGeometry) -> tuple[Rings, ...]:
    return tuple(
        (_points(one.exterior.coords), *(_points(hole.coords) for hole in one.interiors)) for one in _polygons(shape)
    )


def _points(coords: Iterable[Sequence[float]]) -> Ring:
    return tuple((float(x), float(y)) for x, y, *_ in coords)
