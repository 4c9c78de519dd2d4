"""The links around many records at once, for a chart; both ends behind the wall and fit to be shown side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from django.db.models import Q

from watchfloor.analyze.models.links import Link
from watchfloor.analyze.rules.links import Cause
from watchfloor.analyze.rules.shown import CauseShown, shown
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.formats.policy import load

MOST = 2000


@dataclass(frozen=True, slots=True)
class Tie:
    """A link seen from outside. Causes carry no counts; `judged_by` is a person id or None."""

    id: UUID
    a: core.Row
    b: core.Row
    causes: tuple[CauseShown, ...]
    strength: str
    state: str
    judged_by: int | None
    judged_at: datetime | None


def ties(*, audience: Audience, record_ids: Sequence[int], among: bool = False) -> list[Tie]:
    """Links with an end among these records (with `among`: both ends), the weightiest first, at most 2,000."""
    ids = list(record_ids)
    near = Q(a_id__in=ids) & Q(b_id__in=ids) if among else Q(a_id__in=ids) | Q(b_id__in=ids)
    rows = Link.objects.filter(near, label_id__in=audience.label_ids).exclude(state="withdrawn")
    found = list(rows.order_by("-bits", "-id")[:MOST])
    ends = {
        row.id: row for row in core.rows_of(audience=audience, ids=sorted({x for r in found for x in (r.a_id, r.b_id)}))
    }
    return [_tie(link, ends) for link in found if _fit(link, ends)]


def _fit(link: Link, ends: dict[int, core.Row]) -> bool:
    a, b = ends.get(link.a_id), ends.get(link.b_id)
    return a is not None and b is not None and load().join(a.legal_class, b.legal_class).show


def _tie(link: Link, ends: dict[int, core.Row]) -> Tie:
    causes = tuple(shown(cause, records=None) for cause in msgspec.convert(link.causes, tuple[Cause, ...]))
    return Tie(
        link.public_id, ends[link.a_id], ends[link.b_id], causes, link.strength, link.state, link.judged_by,
        link.judged_at,
    )  # fmt: skip


def judged_same(*, audience: Audience, record_ids: Sequence[int]) -> list[int]:
    """The other ends of links that a person judged to be the same, as far as the audience sees both ends."""
    del audience  # the wall asks it in the database; the argument says that one must be set
    ids = set(record_ids)
    ends = Link.objects.filter(Q(a_id__in=ids) | Q(b_id__in=ids), state="same").values_list("a_id", "b_id")
    return sorted({one for pair in ends for one in pair} - ids)
