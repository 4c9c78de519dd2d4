"""Liaison officers: who asked, who is approved until when; a sponsor approves, certifies anew, ends."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.gather.actions.officers import NotApproved, approve, end
from watchfloor.gather.formats.officers import officer_policy
from watchfloor.gather.queries.officers import officers
from watchfloor.gather.rules.officers import Officer
from watchfloor.people import queries as people
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import Done, Page, Withheld, lacking

HERE, RIGHT, FACT = "/officers/", "officer.approve", "gather.officers.read"


@page(FACT)
def listed(request: HttpRequest, audience: Audience) -> Page:
    """Who waits first, then by the day on which the approval lapses."""
    del request
    _may(audience)
    return _page(audience, [])


@act(FACT, known=True)
def decide(request: HttpRequest, audience: Audience) -> Page | Done:
    """Approve or certify anew, or end, for the person whose button was pressed."""
    _may(audience)
    deed, _, login = request.POST.get("deed", "").partition(":")
    who, now = people.person(login=login) if login else None, timezone.now()
    if who is None:
        return _page(audience, [error("", "That person is not in the directory any more.")])
    try:
        (end if deed == "end" else approve)(person_id=who.id, by=audience, now=now)
    except NotApproved as refused:
        return _page(audience, [error("", f"{one.text} {one.way_out}") for one in refused.decision.against])
    return Done(HERE, f"{who.name}: {'ended' if deed == 'end' else 'approved for a year'}.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=listed, post=decide)(request)


def _may(audience: Audience) -> None:
    if RIGHT not in audience.rights:
        no = lacking(RIGHT, text="your role approves no liaison officers.", way_out="Ask one of them.")
        raise Withheld(no, what="open the liaison officers", who=who_can(RIGHT))


def _page(audience: Audience, errors: list[dict[str, str]]) -> Page:
    held = officers(audience=audience)
    persons = people.persons(ids=[one.person_id for one in held])
    rows = [_row(one, persons[one.person_id]) for one in held if one.person_id in persons]
    context = {"rows": rows, "errors": errors, "url": HERE, "course": officer_policy().course}
    return Page("gather/officers.html", context, status=422 if errors else 200)


def _row(one: Officer, who: Any) -> dict[str, Any]:
    until, today = one.until(officer_policy()), timezone.localdate()
    state = f"since {one.asked_on:%b %-d} waits for approval"
    if until:
        state = f"approved until {until:%b %-d, %Y}" if today <= until else f"lapsed on {until:%b %-d, %Y}: suspended"
    if until and one.ended_on:
        state = f"ended on {one.ended_on:%b %-d, %Y}"
    return {
        "name": who.name, "agency": who.agency_name, "login": who.login, "state": state,
        "approve": "Certify anew" if until else "Approve", "may_end": bool(until and not one.ended_on),
    }  # fmt: skip
