"""What is past its last day is purged by itself: no second person is asked, and nothing that is held goes."""

from datetime import datetime

from django.db import connections
from django.utils.timezone import localdate

from watchfloor.core.actions.checking import Finding
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries.records import Row, rows_of
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.brake import braked
from watchfloor.protect.actions.certificate import named
from watchfloor.protect.actions.hold import may_be_purged
from watchfloor.protect.actions.purge import carry_on
from watchfloor.protect.actions.telling import tell_recipients
from watchfloor.protect.models.purges import Purge
from watchfloor.protect.queries.retention import expired, expired_asides
from watchfloor.protect.rules.retention import EXPIRED

CHUNK, SET_ASIDE = 200, "set_aside"
SERVICE, WITNESS = "protect.expire", "protect.purge"  # the schedule ends it, the purge carries it out; no person does


def expire(*, by: Audience, now: datetime, most: int = CHUNK) -> int:
    """Open one purge over what is past its last day and carry it through; how many records and pieces set aside went.

    None while the clock or the number is not believed.
    `by` MUST be the audience of SERVICE. The database refuses a row over anything that is not past its day, or held.
    """
    second = admit_service(service=WITNESS, now=now).actor.person_id
    with reading(by):
        if braked(by=by, now=now):
            return 0
        rows = _free(rows_of(audience=by, ids=expired(audience=by, today=localdate(now), how_many=most)), by)
        asides = expired_asides(audience=by, today=localdate(now), how_many=most)
        if not rows and not asides:
            return 0
        opened = Purge.objects.create(
            records=[row.id for row in rows], public_records=[row.public_id for row in rows],
            asides=[one for one, _ in asides], public_asides=[public_id for _, public_id in asides],
            by_id=by.actor.person_id, second_id=second, rule=EXPIRED, opened_at=now,
        )  # fmt: skip
        classes = {row.legal_class for row in rows} | ({SET_ASIDE} if asides else set())
        rules = [EXPIRED, *(f"retention.{one.replace('_', '-')}" for one in sorted(classes))]
        tell(kind="protect.purge.opened", by=by, records=named(opened), rules=rules)
    carry_on(purge_id=opened.pk, by=by, now=now)
    tell_recipients(purge_id=opened.pk, by=by, now=now)
    return len(rows) + len(asides)


def overdue() -> list[Finding]:
    """For `check`: what intake set aside and whose last day is over. Needs the owner's password; counts alone."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select count(*) from protect_asides_over(current_date)")
        late = int(cursor.fetchone()[0])
    text, way_out = f"{late} pieces that were set aside are past their purge date", "run the worker: it purges them"
    return [Finding("retention", text, way_out)] if late else []


def _free(rows: list[Row], by: Audience) -> list[Row]:
    """Without those on which a hold stands, each asked alone: one hold keeps one record."""
    return sorted((row for row in rows if may_be_purged(record_ids=[row.id], by=by)), key=lambda row: row.id)
