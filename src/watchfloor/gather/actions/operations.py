"""Operations are stated, meet, are answered for, passed on, taken back, forgotten; only both parties hear of it."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.gather.formats.operations import operation_policy
from watchfloor.gather.models.operations import Operation
from watchfloor.gather.rules.operations import Planned, faults
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.protect.actions.stamp import Stamper

RIGHT, HERE = "operation.state", "/operations/"
SUBJECT = "Call before you go out"
TEXT = "An operation that you are a contact of meets another one. The page says whom to call. Answer it there."


class NotPlanned(Refused):
    """The right is missing, a limit is broken, or a contact is of another agency."""


class NoSuchConflict(LookupError):
    """There is none for this person."""


def state_operation(*, said: Planned, by: Audience, now: datetime) -> UUID:
    """Keep it and tell both parties of each that it meets; the answer is the same whether it meets one.

    Raises NotPlanned.
    """
    _must(said, by, now)
    made = Operation(
        public_id=uuid4(), agency_id=by.actor.agency_id, by_id=by.actor.person_id, contact_id=said.contact_id,
        backup_id=said.backup_id, lon=said.lon, lat=said.lat, radius_m=said.radius_m, starts_at=said.starts_at,
        ends_at=said.ends_at, stated_at=now,
    )  # fmt: skip
    with transaction.atomic():
        Operation.objects.bulk_create([made])
        with connection.cursor() as cursor:
            cursor.execute("select conflict, person_id from gather_meet(%s, %s)", [made.public_id, now])
            met = cursor.fetchall()
        _tell(met, by, now)
        if met:
            tell(kind="gather.conflict.found", by=by, records=sorted({conflict for conflict, _ in met}))
        tell(kind="gather.operation.stated", by=by, records=[made.public_id])
    return made.public_id


def answer(*, conflict: UUID, by: Audience, now: datetime) -> None:
    """The person's party has taken note and calls. Raises NoSuchConflict."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select gather_answer(%s, %s)", [conflict, now])
            if not cursor.fetchone()[0]:
                raise NoSuchConflict
        tell(kind="gather.conflict.acknowledged", by=by, records=[conflict])


def take_back(*, operation: UUID, by: Audience, now: datetime) -> None:
    """Who stated it takes it back; it is gone at once, with its conflicts. Raises NoSuchConflict."""
    del now
    with transaction.atomic():
        if not _end(operation, None):
            raise NoSuchConflict
        tell(kind="gather.operation.taken-back", by=by, records=[operation])


def pass_on(*, by: Audience, now: datetime) -> int:
    """Tell the second contact of each party that did not answer in time; how many. For a service."""
    late = now - timedelta(minutes=operation_policy().answer_minutes)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select conflict, person_id from gather_raise(%s, %s)", [late, now])
        raised = cursor.fetchall()
        if raised:
            _tell(raised, by, now)
            tell(kind="gather.conflict.passed-on", by=by, records=sorted({conflict for conflict, _ in raised}))
    return len(raised)


def forget_ended(*, by: Audience, now: datetime) -> int:
    """Forget what ended before a day; how many. For a service."""
    with transaction.atomic():
        gone = _end(None, now - timedelta(hours=operation_policy().kept_hours))
        if gone:
            tell(kind="gather.operation.forgotten", by=by)
    return gone


def _must(said: Planned, by: Audience, now: datetime) -> None:
    broken = [
        Because(text, "operation.limit", "", ok=False) for _, text in faults(said, policy=operation_policy(), now=now)
    ]
    if RIGHT not in by.rights:
        broken = [Because("Your role states no operations.", "operation.state", "AC-6", False, "Ask a supervisor.")]
    for one in (said.contact_id, said.backup_id):
        who = people.person(person_id=one) if one else None
        if one and (who is None or who.agency_id != by.actor.agency_id):
            text = "Contact: no person of your agency."
            broken.append(Because(text, "operation.contact", "", ok=False, way_out="Choose one from the list."))
    if broken:
        raise NotPlanned(Decision.of(*broken))


def _tell(whom: list[tuple[UUID, int]], by: Audience, now: datetime) -> None:
    center = people.center()
    owner = center.id if center else by.actor.agency_id
    stamper = Stamper(legal_class="product", owner_id=owner, verified=True, now=now, share="partners")
    label = stamper.stamp(markings=("U",)).label_id
    for conflict, person in whom:
        notice(
            person_id=person, kind="conflict", subject=SUBJECT, text=TEXT, path=HERE, label_id=label,
            once_key=f"conflict-{conflict}-{person}", now=now, urgent=True,
        )  # fmt: skip


def _end(operation: UUID | None, before: datetime | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select gather_end_operations(%s, %s)", [operation, before])
        return int(cursor.fetchone()[0])
