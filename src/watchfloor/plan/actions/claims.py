"""Claim an item, let it go, hand it over, take it over; each can be undone for a short time by who did it.

Each deed is one fact a record. A `deed` that several calls share is undone as a whole.
"""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.notify.actions.outbox import Held, notice
from watchfloor.people import queries as people
from watchfloor.plan.models.claims import Claim
from watchfloor.plan.queries.claims import TAKE_OVER, WORK, claims_of, visible_claims
from watchfloor.plan.rules.claims import (
    HELD,
    ClaimView,
    exclusive,
    may_claim,
    may_hand_over,
    may_release,
    may_take_over,
    may_undo,
)
from watchfloor.protect.actions.admit import NotAdmitted, admit
from watchfloor.protect.actions.stamp import Stamper

MINE = "/inbox/?view=mine"
HANDED = "Something that waits was handed over to you. The inbox shows what you hold."


class NotClaimed(Refused):
    """Somebody else holds it, a rule of claims refuses, or there is no such record for the asker."""


def claim(*, record_id: int, deed: UUID | None = None, by: Audience, now: datetime) -> UUID:
    """Claim a record for the person who acts; the deed's id. MUST be called under `by`. Raises NotClaimed.

    Of two who claim at once one wins, and the other is told who.
    """
    row, held = _record(record_id, by)
    me = by.actor.person_id
    _must(may_claim(held, person_id=me, holder=name_of(held), right=WORK in by.rights))
    with transaction.atomic():
        made = _open(row, me, deed or uuid4(), by, now)
        tell(kind="plan.claim.made", by=by, records=[row.public_id], rules=["plan.claim.exclusive"])
    return made


def release_claim(*, record_id: int, deed: UUID | None = None, by: Audience, now: datetime) -> UUID:
    """Let go of what one holds; the deed's id. Raises NotClaimed."""
    row, held = _record(record_id, by)
    decision = _must(may_release(held, person_id=by.actor.person_id, holder=name_of(held)))
    made = deed or uuid4()
    with transaction.atomic():
        _end(row.id, "released", made, by, now)
        tell(kind="plan.claim.released", by=by, records=[row.public_id], rules=decision.rules)
    return made


def take_over(*, record_id: int, because: str, deed: UUID | None = None, by: Audience, now: datetime) -> UUID:
    """A supervisor takes what somebody else holds; the reason is kept sealed. Raises NotClaimed."""
    row, held = _record(record_id, by)
    decision = _must(
        may_take_over(held, person_id=by.actor.person_id, because=because, right=TAKE_OVER in by.rights)
    )  # fmt: skip
    made = deed or uuid4()
    with transaction.atomic():
        _end(row.id, "taken-over", made, by, now)
        _open(row, by.actor.person_id, made, by, now)
        words = Words(because.strip(), row.label_id, row.id)
        tell(kind="plan.claim.taken-over", by=by, records=[row.public_id], rules=decision.rules, words=words)
    return made


def hand_over(*, record_id: int, to_id: int, deed: UUID | None = None, by: Audience, now: datetime) -> UUID:
    """Give a record to another person of the watch, who holds it from then on; the deed's id. Raises NotClaimed.

    The person is told once a deed, and not before it can be undone no more.
    """
    row, held = _record(record_id, by)
    person = people.person(person_id=to_id)
    decision = _must(
        may_hand_over(
            held, person_id=by.actor.person_id, holder=name_of(held), right=WORK in by.rights,
            to=person.name if person else "", able=_able(person, row.id, by, now),
            self_given=to_id == by.actor.person_id,
        )
    )  # fmt: skip
    made = deed or uuid4()
    with transaction.atomic():
        _end(row.id, "handed-over", made, by, now)
        _open(row, to_id, made, by, now)
        _notice(to_id, made, by, now)
        tell(kind="plan.claim.handed-over", by=by, records=[row.public_id], rules=decision.rules)
    return made


def _notice(to_id: int, deed: UUID, by: Audience, now: datetime) -> None:
    stamper = Stamper(legal_class="product", owner_id=by.actor.agency_id, verified=True, now=now, share="center")
    notice(
        person_id=to_id, kind="hand-over", subject="An item was handed over to you", text=HANDED, path=MINE,
        label_id=stamper.stamp(markings=("U",)).label_id, once_key=f"hand-over-{deed}-{to_id}", now=now,
        held=Held(now + HELD, deed, by.actor.person_id),
    )  # fmt: skip


def end_worked(*, record_id: int, deed: UUID, by: Audience, now: datetime) -> bool:
    """The holder has done his part (a proposal, a determination): the item is free for the next. False: not held."""
    rows = core.rows_of(audience=by, ids=[record_id])
    ended = bool(rows) and _end(record_id, "worked", deed, by, now, only=by.actor.person_id)
    if ended:
        tell(kind="plan.claim.released", by=by, records=[rows[0].public_id], rules=["plan.claim.worked"])
    return ended


