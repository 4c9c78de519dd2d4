"""Rows and fields of the directory's pages."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from watchfloor.people import queries as people
from watchfloor.people.queries import AgencyView, PersonView, Term
from watchfloor.protect.formats.policy import load
from watchfloor.protect.web.fields import choices, field
from watchfloor.protect.web.frame import ROLES
from watchfloor.protect.web.wording import CLASSES, agency_words, day

COURSES = {"28cfr23": "28 CFR Part 23", "sar-analyst": "SAR analyst", "pcrcl": "Privacy, civil rights, civil liberties"}
LEVELS = ("U", "LES", "CUI")
SOON_DAYS = 60


def state_of(until: date | None, today: date) -> str:
    """ok, soon (within 60 days) or overdue; what has no end is in order."""
    if until is None:
        return "ok"
    left = (until - today).days
    return "overdue" if left < 0 else "soon" if left <= SOON_DAYS else "ok"


def person_row(one: PersonView, training: Mapping[str, date], today: date) -> dict[str, Any]:
    """A person in a list; of his courses the one that ends first."""
    first = min(training.values(), default=None)
    return {
        "name": one.name, "login": one.login, "role": ROLES.get(one.role, one.role), "url": f"/people/{one.public_id}/",
        "agency": agency_words(one.agency_name), "until": day(first) if first else "none recorded",
        "state": state_of(first, today) if first else "overdue",
    }  # fmt: skip


def agency_row(one: AgencyView, persons: Sequence[PersonView], agreed: Collection[int]) -> dict[str, Any]:
    """An agency in a list."""
    return {
        "name": agency_words(one.name), "code": one.code, "kind": one.kind, "url": f"/agencies/{one.public_id}/",
        "people": sum(who.agency_id == one.id for who in persons),
        "agreed": one.is_center or one.id in agreed, "is_center": one.is_center,
    }  # fmt: skip


def terms_of(terms: Sequence[Term], today: date) -> list[dict[str, str]]:
    """Times for which something holds, each with whether it still does."""
    return [
        {
            "what": one.what, "detail": one.detail, "since": day(one.since),
            "until": day(one.until) if one.until else "", "state": state_of(one.until, today),
        }
        for one in terms
    ]  # fmt: skip


def person_sheet(who: PersonView, today: date) -> dict[str, Any]:
    """All that access rests on for one person, and what each course opens."""
    said = people.directory_of(person_id=who.id)
    courses = [{**row, "what": COURSES.get(row["what"], row["what"])} for row in terms_of(said.training, today)]
    stay = people.grace()
    return {
        "who": {
            "name": who.name, "login": who.login, "email": who.email, "role": ROLES.get(who.role, who.role),
            "agency": agency_words(who.agency_name), "agency_code": who.agency_code, "level": said.release_level,
            "locked": said.locked,
        },
        "affiliations": [
            {**row, "detail": ROLES.get(row["detail"], row["detail"])} for row in _past(said.affiliations, today)
        ],
        "courses": courses, "needs": _needs(),
        "agreements": terms_of(people.agreements_of(agency_id=who.agency_id), today), "of_center": who.of_center,
        "grace": day(stay[0]) if stay and stay[0] >= today else "",
        "rights": sorted(load().roles.get(who.role, frozenset())),
    }  # fmt: skip


def _past(terms: Sequence[Term], today: date) -> list[dict[str, str]]:
    """An affiliation that ended is over, not late."""
    return [{**row, "state": "over" if row["until"] else "ok"} for row in terms_of(terms, today)]


def _needs() -> list[dict[str, str]]:
    """Which class asks for which courses."""
    return [
        {"name": CLASSES.get(name, name), "courses": ", ".join(COURSES.get(one, one) for one in policy.courses),
         "citation": policy.citation}
        for name, policy in load().classes.items()
        if policy.courses
    ]  # fmt: skip


def changing(who: PersonView) -> dict[str, list[dict[str, Any]]]:
    """The fields of each change that an administrator may make."""
    known = sorted(people.agencies().values(), key=lambda one: one.name)
    used = {one.agency_id for one in people.persons().values()}
    agencies = [(one.code, agency_words(one.name)) for one in known if one.id in used or one.is_center]
    level = people.directory_of(person_id=who.id).release_level
    return {
        "affiliate": [
            field("agency", "Agency", kind="select", options=choices(agencies, chosen=who.agency_code)),
            field("role", "Role", kind="select", options=choices(ROLES.items(), chosen=who.role)),
            field("level", "Release level", kind="select", options=choices([(x, x) for x in LEVELS], chosen=level)),
        ],
        "train": [
            field("course", "Course", kind="select", options=choices(COURSES.items())),
            field("taken", "Taken on", kind="date"), field("until", "Last good day", kind="date"),
        ],
        "leave": [field("login", "Login name of the person who leaves", code=True, short=True, autocomplete="off")],
    }  # fmt: skip
