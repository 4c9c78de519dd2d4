"""Take a request, correct its caller, keep that he was called back, close it without an answer, forget its words."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.people import queries as people
from watchfloor.plan.actions.watch import own_label
from watchfloor.plan.formats.requests import packed, request_policy
from watchfloor.plan.models.requests import Request
from watchfloor.plan.queries import requests
from watchfloor.plan.queries.requests import ANSWERS, RequestView
from watchfloor.plan.rules import requests as rule
from watchfloor.plan.rules.requests import Kept, Said
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.needs import may_need
from watchfloor.protect.rules.stamping import clocks


class NotRequested(Refused):
    """The request says too little, or it stands otherwise than this deed needs."""


class NoSuchRequest(LookupError):
    """There is none, or it is not the asker's to see: both answer alike."""


def take_request(*, said: Said, by: Audience, now: datetime) -> UUID:
    """Keep what is asked, sealed under a key of its own, with its clock; a known caller is its recipient at once.

    The fact names the request alone: no name, no number, no word. MUST be called under the officer's audience.
    Raises NotRequested.
    """
    said = replace(said, words=_stripped(said.words))
    policy, need = request_policy(), may_need(purpose=said.purpose, case_ref=said.words.case_ref, policy=load())
    decision = rule.may_take(said, policy, right=ANSWERS in by.rights, need=need)
    if not decision:
        raise NotRequested(decision)
    agency = people.agency(code=said.words.agency)
    recipient = rule.caller_of(said.words, requests.registered(agency_id=agency.id if agency else None))
    lock, content = vault.new_locks(1)[0], packed(said.words)
    with transaction.atomic():
        owner, label_id = own_label()
        row = Request(
            public_id=uuid4(), owner_id=owner, label_id=label_id, taken_by=by.actor.person_id, taken_at=now,
            due_at=rule.due_of(said.urgency, policy, taken_at=now), how=said.how, urgency=said.urgency,
            purpose=said.purpose, agency_id=agency.id if agency else None, key_id=vault.keep(lock),
            sealed=crypt.seal(content, key=lock.key), recipient_id=recipient,
            checked=rule.KNOWN if recipient else "", purge_on=purge_on(owner_id=owner, now=now),
        )  # fmt: skip
        row.save(force_insert=True)
        tell(
            kind="plan.request.taken", by=by, records=[row.public_id], rules=decision.rules,
            marks=[crypt.mark(content, key=lock.key)],
        )  # fmt: skip
    return row.public_id


def call_back(*, request_id: UUID, reached: UUID, by: Audience, now: datetime) -> None:
    """Keep that the officer called this person's number of the registry and reached him: he is answered from here.

    Raises NoSuchRequest and NotRequested.
    """
    with transaction.atomic():
        view = _held(request_id, by)
        known = people.person_of(public_id=reached)
        ours = {one.person_id: one for one in requests.registered(agency_id=view.agency_id)}
        whom = ours.get(known.id) if known else None
        decision = rule.may_call_back(view, whom, right=ANSWERS in by.rights)
        if not decision or whom is None:
            raise NotRequested(decision)
        _change(view, recipient_id=whom.person_id, checked=rule.CALLED, called_by=by.actor.person_id, called_at=now)
        tell(kind="plan.request.called-back", by=by, records=[request_id], rules=decision.rules)


def correct_request(
    *, request_id: UUID, caller: str, agency: str, number: str, by: Audience, now: datetime
) -> None:  # fmt: skip
    """Mend who was mistyped while the request is open: caller, agency, number; what is asked stays as it was said.

    The number is held against the registry again. Agency and number of a caller who is known stay: they made him
    known. Raises NoSuchRequest and NotRequested.
    """
    del now
    with transaction.atomic():
        view = _held(request_id, by)
        words = _stripped(replace(view.words, caller=caller, agency=agency, number=number))
        decision = rule.may_correct(view, words, right=ANSWERS in by.rights)
        if not decision:
            raise NotRequested(decision)
        key = vault.key_by_id(Request.objects.get(public_id=request_id).key_id or 0)
        content = packed(words)
        what: dict[str, Any] = {"sealed": crypt.seal(content, key=key)}
        if view.recipient_id is None:
            known = people.agency(code=words.agency)
            recipient = rule.caller_of(words, requests.registered(agency_id=known.id if known else None))
            what |= {"agency_id": known.id if known else None, "recipient_id": recipient}
            what |= {"checked": rule.KNOWN} if recipient else {}
        _change(view, **what)
        tell(
            kind="plan.request.corrected", by=by, records=[request_id], rules=decision.rules,
            marks=[crypt.mark(content, key=key)],
        )  # fmt: skip


def close_request(*, request_id: UUID, because: str, by: Audience, now: datetime) -> None:
    """End it without an answer, for a reason of the policy. Raises NoSuchRequest and NotRequested."""
    with transaction.atomic():
        view = _held(request_id, by)
        decision = rule.may_close(view, because, request_policy(), right=ANSWERS in by.rights)
        if not decision:
            raise NotRequested(decision)
        _change(view, state="closed", closing=because, settled_by=by.actor.person_id, settled_at=now)
        tell(kind="plan.request.closed", by=by, records=[request_id], rules=decision.rules)


def settle(*, request_id: UUID, by: Audience, now: datetime) -> RequestView:
    """Whoever answers it settles it, in the transaction that keeps the answer; the request as it stood, held.

    Raises NoSuchRequest, and NotRequested for one that is settled or whose caller nobody knows.
    """
    view = _held(request_id, by)
    decision = rule.may_settle(view, right=ANSWERS in by.rights)
    if not decision:
        raise NotRequested(decision)
    _change(view, state="answered", settled_by=by.actor.person_id, settled_at=now)
    tell(kind="plan.request.answered", by=by, records=[request_id], rules=decision.rules)
    return view


def forget_due_requests(*, by: Audience, now: datetime) -> int:
    """Forget the words of requests past their day (the retention of inquiries); how many. `by` MUST be a service."""
    with connection.cursor() as cursor:
        cursor.execute("select plan_forget_requests(%s)", [now.date()])
        gone = int(cursor.fetchone()[0])
    if gone:
        tell(kind="plan.request.forgotten", by=by)
    return gone


def _held(request_id: UUID, by: Audience) -> RequestView:
    """The request, held until the commit, so that it is settled once."""
    Request.objects.select_for_update().filter(public_id=request_id, label_id__in=by.label_ids).first()
    view = requests.request(audience=by, public_id=request_id)
    if view is None:
        raise NoSuchRequest
    return view


def _change(view: RequestView, **what: Any) -> None:
    Request.objects.filter(public_id=view.public_id).update(**what)


def _stripped(words: Kept) -> Kept:
    return Kept(*(one.strip() for one in (words.caller, words.agency, words.number, words.case_ref, words.asked)))


def purge_on(*, owner_id: int, now: datetime) -> date:
    """The last day of the words of a request and of its answer: the retention of inquiries."""
    held_by = people.agencies(ids=[owner_id]).get(owner_id) if owner_id else None
    return clocks("inquiry", opened_on=now.date(), policy=load(), state=held_by.state if held_by else "").purge_on
