"""Who was told to let go of what a purge erased, or of a correction, and who says nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models.functions import Now

from watchfloor.core.rules.audience import Audience
from watchfloor.protect.models.purges import Purge
from watchfloor.protect.models.redress import Withdrawal


@dataclass(frozen=True, slots=True)
class Told:
    """One recipient; `acknowledged_at` is None while he is silent."""

    public_id: UUID
    person_id: int
    told_at: datetime
    acknowledged_at: datetime | None
    of_correction: bool


@dataclass(frozen=True, slots=True)
class Silent:
    """A recipient who has not answered; `purge` names the purge of which he was told, None for a correction."""

    public_id: UUID
    person_id: int
    told_at: datetime
    purge: UUID | None
    reminded_at: datetime | None


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


def silent(*, audience: Audience, before: datetime, how_many: int = 200) -> list[Silent]:
    """Who was told up to a moment and has not answered, the longest first; for who oversees, and services."""
    if not _oversees(audience):
        return []
    rows = list(Withdrawal.objects.filter(acknowledged_at=None, told_at__lte=before).order_by("told_at")[:how_many])
    purges = dict(
        Purge.objects.filter(pk__in=[row.purge_id for row in rows if row.purge_id]).values_list("pk", "public_id")
    )
    return [
        Silent(row.public_id, row.person_id, row.told_at, purges.get(row.purge_id or 0), row.reminded_at)
        for row in rows
    ]


def unanswered(*, within: timedelta) -> int:
    """How many were told longer ago than this and have not answered, by the database's clock: a count."""
    return Withdrawal.objects.filter(acknowledged_at=None, told_at__lte=Now() - within).count()


def _oversees(audience: Audience) -> bool:
    return "privacy.desk" in audience.rights or audience.actor.person_id < 0


def _told(row: Withdrawal) -> Told:
    return Told(row.public_id, row.person_id, row.told_at, row.acknowledged_at, row.purge_id is None)
