"""What the person who reads follows, what came of it, and the form to follow more."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.notify.actions.outbox import seen
from watchfloor.plan.actions.subscriptions import KIND as NOTICE
from watchfloor.plan.actions.subscriptions import PAGE as HERE
from watchfloor.plan.actions.subscriptions import READS, NoSuchSubscription, NotFollowed, end, follow
from watchfloor.plan.formats.relevance import sector_words
from watchfloor.plan.queries.areas import areas
from watchfloor.plan.queries.ground import needs
from watchfloor.plan.queries.subscriptions import Following, Told, following, told
from watchfloor.plan.rules.following import MOST_AN_HOUR
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import Absent, Done, Page, Withheld, lacking
from watchfloor.protect.web.wording import day, moment, number_of

READ = "plan.subscription.read"


@page(READ)
def show(request: HttpRequest, audience: Audience) -> Page:
    """The list, what came of it, and the form; notices that led here are seen."""
    del request
    _may_read(audience)
    seen(kind=NOTICE, path=HERE, by=audience, now=timezone.now())
    return _page(audience, "", [])


@act(READ, known=True)
def do(request: HttpRequest, audience: Audience) -> Page | Done:
    """Follow what was chosen, or end (?do=end) what the form names."""
    _may_read(audience)
    if request.GET.get("do") == "end":
        return _ended(request.POST.get("subscription", ""), audience)
    chosen = request.POST.get("follow", "")
    what, _, which = chosen.partition(":")
    try:
        follow(what=what, which=which, by=audience, now=timezone.now())
    except NotFollowed as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, chosen, _errors(refused.decision))
    return Done(HERE, "You follow it from now on. What came before stands where it stands.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request)


def _may_read(audience: Audience) -> None:
    if READS not in audience.rights:
        no = lacking(READS, text="your role reads no records.", way_out="Ask one of them.")
        raise Withheld(no, what="follow needs, sectors and areas", who=who_can(READS))


def _ended(named: str, by: Audience) -> Done:
    try:
        end(subscription_id=UUID(named), by=by, now=timezone.now())
    except (ValueError, NoSuchSubscription):
        raise Absent from None
    return Done(HERE, "You follow it no longer.")


def _errors(decision: Decision) -> list[dict[str, str]]:
    return [
        error("follow", f"{one.text} {one.way_out} Rule {one.rule}, {one.citation}.") for one in decision.against
    ]  # fmt: skip


def _page(audience: Audience, chosen: str, errors: list[dict[str, str]]) -> Page:
    mine, came, marks = following(audience=audience), told(audience=audience), Marks()
    context = {
        "errors": errors, "url": HERE, "mine": [_one(one, marks) for one in mine],
        "came": [_came(one, marks) for one in came], "fields": _fields(audience, mine, chosen, errors),
        "most": MOST_AN_HOUR,
    }  # fmt: skip
    return Page(
        "plan/following.html", context, records=[*(one.id for one in mine), *(one.row.public_id for one in came)],
        markings=[
            *(marks.of_label(one.label_id) for one in mine), *(marks.of_label(one.label_id) for one in came),
            *(marks.of(one.row) for one in came),
        ],
        status=422 if errors else 200,
    )  # fmt: skip


def _one(one: Following, marks: Marks) -> dict[str, Any]:
    named = one.named.removeprefix("the ")
    return {
        "id": str(one.id), "named": named[:1].upper() + named[1:], "since": day(one.begun_at.date()),
        "portion": portion_of(marks.of_label(one.label_id)),
    }  # fmt: skip


def _came(one: Told, marks: Marks) -> dict[str, Any]:
    return {
        "title": one.row.title, "number": number_of(one.row), "url": f"/records/{one.row.public_id}/",
        "because": one.because, "at": moment(one.told_at), "portion": portion_of(marks.of(one.row)),
    }  # fmt: skip


def _fields(
    audience: Audience, mine: list[Following], chosen: str, errors: list[dict[str, str]]
) -> list[dict[str, Any]]:  # fmt: skip
    """One select: needs, then areas, then sectors, without what is followed already."""
    standing = {(one.follows.what, one.follows.which) for one in mine}
    offered = [
        (f"need:{one.public_id}", f"Need: {one.facts.title}")
        for one in needs(audience=audience, asked=True) if ("need", one.id) not in standing
    ]  # fmt: skip
    offered += [(f"area:{a.public_id}", f"Area: {a.name}") for a in areas(audience=audience)
                if ("area", a.id) not in standing]  # fmt: skip
    offered += [(f"sector:{code}", f"Sector: {words}") for code, words in sector_words().items()
                if ("sector", code) not in standing]  # fmt: skip
    wrong = errors[0]["text"] if errors else ""
    options = choices([("", "Choose"), *offered], chosen=chosen)
    return [field("follow", "Need, area or sector", kind="select", options=options, error=wrong)]
