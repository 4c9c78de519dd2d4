"""Special events and what was collected for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from watchfloor.core.rules.audience import Audience
from watchfloor.plan.models.events import CollectedFor, SpecialEvent


@dataclass(frozen=True, slots=True)
class EventView:
    """An event; `staffing` is (post, how many). Its words are gone once its state is purged.

    `outlines` are polygons with holes, none where its ground is the circle; the circle holds them.
    """

    id: int
    public_id: UUID
    label_id: int
    name: str
    venue: str
    rating: str
    assembly: bool
    starts_at: datetime
    ends_at: datetime
    lon: float | None
    lat: float | None
    radius_m: float
    attendance: int | None
    protectees: tuple[str, ...]
    staffing: tuple[tuple[str, int], ...]
    purge_on: date
    state: str
    stated_by: int
    approved_by: int | None
    approved_at: datetime | None
    outlines: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class CollectedView:
    """A record that was collected for an event, and of which kind its facts are."""

    record_id: int
    label_id: int
    about: str
    tagged_by: int
    tagged_at: datetime


def events(*, audience: Audience, public_ids: Sequence[UUID] = (), ids: Sequence[int] = ()) -> list[EventView]:
    """Events that may be read, the next one first. Each carries its label: whoever joins it MUST join the labels."""
    rows = SpecialEvent.objects.filter(label_id__in=audience.label_ids).order_by("-starts_at", "id")
    rows = rows.filter(public_id__in=list(public_ids)) if public_ids else rows
    rows = rows.filter(id__in=list(ids)) if ids else rows
    return [_view(row) for row in rows]


def collected_for(*, audience: Audience, event_id: int) -> list[CollectedView]:
    """What was collected for one event, newest first; only what the reader may read."""
    rows = CollectedFor.objects.filter(event_id=event_id, label_id__in=audience.label_ids).order_by("-tagged_at", "-id")
    return [CollectedView(row.record_id, row.label_id, row.about, row.tagged_by, row.tagged_at) for row in rows]


def _view(row: SpecialEvent) -> EventView:
    return EventView(
        row.pk, row.public_id, row.label_id, row.name, row.venue, row.rating, row.assembly, row.starts_at, row.ends_at,
        row.lon, row.lat, row.radius_m, row.attendance, tuple(row.protectees),
        tuple((post, n) for post, n in row.staffing), row.purge_on, row.state, row.stated_by, row.approved_by,
        row.approved_at, tuple(row.outlines),
    )  # fmt: skip
