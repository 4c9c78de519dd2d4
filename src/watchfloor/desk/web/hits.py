"""Hits on watch lists, in the look of match review: a suspect whom a record names beside an entry; a person answers."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.analyze.actions.hits import NoSuchHit, NotAnswered, answer, undo
from watchfloor.analyze.actions.screenings import NotScreened, ask_screening
from watchfloor.analyze.queries import hits as analyze
from watchfloor.analyze.queries.hits import HitView
from watchfloor.analyze.queries.watch_lists import ListView, ScreeningView, lists, screenings
from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.rules.waterfall import counted, reason_of, splits, waterfall
from watchfloor.desk.web.inbox_place import uuid_of
from watchfloor.desk.web.match_parts import ANSWERS, KIND_WORDS, LISTED, Said, around, called, errors_of, side_of
from watchfloor.desk.web.outside import must_hold
from watchfloor.protect.formats.policy import load
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import day, stamp

HERE, RIGHT, FACT = "/matches/lists/", "list.screen", "desk.hits.read"
KEYS = ((("y",), "same"), (("n",), "different"), (("h",), "not sure"), (("j", "k"), "next, previous"), (("u",), "undo"))


def _may_see(audience: Audience) -> None:
    must_hold(audience, RIGHT, text="your role screens nobody against lists.", what="review hits on watch lists")


@page(FACT)
def review(request: HttpRequest, audience: Audience) -> Page:
    """The queue with one hit (GET ?pair=), else the first; and the lists that stand."""
    _may_see(audience)
    return _page(audience, request.GET.get("pair", ""), Said())


@act(FACT, known=True)
def decide(request: HttpRequest, audience: Audience) -> Page | Done:
    """Answer a hit and go on to the next."""
    _may_see(audience)
    said, hit = request.POST, uuid_of(request.POST.get("pair", ""))
    if hit is None:
        raise Absent
    before = [one.id for one in analyze.hits(audience=audience).waiting]
    try:
        answer(hit_id=hit, verdict=said.get("verdict", ""), because=said.get("because", ""), by=audience,
               now=timezone.now())  # fmt: skip
    except NoSuchHit:
        raise Absent from None
    except NotAnswered as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, str(hit), Said(said.get("because", ""), errors_of(refused.decision)))
    at = before.index(hit) + 1 if hit in before else 0
    to = f"{HERE}?pair={before[at]}" if at < len(before) else HERE
    return Done(to, f"Answered: {ANSWERS[said['verdict']]}.", undo=f"{HERE}{hit}/undo/")


@act(FACT, known=True)
def take_back(request: HttpRequest, audience: Audience, hit: UUID) -> Page | Done:
    """Undo the answer that counts for a hit."""
    del request
    _may_see(audience)
    try:
        undo(hit_id=hit, by=audience, now=timezone.now())
    except NoSuchHit:
        raise Absent from None
    except NotAnswered as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, str(hit), Said(errors=errors_of(refused.decision)))
    return Done(f"{HERE}?pair={hit}", "Undone: the hit waits again.")


@act(FACT, known=True)
def order(request: HttpRequest, audience: Audience) -> Page | Done:
    """Order that suspects be screened, for the purpose that the session states; the worker carries it out."""
    _may_see(audience)
    try:
        ask_screening(codes=request.POST.getlist("list"), by=audience, now=timezone.now())
    except NotScreened as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, "", Said(errors=errors_of(refused.decision)))
    return Done(f"{HERE}#screen", "Ordered: the worker screens now. Hits come into the queue.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=review, post=decide)(request)


def _page(audience: Audience, asked: str, said: Said) -> Page:
    found = analyze.hits(audience=audience)
    chosen = _chosen(audience, asked, found.waiting)
    listed, ways = around(found.waiting, chosen, here=HERE)
    marks = Marks()
    views = {one.id: one for one in (*listed, *found.unsure[:LISTED], *([chosen] if chosen else []))}
    standing = lists(audience=audience, now=timezone.now())
    named = {one.newest.code: one.newest.name for one in standing}
    context: dict[str, Any] = {
        "hits": True, "waiting": len(found.waiting), "lines": [_line(one, chosen) for one in listed],
        "unsure": [_line(one, chosen) for one in found.unsure[:LISTED]], "lists": [_list(one) for one in standing],
        "orders": _orders(audience), "order_url": f"{HERE}screen/", "purpose": _words(audience.purpose),
        "errors": list(said.errors), "url": HERE, **ways,
        "pair": _pair(audience, chosen, marks, named, said) if chosen else None,
    }  # fmt: skip
    rows = {one.party.record.public_id: one.party.record for one in views.values()}
    return Page(
        "desk/matches.html", context, records=list(rows), markings=[marks.of(row) for row in rows.values()],
        status=422 if said.errors else 200, keys=KEYS if chosen else (),
    )  # fmt: skip


def _chosen(audience: Audience, asked: str, waiting: Sequence[HitView]) -> HitView | None:
    if not asked:
        return waiting[0] if waiting else None
    public_id = uuid_of(asked)
    found = analyze.hit(audience=audience, public_id=public_id) if public_id else None
    if found is None:
        raise Absent
    return found


def _line(view: HitView, chosen: HitView | None) -> dict[str, Any]:
    return {
        "title": f"{called(view.party)} / {view.alias or view.entry.names[0]}", "url": f"{HERE}?pair={view.id}",
        "under": f"{view.entry.code} {view.entry.uid} · {counted(view.steps)}", "holder": "",
        "current": chosen is not None and view.id == chosen.id,
    }  # fmt: skip


def _list(one: ListView) -> dict[str, Any]:
    newest = one.newest
    return {
        "name": newest.name, "code": newest.code, "stale": one.stale,
        "says": f"edition {newest.n} of {day(newest.imported_at.date())}: {newest.entries:,} entries,"
                f" {newest.added:,} added, {newest.changed:,} changed, {newest.delisted:,} delisted",
    }  # fmt: skip


def _orders(audience: Audience) -> list[dict[str, str]]:
    found = screenings(audience=audience)
    names = names_of({one.asked_by for one in found}, audience)
    return [
        {"who": names.get(one.asked_by, ""), "when": stamp(one.asked_at), "purpose": _words(one.purpose),
         "lists": ", ".join(one.codes), "says": _far(one)}
        for one in found
    ]  # fmt: skip


def _far(one: ScreeningView) -> str:
    """How far an order came, in words."""
    if one.state == "asked":
        return "waits for the worker"
    if one.state == "refused":
        return "not carried out: whoever ordered it may not screen any more for that purpose"
    common = f"; {one.too_common:,} alike in a common name alone, not asked about" if one.too_common else ""
    hits = f"{one.held:,} of {one.suspects:,} suspects screened, {one.hits:,} new hits{common}"
    return hits if one.state == "done" else f"{hits}; going on"


def _words(purpose: str) -> str:
    purposes = load().purposes
    return purposes[purpose].words if purpose in purposes else purpose


def _pair(audience: Audience, view: HitView, marks: Marks, named: Mapping[str, str], said: Said) -> dict[str, Any]:
    entry, fields = view.entry, view.party.fields
    left = {"name": called(view.party), "birth_date": fields.get("birth_date", ""),
            "document_number": fields.get("document_number", "") or fields.get("registration_number", "")}  # fmt: skip
    right = {"name": view.alias or entry.names[0], **{name: ", ".join(all_) for name, all_ in entry.fields.items()}}
    listed = {
        "number": f"{entry.code} {entry.uid}", "url": "", "role": "entry of the list",
        "title": "; ".join(filter(None, (entry.names[0], entry.note))), "portion": "U",
        "from": f"{named.get(entry.code, entry.code)}. Other names: {len(entry.names) - 1}."
                f" Screened for: {_words(view.purpose)}.",
    }  # fmt: skip
    reason = field("because", "Reason", value=reason_of(view.steps) if said.because is None else said.because)
    return {
        "id": str(view.id), "kind": KIND_WORDS.get(view.kind, view.kind),
        "sides": [side_of(view.party, marks), listed], "fall": waterfall(view.steps, view.prior, left, right),
        "model": "declared", "reason": with_errors([reason], said.errors)[0], "held": "", "mine": False, "until": "",
        "contested": False, "marking": portion_of(marks.of_label(view.label_id)),
        "splits": splits(view.steps, view.prior), "answer": view.answer is not None,
        "answers": _answers(audience, view), "undo_url": f"{HERE}{view.id}/undo/",
    }  # fmt: skip


def _answers(audience: Audience, view: HitView) -> list[dict[str, str]]:
    names = names_of({one.given_by for one in view.answers}, audience)
    return [
        {"who": names.get(one.given_by, ""), "what": ANSWERS.get(one.verdict, one.verdict), "because": one.because,
         "when": stamp(one.given_at)}
        for one in view.answers
    ]  # fmt: skip
