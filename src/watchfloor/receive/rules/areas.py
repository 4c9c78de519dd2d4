"""Areas of CAP ("lat,lon lat,lon ...") into polygons of (lon, lat), with the classic mistakes named.

CAP writes latitude first, GeoJSON and all of ours longitude first. Polygons are closed: the last point is the first.
"""

import math
from collections.abc import Callable
from itertools import pairwise

from watchfloor.core.rules.draft import Point

EARTH_KM = 6371.0088
CORNERS = 32
# almost nobody lives south of 60 S; swapped coordinates of the eastern United States lie there
SOUTHERNMOST, NORTHERNMOST = -60.0, 84.0
Polygon = tuple[Point, ...]


class AreaUnreadable(ValueError):
    """The area breaks CAP 1.2 section 3.2.4; the text names point, rule and way out."""


def polygon(text: str) -> Polygon:
    """The polygon of a CAP text. Raises AreaUnreadable."""
    pairs = [_pair(part, at) for at, part in enumerate(text.split(), 1)]
    if len(pairs) < 4:
        raise AreaUnreadable(_rule(f"a polygon needs at least four points, this has {len(pairs)}"))
    _refuse_swapped(pairs)
    if pairs[0] != pairs[-1]:
        raise AreaUnreadable(_rule("the polygon is not closed: its last point must be its first"))
    return tuple((lon, lat) for lat, lon in pairs)


def circle(text: str) -> tuple[float, float, float]:
    """(lon, lat, radius in kilometers) of a CAP text "lat,lon radius". Raises AreaUnreadable."""
    parts = text.split()
    if len(parts) != 2:
        raise AreaUnreadable(_rule("a circle is 'lat,lon radius'"))
    lat, lon = _pair(parts[0], 1)
    radius = _number(parts[1])
    if radius is None or not 0 <= radius <= 20_038:
        raise AreaUnreadable(_rule(f"the radius {parts[1][:20]!r} is no distance in kilometers"))
    _refuse_swapped([(lat, lon)])
    return lon, lat, radius


def ring(lon: float, lat: float, radius_km: float) -> Polygon:
    """A circle as a closed polygon of 32 corners on the sphere."""
    arc, phi = radius_km / EARTH_KM, math.radians(lat)
    points = list[Point]()
    for step in range(CORNERS):
        bearing = 2 * math.pi * step / CORNERS
        sine = math.sin(phi) * math.cos(arc) + math.cos(phi) * math.sin(arc) * math.cos(bearing)
        east = math.atan2(math.sin(bearing) * math.sin(arc) * math.cos(phi), math.cos(arc) - math.sin(phi) * sine)
        points.append((round(lon + math.degrees(east), 6), round(math.degrees(math.asin(max(-1, min(1, sine)))), 6)))
    return (*points, points[0])


def split(points: Polygon) -> tuple[Polygon, ...]:
    """The polygon, cut in two where it crosses the 180th meridian (RFC 7946 section 3.1.9)."""
    whole = _unwrapped(points)
    west, east = min(lon for lon, _ in whole), max(lon for lon, _ in whole)
    if west >= -180 and east <= 180:
        return (points,)
    shift = 360.0 if west < -180 else 0.0
    moved = [(lon + shift, lat) for lon, lat in whole]
    here = _clipped(moved, lambda lon: lon <= 180)
    there = [(lon - 360, lat) for lon, lat in _clipped(moved, lambda lon: lon >= 180)]
    return tuple((*part, part[0]) for part in (here, there) if len(part) >= 3)


def _unwrapped(points: Polygon) -> list[Point]:
    """A step of more than half the earth is meant the other way round."""
    found = [points[0]]
    for lon, lat in points[1:]:
        found.append((lon - 360 * round((lon - found[-1][0]) / 360), lat))
    return found


def _clipped(points: list[Point], inside: Callable[[float], bool]) -> list[Point]:
    """Cut along the 180th meridian (Sutherland and Hodgman); open, without the repeated last point."""
    kept = list[Point]()
    for (lon, lat), (after_lon, after_lat) in pairwise(points):
        if inside(lon):
            kept.append((lon, lat))
        if inside(lon) != inside(after_lon):
            part = (180 - lon) / (after_lon - lon)
            kept.append((180.0, lat + part * (after_lat - lat)))
    return kept


def _pair(text: str, at: int) -> Point:
    parts = [_number(part) for part in text.split(",")]
    if len(parts) != 2 or parts[0] is None or parts[1] is None:
        raise AreaUnreadable(_rule(f"point {at} is {text[:40]!r}, not 'lat,lon'"))
    return parts[0], parts[1]


def _number(text: str) -> float | None:
    try:
        number = float(text) if text.lower().strip("+-") not in ("nan", "inf", "infinity") else None
    except ValueError:
        return None
    return number


def _refuse_swapped(pairs: list[Point]) -> None:
    lats, lons = [lat for lat, _ in pairs], [lon for _, lon in pairs]
    outside = max(map(abs, lats)) > 90 or max(map(abs, lons)) > 180
    other_way = max(map(abs, lats)) <= 180 and max(map(abs, lons)) <= 90
    if outside and not other_way:
        raise AreaUnreadable(_rule(f"the point {lats[0]:g},{lons[0]:g} or one after it is outside the earth"))
    polar = max(lats) < SOUTHERNMOST and min(lons) >= SOUTHERNMOST and max(lons) <= NORTHERNMOST
    if outside or polar:
        why = "outside the earth" if outside else "in Antarctica"
        raise AreaUnreadable(
            _rule(f"latitude and longitude look swapped: as written the area lies {why}; CAP wants lat,lon")
        )


def _rule(what: str) -> str:
    return f"{what} (CAP 1.2 section 3.2.4). Ask the sender to mend it and send it again."
