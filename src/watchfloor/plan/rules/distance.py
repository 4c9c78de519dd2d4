"""Distances on the sphere."""

from math import asin, cos, radians, sin, sqrt

EARTH_M = 6_371_008.8  # mean radius, IUGG; the sphere errs by 0.6 % at most
METERS_PER_DEGREE = EARTH_M * radians(1)


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Great-circle distance in meters between two points in degrees (haversine)."""
    up, across = radians(other_lat - lat) / 2, radians(other_lon - lon) / 2
    inner = sin(up) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(across) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(inner)))
