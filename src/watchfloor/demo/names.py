"""Names that nobody bears: people, companies, vehicles, plates and numbers of the exercise, drawn from a seed.

Plates are of the series EXR, phone numbers of 555-0100 to 555-0199 (kept free for fiction), domains of example.* and
.example (RFC 2606), addresses of 198.51.100.0/24 and 203.0.113.0/24 (RFC 5737).
"""

from dataclasses import dataclass
from random import Random

GIVEN = (
    *("Alden", "Briar", "Corin", "Dara", "Ellis", "Farrin", "Gale", "Harlow", "Ivo", "Joran", "Kara", "Lorne", "Marek"),
    *("Nell", "Orla", "Perrin", "Quill", "Rowan", "Sage", "Tess", "Una", "Verity", "Wren", "Yael", "Zane", "Maris"),
)
FAMILY = (
    *("Aldous", "Brannock", "Calder", "Dolvin", "Eastmoor", "Fenwright", "Gannet", "Harrow", "Islay", "Jessop"),
    *("Kestrel", "Larkmoor", "Merrow", "Norcross", "Ostrem", "Pell", "Quarles", "Ravensby", "Stannard", "Thornby"),
    *("Umber", "Vantine", "Wexcombe", "Yarrow", "Zellner", "Birchall", "Coldwater", "Dunmore", "Elderkin", "Farrow"),
)
SWITCHBOARD = "763-555-0100"
AREAS = (612, 763, 320, 651, 952, 507, 218)
FIRST_WORDS = (
    "Northbend",
    "Clearpine",
    "Stillwater Fork",
    "Redbank",
    "Blue Heron",
    "Tallgrass",
    "Ironwood",
    "Graymoor",
)
TRADES = ("Line Services", "Plumbing", "Tree Care", "Cable", "Landscaping", "Concrete", "Moving", "Roofing", "Electric")
SHOPS = (
    "Cornerpost Hardware",
    "Millpond Market",
    "Lantern Diner",
    "Tamarack Fuel",
    "Copperleaf Cafe",
    "Pinewood Motel",
)
COLORS = ("white", "gray", "black", "blue", "red", "silver", "green", "tan", "dark blue", "maroon")
MODELS = (
    *(("Ford F-150 pickup", "pickup"), ("Chevrolet Silverado pickup", "pickup"), ("Ram 1500 pickup", "truck")),
    *(("Toyota Camry", "car"), ("Honda Civic", "car"), ("Ford Focus", "car"), ("Chevrolet Malibu", "sedan")),
    *(("Dodge Caravan", "minivan"), ("Toyota Sienna", "minivan"), ("GMC Savana van", "van"), ("Nissan Rogue", "car")),
    *(("Jeep Cherokee", "Jeep"), ("Subaru Outback", "wagon"), ("Chevrolet Express van", "van"), ("Kia Soul", "car")),
)


@dataclass(frozen=True, slots=True)
class Vehicle:
    """`said` is how a report names it with its article, `short` how it goes on; `plate` reads "EXR 4471"."""

    said: str
    short: str
    plate: str


@dataclass(frozen=True, slots=True)
class Pool:
    """What ordinary reports draw from; small enough that vehicles, numbers and people turn up more than once."""

    vehicles: tuple[Vehicle, ...]
    phones: tuple[str, ...]
    people: tuple[str, ...]
    companies: tuple[str, ...]


def plates(rng: Random, count: int) -> tuple[str, ...]:
    """`count` distinct plates."""
    return tuple(f"EXR {number}" for number in rng.sample(range(1000, 10_000), count))


def phones(rng: Random, count: int) -> tuple[str, ...]:
    """`count` distinct numbers (at most 699); 763-555-0100 is left for the dispatch switchboard."""
    free = [f"{area}-555-01{last:02d}" for area in AREAS for last in range(100)]
    return tuple(rng.sample([number for number in free if number != SWITCHBOARD], count))


def people(rng: Random, count: int) -> tuple[str, ...]:
    """`count` distinct names, given name first (at most 780)."""
    return tuple(rng.sample([f"{given} {family}" for given in GIVEN for family in FAMILY], count))


def companies(rng: Random, count: int) -> tuple[str, ...]:
    """`count` distinct names of firms."""
    return tuple(rng.sample([f"{first} {trade}" for first in FIRST_WORDS for trade in TRADES], count))


def pool(rng: Random, *, free_plates: tuple[str, ...], free_phones: tuple[str, ...]) -> Pool:
    """A pool of one vehicle a plate; what the needle and the decoys use MUST NOT be among the free ones."""
    return Pool(tuple(_vehicle(rng, plate) for plate in free_plates), free_phones, people(rng, 90), companies(rng, 14))


def _vehicle(rng: Random, plate: str) -> Vehicle:
    model, short = rng.choice(MODELS)
    return Vehicle(f"a {rng.choice(COLORS)} {model}", short, plate)
