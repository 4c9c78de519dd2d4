"""Reading the sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from watchfloor.core.queries.records import visible
from watchfloor.core.rules.audience import Audience
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


def arrivals(*, audience: Audience, owner_ids: Sequence[int], since: datetime) -> dict[int, int]:
    """How many records of each owner, since a moment, this audience may read; an owner without any is left out."""
    found = visible(audience=audience).filter(owner_id__in=list(owner_ids), opened_at__gte=since)
    return dict(found.values_list("owner_id").annotate(n=Count("id")).order_by("owner_id"))
