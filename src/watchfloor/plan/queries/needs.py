"""Reading the tree of needs: one, all, what was done to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from watchfloor.core.rules.audience import Audience
from watchfloor.plan.formats.needs import said_of
from watchfloor.plan.models.needs import InformationNeed, NeedDeed
from watchfloor.plan.rules.needs import Need, NeedSaid

READ, STATES, APPROVES = "need.read", "need.state", "need.approve"


@dataclass(frozen=True, slots=True)
class DeedView:
    """What was done to a need; `before` is what it said until then, None where nothing changed."""

    deed: str
    n: int
    at: datetime
    by_id: int
    why: str
    before: NeedSaid | None


def _needs(audience: Audience) -> QuerySet[InformationNeed]:
    """Wall 1 of the needs."""
    return InformationNeed.objects.filter(label_id__in=audience.label_ids)


def tree(*, audience: Audience) -> list[Need]:
    """All needs that the audience may read, the retired ones too, as they were stated."""
    return _views(_needs(audience).order_by("id"))


def need(*, audience: Audience, public_id: UUID) -> Need | None:
    """One need; None if there is none, or none for this reader."""
    return next((one for one in tree(audience=audience) if one.public_id == public_id), None)


def deeds(*, audience: Audience, need: UUID) -> list[DeedView]:
    """What was done to a need, the newest first."""
    rows = NeedDeed.objects.filter(need=need, label_id__in=audience.label_ids).order_by("-at", "-id")
    return [
        DeedView(row.deed, row.n, row.at, row.by_id, row.why, said_of(row.before) if row.before else None)
        for row in rows
    ]


def _views(rows: Iterable[InformationNeed]) -> list[Need]:
    shown = list(rows)
    names = {row.pk: row.public_id for row in shown}
    return [_view(row, names.get(row.parent_id or 0)) for row in shown]


def _view(row: InformationNeed, parent: UUID | None) -> Need:
    said = NeedSaid(
        row.title, tuple(row.phrases), tuple(row.sectors),
        tuple(tuple((x, y) for x, y in outline) for outline in row.outlines), row.starts_at, row.ends_at, row.level,
        row.code, parent, row.asked, row.source, row.priority, row.held_by,
    )  # fmt: skip
    return Need(
        row.pk, row.public_id, row.label_id, row.parent_id, said, row.n, row.stated_by, row.stated_at,
        row.approved_by, row.approved_at, row.reviewed_at, row.review_on, row.retired_at, row.pack,
    )  # fmt: skip
