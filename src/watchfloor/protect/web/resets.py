"""A lost second factor is let go: one asks, another agrees or refuses, each in a session of his own."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.notify.actions.outbox import seen
from watchfloor.people import queries as people
from watchfloor.people.actions.resets import NotReset, ResetView, open_resets
from watchfloor.protect.actions import resets as action
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error, field, with_errors
from watchfloor.protect.web.record_parts import names_of, who_can
from watchfloor.protect.web.shown import Absent, Done, Page, Withheld, lacking
from watchfloor.protect.web.stepping import said_against
from watchfloor.protect.web.wording import moment

HERE, RIGHT = action.HERE, action.RIGHT
FACT, ACT = "people.factor-reset.read", "factor.reset"


def _may(audience: Audience) -> None:
    if RIGHT not in audience.rights:
        no = lacking(RIGHT, text="your role lets no second factors go.", way_out="Ask one of them.")
        raise Withheld(no, what="let a second factor go", who=who_can(RIGHT))


@page(FACT)
def show(request: HttpRequest, audience: Audience) -> Page:
    """What waits for a second person, and the form to ask."""
    del request
    _may(audience)
    seen(kind="factor-reset", path=HERE, by=audience, now=timezone.now())
    return _page(audience, "", [])


def _page(audience: Audience, said: str, errors: list[dict[str, str]]) -> Page:
    found = open_resets(by=audience, now=timezone.now())
    names = names_of({who for one in found for who in (one.person_id, one.asked_by)}, audience)
    hint = "Make sure by voice or in person that it is he who asks."
    fields = [field("login", "Login name of who lost it", kind="search", value=said, hint=hint, autocomplete="off")]
    context = {
        "resets": [_row(one, names, audience) for one in found], "fields": with_errors(fields, errors),
        "errors": errors, "url": HERE,
    }  # fmt: skip
    return Page("protect/resets.html", context, status=422 if errors else 200)


def _row(one: ResetView, names: dict[int, str], audience: Audience) -> dict[str, Any]:
    third = audience.actor.person_id not in (one.person_id, one.asked_by)
    return {
        "id": str(one.public_id), "whose": names.get(one.person_id, ""), "asker": names.get(one.asked_by, ""),
        "lapses": moment(one.lapses_at), "mine": third,
    }  # fmt: skip


@act(FACT, known=True, fresh=lambda request: ACT if request.POST.get("answer") != "refuse" else "")
def do(request: HttpRequest, audience: Audience) -> Page | Done:
    """Ask for somebody, or answer what another one asked."""
    _may(audience)
    now, said = timezone.now(), request.POST.get("login", "").strip()
    if "reset" in request.POST:
        return _answer(request, audience)
    who = people.person(login=said)
    if who is None:
        return _page(audience, said, [error("login", "Nobody has this login. Write it as the directory does.")])
    try:
        action.ask(person_id=who.id, by=audience, now=now)
    except NotReset as refused:
        return _page(audience, said, [error("login", said_against(refused))])
    return Done(HERE, "Asked. Another person who may lets it go or refuses, within a day.")


def _answer(request: HttpRequest, audience: Audience) -> Done:
    agree = request.POST.get("answer") == "agree"
    try:
        public_id = UUID(request.POST["reset"])
    except ValueError:
        raise Absent from None
    action.answer(public_id=public_id, agree=agree, by=audience, now=timezone.now())
    text = "The factor is let go; the person signs in with the passphrase and adds another." if agree else "Refused."
    return Done(HERE, text)


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request)
