"""A record changes its legal class: evaluated, recorded, by a person, with a second one where the law asks for it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from watchfloor.core.actions.records import label_joins, label_of, reclass
from watchfloor.core.formats import crypt
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries.records import Row, rows_of
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.protect.actions.predicates import evaluator, judged, keep_predicate, named_in
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.actions.withdrawn import tell_withdrawn
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.formats.handling import handling_of
from watchfloor.protect.formats.policy import load
from watchfloor.protect.models.classes import ClassChange, Identifies
from watchfloor.protect.models.classes import Predicate as Kept
from watchfloor.protect.queries.purges import key_of
from watchfloor.protect.rules.classes import Asked, Asker, may_change, may_second
from watchfloor.protect.rules.predicate import OWN_CLASS, Predicate, needs_second
from watchfloor.protect.rules.stamping import atom_of, clocks

PRIVACY = "redress.decide"  # the privacy officer's own right
TEXT = "Somebody asked that a record become of another legal class. Open the page to approve or decline it."
SHARED = "ise_sar"
VETTED = "vetted by two persons"


class NotReclassed(Refused):
    """The record is not there for the asker, no rule leads there, or something that the class demands is missing."""


def change_class(
    *, record: UUID, becomes: str, because: str, predicate: Predicate | None = None, subjects: Sequence[UUID] = (),
    through: str = "", by: Audience, now: datetime,
) -> str:  # fmt: skip
    """Evaluate a change and make it, or ask a second person for it: "done" or "waits". Raises NotReclassed.

    `subjects`: records of criminal intelligence that identifying information would serve; `through`: the act that
    asked what this change stands on, where it is made by that act alone.
    """
    row = _row(record, by)
    serves = [one for one in rows_of(audience=by, public_ids=list(subjects)) if one.legal_class == OWN_CLASS]
    decision = _decided(row, becomes, because, predicate, serves, through, by, now)
    if not decision:
        raise NotReclassed(decision)
    second = _second(row.legal_class, becomes, predicate)
    key = key_of(record_id=row.id) or b""
    with transaction.atomic():
        kept_id = None
        if predicate is not None and becomes == OWN_CLASS:
            kept_id = keep_predicate(predicate, record_id=row.id, label_id=row.label_id, key=key, by=by, now=now)
        change = ClassChange(
            record_id=row.id, label_id=row.label_id, was=row.legal_class, becomes=becomes, second=second,
            because=crypt.seal(because.strip().encode(), key=key), predicate_id=kept_id,
            subjects=[one.id for one in serves], asked_by=by.actor.person_id, asked_at=now,
        )  # fmt: skip
        change.save()
        if second:
            _call(change, row, by, now)
            tell(kind="protect.class.asked", by=by, records=[record], rules=decision.rules)
            return "waits"
        _make(row, change, decision, by, now)
    return "done"


def _call(change: ClassChange, row: Row, by: Audience, now: datetime) -> None:
    """Those of the center who may be the second person are told that something waits, and nothing of what."""
    center = people.center()
    stamper = Stamper(legal_class="product", owner_id=by.actor.agency_id, verified=True, now=now, share="center")
    label_id = stamper.stamp(markings=("U",)).label_id
    for person in people.persons().values():
        theirs = load().roles.get(person.role, frozenset())
        if center and person.agency_id == center.id and change.second in theirs and person.id != change.asked_by:
            notice(
                person_id=person.id, kind="class-change", subject="A change of class waits for a second person",
                text=TEXT, path=f"/records/{row.public_id}/class/", label_id=label_id,
                once_key=f"class-change-{change.public_id}-{person.id}", now=now,
            )  # fmt: skip


def answer_change(*, change: UUID, approve: bool, by: Audience, now: datetime) -> str:
    """A second person makes the change or declines it; who asked may only withdraw it. Raises NotReclassed."""
    waiting = ClassChange.objects.filter(public_id=change, answer="").first()
    row = next(iter(rows_of(audience=by, ids=[waiting.record_id])), None) if waiting else None
    if waiting is None or row is None or row.legal_class != waiting.was:
        raise NotReclassed(Decision.of(Because("Nothing of this waits for you.", "class.waiting", ok=False)))
    if not approve and waiting.asked_by == by.actor.person_id:
        return _end(waiting, row, "withdrawn", by, now)
    way = classes().change(waiting.was, waiting.becomes)
    decision = may_second(
        way, right=waiting.second, asked_by=waiting.asked_by, answered_by=by.actor.person_id, rights=by.rights,
        courses=evaluator(by=by, now=now).courses,
    )  # fmt: skip
    if not decision:
        raise NotReclassed(decision)
    if not approve:
        return _end(waiting, row, "declined", by, now)
    with transaction.atomic():
        Kept.objects.filter(pk=waiting.predicate_id or 0, political=True).update(
            approved_by=by.actor.person_id, approved_at=now
        )
        _make(row, waiting, decision, by, now)
    return "done"


def change_by_vetting(*, row: Row, becomes: str, by: Audience, now: datetime) -> None:
    """What two persons' looks come to; the caller told why and tells the fact. MUST run in its transaction."""
    way = classes().change(row.legal_class, becomes)
    if way is None or way.through != "gather.vetting":
        no = Because("Class: vetting does not lead there.", "class.change", "28 CFR 23.3", ok=False)
        raise NotReclassed(Decision.of(no))
    change = ClassChange(
        record_id=row.id, label_id=row.label_id, was=row.legal_class, becomes=becomes, asked_by=by.actor.person_id,
        asked_at=now, because=crypt.seal(VETTED.encode(), key=key_of(record_id=row.id) or b""),
    )  # fmt: skip
    change.save()
    _move(row, change, by, now)


