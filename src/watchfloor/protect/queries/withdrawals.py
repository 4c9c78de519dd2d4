"""Who was told to let go of what a purge erased, and who said that he did."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from watchfloor.core.rules.audience import Audience
from watchfloor.protect.models import Purge, Withdrawal


@dataclass(frozen=True, slots=True)
class Told:
    """One recipient; `acknowledged_at` is None while he is silent."""

    public_id: UUID
    person_id: int
    told_at: datetime
    acknowledged_at: datetime | None


def mine(*, audience: Audience, public_id: UUID) -> Told | None:
    """A withdrawal for the very person it went to; None for "is not" and "is not yours" alike."""
    row = Withdrawal.objects.filter(public_id=public_id, person_id=audience.actor.person_id).first()
    return _told(row) if row else None


def of_purge(*, audience: Audience, purge: UUID) -> list[Told]:
    """Everybody who was told of one purge, the silent first; only for the right to purge."""
    found = Purge.objects.filter(public_id=purge).values_list("pk", flat=True).first()
    if "purge" not in audience.rights or found is None:
        return []
    rows = [_told(row) for row in Withdrawal.objects.filter(purge_id=found).order_by("told_at", "pk")]
    return sorted(rows, key=lambda one: one.acknowledged_at is not None)


def _told(row: Withdrawal) -> Told:
    return Told(row.public_id, row.person_id, row.told_at, row.acknowledged_at)
