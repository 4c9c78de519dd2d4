"""The ground of the exercise: towns, roads and how far things lie. The State of Northland borrows Minnesota's towns."""

from dataclasses import dataclass
from math import asin, atan2, cos, degrees, radians, sin, sqrt
from random import Random

EARTH_KM = 6371.0088
MILE_KM = 1.609344
STATE = "Northland"
COMPASS = {"N": 0, "NE": 45, "E": 90, "SE": 135, "S": 180, "SW": 225, "W": 270, "NW": 315}


@dataclass(frozen=True, slots=True)
class Town:
    """A town by its middle, in WGS 84 degrees."""

    name: str
    county: str
    lat: float
    lon: float


TOWNS = (
    Town("Monticello", "Wright", 45.3055, -93.7941),
    Town("Big Lake", "Sherburne", 45.3325, -93.7461),
    Town("Becker", "Sherburne", 45.3933, -93.8769),
    Town("Elk River", "Sherburne", 45.3039, -93.5672),
    Town("Buffalo", "Wright", 45.1719, -93.8747),
    Town("Otsego", "Wright", 45.2741, -93.5914),
    Town("Albertville", "Wright", 45.2377, -93.6544),
    Town("Zimmerman", "Sherburne", 45.4433, -93.5900),
    Town("Clearwater", "Wright", 45.4194, -94.0489),
    Town("Annandale", "Wright", 45.2627, -94.1244),
    Town("Delano", "Wright", 45.0419, -93.7891),
    Town("Rockford", "Wright", 45.0883, -93.7344),
    Town("Maple Lake", "Wright", 45.2291, -94.0019),
    Town("Princeton", "Mille Lacs", 45.5700, -93.5816),
    Town("Rogers", "Hennepin", 45.1889, -93.5530),
    Town("Hanover", "Wright", 45.1558, -93.6663),
    Town("Clear Lake", "Sherburne", 45.4447, -93.9983),
    Town("Howard Lake", "Wright", 45.0608, -94.0733),
    Town("Cokato", "Wright", 45.0758, -94.1899),
    Town("Montrose", "Wright", 45.0650, -93.9111),
    Town("Foley", "Benton", 45.6647, -93.9097),
    Town("Milaca", "Mille Lacs", 45.7558, -93.6544),
    Town("Sauk Rapids", "Benton", 45.5919, -94.1661),
)
ROADS = (
    *("County Road 75", "County Road 39", "County Road 11", "Highway 25", "Highway 10", "Highway 55", "Quarry Lane"),
    *(
        "River Street",
        "Third Street",
        "Mill Road",
        "Fairground Avenue",
        "Lakeshore Drive",
        "Depot Street",
        "Ridge Road",
    ),
)


def town_named(name: str) -> Town:
    """The town of that name. Raises LookupError if the exercise has none."""
    for town in TOWNS:
        if town.name == name:
            return town
    raise LookupError(f"town: '{name}' is none of the exercise.")


def moved(lat: float, lon: float, km: float, bearing: float) -> tuple[float, float]:
    """The point `km` away in the direction of `bearing` (degrees from north), as (lat, lon) with five decimals."""
    arc, course = km / EARTH_KM, radians(bearing)
    north, east = radians(lat), radians(lon)
    to_north = asin(sin(north) * cos(arc) + cos(north) * sin(arc) * cos(course))
    to_east = east + atan2(sin(course) * sin(arc) * cos(north), cos(arc) - sin(north) * sin(to_north))
    return round(degrees(to_north), 5), round(degrees(to_east), 5)


def km_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance of two points (lat, lon)."""
    (a, b), (c, d) = ((radians(lat), radians(lon)) for lat, lon in (one, other))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def nearest_town(lat: float, lon: float) -> Town:
    """The town whose middle is nearest."""
    return min(TOWNS, key=lambda town: km_between((town.lat, town.lon), (lat, lon)))


def around(lat: float, lon: float, rng: Random, *, least_km: float, most_km: float) -> tuple[float, float]:
    """A point in the ring around another."""
    return moved(lat, lon, rng.uniform(least_km, most_km), rng.uniform(0, 360))
