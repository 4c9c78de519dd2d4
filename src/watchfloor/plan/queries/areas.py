"""Areas of responsibility, as an audience may know them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max

from watchfloor.core.rules.audience import Audience
from watchfloor.plan.models.areas import Area
from watchfloor.plan.rules.ground import AreaFacts

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area; `outlines` are polygons, each an outer ring and its holes, longitude first (empty if not asked for)."""

    id: int
    public_id: UUID
    label_id: int
    mapping: str
    code: str
    name: str
    kind: str
    ours: bool
    agency_ids: tuple[int, ...]
    box: Box
    findings: tuple[str, ...]
    outlines: tuple[Any, ...]
    corrected_at: datetime | None = None


def areas(
    *, audience: Audience, public_ids: Sequence[UUID] = (), ours: bool = False, mapping: str = "",
    with_outlines: bool = False,
) -> list[AreaView]:  # fmt: skip
    """Areas that may be read, by name; with `ours` those alone that the center answers for."""
    rows = Area.objects.filter(label_id__in=audience.label_ids).order_by("mapping", "name", "id")
    rows = rows.filter(public_id__in=list(public_ids)) if public_ids else rows
    rows = rows.filter(ours=True) if ours else rows
    rows = rows.filter(mapping=mapping) if mapping else rows
    rows = rows if with_outlines else rows.defer("outlines")
    return [_view(row, with_outlines) for row in rows]


def areas_of_responsibility(*, audience: Audience) -> list[tuple[AreaFacts, int]]:
    """What relevance holds items against: each area of ours with its label id. Ids are those of `areas`."""
    found = areas(audience=audience, ours=True, with_outlines=True)
    return [(AreaFacts(one.id, one.name, outer(one)), one.label_id) for one in found]


def state_of_areas(*, audience: Audience) -> tuple[int, object]:
    """How many there are and when one last changed: what a laid-out ground is kept by."""
    told = Area.objects.filter(label_id__in=audience.label_ids).aggregate(n=Count("id"), at=Max("changed_at"))
    return told["n"], told["at"]


def outer(one: AreaView) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The outer rings of an area whose outlines were asked for."""
    return tuple(tuple((x, y) for x, y in polygon[0]) for polygon in one.outlines)


def _view(row: Area, with_outlines: bool) -> AreaView:
    return AreaView(
        row.pk, row.public_id, row.label_id, row.mapping, row.code, row.name, row.kind, row.ours, tuple(row.agencies),
        (row.west, row.south, row.east, row.north), tuple(row.findings), tuple(row.outlines) if with_outlines else (),
        row.corrected_at,
    )  # fmt: skip
