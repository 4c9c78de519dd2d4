"""Make the frozen models that analysis ships: made-up people, vehicles and firms from a seed, resolved without truth.

    .venv/bin/python scripts/make_models.py

Writes src/watchfloor/analyze/data/models/KIND.npz, and versions.json beside them.
"""

import json
import random
from pathlib import Path

import numpy as np
import pyarrow as pa

from watchfloor.bench import population
from watchfloor.resolution import model
from watchfloor.resolution.checks import VIN, wrong
from watchfloor.resolution.engine import resolve
from watchfloor.resolution.kinds import kind
from watchfloor.resolution.records import Records, from_rows

SEED, PEOPLE, VEHICLES, FIRMS = 20, 12_000, 8_000, 8_000
INTO = Path(__file__).resolve().parents[1] / "src" / "watchfloor" / "analyze" / "data" / "models"
MAKES = {
    "Ford": ("F-150", "Focus", "Escape", "Fusion"), "Chevrolet": ("Silverado", "Malibu", "Express", "Equinox"),
    "Toyota": ("Camry", "Sienna", "Corolla", "RAV4"), "Honda": ("Civic", "Accord", "CR-V"), "Ram": ("1500", "2500"),
    "Dodge": ("Caravan", "Durango"), "GMC": ("Savana", "Sierra"), "Jeep": ("Cherokee", "Wrangler"),
    "Nissan": ("Rogue", "Altima"), "Subaru": ("Outback", "Forester"), "Kia": ("Soul", "Sorento"),
}  # fmt: skip
PAINTS = ("white", "black", "gray", "silver", "blue", "red", "green", "tan", "maroon", "dark blue")
EYES = {"0": "O", "O": "0", "8": "B", "B": "8", "1": "I", "5": "S", "S": "5", "2": "Z"}
TRADES = (
    "Electric",
    "Plumbing",
    "Roofing",
    "Towing",
    "Excavating",
    "Supply",
    "Rental",
    "Landscaping",
    "Solar",
    "Farms",
)
ENDS = ("LLC", "Inc", "Co", "")
Row = dict[str, str]


def main() -> None:
    """Write a model of each kind that a mapping may name."""
    INTO.mkdir(exist_ok=True)
    versions = {}
    for name, rows in (("person", people()), ("vehicle", vehicles()), ("organisation", firms())):
        found = resolve(made(name, rows), kind(name))
        model.save(found.model, INTO / f"{name}.npz")
        versions[name] = found.model.version
        print(name, found.model.version, found.model.prior / 64, len(rows))  # noqa: T201 - a script says what it did
    (INTO / "versions.json").write_text(json.dumps(dict(sorted(versions.items())), indent=2) + "\n", encoding="utf-8")


def made(name: str, rows: list[Row]) -> Records:
    """Rows as records of a kind."""
    return from_rows(kind(name), rows)


def people() -> list[Row]:
    """The bench's people, two in five with a number of a document."""
    table: pa.Table = population.make(PEOPLE, seed=SEED)
    dice = random.Random(f"{SEED}:documents")
    numbers: dict[int, str] = {}
    rows = []
    for one in table.to_pylist():
        own = numbers.setdefault(one["person"], f"{dice.choice('DKMP')}{dice.randrange(10**8):08d}")
        document = own if dice.random() < 0.4 else ""
        rows.append({name: one[name] or "" for name in population.COLUMNS} | {"document_number": document})
    return rows


def vehicles() -> list[Row]:
    """Vehicles seen once or more, their plates misread now and then, the rest often not said."""
    dice, rows = random.Random(f"{SEED}:vehicles"), list[Row]()
    # a state gives out a few series at a time: plates that begin alike are common
    series = ["".join(dice.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=3)) for _ in range(12)]
    while len(rows) < VEHICLES:
        make = dice.choice(tuple(MAKES))
        whole = {
            "plate": dice.choices(series, weights=[1 / (n + 1) for n in range(len(series))])[0]
            + f"{dice.randrange(10_000):04d}",
            "plate_state": dice.choices(("MN", "WI", "IA", "ND", "SD"), weights=(80, 8, 5, 4, 3))[0],
            "vin": _vin("".join(dice.choices("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", k=17))),
            "make": make, "model": dice.choice(MAKES[make]), "year": str(dice.randrange(1996, 2027)),
            "paint": dice.choice(PAINTS),
        }  # fmt: skip
        for _ in range(1 + min(int(dice.expovariate(1.2)), 6)):
            rows.append({name: _seen(name, text, dice) for name, text in whole.items()})
    dice.shuffle(rows)
    return rows


def _vin(made: str) -> str:
    """With the check digit that makes it right, where it must have one."""
    tried = (made, *(f"{made[:8]}{digit}{made[9:]}" for digit in "0123456789X"))
    return next(one for one in tried if not wrong(np.frombuffer(one.encode(), np.uint8), 0, 17, VIN))


GAPS = {"vin": 0.8, "year": 0.5, "paint": 0.15, "model": 0.2, "plate_state": 0.25, "plate": 0.06}


def _seen(name: str, text: str, dice: random.Random) -> str:
    if dice.random() < GAPS.get(name, 0.05):
        return ""
    if name in ("plate", "vin") and dice.random() < 0.1:
        at = dice.randrange(len(text))
        return text[:at] + EYES.get(text[at], dice.choice("ABC123")) + text[at + 1 :]
    if name in ("paint", "make") and dice.random() < 0.06:
        return dice.choice(PAINTS if name == "paint" else tuple(MAKES))
    return text


def firms() -> list[Row]:
    """Firms under one name or another, with a phone and an address that may change."""
    dice, rows = random.Random(f"{SEED}:firms"), list[Row]()
    towns = sorted({one["city"] or "" for one in population.make(2_000, seed=SEED).to_pylist()})
    families = sorted({one["family_name"] or "Lake" for one in population.make(6_000, seed=SEED).to_pylist()})
    while len(rows) < FIRMS:
        name = f"{dice.choice(families).title()} {dice.choice(TRADES)}"
        town, street = dice.choice(towns), f"{dice.randrange(1, 2_000)} {dice.choice(families)} road"
        phone = f"{dice.choice((320, 612, 763, 952))}{dice.randrange(2_000_000, 10_000_000)}"
        for _ in range(1 + min(int(dice.expovariate(1.2)), 6)):
            rows.append({
                "name": f"{name} {dice.choice(ENDS)}".strip() if dice.random() < 0.93 else name.split()[0],
                "street_address": street if dice.random() < 0.8 else "", "city": town if dice.random() < 0.9 else "",
                "phone": phone if dice.random() < 0.6 else "",
            })  # fmt: skip
    dice.shuffle(rows)
    return rows


if __name__ == "__main__":
    main()
