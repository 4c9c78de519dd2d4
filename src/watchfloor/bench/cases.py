"""Random readers and labels, many of them nearly open: what a decision is measured and held against others on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from watchfloor.people.rules.standing import Standing
from watchfloor.protect.rules.labels import Atom

ON = date(2026, 11, 21)
ROLES = ("analyst", "supervisor", "liaison", "partner", "privacy", "director", "inspector", "operator", "nobody")
CLASSES = (
    "tip_lead", "sar", "ise_sar", "criminal_intelligence", "case_support", "open_source", "federal_product",
    "tsc_encounter", "identifying_only", "inquiry", "reference", "product", "redress", "set_aside", "unheard_of",
)  # fmt: skip
PURPOSES = (
    "threat-assessment", "criminal-investigation", "sar-vetting", "officer-safety", "imminent-danger", "deconfliction",
    "privacy-oversight", "audit", "own-reports", "records-request", "break-glass", "upkeep", "unheard-of",
)  # fmt: skip
LEVELS = ("U", "LES", "CUI", "SECRET")
SHARES = ("partners", "center", "group:7", "group:8", "group:", "closed", "oversight", "named", "everybody", "")
TLPS = ("", "CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
# what is stated, and whether it is a case (number and agency) and holds the number of a request
REFERENCES = {"26-0141 NFC": (True, True), "": (False, False), "RR-118": (False, True), "the usual": (False, False)}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """One question: may this reader read what carries this label, for what he states, today?"""

    standing: Standing
    label: tuple[Atom, ...]
    purpose: str
    case_ref: str
    on: date = ON


def make_cases(n: int, seed: int) -> Iterator[Case]:
    """`n` cases, the same for the same seed; each value is an ordinary one three times out of four."""
    rng = Random(seed)
    for number in range(n):
        label = tuple(_atom(rng) for _ in range(rng.choices((0, 1, 2, 3), (1, 24, 8, 2))[0]))
        yield Case(_standing(rng, number), label, _mostly(rng, PURPOSES), _mostly(rng, tuple(REFERENCES)))


def make_labels(n: int, seed: int) -> list[tuple[Atom, ...]]:
    """`n` labels of one atom, no two alike."""
    rng, found = Random(seed), dict[tuple[Atom, ...], None]()
    while len(found) < n:
        found[(_atom(rng),)] = None
    return list(found)


def _mostly(rng: Random, values: Sequence[T]) -> T:
    """One of the first half three times out of four."""
    return rng.choice(values[: (len(values) + 1) // 2]) if rng.random() < 0.75 else rng.choice(values)


def _rarely(rng: Random, share: float = 0.1) -> bool:
    return rng.random() < share


def _atom(rng: Random) -> Atom:
    return Atom(
        rng.randrange(1, 4), _mostly(rng, CLASSES), _mostly(rng, LEVELS), _mostly(rng, SHARES), _mostly(rng, TLPS),
        _rarely(rng), _rarely(rng), _rarely(rng),
    )  # fmt: skip


def _day(rng: Random) -> date:
    """About today: the very day and its neighbors often, so that a day's error shows."""
    return ON + timedelta(days=rng.choice((-400, -1, 0, 0, 1, 30, 365)))


def _standing(rng: Random, number: int) -> Standing:
    of_center = rng.random() < 0.5
    courses = tuple((course, _day(rng)) for course in ("pcrcl", "28cfr23", "pcrcl", "28cfr23") if rng.random() < 0.7)
    return Standing(
        number, number, 1 if of_center else rng.randrange(2, 4), rng.choice(("center", "sheriff", "federal")),
        of_center, _mostly(rng, ROLES), rng.choice(("CUI", "CUI", "LES", "U", "SECRET")), courses,
        _day(rng) if rng.random() < 0.7 else None, _day(rng) if _rarely(rng, 0.15) else None,
        tuple(sorted(rng.sample((6, 7, 8), rng.randrange(3)))),
    )  # fmt: skip
