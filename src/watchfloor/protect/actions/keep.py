"""A person looks at a record before its end and keeps it: name, day and explanation (28 CFR 23.20(h))."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from watchfloor.core.formats import crypt
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries.records import Row, rows_of
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.people import queries as people
from watchfloor.protect.formats.policy import load
from watchfloor.protect.models.retention import Validation
from watchfloor.protect.queries.purges import key_of
from watchfloor.protect.queries.retention import validated_on
from watchfloor.protect.rules.policy import Schedule
from watchfloor.protect.rules.retention import (
    COURSE,
    Kept,
    Reviewed,
    Reviewer,
    Stated,
    kept_until,
    may_keep,
    may_review,
    schedule_of,
)


class NotKept(Refused):
    """The record is not there for the asker, or a rule of retention refuses."""


def keep(*, record: UUID, said: Stated, by: Audience, now: datetime) -> Kept:
    """Keep a record after a review; the database moves its clocks by the row. Raises NotKept.

    Criminal intelligence is validated or let go; every other class is kept within the end of its schedule.
    """
    rows = rows_of(audience=by, public_ids=[record])
    key = key_of(record_id=rows[0].id) if rows else None
    if key is None:
        raise NotKept(Decision.of(Because("There is no such record for you.", "retention.record", ok=False)))
    row, today = rows[0], localdate(now)
    it, schedule = _reviewed(row, by), _schedule(row)
    decision = may_keep(it, _reviewer(by, now), said, schedule=schedule, today=today)
    if not decision:
        raise NotKept(decision)
    kept = kept_until(it, schedule=schedule, today=today)
    with transaction.atomic():
        Validation(
            record_id=row.id, label_id=row.label_id, by_id=by.actor.person_id, at=now, finding=kept.finding,
            current_activity=said.current_activity, was_purge_on=row.purge_on, review_on=kept.review_on,
            purge_on=kept.purge_on, explanation=crypt.seal(said.explanation.strip().encode(), key=key),
        ).save()  # fmt: skip
        tell(kind=f"protect.record.{kept.finding}", by=by, records=[record], rules=decision.rules)
    return kept


def outlook(*, row: Row, by: Audience, now: datetime) -> tuple[Decision, Kept]:
    """Whether this person may review the record, and the clocks that keeping it today would set."""
    it = _reviewed(row, by)
    return may_review(it, _reviewer(by, now)), kept_until(it, schedule=_schedule(row), today=localdate(now))


def _schedule(row: Row) -> Schedule:
    held_by = people.agencies(ids=[row.owner_id]).get(row.owner_id) if row.owner_id else None
    return schedule_of(row.legal_class, policy=load(), state=held_by.state if held_by else "")


def _reviewed(row: Row, by: Audience) -> Reviewed:
    based_on = validated_on(audience=by, record_id=row.id) or localdate(row.opened_at)
    return Reviewed(row.legal_class, based_on, row.review_on, row.purge_on, row.owner_id)


def _reviewer(by: Audience, now: datetime) -> Reviewer:
    actor, center = by.actor, people.center()
    standing = people.standing(person_id=actor.person_id, affiliation_id=actor.affiliation_id)
    trained = standing is not None and standing.trained(COURSE, localdate(now))
    return Reviewer(
        actor.agency_id, center is not None and actor.agency_id == center.id, center.id if center else 0, by.rights,
        trained,
    )  # fmt: skip
