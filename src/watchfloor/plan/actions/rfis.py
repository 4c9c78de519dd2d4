"""State an RFI, correct it, lead it from state to state; each deed is decided by the policy and told as a fact."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from watchfloor.core.actions.records import label_of
from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.marking.grammar import MarkingError, parse
from watchfloor.people import queries as people
from watchfloor.plan.actions.requests import purge_on
from watchfloor.plan.formats.rfis import packed, rfi_policy
from watchfloor.plan.models.rfis import Rfi, RfiStep
from watchfloor.plan.queries import rfis
from watchfloor.plan.rules import rfi_guards as guard
from watchfloor.plan.rules.rfi_guards import Asker, Given
from watchfloor.plan.rules.rfis import (
    DONE,
    OUT,
    OWN_MARKING,
    Deed,
    Part,
    RfiView,
    RfiWords,
    SaidRfi,
    due_of,
    requester_of,
)
from watchfloor.protect.formats.handling import handling_of
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.needs import may_need
from watchfloor.protect.rules.stamping import atom_of

WORKS, PROTECTS = "request.answer", "text.look"
# what lead does; each other deed has an action of its own
LED = frozenset({"submit", "validate", "begin", "send", "remind", "close", "reject"})


class NotAsked(Refused):
    """The RFI says too little, its asker may not ask it, or it stands otherwise than this deed needs."""


class SpilledRfi(NotAsked):
    """Something in it looks classified: nothing of it is kept, and a security officer is to hear of it."""


class NoSuchRfi(LookupError):
    """There is none, or it is not the asker's to see: both answer alike."""


def state_rfi(*, said: SaidRfi, submit: bool = False, by: Audience, now: datetime) -> UUID:
    """Keep a draft, or hand it in at once. Its label is that of its marking: who may not hold that sees none.

    The fact names the RFI alone. MUST be called under the officer's audience. Raises NotAsked.
    """
    return keep_rfi(said=said, submit=submit, by=by, now=now)


def keep_rfi(
    *, said: SaidRfi, submit: bool, origin: UUID | None = None, mark: bytes = b"", agency_id: int | None = None,
    by: Audience, now: datetime,
) -> UUID:  # fmt: skip
    """The same, sealed under a key of its own, from an agency that the caller has made sure of (a signed file).

    It is whole when it is inserted: its label may be new, and is then not yet among those of `by`. Raises NotAsked.
    """
    words = stripped(said.words)
    marking, owner, label_id = handled(said.marking)
    refuse(Decision.of(_may_write(by), *guard.words_stand(words)))
    agency_id = agency_id or _agency_id(words)
    lock, content = vault.new_locks(1)[0], packed(words)
    with transaction.atomic():
        row = Rfi(
            public_id=uuid4(), owner_id=owner, label_id=label_id, direction=said.direction, state="draft",
            priority=said.priority, purpose=said.purpose, basis=said.basis, about=said.about, marking=marking,
            sector=said.sector, need_id=said.need_id, agency_id=agency_id, recipient_id=_recipient(said, agency_id),
            made_by=by.actor.person_id, made_at=now,
            due_at=said.due_at or due_of(said.priority, rfi_policy(), at=now), origin=origin, origin_mark=mark,
            key_id=vault.keep(lock), sealed=crypt.seal(content, key=lock.key),
            purge_on=purge_on(owner_id=owner, now=now),
        )  # fmt: skip
        decision = decide(deed="submit", view=rfis.view_of(row), by=by, now=now) if submit else None
        if decision is not None:
            refuse(decision)
            row.state, row.submitted_at = "submitted", now
        row.save(force_insert=True)
        keep_step(rfi_id=row.public_id, label_id=label_id, deed="state", state="draft", by=by, now=now)
        tell(kind="plan.rfi.stated", by=by, records=[row.public_id], marks=[crypt.mark(content, key=lock.key)])
        if decision is not None:
            keep_step(rfi_id=row.public_id, label_id=label_id, deed="submit", state="submitted", by=by, now=now)
            tell(kind="plan.rfi.submitted", by=by, records=[row.public_id], rules=decision.rules)
    return row.public_id


