"""Reading the vetting of tips."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from watchfloor.core.rules.audience import Audience
from watchfloor.gather.models.vetting import Vetting
from watchfloor.gather.rules.vetting import State

PROPOSED = ("promotion proposed", "dismissal proposed")


@dataclass(frozen=True, slots=True)
class VettingView:
    """How far the vetting of one tip has come, and what was stated."""

    record_id: int
    state: State
    proposed_by: int
    proposed_at: datetime
    determination: dict[str, Any] | None
    dismissal: dict[str, Any] | None
    privacy_by: int | None
    confirmed_by: int | None
    confirmed_at: datetime | None


def vetting_of(*, audience: Audience, record_ids: Sequence[int]) -> dict[int, VettingView]:
    """By record id; a tip without an entry was looked at by nobody."""
    del audience  # the wall in the database asks it
    rows = Vetting.objects.filter(record_id__in=list(record_ids))
    return {row.record_id: _view(row) for row in rows}


def second_looks(*, audience: Audience, how_many: int = 20) -> list[VettingView]:
    """Proposals that wait for the look of another person, the oldest first."""
    mine = Q(label_id__in=audience.label_ids) | Q(record_id__in=audience.granted)
    rows = Vetting.objects.filter(mine, state__in=PROPOSED).order_by("proposed_at")[:how_many]
    return [_view(row) for row in rows]


def _view(row: Vetting) -> VettingView:
    state: Any = row.state
    return VettingView(
        row.record_id, state, row.proposed_by, row.proposed_at, row.determination, row.dismissal, row.privacy_by,
        row.confirmed_by, row.confirmed_at,
    )  # fmt: skip
