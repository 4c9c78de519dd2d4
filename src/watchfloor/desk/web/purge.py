"""Purge by pages: one person asks, a second one confirms in a session of his own, the certificate says what is true."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.proving import NotProved
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web import silence
from watchfloor.desk.web.lists import record_url
from watchfloor.desk.web.purge_parts import certificate, effects, purge_row, two_of, waiting_row
from watchfloor.people import queries as people
from watchfloor.protect.actions import certificate as proofs
from watchfloor.protect.actions import propose as action
from watchfloor.protect.actions.purge import carry_on
from watchfloor.protect.actions.telling import tell_recipients
from watchfloor.protect.formats.policy import load
from watchfloor.protect.queries import purges as protect
from watchfloor.protect.queries import withdrawals
from watchfloor.protect.rules.proposing import may_confirm
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error
from watchfloor.protect.web.frame import ROLES
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import names_of, shortened, who_can
from watchfloor.protect.web.shown import Absent, Done, File, Page, Withheld, lacking
from watchfloor.protect.web.wording import moment, number_of

HERE = "/purges/"
RIGHT, CONFIRM = "purge", "purge.confirm"


def allowed(audience: Audience, *, back: str = "/") -> None:
    """Raises Withheld for whoever may not purge at all."""
    if RIGHT not in audience.rights:
        no = lacking(RIGHT, text="your role does not purge.", way_out="Ask one of them.")
        raise Withheld(no, what="purge", who=who_can(RIGHT), back=back)


@page("protect.purge.read")
def purges(request: HttpRequest, audience: Audience) -> Page:
    """What waits for the one who reads or for his second person; then every purge and how far it has come."""
    del request
    allowed(audience)
    waiting, done = protect.proposals(audience=audience, now=timezone.now()), protect.purges(audience=audience)
    names = names_of(
        {who for one in waiting for who in (one.asked.by_id, one.asked.second_id)} | {one.by_id for one in done},
        audience,
    )
    rows = {row.public_id: row for row in core.rows_of(audience=audience, public_ids=[one.record for one in waiting])}
    marks, me = Marks(), audience.actor.person_id
    context = {
        "waiting": [
            waiting_row(one, names, mine=one.asked.second_id == me, number=number_of(rows[one.record]))
            for one in waiting
            if one.record in rows
        ],
        "purges": [purge_row(one, names) for one in done],
    }  # fmt: skip
    return Page(
        "desk/purges.html", context, records=list(rows), markings=[marks.of(row) for row in rows.values()]
    )  # fmt: skip


@page("protect.purge.read")
def ask(request: HttpRequest, audience: Audience, record: UUID) -> Page:
    """What a purge of this record would erase, and whom to ask."""
    del request
    allowed(audience, back=f"/records/{record}/")
    return _ask_page(audience, record)


def _ask_page(audience: Audience, record: UUID, said: dict[str, str] | None = None, wrong: str = "") -> Page:
    row = core.rows_of(audience=audience, public_ids=[record])[0]
    others = [
        {"value": str(one.id), "text": f"{one.name}, {ROLES.get(one.role, one.role)}"}
        for one in people.persons().values()
        if one.id != audience.actor.person_id and RIGHT in load().roles.get(one.role, frozenset())
    ]
    said = said or {}
    two = {
        "what": f"Purge {number_of(row)}", "stage": "ask", "url": f"{record_url(row)}purge/", "people": others,
        "effects": effects(action.effect_of(record_ids=[row.id], by=audience)), "because": said.get("because", ""),
        "chosen": said.get("second", ""),
    }  # fmt: skip
    context = {"two": two, "errors": [error("because", wrong)] if wrong else [], **_about(row)}
    return Page(
        "desk/purge.html", context, records=[record], markings=[Marks().of(row)], status=422 if wrong else 200
    )  # fmt: skip


def _about(row: core.Row) -> dict[str, Any]:
    return {
        "record": {"title": shortened(row.title), "number": number_of(row), "url": record_url(row)}, "changed": [],
        "refusal": None,
    }  # fmt: skip


@act("protect.purge.read")
def propose(request: HttpRequest, audience: Audience, record: UUID) -> Page | Done:
    """Ask the second person; he finds it among his notices."""
    allowed(audience, back=f"/records/{record}/")
    because, second = request.POST.get("because", ""), request.POST.get("second", "")
    who = people.person(person_id=int(second)) if second.isdecimal() and len(second) < 19 else None
    if who is None or not because.strip():
        said = {"because": because, "second": second}
        return _ask_page(audience, record, said, "Write the reason and choose the second person. Nothing was asked.")
    action.propose(record=record, because=because, second_id=who.id, by=audience, now=timezone.now())
    return Done(HERE, f"{who.name} is asked. The question lapses in half an hour.")


@page("protect.purge.read")
def proposal(request: HttpRequest, audience: Audience, proposal: UUID) -> Page:
    """The question as its two persons see it: the effect worked out anew, the reason, and who answers."""
    del request
    allowed(audience)
    return _proposal_page(audience, proposal, timezone.now())


def _proposal_page(audience: Audience, public_id: UUID, now: datetime) -> Page:
    asked = _known(audience, public_id)
    row = core.rows_of(audience=audience, public_ids=[asked.record])[0]
    effect = action.effect_of(record_ids=[row.id], by=audience)
    names = names_of({asked.asked.by_id, asked.asked.second_id}, audience)
    mine = asked.asked.second_id == audience.actor.person_id
    decision = may_confirm(asked.asked, person_id=asked.asked.second_id, effect=effect, now=now)
    two = two_of(asked, names, effect, mine=mine and bool(decision), number=number_of(row))
    context = {"two": two, "errors": [], **_about(row), "changed": [reason.text for reason in decision.against],
               "open": not asked.asked.answer and now < asked.asked.lapses_at}  # fmt: skip
    return Page("desk/purge.html", context, records=[asked.record], markings=[Marks().of(row)])


def _known(audience: Audience, public_id: UUID) -> protect.ProposalView:
    """Only its two persons may know that there is one."""
    found = protect.proposal(audience=audience, public_id=public_id)
    if found is None or not core.rows_of(audience=audience, public_ids=[found.record]):
        raise Absent
    return found


@act("protect.purge.read", known=True, fresh=lambda asked: CONFIRM if asked.POST.get("answer") == "confirm" else "")
def answer(request: HttpRequest, audience: Audience, proposal: UUID) -> Page | Done:
    """Confirm, and the purge is carried out at once; or let it fall."""
    allowed(audience)
    _known(audience, proposal)
    now, said = timezone.now(), request.POST.get("answer", "")
    if said != "confirm":
        action.end(public_id=proposal, by=audience, now=now)
        return Done(HERE, "The purge was let fall. Nothing was erased.")
    opened = action.confirm(public_id=proposal, by=audience, now=now)
    return Done(
        f"{HERE}{opened.public_id}/", "Purged. From now on nobody can read it.",
        then=lambda: _carry_out(opened.id, audience, now),
    )  # fmt: skip


def _carry_out(purge_id: int, by: Audience, now: datetime) -> None:
    """The steps commit one by one; what is cut short here the worker takes up."""
    carry_on(purge_id=purge_id, by=by, now=now)
    tell_recipients(purge_id=purge_id, by=by, now=now)


@page("protect.purge.read")
def purged(request: HttpRequest, audience: Audience, purge: UUID) -> Page:
    """The certificate: when it became unreadable, when it is gone from backups, its four steps and what was deleted."""
    del request
    allowed(audience)
    found = protect.purge(audience=audience, public_id=purge)
    if found is None:
        raise Absent
    told = withdrawals.of_purge(audience=audience, purge=purge)
    names = names_of({found.by_id, found.second_id, *(one.person_id for one in told)}, audience)
    recipients = [
        {
            "name": names.get(one.person_id, "not known"),
            "told": moment(one.told_at),
            "answered": moment(one.acknowledged_at),
            "clock": silence.clock(one.told_at, now=timezone.now()),
        }
        for one in told
    ]
    file = f"{HERE}{purge}/certificate.json" if found.forgotten_at and "ledger.read" in audience.rights else ""
    context = {**certificate(found, names), "recipients": recipients, "file": file}
    # the fact names the purge: its records are no more, and an open page that showed one would be taken away
    return Page("desk/certificate.html", context, records=[found.public_id])


@page("protect.purge.taken")
def certified(request: HttpRequest, audience: Audience, purge: UUID) -> File:
    """The certificate with its proofs, to hand out; it is checked without us."""
    del request
    allowed(audience)
    try:
        said = proofs.certificate(purge=purge, by=audience)
    except (proofs.NotCertified, NotProved):
        raise Absent from None
    content = json.dumps(said, indent=1).encode() + b"\n"
    return File(content, "application/json", f"purge-{purge}.json", [purge])


def ask_door(request: HttpRequest, record: UUID) -> HttpResponse:
    """GET and POST of a record's purge."""
    return by_method(get=ask, post=propose)(request, record=record)


def answer_door(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """GET and POST of one question."""
    return by_method(get=PROPOSAL, post=answer)(request, proposal=proposal)


PROPOSAL = proposal
