"""Distances on the ground, in metres, good to half a percent; coordinates are WGS 84 degrees, longitude first."""

from collections.abc import Sequence
from math import asin, cos, hypot, radians, sin, sqrt

from watchfloor.core.rules.draft import Point

EARTH_M = 6_371_008.8
DEGREE_M = EARTH_M * radians(1)


def metres(a: Point, b: Point) -> float:
    """Great-circle distance (haversine on the mean sphere)."""
    (lon1, lat1), (lon2, lat2) = a, b
    half = sin(radians(lat2 - lat1) / 2) ** 2
    half += cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(half)))


def inside(point: Point, area: Sequence[Point]) -> bool:
    """Ray casting; an area of fewer than three corners holds nothing, one that wraps longitude 180 is not supported."""
    x, y = point
    hit = False
    for (x1, y1), (x2, y2) in _edges(area) if len(area) > 2 else ():
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            hit = not hit
    return hit


def metres_to_area(point: Point, area: Sequence[Point]) -> float:
    """Distance to the nearest point of the area; 0 inside it, infinite for an area without corners."""
    if not area:
        return float("inf")
    if inside(point, area):
        return 0.0
    return min(_metres_to_edge(point, a, b) for a, b in _edges(area))


def _edges(area: Sequence[Point]) -> list[tuple[Point, Point]]:
    return list(zip(area, [*area[1:], area[0]], strict=True))


def _metres_to_edge(point: Point, a: Point, b: Point) -> float:
    # a plane that touches the earth at the point: exact enough for the tens of kilometres that matter here
    shrink = cos(radians(point[1]))
    ax, ay = (a[0] - point[0]) * shrink, a[1] - point[1]
    bx, by = (b[0] - point[0]) * shrink, b[1] - point[1]
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = 0.0 if length == 0 else max(0.0, min(1.0, -(ax * (bx - ax) + ay * (by - ay)) / length))
    return hypot(ax + along * (bx - ax), ay + along * (by - ay)) * DEGREE_M


def said_distance(distance_m: float) -> str:
    """Under a kilometre in steps of ten metres, above it in kilometres."""
    return f"{max(10, round(distance_m, -1)):.0f} m" if distance_m < 995 else f"{distance_m / 1000:.1f} km"
