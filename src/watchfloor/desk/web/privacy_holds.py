"""Holds on all that one person reported: who placed each, on what authority, until when; place one, lift one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date

from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.outside import must_hold
from watchfloor.people import queries as people
from watchfloor.protect.actions import hold as holding
from watchfloor.protect.formats.policy import load
from watchfloor.protect.queries import retention
from watchfloor.protect.queries.retention import HoldView
from watchfloor.protect.web.clock_parts import hold_row
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.shown import Done, Page
from watchfloor.protect.web.wording import agency_words, day

HERE, RIGHT, FACT = "/privacy/holds/", "record.hold", "protect.holds.read"
PLACES = {"hold.authority": "authority", "hold.until": "until", "hold.kind": "kind", "hold.because": "because"}
Errors = list[dict[str, str]]
Said = dict[str, str]


def _allowed(audience: Audience) -> None:
    must_hold(audience, RIGHT, text="your role holds nothing.", what="see holds on what people reported")


@page(FACT)
def show(request: HttpRequest, audience: Audience) -> Page:
    """Those that stand, the one that ends first at the top."""
    del request
    _allowed(audience)
    return _page(audience, {}, [])


@act(FACT, known=True)
def do(request: HttpRequest, audience: Audience) -> Page | Done:
    """Place one or lift one; what is refused stands at its field."""
    _allowed(audience)
    said = request.POST.dict()
    try:
        return _lift(audience, said) if said.get("deed") == "lift" else _place(audience, said)
    except holding.NotHeld as refused:
        told = [
            error(PLACES.get(one.rule, ""), f"{one.text} {one.way_out} Rule {one.rule}, {one.citation}.")
            for one in refused.decision.against
        ]
        return _page(audience, said, told)


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request)


def _place(audience: Audience, said: Said) -> Page | Done:
    who = people.person(login=said.get("login", "").strip()) if said.get("login", "").strip() else None
    until_on = parse_date(said.get("until", "")) if len(said.get("until", "")) == len("2027-01-31") else None
    if who is None:
        return _page(audience, said, [error("login", "Person: nobody signs in by that name. Write the login.")])
    if until_on is None:
        return _page(audience, said, [error("until", "Until: that is no day. Write 2027-01-31.")])
    holding.place_on_author(
        kind=said.get("kind", ""), author_id=who.id, authority=said.get("authority", ""), until_on=until_on,
        by=audience, now=timezone.now(),
    )  # fmt: skip
    return Done(HERE, f"Held until {day(until_on)}. Nothing that {who.name} reported is purged while that stands.")


def _lift(audience: Audience, said: Said) -> Done:
    standing = {str(one.public_id): one for one in _standing(audience)}
    chosen = standing.get(said.get("hold", ""))
    if chosen is not None:
        holding.lift(hold=chosen.public_id, because=said.get("because", ""), by=audience, now=timezone.now())
    return Done(HERE, "The hold is lifted." if chosen else "That hold does not stand any more.")


def _standing(audience: Audience) -> list[HoldView]:
    return [one for one in retention.holds(audience=audience) if one.author_id is not None]


def _page(audience: Audience, said: Said, errors: Errors) -> Page:
    found, marks = _standing(audience), Marks()
    names = names_of({one.placed_by for one in found}, audience)
    authors = people.persons(ids={one.author_id for one in found if one.author_id})
    context = {
        "url": HERE, "errors": errors, "fields": with_errors(_fields(audience, said), errors),
        "lift": with_errors([field("because", "Why it is not needed any more")], errors)[0],
        "holds": [{**hold_row(one, names), "who": _who(one, authors)} for one in found],
    }  # fmt: skip
    return Page(
        "desk/privacy_holds.html", context, markings=[marks.of_label(one.label_id) for one in found],
        status=422 if errors else 200,
    )  # fmt: skip


def _who(one: HoldView, authors: dict[int, people.PersonView]) -> str:
    who = authors.get(one.author_id or 0)
    return f"{who.name}, {agency_words(who.agency_name)}" if who else "somebody who has left"


def _fields(audience: Audience, said: Said) -> list[dict[str, Any]]:
    kinds = [(one.kind, one.words) for one in load().holds.values() if one.by & audience.rights]
    return [
        field("login", "Person", value=said.get("login", ""), hint="The name by which he signs in.", code=True),
        field("kind", "Kind", kind="select", options=choices(kinds, chosen=said.get("kind", ""))),
        field("authority", "Authority", value=said.get("authority", ""), hint="Order, letter or case. Kept sealed."),
        field("until", "Until", kind="date", value=said.get("until", ""), short=True),
    ]  # fmt: skip
