"""Bearings and distances on a sphere of mean radius: good to half a percent, far inside what a bearing word means."""

import math

EARTH_M = 6_371_008.8
METERS_PER_DEGREE = EARTH_M * math.pi / 180
NAUTICAL_MILE_M = 1852.0
_POINTS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
_LETTERS = {"NORTH": "N", "SOUTH": "S", "EAST": "E", "WEST": "W"}
_METERS = {
    "NM": NAUTICAL_MILE_M, "NMI": NAUTICAL_MILE_M, "NAUTICAL": NAUTICAL_MILE_M, "MILE": 1609.344, "MI": 1609.344,
    "SM": 1609.344, "STATUTE": 1609.344, "KM": 1000.0, "KILOMETER": 1000.0, "YARD": 0.9144, "YD": 0.9144,
    "METER": 1.0, "M": 1.0,
}  # fmt: skip


def degrees(point: str) -> float:
    """The bearing of a compass point, "NW" or "northwest", in degrees from north; one of 16. Raises ValueError."""
    letters = point.upper().replace(" ", "").replace("-", "")
    for word, letter in _LETTERS.items():
        letters = letters.replace(word, letter)
    return _POINTS.index(letters) * 22.5


def meters(distance: float, unit: str) -> float:
    """A distance in meters. Without a unit it is nautical miles: so air traffic reports mean it."""
    if not unit:
        return distance * NAUTICAL_MILE_M
    word = unit.upper().replace(".", "").split()[0]
    return distance * _METERS[word if word in _METERS else word.rstrip("S")]


def destination(lon: float, lat: float, bearing: float, distance_m: float) -> tuple[float, float]:
    """(longitude, latitude) of the point `distance_m` away along a great circle that leaves at `bearing` degrees."""
    arc, course, north = distance_m / EARTH_M, math.radians(bearing), math.radians(lat)
    sine = math.sin(north) * math.cos(arc) + math.cos(north) * math.sin(arc) * math.cos(course)
    east = math.atan2(math.sin(course) * math.sin(arc) * math.cos(north), math.cos(arc) - math.sin(north) * sine)
    return (lon + math.degrees(east) + 540) % 360 - 180, math.degrees(math.asin(max(-1.0, min(1.0, sine))))


def distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Meters between two points given as (longitude, latitude)."""
    north = math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    east = math.sin(math.radians(b[0] - a[0]) / 2) ** 2
    return (
        2
        * EARTH_M
        * math.asin(math.sqrt(min(1.0, north + math.cos(math.radians(a[1])) * math.cos(math.radians(b[1])) * east)))
    )
