"""Redress at the privacy desk: the cases with their clocks, and one case as it is worked on."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.desk.web.lists import record_url
from watchfloor.desk.web.outside import must_hold
from watchfloor.protect.actions import redress_desk as action
from watchfloor.protect.formats.redress import times
from watchfloor.protect.queries import redress
from watchfloor.protect.queries.redress import CaseView
from watchfloor.protect.rules.redress import KINDS, OUTCOMES, clock_of, may_settle, state_of
from watchfloor.protect.web.clock_parts import today_of
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.shown import Absent, Done, Page, refusal_of
from watchfloor.protect.web.wording import CLASSES, day, moment, number_of, short

HERE, RIGHTS = "/privacy/redress/", ("redress.decide", "redress.appeal")
FACT = "protect.case.read"
PLACES = {"redress.identity": "how", "redress.lookup": "look", "redress.outcome": "outcome", "redress.reason": "reason",
          "redress.answer": "answer", "redress.correction": "correction"}  # fmt: skip
SAID = {"request": "Asked", "identity": "Identity verified", "lookup": "Looked up", "reason": "Reason",
        "answer": "Answer", "correction": "Correction", "appeal": "Appeal",
        "appeal-answer": "Answer to the appeal"}  # fmt: skip
Errors = list[dict[str, str]]


def may_open(audience: Audience) -> None:
    """Raises Withheld inside the house and Absent outside it for whoever decides neither cases nor appeals."""
    must_hold(audience, *RIGHTS, text="your role decides no redress cases.", what="open redress cases")


@page(FACT)
def cases(request: HttpRequest, audience: Audience) -> Page:
    """Every case with its clock, the open ones first. No name stands in the list."""
    del request
    may_open(audience)
    found, marks = redress.cases(audience=audience), Marks()
    rows = core.rows_of(audience=audience, ids=[one.record_id for one in found])
    context = {"rows": [case_row(one, now=timezone.now()) for one in found], "public_url": "/redress/"}
    return Page(
        "desk/redress.html", context, records=[row.public_id for row in rows], markings=[marks.of(row) for row in rows]
    )


def case_row(one: CaseView, *, now: datetime) -> dict[str, Any]:
    """A case in a list."""
    due, today = clock_of(one.standing, times=times()), today_of(now)
    left = (due[2] - today).days if due else 0
    state = "overdue" if left < 0 else "soon" if due and left * 3 < (due[2] - due[1]).days else "ok"
    return {
        "number": short(one.public_id, "REDRESS"), "url": f"{HERE}{one.public_id}/", "id": str(one.public_id),
        "kind": KINDS.get(one.kind, one.kind), "received": moment(one.standing.received_at),
        "state": state_of(one.standing, now=now, times=times()),
        "clock": {"state": state, "text": f"{-left} d over" if left < 0 else f"{left} d left",
                  "target": f"{due[0]} by {day(due[2])}"} if due else None,
    }  # fmt: skip


@page(FACT)
def case(request: HttpRequest, audience: Audience, case: UUID) -> Page:
    """One case: what was asked, what was found and said, and what comes next."""
    del request
    return _page(audience, case, timezone.now())


@act(FACT, known=True)
def deed(request: HttpRequest, audience: Audience, case: UUID) -> Page | Done:
    """Acknowledge, verify, look up, dispute, decide, settle."""
    may_open(audience)
    if redress.case(audience=audience, public_id=case) is None:
        raise Absent
    said, now = request.POST.dict(), timezone.now()
    try:
        message = _do(audience, case, said, now)
    except action.NotDone as refused:
        return _page(audience, case, now, said, _errors_of(refused.decision))
    return Done(f"{HERE}{case}/", message)


def _do(audience: Audience, case: UUID, said: dict[str, str], now: datetime) -> str:
    name = said.get("deed", "")
    if name == "verify":
        action.verify(case=case, how=said.get("how", ""), by=audience, now=now)
        return "The identity is verified."
    if name == "look":
        found = action.look_up(case=case, words=said.get("look", ""), by=audience, now=now)
        return f"{len(found)} found. The search is kept with the case and nowhere else."
    if name == "dispute":
        action.dispute(case=case, record=_uuid(said.get("record", "")), by=audience, now=now)
        return "The record is marked as disputed wherever it is used."
    if name == "decide":
        told = action.decide(
            case=case, outcome=said.get("outcome", ""), reason=said.get("reason", ""), answer=said.get("answer", ""),
            correction=said.get("correction", ""), by=audience, now=now,
        )  # fmt: skip
        return f"Decided. {told} {'person was' if told == 1 else 'people were'} told of a correction."
    if name == "settle":
        action.settle(case=case, answer=said.get("answer", ""), by=audience, now=now)
        return "The appeal is decided."
    action.acknowledge(case=case, by=audience, now=now)
    return "Acknowledged."


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _errors_of(decision: Decision) -> Errors:
    return [error(PLACES.get(one.rule, ""), f"{one.text} {one.way_out}".strip()) for one in decision.against]


def _page(
    audience: Audience, public_id: UUID, now: datetime, said: dict[str, str] | None = None, errors: Errors | None = None
) -> Page:
    may_open(audience)
    found, said, errors = redress.case(audience=audience, public_id=public_id), said or {}, errors or []
    if found is None:
        raise Absent
    own = core.rows_of(audience=audience, ids=[found.record_id])[0]
    marks, shown, shades = Marks(), [own], list[str]()
    settles = may_settle(found.standing, answer="asked", person_id=audience.actor.person_id, rights=audience.rights)
    entries = redress.entries(audience=audience, record_id=found.record_id)
    it = found.standing
    context = {
        "case": case_row(found, now=now), "errors": errors, "url": f"{HERE}{public_id}/",
        "request": _request(entries), "log": _log(entries, audience), "found": _found(entries, audience, found, shades),
        "disputed": _disputed(audience, found, marks, shown), "works": "redress.decide" in audience.rights,
        "acknowledged": moment(it.acknowledged_at), "verified": moment(it.verified_at),
        "decided": moment(it.decided_at),
        "outcome": OUTCOMES.get(it.outcome, ""), "appealed": moment(it.appealed_at),
        "fields": _fields(said, errors), "settle": bool(settles),
        "unsettled": refusal_of(settles, what="decide the appeal")
        if it.appealed_at and not it.appeal_decided_at and not settles else None,
    }  # fmt: skip
    # the records found are not named in the fact: outside the case nothing says who asked about whom
    return Page(
        "desk/redress_case.html", context, records=[own.public_id],
        markings=[*(marks.of(row) for row in shown), *shades],
        status=422 if errors else 200,
    )  # fmt: skip


def _request(entries: list[redress.EntryView]) -> dict[str, str]:
    asked = next((one for one in entries if one.what == "request"), None)
    return msgspec.json.decode(asked.text) if asked else {}


def _log(entries: list[redress.EntryView], audience: Audience) -> list[dict[str, str]]:
    names = names_of({one.by_id for one in entries}, audience)
    return [
        {"when": moment(one.at), "who": names.get(one.by_id, ""), "what": SAID.get(one.what, one.what),
         "text": _said(one)}
        for one in entries if one.what != "request"
    ]  # fmt: skip


def _said(one: redress.EntryView) -> str:
    if one.what != "lookup":
        return one.text
    said = msgspec.json.decode(one.text)
    return f"“{said['words']}”: {len(said['found'])} found"


def _found(
    entries: list[redress.EntryView], audience: Audience, found: CaseView, shades: list[str]
) -> list[dict[str, Any]]:
    """What the last look-up found, by number and class; the words stand on the records' own pages."""
    last, marks = next((one for one in reversed(entries) if one.what == "lookup"), None), Marks()
    ids = [UUID(one) for one in msgspec.json.decode(last.text)["found"]] if last else []
    tied = {one.record_id for one in redress.disputes(audience=audience, case_id=found.public_id)}
    rows = core.rows_of(audience=audience, public_ids=ids) if ids else []
    shades += [marks.of(row) for row in rows]
    return [
        {"id": str(row.public_id), "number": number_of(row), "class": CLASSES.get(row.legal_class, row.legal_class),
         "opened": moment(row.opened_at), "url": record_url(row), "tied": row.id in tied,
         "portion": portion_of(marks.of(row))}
        for row in rows
    ]  # fmt: skip


