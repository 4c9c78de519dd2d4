"""Reading how a row that was set aside is read again."""

from typing import Any
from uuid import UUID

from watchfloor.core.rules.audience import Audience
from watchfloor.gather.models.unstated import Unstated


def unstated_of(*, audience: Audience, source: UUID, place: str) -> tuple[int, dict[str, Any]] | None:
    """Whose file it was and what its columns mean, if that row waits for what it stands on; None for every other."""
    del audience
    kept = Unstated.objects.filter(source=source, places__contains=place).first()
    return (kept.agency_id, kept.mapping) if kept else None
