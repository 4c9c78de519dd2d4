"""Planned operations of one's own, and whom to call where one meets another's. Nobody else learns of either."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.gather.actions.operations import (
    HERE,
    RIGHT,
    NoSuchConflict,
    NotPlanned,
    answer,
    state_operation,
    take_back,
)
from watchfloor.gather.formats.operations import operation_policy
from watchfloor.gather.queries import operations as queries
from watchfloor.gather.rules.coordinates import place_of
from watchfloor.gather.rules.operations import Planned, faults
from watchfloor.people import queries as people
from watchfloor.plan.queries import ground as plan
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import Done, Page, Withheld, lacking
from watchfloor.protect.web.wording import moment
from watchfloor.text.places import find_places

FACT = "gather.operations.read"
KEPT = "Kept. If it meets another operation, both contacts are told at once."
Errors = list[dict[str, str]]


@page(FACT)
def listed(request: HttpRequest, audience: Audience) -> Page:
    """One's own operations and conflicts, and the form for a new one."""
    del request
    _may(audience)
    return _page(audience, QueryDict(), [])


@act(FACT, known=True)
def do(request: HttpRequest, audience: Audience) -> Page | Done:
    """State one, answer for a conflict, or take one back."""
    _may(audience)
    said, now = request.POST, timezone.now()
    deed, _, which = said.get("deed", "").partition(":")
    if deed in ("answer", "back"):
        return _done(deed, which, audience, now)
    planned, errors = _planned(said, now)
    if planned is None or errors:
        return _page(audience, said, errors)
    try:
        state_operation(said=planned, by=audience, now=now)
    except NotPlanned as refused:
        return _page(audience, said, [error("", f"{one.text} {one.way_out}") for one in refused.decision.against])
    return Done(HERE, KEPT)


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=listed, post=do)(request)


def _done(deed: str, which: str, audience: Audience, now: datetime) -> Page | Done:
    try:
        if deed == "answer":
            answer(conflict=UUID(which), by=audience, now=now)
            return Done(HERE, "Answered. Call the other contact now.")
        take_back(operation=UUID(which), by=audience, now=now)
        return Done(HERE, "Taken back; nothing of it is kept.")
    except (NoSuchConflict, ValueError):
        return _page(audience, QueryDict(), [error("", "It is not there any more. Look at the list below.")])


def _may(audience: Audience) -> None:
    if RIGHT not in audience.rights:
        no = lacking(RIGHT, text="your role states no operations.", way_out="Ask one of them.")
        raise Withheld(no, what="state an operation", who=who_can(RIGHT))


def _planned(said: QueryDict, now: datetime) -> tuple[Planned | None, Errors]:
    errors: Errors = []
    point = _point(said, errors)
    begins, ends = (_moment(said, name, label, errors) for name, label in (("from", "From"), ("until", "Until")))
    radius = said.get("radius", "").strip()
    if not radius.isdecimal():
        errors.append(error("radius", f"Radius: '{radius[:20]}' is no number of meters. Write 500."))
    contact, backup = (said.get(name, "") for name in ("contact", "backup"))
    who, other = (people.person(login=login) if login else None for login in (contact, backup))
    if who is None:
        errors.append(error("contact", "Contact: nobody chosen. Choose who answers the phone."))
    if errors or point is None or begins is None or ends is None or who is None:
        return None, errors
    planned = Planned(*point, float(radius), begins, ends, who.id, other.id if other else None)
    return planned, [error(name, text) for name, text in faults(planned, policy=operation_policy(), now=now)]


def _point(said: QueryDict, errors: Errors) -> tuple[float, float] | None:
    words = said.get("place", "").strip()
    north, _, east = words.partition(",")
    place, _, _ = place_of(north.strip(), east.strip(), ())
    if place:
        return place.lon, place.lat
    found = next(iter(find_places(words, plan.gazetteer())), None) if words else None
    if found is None:
        text = "Place: names nothing that is known. Write degrees, such as 45.3056, -93.7942, or a town and state."
        errors.append(error("place", text))
        return None
    return found.lon, found.lat


def _moment(said: QueryDict, name: str, label: str, errors: Errors) -> datetime | None:
    try:
        return datetime.fromisoformat(said.get(name, "")).replace(tzinfo=timezone.get_default_timezone())
    except ValueError:
        errors.append(error(name, f"{label}: no day and time. Write it as 2026-11-30 21:00."))
        return None


def _page(audience: Audience, said: QueryDict, errors: Errors) -> Page:
    met, agencies = queries.conflicts(audience=audience), people.agencies()
    persons = people.persons()
    context = {
        "url": HERE, "errors": errors, "fields": with_errors(_fields(said, audience, persons), errors),
        "conflicts": [
            {"id": one.public_id, "agency": agencies[one.other_agency_id].name, "found": moment(one.found_at),
             "contact": persons.get(one.other_contact_id), "answered": one.answered_at is not None,
             "other": one.other_answered}
            for one in met
        ],
        "operations": [_shown(one, audience, persons) for one in queries.operations(audience=audience)],
        "kept_hours": operation_policy().kept_hours,
    }  # fmt: skip
    return Page("gather/operations.html", context, status=422 if errors else 200)


def _shown(one: queries.OperationView, audience: Audience, persons: Any) -> dict[str, Any]:
    said, contact = one.said, persons.get(one.said.contact_id)
    return {
        "id": one.public_id, "from": moment(said.starts_at), "until": moment(said.ends_at),
        "where": f"{said.lat:.4f}, {said.lon:.4f}, {said.radius_m:,.0f} m",
        "contact": contact.name if contact else "", "own": one.by_id == audience.actor.person_id,
    }  # fmt: skip


def _fields(said: QueryDict, audience: Audience, persons: Any) -> list[dict[str, Any]]:
    own = [(one.login, one.name) for one in persons.values() if one.agency_id == audience.actor.agency_id]
    first = said.get("contact", "") or next((login for login, _ in own if persons), "")
    return [
        field("place", "Place", value=said.get("place", ""), hint="45.3056, -93.7942, or a town and state."),
        field("radius", "Radius in meters", kind="number", value=said.get("radius", "500")),
        field("from", "From", kind="datetime-local", value=said.get("from", "")),
        field("until", "Until", kind="datetime-local", value=said.get("until", "")),
        field("contact", "Contact", kind="select", options=choices(own, chosen=first)),
        field("backup", "Second contact", kind="select", required=False,
              options=choices([("", "none"), *own], chosen=said.get("backup", ""))),
    ]  # fmt: skip
