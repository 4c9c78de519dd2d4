"""GeoJSON (RFC 7946): features into rows of cells with their geometry beside them."""

from collections.abc import Iterator, Mapping
from typing import Any

from watchfloor.plan.rules.making_ground import SHAPE

LON, LAT = "@lon", "@lat"
Numbered = tuple[str, Mapping[str, Any] | None, str]


def columns_of(told: Mapping[str, Any]) -> frozenset[str]:
    """What the first feature's properties are named; empty for what is no collection of features."""
    features = told.get("features")
    first = features[0] if isinstance(features, list) and features else None
    given = first.get("properties") if isinstance(first, dict) else None
    return frozenset(given) if isinstance(given, dict) else frozenset()


def features_of(told: Mapping[str, Any], *, swapped: bool) -> Iterator[Numbered]:
    """Each feature as numbered cells: its properties, and a point or polygons. What has neither is a fault."""
    for number, feature in enumerate(told.get("features") or [], 1):
        yield (f"feature {number}", *_cells(feature, swapped))


def _cells(feature: object, swapped: bool) -> tuple[Mapping[str, Any] | None, str]:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    given = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(given, dict):
        return None, "has no properties."
    kind: Any = geometry.get("type") if isinstance(geometry, dict) else None
    at: Any = geometry.get("coordinates") if isinstance(geometry, dict) else None
    try:
        if kind == "Point":
            lon, lat = _turned(at, swapped)[:2]
            return {**given, LON: lon, LAT: lat}, ""
        if kind in ("Polygon", "MultiPolygon"):
            polygons = [at] if kind == "Polygon" else at
            turned = [[[_turned(point, swapped) for point in ring] for ring in polygon] for polygon in polygons]
            return {**given, SHAPE: turned}, ""
    except (TypeError, ValueError):
        return None, "has a geometry that cannot be read."
    return (
        (given, "") if geometry is None else (None, f"has a geometry of type {str(kind)[:20]}; give points or areas.")
    )


def _turned(point: Any, swapped: bool) -> list[Any]:
    x, y, *more = point
    return [y, x, *more] if swapped else [x, y, *more]
