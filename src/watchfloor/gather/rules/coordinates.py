"""Coordinates as written in two cells; never moved, never guessed."""

from collections.abc import Sequence

from watchfloor.core.rules.draft import Place

METERS_PER_DEGREE = 111_320.0
FINEST_M = 10.0
Box = tuple[float, float, float, float]


def place_of(lat: str, lon: str, bounds: Sequence[Box]) -> tuple[Place | None, str, str]:
    """Place, fault, finding: at most one of the last two is not empty.

    A fault means that the row MUST be set aside: one cell of two, no number, out of range, swapped.
    The radius is half a unit of the last decimal given: 44.9 is sure to 5.6 km, 44.9778 to 10 m.
    """
    if not lat and not lon:
        return None, "", ""
    if not lat or not lon:
        return None, "one of latitude and longitude is empty. Give both or neither.", ""
    try:
        north, east = float(lat), float(lon)
    except ValueError:
        return None, f"'{lat}', '{lon}' are no decimal degrees. Write for instance 44.8848 and -93.2223.", ""
    return _checked(north, east, max(_radius(lat), _radius(lon)), bounds)


def _radius(said: str) -> float:
    decimals = len(said.partition(".")[2])
    return max(FINEST_M, METERS_PER_DEGREE * 10.0**-decimals / 2)


def _checked(lat: float, lon: float, radius_m: float, bounds: Sequence[Box]) -> tuple[Place | None, str, str]:
    if lat == lon == 0:
        return None, "", "Latitude 0, longitude 0 is a mark for 'not known'; the row has no place."
    if swapped(lat, lon, bounds):
        return (
            None,
            f"latitude {lat:g} and longitude {lon:g} are swapped. Write latitude {lon:g}, longitude {lat:g}.",
            "",
        )
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None, f"latitude {lat:g}, longitude {lon:g} lies outside -90..90, -180..180. Correct them.", ""
    far = (
        ""
        if not bounds or inside(lat, lon, bounds)
        else "The coordinates lie outside the area that the mapping expects."
    )
    return Place(lon, lat, round(radius_m, 1)), "", far


def inside(lat: float, lon: float, bounds: Sequence[Box]) -> bool:
    """Whether the point lies in one of the boxes (west, south, east, north)."""
    return any(west <= lon <= east and south <= lat <= north for west, south, east, north in bounds)


def swapped(lat: float, lon: float, bounds: Sequence[Box]) -> bool:
    """Whether the pair makes sense only the other way round: by range, or by the boxes expected."""
    if abs(lat) > 90:
        return abs(lat) <= 180 and abs(lon) <= 90
    return bool(bounds) and not inside(lat, lon, bounds) and inside(lon, lat, bounds)
