"""Who asked for what a restricted record holds: read by its owner alone, for the wall gives it to nobody else."""

from dataclasses import dataclass
from datetime import datetime

from watchfloor.analyze.models.links import SilentHit
from watchfloor.core.rules.audience import Audience


@dataclass(frozen=True, slots=True)
class SilentHitView:
    """One asking, by agency and purpose; never by person."""

    agency_id: int
    purpose: str
    at: datetime


def silent_hits(*, audience: Audience, record_id: int, how_many: int = 20) -> list[SilentHitView]:
    """The newest first."""
    rows = SilentHit.objects.filter(record_id=record_id, label_id__in=audience.label_ids).order_by("-at")[:how_many]
    return [SilentHitView(row.agency_id, row.purpose, row.at) for row in rows]
