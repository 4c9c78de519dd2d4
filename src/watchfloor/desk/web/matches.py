"""Match review: pairs that may be one, side by side, with the weight of each comparison; a person answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.analyze.actions.review import NoSuchMatch, NotAnswered, answer, take, undo
from watchfloor.analyze.queries import matches as analyze
from watchfloor.analyze.queries.matches import MatchView, Open
from watchfloor.analyze.rules.matches import is_held
from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.inbox_place import uuid_of
from watchfloor.desk.web.match_parts import HERE, LISTED, Said, around, errors_of, line_of, pair_of
from watchfloor.desk.web.outside import must_hold
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.shown import Absent, Done, Page

RIGHT, FACT = "link.judge", "desk.matches.read"
KEYS = ((("y",), "same"), (("n",), "different"), (("h",), "not sure"), (("j", "k"), "next, previous"), (("u",), "undo"),
        (("c",), "take"))  # fmt: skip
TOLD = {"same": "Answered: the same.", "different": "Answered: two different ones.", "unsure": "Answered: not sure."}


def _may_see(audience: Audience) -> None:
    must_hold(audience, RIGHT, text="your role answers no matches.", what="review matches")


@page(FACT)
def review(request: HttpRequest, audience: Audience) -> Page:
    """The queue with one pair (GET ?pair=), else the first that nobody else works on."""
    _may_see(audience)
    return _page(audience, request.GET.get("pair", ""), Said())


@act(FACT, known=True)
def decide(request: HttpRequest, audience: Audience) -> Page | Done:
    """Take a pair, or answer it and go on to the next."""
    _may_see(audience)
    said, pair, now = request.POST, uuid_of(request.POST.get("pair", "")), timezone.now()
    if pair is None:
        raise Absent
    try:
        if said.get("do") == "take":
            take(match_id=pair, by=audience, now=now)
            return Done(f"{HERE}?pair={pair}", "You work on this pair for the next ten minutes.")
        verdict = said.get("verdict", "")
        answer(match_id=pair, verdict=verdict, because=said.get("because", ""), by=audience, now=now)
        onward = take(past=pair, by=audience, now=now)
        to = f"{HERE}?pair={onward}" if onward else HERE
        return Done(to, TOLD[verdict], undo=f"{HERE}{pair}/undo/")
    except NoSuchMatch:
        raise Absent from None
    except NotAnswered as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        errors = errors_of(refused.decision)
        return _page(audience, str(pair), Said(said.get("because", ""), errors))


@act(FACT, known=True)
def take_back(request: HttpRequest, audience: Audience, pair: UUID) -> Page | Done:
    """Undo the answer that counts for a pair."""
    del request
    _may_see(audience)
    try:
        undo(match_id=pair, by=audience, now=timezone.now())
    except NoSuchMatch:
        raise Absent from None
    except NotAnswered as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, str(pair), Said(errors=errors_of(refused.decision)))
    return Done(f"{HERE}?pair={pair}", "Undone: the pair stands as it stood before that answer.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=review, post=decide)(request)


def _page(audience: Audience, asked: str, said: Said) -> Page:
    now, found = timezone.now(), analyze.queue(audience=audience)
    chosen = _chosen(audience, asked, found.waiting, now=now)
    listed, ways = around(found.waiting, chosen, here=HERE)
    shown = [one.id for one in (*listed, *found.unsure[:LISTED])]
    views = analyze.looked_at(audience=audience, ids=shown)
    if chosen:
        views[chosen.id] = chosen
    rows = {row.public_id: row for one in views.values() for row in (one.a.record, one.b.record)}
    marks = Marks()
    names = names_of({one.held_by for one in views.values() if one.held_by}, audience)

    def _lines(some: Sequence[Open]) -> list[dict[str, Any]]:
        return [line_of(views[one.id], chosen, names, audience, now=now) for one in some if one.id in views]

    context: dict[str, Any] = {
        "waiting": len(found.waiting), "lines": _lines(listed), "unsure": _lines(found.unsure[:LISTED]),
        "errors": list(said.errors), "url": HERE, **ways,
        "pair": pair_of(audience, chosen, marks, names, said, now=now) if chosen else None,
    }  # fmt: skip
    return Page(
        "desk/matches.html", context, records=list(rows), markings=[marks.of(row) for row in rows.values()],
        status=422 if said.errors else 200, keys=KEYS if chosen else (),
    )  # fmt: skip


def _chosen(audience: Audience, asked: str, waiting: Sequence[Open], *, now: datetime) -> MatchView | None:
    me, public_id = audience.actor.person_id, uuid_of(asked)
    if not asked:
        free = (one for one in waiting if not is_held(one.held_by, one.held_until, person_id=me, now=now))
        first = next(free, waiting[0] if waiting else None)
        return analyze.match(audience=audience, public_id=first.id) if first else None
    found = analyze.match(audience=audience, public_id=public_id) if public_id else None
    if found is None:
        raise Absent
    return found
