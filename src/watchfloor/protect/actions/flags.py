"""A court's order acts: what is sealed is closed at once, what is expunged is closed and goes; recipients are told."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.timezone import localdate

from watchfloor.core.actions.records import label_of
from watchfloor.core.formats import crypt
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries.records import Row, labels, rows_of
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.notify.actions.outbox import notice
from watchfloor.protect.actions.purge import recipients_of
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.models.classes import CourtOrder
from watchfloor.protect.queries.purges import key_of
from watchfloor.protect.rules.flags import Closed, closed, may_flag

TEXT = (
    "Something that you received rested on a record that a court has closed. Use it no more, and open the page for"
    " what is asked of you."
)


class NotFlagged(Refused):
    """The record is not there for the asker, or the order is not named."""


def flag(*, record: UUID, kind: str, authority: str, by: Audience, now: datetime) -> int:
    """Enter an order of a court; it acts in the same transaction. How many recipients were told. Raises NotFlagged."""
    rows = rows_of(audience=by, public_ids=[record])
    key = key_of(record_id=rows[0].id) if rows else None
    if key is None:
        raise NotFlagged(Decision.of(Because("There is no such record for you.", "flag.record", ok=False)))
    decision = may_flag(kind, authority, rights=by.rights)
    if not decision:
        raise NotFlagged(decision)
    row, today = rows[0], localdate(now)
    shut = closed(kind, labels()[row.label_id], review_on=row.review_on, purge_on=row.purge_on, today=today)
    with transaction.atomic():
        sealed = crypt.seal(authority.strip().encode(), key=key)
        told = _advise(row, by, now)
        CourtOrder(
            record_id=row.id, label_id=row.label_id, kind=kind, authority=sealed, by_id=by.actor.person_id, at=now
        ).save()
        _close(row, shut)
        tell(kind=f"protect.record.{kind}", by=by, records=[record], rules=decision.rules)
    return told


def _close(row: Row, shut: Closed) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update core_record set review_on = %s, purge_on = %s where id = %s",
            [shut.review_on, shut.purge_on, row.id],
        )
        cursor.execute("select core_relabel(%s, %s)", [row.id, label_of(shut.atoms)])


def _advise(row: Row, by: Audience, now: datetime) -> int:
    """One notice a person without content, to whoever was given something of it (28 CFR 23.20(h))."""
    people = recipients_of(record_ids=[row.id], by=by)
    stamper = Stamper(legal_class="product", owner_id=by.actor.agency_id, verified=True, now=now, share="center")
    label_id = stamper.stamp(markings=("U",)).label_id
    for person_id in people:
        notice(
            person_id=person_id, kind="correction", subject="A correction that concerns you", text=TEXT,
            path="/notices/", label_id=label_id, once_key=f"flag-{row.public_id}-{person_id}", now=now,
        )  # fmt: skip
    return len(people)
