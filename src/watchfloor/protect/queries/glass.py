"""Break-glass: what is open, what waits for its review, and what was read under it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from watchfloor.core.rules.audience import Audience
from watchfloor.protect.models.access import BreakGlass

REVIEW = "break-glass.review"
OWNERS = frozenset({"record.readers", "break-glass.owner"})  # rights of those who look after what their agency owns


@dataclass(frozen=True, slots=True)
class GlassView:
    """One break-glass as a page shows it; why it was opened is sealed with its fact (queries/notes.py)."""

    public_id: UUID
    person_id: int
    opened_at: datetime
    until: datetime
    review_by: datetime
    ended_at: datetime | None
    reviewed_at: datetime | None
    reviewed_by: int | None
    verdict: str


def open_until(*, person_id: int, now: datetime) -> datetime | None:
    """Until when this person may read by break-glass; None if no such is open."""
    found = BreakGlass.objects.filter(person_id=person_id, until__gt=now, ended_at=None).order_by("-until").first()
    return found.until if found else None


def glasses(*, audience: Audience, how_many: int = 50) -> list[GlassView]:
    """The newest, those without a review first; one's own, or all for the right to review them."""
    rows = BreakGlass.objects.order_by("-opened_at")
    if REVIEW not in audience.rights:
        rows = rows.filter(person_id=audience.actor.person_id)
    return sorted((_view(row) for row in rows[:how_many]), key=lambda one: one.reviewed_at is not None)


def glass(*, audience: Audience, public_id: UUID) -> GlassView | None:
    """One of them; for its person, for who may review it, and for the owner of something that was read under it."""
    row = BreakGlass.objects.filter(public_id=public_id).first()
    if row is None:
        return None
    mine = row.person_id == audience.actor.person_id or REVIEW in audience.rights
    owns = audience.rights & OWNERS and read_under(audience=audience, public_id=public_id)
    return _view(row) if mine or owns else None


def read_under(*, audience: Audience, public_id: UUID) -> list[UUID]:
    """The records that were read under it, as far as they are of this audience's agency or it may review."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from protect_read_under(%s, %s)",
            [public_id, 0 if REVIEW in audience.rights else audience.actor.agency_id],
        )
        return [row[0] for row in cursor.fetchall()]


def _view(row: BreakGlass) -> GlassView:
    return GlassView(
        row.public_id, row.person_id, row.opened_at, row.until, row.review_by, row.ended_at, row.reviewed_at,
        row.reviewed_by, row.verdict,
    )  # fmt: skip
