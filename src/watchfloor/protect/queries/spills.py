"""What looked classified: rows without a word of it, for who decides."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from watchfloor.core.rules.audience import Audience
from watchfloor.protect.models.spills import Spill
from watchfloor.protect.rules.spilling import READS, Standing


@dataclass(frozen=True, slots=True)
class SpillView:
    """One spill as its page shows it."""

    public_id: UUID
    way: str
    item: UUID | None
    about: UUID | None
    kind: str
    owner_id: int
    levels: tuple[str, ...]
    places: tuple[str, ...]
    marks: int
    size: int
    raised_at: datetime
    raised_by: int
    decided_at: datetime | None
    decided_by: int | None
    verdict: str
    seconded_at: datetime | None
    seconded_by: int | None
    purge: UUID | None

    @property
    def standing(self) -> Standing:
        """What the rules ask of it."""
        return Standing(self.verdict, self.decided_by, self.purge is not None, self.item is not None)


def spills(*, audience: Audience, how_many: int = 200) -> list[SpillView]:
    """Those that wait first, then the newest; only for who may read of them."""
    rows = Spill.objects.order_by("-id")[:how_many] if READS in audience.rights else []
    return sorted((_view(row) for row in rows), key=lambda one: one.verdict != "" and not _waits(one))


def spill(*, audience: Audience, public_id: UUID) -> SpillView | None:
    """One of them, behind the same wall."""
    row = Spill.objects.filter(public_id=public_id).first() if READS in audience.rights else None
    return _view(row) if row else None


def waiting(*, audience: Audience) -> int:
    """How many wait for a decision or for the second person."""
    if READS not in audience.rights:
        return 0
    return Spill.objects.filter(Q(verdict="") | Q(verdict="spill", purge=None, item__isnull=False)).count()


def _waits(one: SpillView) -> bool:
    return one.verdict == "spill" and one.item is not None and one.purge is None


def _view(row: Spill) -> SpillView:
    return SpillView(
        row.public_id, row.way, row.item, row.about, row.kind, row.owner_id, tuple(row.levels), tuple(row.places),
        row.marks, row.size, row.raised_at, row.raised_by, row.decided_at, row.decided_by, row.verdict,
        row.seconded_at, row.seconded_by, row.purge,
    )  # fmt: skip
