"""Distances of many points from a point or from a route, on the sphere; exact to its 0.6 %."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from watchfloor.plan.rules.distance import EARTH_M, METERS_PER_DEGREE, distance_m

Point = tuple[float, float]
Numbers = NDArray[np.float64]
Box = tuple[float, float, float, float]
STEP_M = 50_000.0  # a leg is cut into steps, so that the box around each holds the bulge of its great circle


def from_point(lon: float, lat: float, lons: Numbers, lats: Numbers) -> Numbers:
    """Meters from one point to each."""
    across, up = np.radians(lons - lon) / 2, np.radians(lats - lat) / 2
    inner = np.sin(up) ** 2 + np.cos(np.radians(lat)) * np.cos(np.radians(lats)) * np.sin(across) ** 2
    return np.asarray(2 * EARTH_M * np.arcsin(np.minimum(1.0, np.sqrt(inner))))


def from_route(route: Sequence[Point], lons: Numbers, lats: Numbers) -> Numbers:
    """Meters from the nearest point of the route (legs of great circles) to each. At least two points."""
    best = np.full(len(lons), np.inf)
    points = _vectors(lons, lats)
    for a, b in pairwise(route):
        best = np.minimum(best, _from_leg(a, b, points, lons, lats))
    return best


def boxes_of(route: Sequence[Point], within_m: float) -> tuple[Box, ...]:
    """Boxes (west, south, east, north) that together hold everything within that distance of the route.

    A box that would reach over the date line or a pole spans all longitudes.
    """
    return tuple(_box(a, b, within_m) for a, b in pairwise(route) for a, b in pairwise(_steps(a, b)))


def _vectors(lons: Numbers, lats: Numbers) -> Numbers:
    x, y = np.radians(lons), np.radians(lats)
    return np.stack((np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)), axis=-1)


def _from_leg(a: Point, b: Point, points: Numbers, lons: Numbers, lats: Numbers) -> Numbers:
    """To the leg where the foot of the perpendicular lies on it, else to the nearer end."""
    ends = np.minimum(from_point(*a, lons, lats), from_point(*b, lons, lats))
    start, end = _vectors(np.array([a[0], b[0]]), np.array([a[1], b[1]]))
    normal = np.cross(start, end)
    length = np.linalg.norm(normal)
    if length < 1e-12:
        return ends
    normal = normal / length
    along = points - np.outer(points @ normal, normal)
    over = (np.cross(start, along) @ normal >= 0) & (np.cross(along, end) @ normal >= 0)
    beside = EARTH_M * np.arcsin(np.clip(np.abs(points @ normal), 0.0, 1.0))
    return np.asarray(np.where(over, np.minimum(beside, ends), ends))


def _steps(a: Point, b: Point) -> list[Point]:
    count = max(1, int(distance_m(*a, *b) // STEP_M) + 1)
    start, end = _vectors(np.array([a[0], b[0]]), np.array([a[1], b[1]]))
    angle = np.arccos(np.clip(start @ end, -1.0, 1.0))
    if angle < 1e-9:
        return [a, b]
    parts = np.linspace(0.0, 1.0, count + 1)[:, None]
    on = (np.sin((1 - parts) * angle) * start + np.sin(parts * angle) * end) / np.sin(angle)
    lons, lats = np.degrees(np.arctan2(on[:, 1], on[:, 0])), np.degrees(np.arcsin(np.clip(on[:, 2], -1.0, 1.0)))
    return [(float(x), float(y)) for x, y in zip(lons, lats, strict=True)]


def _box(a: Point, b: Point, within_m: float) -> Box:
    up = (within_m + STEP_M / 50) / METERS_PER_DEGREE  # two hundredths of a step hold its bulge below 85 degrees
    south, north = min(a[1], b[1]) - up, max(a[1], b[1]) + up
    if south <= -85 or north >= 85 or abs(a[0] - b[0]) > 180:
        return -180.0, max(-90.0, south), 180.0, min(90.0, north)
    wide = up / float(np.cos(np.radians(max(abs(south), abs(north)))))
    west, east = min(a[0], b[0]) - wide, max(a[0], b[0]) + wide
    return (-180.0, south, 180.0, north) if west < -180 or east > 180 else (west, south, east, north)
