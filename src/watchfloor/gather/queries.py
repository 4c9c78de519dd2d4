"""Reading the vetting of tips."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Q

from watchfloor.core.formats import crypt
from watchfloor.core.rules.audience import Audience
from watchfloor.gather.models import Nexus as KeptNexus
from watchfloor.gather.models import Unstated, Vetting
from watchfloor.gather.rules.nexus import Nexus
from watchfloor.gather.rules.vetting import State
from watchfloor.protect.queries.purges import key_of

NEXUS_SEALED = ("fits", "articulable_facts", "checks", "rationale")
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


def unstated_of(*, audience: Audience, source: UUID, place: str) -> tuple[int, dict[str, Any]] | None:
    """Whose file it was and what its columns mean, if that row waits for what it stands on; None for every other."""
    del audience
    kept = Unstated.objects.filter(source=source, places__contains=place).first()
    return (kept.agency_id, kept.mapping) if kept else None


@dataclass(frozen=True, slots=True)
class NexusView:
    """A two-part review as it was stated, by whom and when."""

    said: Nexus
    by_id: int
    at: datetime


def nexus_of(*, audience: Audience, record_id: int) -> list[NexusView]:
    """Every review of a SAR, the newest first; the words opened with the record's own key."""
    del audience  # the wall in the database asks it
    key = key_of(record_id=record_id)
    rows = KeptNexus.objects.filter(record_id=record_id).order_by("-at") if key else []
    return [_nexus(row, key) for row in rows if key]


def _nexus(row: KeptNexus, key: bytes) -> NexusView:
    told = msgspec.json.decode(crypt.unseal(bytes(row.statement), key=key), type=dict[str, str])
    said = Nexus(tuple(row.behaviors), indicates=True, **{name: told[name] for name in NEXUS_SEALED})
    return NexusView(said, row.by_id, row.at)