def _row(record: UUID, by: Audience) -> Row:
    rows = rows_of(audience=by, public_ids=[record])
    if not rows:
        raise NotReclassed(Decision.of(Because("There is no such record for you.", "class.record", ok=False)))
    return rows[0]


def _decided(
    row: Row, becomes: str, because: str, predicate: Predicate | None, serves: Sequence[Row], through: str,
    by: Audience, now: datetime,
) -> Decision:  # fmt: skip
    who = evaluator(by=by, now=now)
    asked = may_change(
        row.legal_class, becomes, Asker(who.person, by.rights, who.courses), Asked(because, len(serves)),
        classes=classes(), through=through,
    )  # fmt: skip
    found = [*asked.because, _free(row)]
    if becomes == OWN_CLASS:
        rests_on = named_in(predicate.supporting_file, by=by) if predicate else []
        found += judged(predicate, by=by, now=now, supporting=rests_on).because
    return Decision.of(*found)


def _free(row: Row) -> Because:
    if ClassChange.objects.filter(record_id=row.id, answer="").exists():
        return Because("Class: a change of this record waits for another person.", "class.waiting", ok=False,
                       way_out="Let it be answered or withdraw it.")  # fmt: skip
    return Because("No other change waits.", "class.waiting")


def _second(was: str, becomes: str, predicate: Predicate | None) -> str:
    way = classes().change(was, becomes)
    if becomes == OWN_CLASS and predicate is not None and needs_second(predicate):
        return PRIVACY
    return way.second if way else ""


def _make(row: Row, change: ClassChange, decision: Decision, by: Audience, now: datetime) -> None:
    """The change itself; its fact is the last word."""
    _move(row, change, by, now)
    rules = [*decision.rules, f"class.{change.becomes.replace('_', '-')}"]
    if change.was == SHARED and change.becomes != OWN_CLASS:
        tell_withdrawn(row=row, by=by, now=now)
    tell(kind="protect.class.changed", by=by, records=[row.public_id], rules=rules)


def _move(row: Row, change: ClassChange, by: Audience, now: datetime) -> None:
    """Act, subjects, class, label and clocks in one transaction; the database demands each of them."""
    ClassChange.objects.filter(pk=change.pk).update(answer="done", answered_by=by.actor.person_id, answered_at=now)
    _serve(row, change, by, now)
    due = clocks(change.becomes, opened_on=localdate(row.opened_at), policy=load(), state=_state(row.owner_id))
    reclass(
        record_id=row.id, legal_class=change.becomes, label_id=label_of([_atom(row, change)]), by=by,
        review_on=max(min(due.review_on, due.purge_on), localdate(now)), purge_on=max(due.purge_on, localdate(now)),
        predicate_id=change.predicate_id,
    )  # fmt: skip


def _atom(row: Row, change: ClassChange) -> str:
    """The label of the new class; the marking that the record came with stays, sensitivity closes it further."""
    atom = atom_of(
        legal_class=change.becomes, owner_id=row.owner_id, handling=handling_of((row.marking,)), verified=True,
        policy=load(),
    )  # fmt: skip
    kept = Kept.objects.filter(pk=change.predicate_id).first() if change.predicate_id else None
    return replace(atom, restricted=kept is not None and kept.sensitivity != "open").print()


def _serve(row: Row, change: ClassChange, by: Audience, now: datetime) -> None:
    subjects = rows_of(audience=by, ids=change.subjects) if change.subjects else []
    labels = label_joins([(row.label_id, one.label_id) for one in subjects]) if subjects else {}
    Identifies.objects.bulk_create(
        Identifies(record_id=row.id, subject_id=one.id, label_id=labels[row.label_id, one.label_id], at=now)
        for one in subjects
    )


def _end(change: ClassChange, row: Row, answer: str, by: Audience, now: datetime) -> str:
    ClassChange.objects.filter(pk=change.pk).update(answer=answer, answered_by=by.actor.person_id, answered_at=now)
    tell(kind=f"protect.class.{answer}", by=by, records=[row.public_id], rules=["class.second"])
    return answer


def _state(agency_id: int) -> str:
    held_by = people.agencies(ids=[agency_id]).get(agency_id) if agency_id else None
    return held_by.state if held_by else ""