def _disputed(audience: Audience, found: CaseView, marks: Marks, shown: list[core.Row]) -> list[dict[str, Any]]:
    tied = redress.disputes(audience=audience, case_id=found.public_id)
    rows = {row.id: row for row in core.rows_of(audience=audience, ids=[one.record_id for one in tied])}
    shown += rows.values()
    return [
        {"number": number_of(rows[one.record_id]), "url": record_url(rows[one.record_id]), "since": moment(one.since),
         "state": OUTCOMES.get(one.outcome, "disputed") if one.ended_at else "disputed",
         "portion": portion_of(marks.of(rows[one.record_id]))}
        for one in tied if one.record_id in rows
    ]  # fmt: skip


def _fields(said: dict[str, str], errors: Errors) -> dict[str, Any]:
    made = {
        "how": field("how", "How the identity was verified", value=said.get("how", "")),
        "look": field("look", "Words to look for", value=said.get("look", "")),
        "outcome": field("outcome", "Outcome", kind="select",
                         options=choices(OUTCOMES.items(), chosen=said.get("outcome", ""))),
        "reason": field("reason", "Reason, for the file", kind="area", value=said.get("reason", "")),
        "answer": field("answer", "Answer, as the person reads it", kind="area", value=said.get("answer", "")),
        "correction": field("correction", "What is right instead", kind="area", required=False,
                            value=said.get("correction", ""), hint="It stands on each disputed record from now on."),
    }  # fmt: skip
    told = {one["name"]: one for one in with_errors(made.values(), errors)}
    return {name: told[name] for name in made}


def door(request: HttpRequest, case: UUID) -> HttpResponse:
    """GET and POST of one case."""
    return by_method(get=CASE, post=deed)(request, case=case)


CASE = case
