"""Who takes part: agencies with their agreements, and people with their roles, training and release levels."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from random import Random

from watchfloor.demo.names import FAMILY, people, phones
from watchfloor.demo.places import town_named

CENTER = "NFC"
# levels of the access policy, lowest first: U, LES, CUI
CUI, OPEN = "CUI", "U"


@dataclass(frozen=True, slots=True)
class Training:
    """A course (28cfr23, pcrcl, sar-analyst, sar-line-officer), when it was taken and its last good day."""

    course: str
    taken_on: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class Agreement:
    """A written agreement with its last good day (28 CFR 23.20(f)(1))."""

    reference: str
    agreed_on: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class Group:
    """A sharing set: the agencies (by code) to which products may be released together."""

    code: str
    name: str
    release_level: str
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agency:
    """`agreement` None: none was ever made. `release_level`: the highest marking it may be given."""

    code: str
    name: str
    kind: str
    county: str
    lat: float
    lon: float
    agreement: Agreement | None
    release_level: str


@dataclass(frozen=True, slots=True)
class Person:
    """`login` is the name at the one-click login; `role` one of the access policy's."""

    login: str
    name: str
    agency: str
    role: str
    email: str
    phone: str
    release_level: str
    trainings: tuple[Training, ...]


AGENCIES: tuple[tuple[str, str, str, str, int | None, str], ...] = (
    ("NFC", "Northland Fusion Center (EXERCISE)", "center", "Rogers", 700, CUI),
    ("WCS", "Wright County Sheriff (EXERCISE)", "sheriff", "Buffalo", 420, CUI),
    ("RCP", "Riverbend Cities Police (EXERCISE)", "police", "Buffalo", 300, CUI),
    ("MUS", "Metro Utility Security (EXERCISE)", "utility", "Elk River", 210, CUI),
    ("SPP", "Northland State Parks Police (EXERCISE)", "parks", "Big Lake", 365, CUI),
    ("BLF", "Big Lake Fire (EXERCISE)", "fire", "Big Lake", 190, CUI),
    ("RBH", "Riverbend Hospital Security (EXERCISE)", "hospital", "Buffalo", 45, CUI),
    ("FED", "Federal Partner (EXERCISE)", "federal", "Rogers", 900, CUI),
    ("LTP", "Lakeshore Transit Police (EXERCISE)", "police", "Delano", None, OPEN),
)
GROUPS = (
    Group("EX-LAW", "Law enforcement partners (EXERCISE)", CUI, ("NFC", "WCS", "RCP", "SPP")),
    Group("EX-GRID", "Grid owners and responders (EXERCISE)", CUI, ("NFC", "WCS", "RCP", "SPP", "MUS", "BLF", "RBH")),
)
Courses = tuple[tuple[str, int], ...]
# login, given name, agency, role, courses; a course with a negative number of days has lapsed
CAST: tuple[tuple[str, str, str, str, Courses], ...] = (
    ("ana", "Ana", "NFC", "analyst", (("28cfr23", 101), ("pcrcl", 160), ("sar-analyst", 240))),
    ("ben", "Ben", "WCS", "liaison", (("28cfr23", 88), ("pcrcl", 88), ("sar-line-officer", 300))),
    ("cy", "Cy", "LTP", "liaison", (("sar-line-officer", 30),)),
    ("pia", "Pia", "NFC", "privacy", (("28cfr23", 290), ("pcrcl", 290))),
    ("dee", "Dee", "NFC", "director", (("28cfr23", 200), ("pcrcl", 200), ("sar-analyst", 120))),
    ("ike", "Ike", "NFC", "inspector", (("28cfr23", 150), ("pcrcl", 150))),
    ("sol", "Sol", "NFC", "supervisor", (("28cfr23", 180), ("pcrcl", 180), ("sar-analyst", 180))),
    ("omar", "Omar", "NFC", "analyst", (("28cfr23", 310), ("pcrcl", 310), ("sar-analyst", 310))),
)
# who decides on what looks classified; drawn apart from the rest, whom a further name would change
OFFICER = ("kim", "Kim", "NFC", "security", ())
# one liaison officer of each other partner; the hospital's training lapsed last week, which a viewer should see
LIAISONS: tuple[tuple[str, Courses], ...] = (
    ("RCP", (("28cfr23", 60), ("pcrcl", 75), ("sar-line-officer", 200))),
    ("MUS", (("pcrcl", 130), ("sar-line-officer", 130))),
    ("SPP", (("28cfr23", 250), ("pcrcl", 250), ("sar-line-officer", 90))),
    ("BLF", (("pcrcl", 40), ("sar-line-officer", 40))),
    ("RBH", (("pcrcl", -7), ("sar-line-officer", 110))),
    ("FED", (("28cfr23", 330), ("pcrcl", 330))),
)


def make_agencies(*, today: date) -> tuple[Agency, ...]:
    """The agencies; those with an agreement have one in force on `today`."""
    return tuple(_agency(*row, today=today) for row in AGENCIES)


def _agency(code: str, name: str, kind: str, seat: str, days: int | None, level: str, *, today: date) -> Agency:
    town = town_named(seat)
    agreement = None if days is None else _agreement(code, today + timedelta(days=days))
    return Agency(code, name, kind, town.county, town.lat, town.lon, agreement, level)


def _agreement(code: str, until: date) -> Agreement:
    return Agreement(f"EX-MOU-{code}", until - timedelta(days=3 * 365), until)


def make_people(rng: Random, agencies: tuple[Agency, ...], *, today: date) -> tuple[Person, ...]:
    """The standing cast, a supervisor, a second analyst, and a liaison officer of each partner, under made-up names."""
    levels = {agency.code: agency.release_level for agency in agencies}
    used = phones(rng, len(CAST) + len(LIAISONS))
    families = iter(rng.sample(FAMILY, len(CAST)))
    rows = [(login, f"{given} {next(families)}", code, role, courses) for login, given, code, role, courses in CAST]
    taken = {login for login, *_ in (*CAST, OFFICER)}
    for (code, courses), name in zip(LIAISONS, _others(rng, taken), strict=False):
        rows.append((name.split()[0].lower(), name, code, "liaison", courses))
    login, given, code, role, courses = OFFICER
    rows.append((login, f"{given} {rng.choice(FAMILY)}", code, role, courses))
    numbers = chain(used, (one for one in phones(rng, 3 * len(rows)) if one not in used))
    return tuple(
        Person(login, name, code, role, f"{login}@example.org", next(numbers), levels[code], _trained(courses, today))
        for login, name, code, role, courses in rows
    )


def _others(rng: Random, taken: set[str]) -> tuple[str, ...]:
    # a login is a given name, so no given name may come twice
    by_login = {name.split()[0].lower(): name for name in people(rng, 200)}
    return tuple(name for login, name in by_login.items() if login not in taken)


def _trained(courses: Courses, today: date) -> tuple[Training, ...]:
    lasts = timedelta(days=365)
    ends = ((course, today + timedelta(days=days)) for course, days in courses)
    return tuple(Training(course, until - lasts, until) for course, until in ends)
