"""Reading the sources."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from watchfloor.receive.models import Source


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source as pages show it; `verified` once somebody rated it."""

    id: int
    public_id: UUID
    name: str
    agency_id: int
    reliability: str
    rated_at: datetime | None
    last_in_at: datetime | None

    @property
    def verified(self) -> bool:
        """Whether somebody rated it."""
        return bool(self.reliability)


def source(*, name: str) -> SourceView | None:
    """By name."""
    row = Source.objects.filter(name=name).first()
    return _view(row) if row else None


def sources() -> list[SourceView]:
    """All, by name."""
    return [_view(row) for row in Source.objects.order_by("name")]


def of_agencies(*, ids: list[int]) -> dict[int, SourceView]:
    """By the agency that owns what the source sends."""
    return {row.agency_id: _view(row) for row in Source.objects.filter(agency_id__in=ids)}


def _view(row: Source) -> SourceView:
    return SourceView(row.pk, row.public_id, row.name, row.agency_id, row.reliability, row.rated_at, row.last_in_at)
