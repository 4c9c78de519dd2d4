"""The directory: who there is, on what access rests, and the changes that an administrator makes to it."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.directory_parts import (
    COURSES,
    LEVELS,
    agency_row,
    changing,
    person_row,
    person_sheet,
    terms_of,
)
from watchfloor.people import queries as people
from watchfloor.people.actions import directory
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error
from watchfloor.protect.web.frame import ROLES
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import Absent, Done, Page, Withheld, lacking

HERE = "/people/"
READ, CHANGE = "directory.read", "people.change"


def allowed(audience: Audience, right: str = READ, *, what: str = "read the directory") -> None:
    """Raises Withheld: that there is a directory everybody knows; who stands in it is another matter."""
    if right not in audience.rights:
        no = lacking(right, text="your role does not carry it.", way_out="Ask one of them.")
        raise Withheld(no, what=what, who=who_can(right))


@page("people.directory.read")
def everybody(request: HttpRequest, audience: Audience) -> Page:
    """Every person with an affiliation in force, and every agency that somebody works for or an agreement binds."""
    allowed(audience)
    today, said = timezone.localdate(), request.GET.get("q", "").strip()
    persons = [one for one in people.persons().values() if _fits(said, one.name, one.login, one.agency_name)]
    training, agreed = people.training_until(), people.agreements(on=today)
    used = {one.agency_id for one in people.persons().values()} | agreed
    agencies = [one for one in people.agencies().values() if one.id in used and _fits(said, one.name, one.code)]
    context = {
        "said": said, "people": [person_row(one, training.get(one.id, {}), today) for one in persons],
        "agencies": [agency_row(one, persons, agreed) for one in sorted(agencies, key=lambda one: one.name)],
        "grace": _grace(today),
    }  # fmt: skip
    return Page("desk/people.html", context, keys=((("f",), "filter"),))


def _fits(said: str, *texts: str) -> bool:
    return not said or any(said.lower() in text.lower() for text in texts)


def _grace(today: date) -> str:
    stay = people.grace()
    return f"until {stay[0]:%b} {stay[0].day}, {stay[0].year}: {stay[1]}" if stay and stay[0] >= today else ""


@page("people.person.read")
def person(request: HttpRequest, audience: Audience, person: UUID) -> Page:
    """One person: affiliations, courses, what they open, and the agency's agreements."""
    del request
    allowed(audience)
    return _page(audience, _known(person))


def _known(public_id: UUID) -> people.PersonView:
    found = people.person_of(public_id=public_id)
    if found is None:
        raise Absent
    return found


def _page(audience: Audience, who: people.PersonView, errors: list[dict[str, str]] | None = None) -> Page:
    may = CHANGE in audience.rights and who.id != audience.actor.person_id
    context = person_sheet(who, timezone.localdate()) | {
        "errors": errors or [], "may_change": may, "url": f"{HERE}{who.public_id}/",
        "own": who.id == audience.actor.person_id, "who_changes": who_can(CHANGE),
        "changing": changing(who) if may else None,
    }  # fmt: skip
    return Page("desk/person.html", context, records=[who.public_id], status=422 if errors else 200)


@act("people.person.read", known=True)
def change(request: HttpRequest, audience: Audience, person: UUID) -> Page | Done:
    """A new affiliation, a course, or that the person leaves; each is one action and one fact."""
    allowed(audience, CHANGE, what="change the directory")
    who = _known(person)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        return _page(audience, who, [error("", "Choose what to change.")])
    try:
        return deed(request.POST, who, audience)
    except directory.DirectoryError as wrong:
        return _page(audience, who, [error("", str(wrong))])
    except ValueError:
        return _page(audience, who, [error("", "A date is missing or is no date. Write it as 2026-11-30.")])


def _affiliate(said: Any, who: people.PersonView, by: Audience) -> Done:
    agency = people.agency(code=said.get("agency", ""))
    if agency is None or said.get("role") not in ROLES or said.get("level") not in LEVELS:
        raise directory.DirectoryError("affiliation: choose an agency, a role and a level of the lists")
    directory.affiliate(
        person_id=who.id, agency_id=agency.id, role=said["role"], release_level=said["level"], by=by,
        now=timezone.now(),
    )  # fmt: skip
    return Done(f"{HERE}{who.public_id}/", "The affiliation is changed. Open sessions under the old one have ended.")


def _train(said: Any, who: people.PersonView, by: Audience) -> Done:
    if said.get("course") not in COURSES:
        raise directory.DirectoryError("course: choose one of the list")
    taken, until = date.fromisoformat(said.get("taken", "")), date.fromisoformat(said.get("until", ""))
    directory.record_training(person_id=who.id, course=said["course"], taken_on=taken, valid_until=until, by=by)
    return Done(f"{HERE}{who.public_id}/", "The course is recorded.")


def _leave(said: Any, who: people.PersonView, by: Audience) -> Done:
    if said.get("login") != who.login:
        raise directory.DirectoryError("login: write the login name of the person who leaves, so that nobody else does")
    directory.leave(person_id=who.id, by=by, now=timezone.now())
    return Done(HERE, f"{who.name} has left; nothing can be opened under that login.")


DEEDS: dict[str, Callable[[Any, people.PersonView, Audience], Done]] = {
    "affiliate": _affiliate, "train": _train, "leave": _leave,
}  # fmt: skip


@page("people.agency.read")
def agency(request: HttpRequest, audience: Audience, agency: UUID) -> Page:
    """One agency: its agreements and its people."""
    del request
    allowed(audience)
    found = next((one for one in people.agencies().values() if one.public_id == agency), None)
    if found is None:
        raise Absent
    today, training = timezone.localdate(), people.training_until()
    inside = [one for one in people.persons().values() if one.agency_id == found.id]
    context = {
        "agency": {"name": found.name, "code": found.code, "kind": found.kind, "is_center": found.is_center},
        "agreements": terms_of(people.agreements_of(agency_id=found.id), today),
        "people": [person_row(one, training.get(one.id, {}), today) for one in inside],
        "groups": [one.name for one in people.groups() if found.id in {member.id for member in one.agencies}],
    }  # fmt: skip
    return Page("desk/agency.html", context, records=[found.public_id])


@page("people.group.read")
def groups(request: HttpRequest, audience: Audience) -> Page:
    """The groups that products are released to: which agencies, how many people, at which level."""
    del request
    if "product.draft" not in audience.rights:
        allowed(audience, what="see who is in a group")
    rows = [
        {
            "name": one.name, "code": one.code, "level": one.release_level, "id": str(one.public_id),
            "agencies": [{"name": member.name, "code": member.code} for member in one.agencies],
            "people": [{"name": who.name, "role": ROLES.get(who.role, who.role), "agency": who.agency_code}
                       for who in one.people],
        }
        for one in people.groups()
    ]  # fmt: skip
    return Page("desk/groups.html", {"groups": rows})


def person_door(request: HttpRequest, person: UUID) -> HttpResponse:
    """GET and POST of one person's address."""
    return by_method(get=PERSON, post=change)(request, person=person)


PERSON = person
