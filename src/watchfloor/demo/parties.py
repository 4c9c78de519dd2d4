"""Whom reports name in their columns: made-up people and the vehicles of the words, seen again with an officer's slips.

Some share a name, an address and a phone, as families do: they are different people. Nobody of a story is named.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from watchfloor.demo.names import COLORS, FAMILY, GIVEN, MODELS, phones
from watchfloor.demo.places import ROADS, TOWNS
from watchfloor.demo.reports import Report

WRITERS = ("NFC", "WCS", "RCP", "SPP")  # who keeps a card of whom he spoke to
PEOPLE, NAMED, FAMILIES = 46, 0.62, 0.2
PLATE = re.compile(r"EXR ?(\d{4})")
SHORT = {"Alden": "Al", "Harlow": "Harly", "Verity": "Vera", "Marek": "Mark", "Joran": "Jorin", "Maris": "Mary"}


@dataclass(frozen=True, slots=True)
class Somebody:
    """A made-up person as one would write him down without a slip."""

    given: str
    family: str
    born: date
    phone: str
    address: str
    city: str
    document: str


def with_parties(rng: Random, told: Sequence[Report]) -> tuple[Report, ...]:
    """The same reports; many of the officers' name a person, and where their words give a plate the vehicle.

    `who` of each says whom it means; it is not written into the file.
    """
    known = _people(rng)
    weights = [1 / (1 + n / 9) for n in range(len(known))]
    return tuple(_named(rng, report, rng.choices(range(len(known)), weights)[0], known) for report in told)


def _people(rng: Random) -> tuple[Somebody, ...]:
    names = rng.sample([(given, family) for given in GIVEN for family in FAMILY], PEOPLE)
    numbers = phones(rng, PEOPLE)
    found: list[Somebody] = []
    for (given, family), number in zip(names, numbers, strict=True):
        born = date(1958, 1, 1) + timedelta(days=rng.randrange(16_500))
        one = Somebody(
            given, family, born, number, f"{rng.randint(100, 2900)} {rng.choice(ROADS)}", rng.choice(TOWNS).name,
            f"EX{rng.randrange(10**7):07d}",
        )  # fmt: skip
        kin = found[-1] if found and rng.random() < FAMILIES else None
        found.append(
            replace(one, family=kin.family, phone=kin.phone, address=kin.address, city=kin.city) if kin else one
        )
    return tuple(found)


def _named(rng: Random, report: Report, chosen: int, known: Sequence[Somebody]) -> Report:
    if report.thread or report.agency not in WRITERS:
        return report
    cells = _vehicle(rng, report.narrative)
    if rng.random() >= NAMED:
        return replace(report, named=cells)
    return replace(report, named={**cells, **_person(rng, known[chosen])}, who=str(chosen))


def _person(rng: Random, one: Somebody) -> dict[str, str]:
    given = rng.choices((one.given, one.given[0], SHORT.get(one.given, one.given)), weights=(78, 8, 14))[0]
    family = _slip(one.family, rng) if rng.random() < 0.1 else one.family
    name = f"{family.upper()}, {given.upper()}" if rng.random() < 0.25 else f"{given} {family}"
    born = one.born.isoformat()
    if rng.random() < 0.12:
        born = f"{born[:8]}{born[9]}{born[8]}" if born[9] in "0123" and born[8:] != "00" else f"{born[:4]}"
    said = {
        "subject_name": name, "subject_birth_date": born if rng.random() < 0.72 else "",
        "subject_phone": one.phone if rng.random() < 0.45 else "",
        "subject_address": one.address if rng.random() < 0.5 else "",
        "subject_city": one.city if rng.random() < 0.7 else "",
        "subject_document": one.document if rng.random() < 0.2 else "",
    }  # fmt: skip
    return {column: words for column, words in said.items() if words}


def _slip(word: str, rng: Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    return rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
        )
    )


def _vehicle(rng: Random, words: str) -> dict[str, str]:
    """The columns beside the words: what the words give, now and then misread."""
    plate = PLATE.search(words)
    if plate is None:
        return {}
    digits = plate[1] if rng.random() > 0.08 else plate[1][:-1] + {"1": "7", "7": "1", "8": "3"}.get(plate[1][-1], "6")
    model = next((said for said, _ in MODELS if said in words), "")
    make, _, rest = model.partition(" ")
    color = next((one for one in sorted(COLORS, key=len, reverse=True) if f"{one} {model}" in words), "")
    found = {"vehicle_plate": f"EXR{digits}", "vehicle_make": make, "vehicle_model": rest, "vehicle_color": color}
    return {column: said for column, said in found.items() if said}
