"""Distances on the sphere."""

from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt

from watchfloor.plan.rules.reference import Polygon

EARTH_M = 6_371_008.8  # mean radius, IUGG; the sphere errs by 0.6 % at most
METERS_PER_DEGREE = EARTH_M * radians(1)


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Great-circle distance in meters between two points in degrees (haversine)."""
    up, across = radians(other_lat - lat) / 2, radians(other_lon - lon) / 2
    inner = sin(up) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(across) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(inner)))


def circle_of(areas: Sequence[Polygon]) -> tuple[float, float, float]:
    """lon, lat and radius in meters of a circle around all outer rings: the middle of the box to its farthest point.

    A shape that crosses the date line is measured with its eastern part moved west, so that its middle is right.
    """
    points = [point for polygon in areas for point in polygon[0]]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    if east - west > 180:
        points = [(x - 360 if x > 0 else x, y) for x, y in points]
        west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    lon, lat = (west + east) / 2, (south + north) / 2
    lon = lon + 360 if lon < -180 else lon
    return lon, lat, max(distance_m(lon, lat, x, y) for x, y in points)