def correct_rfi(*, rfi_id: UUID, said: SaidRfi, by: Audience, now: datetime) -> None:
    """State it anew while nobody has validated it: words, basis, priority and due; its marking stays.

    Who asks is looked up again in the registry. Raises NoSuchRfi and NotAsked.
    """
    words = stripped(said.words)
    with transaction.atomic():
        view = held(rfi_id=rfi_id, by=by)
        decision = Decision.of(*decide(deed="correct", view=view, by=by, now=now).because, *guard.words_stand(words))
        refuse(decision)
        agency_id = _agency_id(words)
        key = key_of(rfi_id)
        content = packed(words)
        change(
            view, sealed=crypt.seal(content, key=key), agency_id=agency_id, recipient_id=_recipient(said, agency_id),
            priority=said.priority, purpose=said.purpose, basis=said.basis, about=said.about, sector=said.sector,
            need_id=said.need_id, due_at=said.due_at or due_of(said.priority, rfi_policy(), at=view.made_at),
        )  # fmt: skip
        led(view=view, deed="correct", decision=decision, by=by, now=now, marks=(crypt.mark(content, key=key),))


def lead(
    *, rfi_id: UUID, deed: str, protected: str = "", reason: str = "", by: Audience, now: datetime
) -> None:  # fmt: skip
    """Do one of the policy's deeds that need nothing else: submit, validate, begin, send, remind, close, reject.

    Raises NoSuchRfi, and NotAsked with each guard that speaks against it.
    """
    with transaction.atomic():
        view = held(rfi_id=rfi_id, by=by)
        asked = deed if deed in LED else "none"
        decision = decide(deed=asked, view=view, protected=protected, reason=reason, by=by, now=now)
        refuse(decision)
        if deed == "remind":
            change(view, reminders=view.reminders + 1, reminded_at=now)
        led(view=view, deed=deed, decision=decision, reason=reason, by=by, now=now)


def settle_rfi(*, rfi_id: UUID, whole: bool, reuses: UUID | None, by: Audience, now: datetime) -> RfiView:
    """Whoever answers it settles it, in the transaction that keeps the answer; the RFI as it stood, held.

    Raises NoSuchRfi, and NotAsked for one that nobody works on or whose requester nobody knows.
    """
    view = held(rfi_id=rfi_id, by=by)
    deed = "answer" if whole else "answer-partly"
    decision = decide(deed=deed, view=view, by=by, now=now)
    refuse(decision)
    change(view, answered_by=by.actor.person_id, **({"reuses": reuses} if reuses else {}))
    led(view=view, deed=deed, decision=decision, by=by, now=now)
    return view


def forget_due_rfis(*, by: Audience, now: datetime) -> int:
    """Forget the words of RFIs past their day, of parts and of what came back; how many. `by` MUST be a service."""
    with connection.cursor() as cursor:
        cursor.execute("select plan_forget_rfis(%s)", [now.date()])
        gone = int(cursor.fetchone()[0])
    if gone:
        tell(kind="plan.rfi.forgotten", by=by)
    return gone


def decide(
    *, deed: str, view: RfiView, protected: str = "", reason: str = "", part: Part | None = None, by: Audience,
    now: datetime,
) -> Decision:  # fmt: skip
    """What the policy says of a deed, with all that its guards ask for."""
    may_protect = PROTECTS in by.rights
    given = Given(
        by.actor.person_id, WORKS in by.rights or (may_protect and deed == "validate"), may_protect,
        rfis.is_trained(by, on=now.date()), _asker(view),
        may_need(purpose=view.purpose, case_ref=view.words.case_ref, policy=load()), now, protected, reason,
        tuple(rfis.parts(audience=by, of=view)), part,
    )  # fmt: skip
    return guard.may(deed, view, rfi_policy(), given)


def held(*, rfi_id: UUID, by: Audience) -> RfiView:
    """The RFI, held until the commit, so that each deed is done once."""
    Rfi.objects.select_for_update().filter(public_id=rfi_id, label_id__in=by.label_ids).first()
    view = rfis.rfi(audience=by, public_id=rfi_id)
    if view is None:
        raise NoSuchRfi
    return view


def key_of(rfi_id: UUID) -> bytes:
    """The key of its words; NotOpened once they were erased."""
    return vault.key_by_id(Rfi.objects.get(public_id=rfi_id).key_id or 0)


