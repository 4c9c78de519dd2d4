"""Alerts end by themselves: what their own sender updates or cancels, and what has run out, leaves the desk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from watchfloor.core.actions.records import settle
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.receive.queries import ended_by, run_out
from watchfloor.receive.rules.merging import may_end

MOST = 500
ENDED = "receive.alert.ended"


def end_named(*, record_ids: Sequence[UUID], by: Audience, now: datetime) -> int:
    """End what these messages update or cancel, and those of these alerts that an earlier message did; how many.

    `by` MUST be the service of the inbox. Whoever comes first, alert or message, the outcome is the same.
    """
    ids = [row.id for row in core.rows_of(audience=by, public_ids=record_ids) if row.kind == "cap"]
    pairs = ended_by(audience=by, record_ids=ids)
    texts = {one.row.id: one for one in core.texts_of(audience=by, ids=sorted({n for pair in pairs for n in pair[:2]}))}
    ended: dict[str, list[UUID]] = {}
    with transaction.atomic():
        for alert, message, how in pairs:
            of, said = texts.get(alert), texts.get(message)
            if of and said and may_end(_told(said), _told(of)) and settle(record_id=alert, at=now):
                ended.setdefault(how, []).append(of.row.public_id)
        for how, records in ended.items():
            tell(kind=ENDED, by=by, records=records, rules=[f"receive.ended.{how}"])
    return sum(map(len, ended.values()))


def end_expired(*, by: Audience, now: datetime) -> int:
    """Take what has run out off the desk, 500 at a time; how many. `by` MUST be the service of the inbox."""
    rows = run_out(audience=by, now=now, how_many=MOST)
    with transaction.atomic():
        over = [row.public_id for row in rows if settle(record_id=row.id, at=now)]
        if over:
            tell(kind=ENDED, by=by, records=over, rules=["receive.ended.expired"])
    return len(over)


def _told(text: core.Text) -> dict[str, Any]:
    return text.data.get("object") or {}
