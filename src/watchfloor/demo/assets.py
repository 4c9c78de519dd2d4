"""What the center protects: sixty-odd made-up assets with coordinates, sectors (NIEM codes) and owners."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from watchfloor.demo.places import TOWNS, Town, around, km_between, moved, town_named


@dataclass(frozen=True, slots=True)
class Asset:
    """`id` reads "A-118"; `kind` is one of KINDS; `sector` a code of NIEM's TargetSectorCode; WGS 84 degrees.

    `criticality` is high, medium or low, `because` the reason in a sentence.
    """

    id: str
    name: str
    kind: str
    sector: str
    lat: float
    lon: float
    town: str
    county: str
    owner: str
    criticality: str
    because: str
    contact: str


# kind: sector, owner, levels of criticality that occur
KINDS = {
    "substation": ("ENRG", "Tallgrass Power Cooperative", ("high", "high", "medium")),
    "water plant": ("WATR", "Metro Water District", ("high", "medium")),
    "hospital": ("HLTH", "Riverbend Health", ("high", "medium")),
    "bridge": ("TRANS", "Northland Roads", ("medium", "low")),
    "dam": ("DAMS", "Northland Waters", ("high",)),
    "stadium": ("ENTMT", "Riverbend Sports Authority", ("high",)),
    "dispatch center": ("EMRG", "County Emergency Services", ("high",)),
    "chemical site": ("CHEM", "Ironwood Chemicals", ("high", "medium")),
    "rail yard": ("TRANS", "Northland and Western Rail", ("medium", "low")),
    "telephone exchange": ("TELCM", "Blue Heron Telephone", ("medium",)),
    "airfield": ("TRANS", "Riverbend Airfield Board", ("low",)),
    "courthouse": ("GVTBLDG", "Northland Courts", ("medium", "low")),
    "school": ("EDU", "Riverbend School District", ("medium",)),
    "shopping center": ("RETL", "Clearpine Properties", ("low",)),
    "power plant": ("ENRG", "Tallgrass Power Cooperative", ("high",)),
}
BECAUSE = {
    "high": "The exercise plan counts on it for more than 10,000 people.",
    "medium": "The exercise plan has a second one within an hour.",
    "low": "The exercise plan can do without it for a week.",
}
# these stand where the story needs them: name, kind, town, miles, direction
FIXED = (
    ("Prairie Creek 345 kV substation", "substation", "Monticello", 2.1, 315),
    ("Sand Prairie 230 kV substation", "substation", "Big Lake", 2.6, 20),
    ("Mission Hill 115 kV substation", "substation", "Buffalo", 2.4, 100),
    ("Elk Bend 115 kV substation", "substation", "Elk River", 2.2, 330),
    ("Riverbend Hospital", "hospital", "Buffalo", 0.8, 250),
    ("Otter Slough water plant", "water plant", "Clearwater", 1.6, 60),
    ("Ironwood chlorine works", "chemical site", "Becker", 1.9, 300),
    ("Riverbend Stadium", "stadium", "Rogers", 1.2, 45),
    ("Heron Falls dam", "dam", "Elk River", 1.7, 200),
    ("Upper Rum dam", "dam", "Princeton", 1.5, 10),
    ("Tamarack power plant", "power plant", "Becker", 2.8, 120),
)
APART_KM = 4.0
STORY = frozenset(f"A-{101 + number}" for number in range(len(FIXED)))
# made by the seed: how many of each kind, and the words of their names
MADE = {
    "substation": (
        14,
        ("Cedar Flats", "Rush Hollow", "Wheeler", "Long Meadow", "Goose Lake", "Stone Arch", "Twin Oaks"),
    ),
    "water plant": (6, ("Silver Spring", "Eagle Point", "Long Lake", "Crane Meadow", "Mill Pond", "North Well Field")),
    "hospital": (4, ("Lakeview", "Prairie View", "Rum River", "Three Rivers")),
    "bridge": (
        9,
        ("Ferry Landing", "Old Mill", "Highway 25 river", "Quarry", "Railroad Avenue", "Crow River", "Depot"),
    ),
    "dispatch center": (3, ("Wright", "Sherburne", "Mille Lacs")),
    "chemical site": (2, ("Redbank fertilizer", "Graymoor solvents")),
    "rail yard": (2, ("Depot", "Northside")),
    "telephone exchange": (3, ("Main Street", "Hilltop", "West")),
    "airfield": (2, ("Riverbend", "Heron")),
    "courthouse": (2, ("County", "Annex")),
    "school": (3, ("Lakeshore", "Tallgrass", "Ridge")),
    "shopping center": (2, ("Clearpine", "Fox Hollow")),
}


def make_assets(rng: Random) -> tuple[Asset, ...]:
    """The fixed assets of the story first, then those that the seed spreads over the towns; no two names alike."""
    rows = [*_fixed(), *_made(rng)]
    return tuple(
        _asset(f"A-{101 + number}", name, kind, town, point, rng)
        for number, (name, kind, town, point) in enumerate(rows)
    )


Row = tuple[str, str, Town, tuple[float, float]]


def _fixed() -> Iterator[Row]:
    for name, kind, at, miles, bearing in FIXED:
        town = town_named(at)
        yield name, kind, town, moved(town.lat, town.lon, miles * 1.609344, bearing)


def _made(rng: Random) -> Iterator[Row]:
    for kind, (count, words) in MADE.items():
        towns = rng.sample(TOWNS, count)
        for number, town in enumerate(towns):
            word = words[number] if number < len(words) else f"{town.name} {('East', 'West')[number % 2]}"
            volts = f" {rng.choice((69, 115, 115, 230))} kV" if kind == "substation" else ""
            point = _apart(town, kind, rng)
            yield f"{word}{volts} {kind}", kind, town, point


def _apart(town: Town, kind: str, rng: Random) -> tuple[float, float]:
    # a second one of a kind beside one of the story would make the story ambiguous
    taken = [point for _, other, _, point in _fixed() if other == kind]
    while True:
        point = around(town.lat, town.lon, rng, least_km=0.6, most_km=6.5)
        if all(km_between(point, other) > APART_KM for other in taken):
            return point


def _asset(id_: str, name: str, kind: str, town: Town, point: tuple[float, float], rng: Random) -> Asset:
    sector, owner, levels = KINDS[kind]
    level = levels[0] if id_ in STORY else rng.choice(levels)
    phone = f"320-555-01{rng.randrange(100):02d}"
    return Asset(id_, name, kind, sector, *point, town.name, town.county, owner, level, BECAUSE[level], phone)
