"""Reading what people follow, and what came of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.plan.formats.relevance import sector_words
from watchfloor.plan.models.subscriptions import Followed, Subscription
from watchfloor.plan.queries.areas import AreaView, areas
from watchfloor.plan.queries.ground import NeedView, needs
from watchfloor.plan.rules.following import Follows


@dataclass(frozen=True, slots=True)
class Following:
    """What a person follows, in words as its reader may know it; `label_id` is that of what is followed."""

    id: UUID
    person_id: int
    label_id: int
    follows: Follows
    named: str
    begun_at: datetime
    area: AreaView | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A record that touched what the reader follows."""

    row: core.Row
    because: str
    label_id: int
    told_at: datetime


def following(*, audience: Audience, with_outlines: bool = False) -> list[Following]:
    """What the reader follows, what is left out being gone or closed to him; a service is told everybody's."""
    rows = Subscription.objects.filter(label_id__in=audience.label_ids, ended_at=None).order_by("begun_at", "public_id")
    if audience.actor.person_id > 0:
        rows = rows.filter(person_id=audience.actor.person_id)
    stated = {need.id: need for need in needs(audience=audience, asked=True)}
    ground = {area.id: area for area in areas(audience=audience, with_outlines=with_outlines)}
    return [one for row in rows if (one := _following(row, stated, ground))]


def _following(row: Subscription, stated: dict[int, NeedView], ground: dict[int, AreaView]) -> Following | None:
    if row.sector:
        named = f"the sector {sector_words().get(row.sector, row.sector)}"
        return Following(row.pk, row.person_id, row.label_id, Follows("sector", row.sector), named, row.begun_at)
    if need := stated.get(row.need_id or 0):
        named = f"the need '{need.facts.title}'"
        return Following(row.pk, row.person_id, need.label_id, Follows("need", need.id), named, row.begun_at)
    if area := ground.get(row.area_id or 0):
        named = f"the area {area.name}"
        return Following(row.pk, row.person_id, area.label_id, Follows("area", area.id), named, row.begun_at, area)
    return None


def told(*, audience: Audience, how_many: int = 50) -> list[Told]:
    """What came of it, the newest first, as far as the reader may read the record now."""
    rows = list(
        Followed.objects.filter(person_id=audience.actor.person_id, label_id__in=audience.label_ids)
        .order_by("-told_at", "public_id")[:how_many]
    )  # fmt: skip
    seen = {row.id: row for row in core.rows_of(audience=audience, ids=[row.record_id for row in rows])} if rows else {}
    return [Told(seen[row.record_id], row.because, row.label_id, row.told_at) for row in rows if row.record_id in seen]


def told_before(*, audience: Audience, person_id: int, record_ids: Sequence[int]) -> Collection[int]:
    """Which of these records the person was told of; asked by the service that tells."""
    rows = Followed.objects.filter(person_id=person_id, record_id__in=list(record_ids), label_id__in=audience.label_ids)
    return set(rows.values_list("record_id", flat=True))


def told_since(*, audience: Audience, person_id: int, since: datetime) -> int:
    """How many notices of their own the person got since then."""
    rows = Followed.objects.filter(person_id=person_id, told_at__gt=since, alone=True, label_id__in=audience.label_ids)
    return rows.count()