def end_of_shift(*, person_id: int, by: Audience, now: datetime) -> int:
    """What the officer of a shift that ends still holds is free again; how many. MUST be inside a transaction."""
    held = [row.record_id for row in visible_claims(audience=by).filter(person_id=person_id, ended_at=None)]
    for row in core.rows_of(audience=by, ids=held) if held else []:
        _end(row.id, "shift-ended", uuid4(), by, now)
        tell(kind="plan.claim.released", by=by, records=[row.public_id], rules=["plan.claim.shift-ended"])
    return len(held)


def undo_claims(*, deed: UUID, left: bool = False, by: Audience, now: datetime) -> list[int]:
    """Take back what a deed of one's own did to claims; the records. A second deed, never a deletion of the first.

    `left`: a notice about it has left already. What somebody has changed since stays as it is. Raises NotClaimed
    if the time is over; [] if the deed is not there, or is not this person's.
    """
    mine = visible_claims(audience=by)
    began = list(mine.filter(deed=deed, given_by=by.actor.person_id))
    made = [row for row in began if row.ended_at is None]
    gone = {row.record_id for row in began} - {row.record_id for row in made}
    ended = list(mine.filter(ended_deed=deed, ended_by=by.actor.person_id).exclude(record_id__in=gone))
    times = [row.since for row in made] + [row.ended_at for row in ended if row.ended_at]
    if not times:
        return []
    decision = _must(may_undo(min(times), left=left, now=now))
    rows = {row.id: row for row in core.rows_of(audience=by, ids=[row.record_id for row in [*made, *ended]])}
    with transaction.atomic():
        for claim_ in made:
            _end(claim_.record_id, "undone", uuid4(), by, now)
        back = [row for row in ended if row.record_id in rows and _again(rows[row.record_id], row, by, now)]
        touched = {row.record_id for row in [*made, *back]}
        for record_id in sorted(touched & set(rows)):
            tell(kind="plan.claim.undone", by=by, records=[rows[record_id].public_id], rules=decision.rules)
    return sorted(touched)


def must_be_free(*, record_id: int, by: Audience) -> Because:
    """What every other deed on an item asks first: that nobody else holds it."""
    held = claims_of(audience=by, record_ids=[record_id]).get(record_id)
    return exclusive(held, person_id=by.actor.person_id, holder=name_of(held))


def name_of(held: ClaimView | None) -> str:
    """The holder's name, "" for nobody."""
    person = people.person(person_id=held.person_id) if held else None
    return person.name if person else ""


def _record(record_id: int, by: Audience) -> tuple[core.Row, ClaimView | None]:
    rows = core.rows_of(audience=by, ids=[record_id])
    if not rows:
        text = "Nothing here that you may read, or it does not exist."
        raise NotClaimed(Decision.of(Because(text, "access.absent", "", False, "Open the inbox again.")))
    return rows[0], claims_of(audience=by, record_ids=[record_id]).get(record_id)


def _must(decision: Decision) -> Decision:
    if not decision:
        raise NotClaimed(decision)
    return decision


def _able(person: people.PersonView | None, record_id: int, by: Audience, now: datetime) -> bool:
    """Whether the other works on the watch and may read the record (both walls: his audience under ours)."""
    if person is None:
        return False
    try:
        theirs = admit(
            person_id=person.id, affiliation_id=person.affiliation_id, purpose=by.purpose, case_ref=by.case_ref, now=now
        )
    except NotAdmitted:
        return False
    return WORK in theirs.rights and bool(core.rows_of(audience=theirs, ids=[record_id]))


def _open(row: core.Row, person_id: int, deed: UUID, by: Audience, now: datetime) -> UUID:
    """Insert the claim; the table's own constraint decides between two who come at once."""
    made = Claim(
        record_id=row.id, label_id=row.label_id, person_id=person_id, since=now, given_by=by.actor.person_id, deed=deed
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        held = claims_of(audience=by, record_ids=[row.id]).get(row.id)
        raise NotClaimed(Decision.of(exclusive(held, person_id=0, holder=name_of(held)))) from None
    return deed


def _end(record_id: int, how: str, deed: UUID, by: Audience, now: datetime, *, only: int | None = None) -> bool:
    rows = visible_claims(audience=by).filter(record_id=record_id, ended_at=None)
    rows = rows.filter(person_id=only) if only is not None else rows
    return bool(rows.update(ended_at=now, ended_by=by.actor.person_id, ended=how, ended_deed=deed))


def _again(row: core.Row, before: Claim, by: Audience, now: datetime) -> bool:
    """Give a claim back to who held it, unless somebody has taken the item since."""
    again = Claim(
        record_id=row.id, label_id=row.label_id, person_id=before.person_id, since=before.since,
        given_by=by.actor.person_id, deed=uuid4(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            again.save(force_insert=True)
    except IntegrityError:
        return False
    del now
    return True