def led(
    *, view: RfiView, deed: str, decision: Decision, reason: str = "", by: Audience, now: datetime,
    marks: tuple[bytes, ...] = (), records: tuple[UUID, ...] = (),
) -> None:  # fmt: skip
    """The state that the deed leads to, its step, and its fact, the last thing of the transaction."""
    known = rfi_policy().deeds[view.direction, deed]
    state = known.leads(view.state)
    change(view, **_times(known, state, view, reason, by, now))
    keep_step(rfi_id=view.public_id, label_id=view.label_id, deed=deed, state=state, reason=reason, by=by, now=now)
    tell(
        kind=f"plan.rfi.{known.fact}", by=by, records=[view.public_id, *records], rules=decision.rules, marks=marks,
    )  # fmt: skip


def _times(known: Deed, state: str, view: RfiView, reason: str, by: Audience, now: datetime) -> dict[str, Any]:
    said: dict[str, Any] = {} if state == view.state else {"state": state}
    if state == "submitted" and view.submitted_at is None:
        said["submitted_at"] = now
    if known.code == "answer":
        said["answered_at"] = now
    if state in DONE and state != view.state:
        said |= {"settled_by": by.actor.person_id, "settled_at": now, "reason": reason}
    return said


def keep_step(
    *, rfi_id: UUID, label_id: int, deed: str, state: str, reason: str = "", by: Audience, now: datetime
) -> None:  # fmt: skip
    """A line of its way."""
    RfiStep(
        rfi_id=rfi_id, label_id=label_id, deed=deed, state=state, by_id=by.actor.person_id, at=now, reason=reason
    ).save(force_insert=True)  # fmt: skip


def change(view: RfiView, **what: Any) -> None:
    """Columns that the wall's grants let change."""
    if what:
        Rfi.objects.filter(public_id=view.public_id).update(**what)


def refuse(decision: Decision) -> None:
    """Raises NotAsked where something speaks against it, SpilledRfi where it looks classified."""
    if any(one.rule == guard.SPILL for one in decision.against):
        raise SpilledRfi(decision)
    if not decision:
        raise NotAsked(decision)


def handled(marking: str) -> tuple[str, int, int]:
    """(canonical marking with our own at least, center, label); one that cannot be read is refused, never lowered."""
    try:
        parse(marking)
    except MarkingError as error:
        raise NotAsked(_unread(str(error))) from error
    handling = handling_of((OWN_MARKING, marking))
    if handling.closed or handling.federal_only:
        raise NotAsked(_unread("This center may not hold what is marked so."))
    center = people.center()
    owner = center.id if center else 0
    atom = atom_of(
        legal_class="reference", owner_id=owner, handling=handling, verified=True, policy=load(), share="center"
    )
    return handling.banner, owner, label_of([atom.print()])


def _unread(text: str) -> Decision:
    way_out = "Write it as it was received, such as CUI or U//LES; what is classified is never kept here."
    return Decision.of(Because(f"Marking: {text}", "plan.rfi.marking", "NARA CUI Marking Handbook", False, way_out))


def _may_write(by: Audience) -> Because:
    if WORKS in by.rights or by.actor.person_id < 0:
        return Because("Your role works on RFIs.", "plan.rfi.right", "28 CFR 23.20(e)")
    return Because(
        "Your role works on no RFIs.", "plan.rfi.right", "28 CFR 23.20(e)", False,
        "Ask an analyst or the watch supervisor.",
    )  # fmt: skip


def _agency_id(words: RfiWords) -> int | None:
    found = people.agency(code=words.agency)
    return found.id if found else None


def _recipient(said: SaidRfi, agency_id: int | None) -> int | None:
    """Of an incoming RFI whoever asks, if the registry has him; an outgoing one tells nobody."""
    return None if said.direction == OUT else requester_of(said.words, rfis.registered(agency_id=agency_id))


def _asker(view: RfiView) -> Asker:
    agency = people.agencies(ids=[view.agency_id]).get(view.agency_id) if view.agency_id else None
    kept = people.agreement(agency_id=agency.id) if agency else None
    whom = view.recipient_id
    person = people.persons(ids=[whom]).get(whom) if whom else None
    known = person is not None and agency is not None and person.agency_id == agency.id
    return Asker(known, agency.kind if agency else "", kept[2] if kept else None)


def stripped(words: RfiWords) -> RfiWords:
    """Without blanks at the ends of its fields."""
    return replace(words, **{name: value.strip() for name, value in words.said().items()})
