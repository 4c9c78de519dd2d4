"""What text guards found and nobody has looked at yet, as far as the reader sees the records."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from watchfloor.core.rules.audience import Audience
from watchfloor.protect.models.spills import Guarded

LOOKS = "text.look"


@dataclass(frozen=True, slots=True)
class GuardedView:
    """One finding by its guards; the words stand in the record alone."""

    public_id: UUID
    record: UUID
    n: int
    guards: tuple[str, ...]
    raised_at: datetime
    looked_at: datetime | None
    looked_by: int | None
    verdict: str


def waiting(*, audience: Audience, how_many: int = 100) -> list[GuardedView]:
    """The oldest first; only for who looks."""
    if LOOKS not in audience.rights:
        return []
    return [_view(row) for row in Guarded.objects.filter(looked_at=None).order_by("raised_at", "id")[:how_many]]


def counted(*, audience: Audience) -> int:
    """How many wait; 0 for who does not look."""
    return Guarded.objects.filter(looked_at=None).count() if LOOKS in audience.rights else 0


def of_record(*, audience: Audience, record_id: int) -> GuardedView | None:
    """The newest finding of a record that the reader may see."""
    del audience  # the wall asks it in the database; the argument says that one must be set
    row = Guarded.objects.filter(record_id=record_id).order_by("-n").first()
    return _view(row) if row else None


def _view(row: Guarded) -> GuardedView:
    return GuardedView(
        row.public_id, row.public_record, row.n, tuple(row.guards), row.raised_at, row.looked_at, row.looked_by,
        row.verdict,
    )  # fmt: skip
