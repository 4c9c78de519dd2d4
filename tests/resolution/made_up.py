"""Files of made-up people for the tests of the matching engine."""

import csv
import random
from collections.abc import Iterable, Mapping
from pathlib import Path

GIVEN = (
    "Ann", "Bob", "Carla", "Dieter", "Elena", "Farid", "Grace", "Hiro", "Ines", "Jamal", "Katya", "Liam", "Mei",
    "Nadia",
)  # fmt: skip
FAMILY = ("Adler", "Berg", "Castillo", "Dubois", "Eriksen", "Fischer", "Gruber", "Hussain", "Ivanov", "Jensen", "Novak")
STREETS = ("Elm", "Oak", "Maple", "Cedar", "Birch", "Walnut", "Chestnut", "Willow")


def people(many: int, *, seed: int = 7) -> list[dict[str, str]]:
    """`many` people twice each, the second time with slips; `entity` says who is who."""
    draw = random.Random(seed)
    rows = []
    for entity in range(many):
        one = {
            "id": f"a{entity}",
            "first_name": draw.choice(GIVEN) + draw.choice(["", "", "a", "e"]),
            "surname": draw.choice(FAMILY) + draw.choice(["", "er", "man", "s"]),
            "dob": f"{draw.randint(1930, 2005)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            "address": f"{draw.randint(1, 900)} {draw.choice(STREETS)} Street",
            "zip": f"{draw.randint(10000, 99999)}",
            "phone": f"{draw.randint(200, 999)}-{draw.randint(200, 999)}-{draw.randint(1000, 9999)}",
            "entity": str(entity),
        }
        rows += [one, {**slipped(one, draw), "id": f"b{entity}"}]
    draw.shuffle(rows)
    return rows


def slipped(one: Mapping[str, str], draw: random.Random) -> dict[str, str]:
    """The same person written down by somebody else."""
    made = dict(one)
    for name in draw.sample(["first_name", "surname", "dob", "address", "zip", "phone"], 2):
        text = made[name]
        place = draw.randrange(len(text) - 1)
        made[name] = draw.choice(
            ["", text[:place] + text[place + 1 :], text[:place] + text[place + 1] + text[place] + text[place + 2 :]]
        )
    return made


def written(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """The rows as a CSV file."""
    held = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(held[0]))
        writer.writeheader()
        writer.writerows(held)
    return path
