"""Reading what answers a need: what persons tagged, and what relevance found and nobody declined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.plan.models.needs import Relevance, Tag
from watchfloor.plan.queries.needs import READ

MOST = 50_000


@dataclass(frozen=True, slots=True)
class TagView:
    """A person's word on a thing and a need; `answers` is False where it does not answer."""

    need_id: int
    kind: str
    thing_id: UUID
    label_id: int
    answers: bool
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """What relevance found of a record and nobody has spoken on; `because` says why."""

    need_id: int
    because: str
    label_id: int


@dataclass(frozen=True, slots=True)
class Answering:
    """That a record answers a need: whose it is, when it came in, whether a person said so."""

    need_id: int
    record_id: int
    owner_id: int
    opened_at: datetime
    tagged: bool


def _tags(audience: Audience) -> QuerySet[Tag]:
    """Wall 1 of the tags, and the right; those that stand."""
    if READ not in audience.rights:
        return Tag.objects.none()
    return Tag.objects.filter(label_id__in=audience.label_ids, ended_at=None)


def tags(*, audience: Audience, thing_ids: Sequence[UUID] = (), kind: str = "") -> list[TagView]:
    """The words that stand on these things, or on all of one kind, the newest first."""
    rows = _tags(audience)
    rows = rows.filter(kind=kind) if kind else rows.filter(thing_id__in=list(thing_ids))
    return [
        TagView(row.need_id, row.kind, row.thing_id, row.label_id, row.answers, row.by_id, row.at)
        for row in rows.order_by("-at", "public_id")[:MOST]
    ]


def proposed(*, audience: Audience, record_id: int) -> list[Proposal]:
    """What relevance found that this record answers, where no person has spoken yet."""
    if READ not in audience.rights:
        return []
    spoken = _tags(audience).filter(record_id=record_id).values_list("need_id", flat=True)
    rows = _found(audience).filter(record_id=record_id).exclude(touched_id__in=list(spoken))
    return [Proposal(row.touched_id or 0, row.because, row.label_id) for row in rows.order_by("id")]


def answering(*, audience: Audience, since: datetime, until: datetime) -> list[Answering]:
    """What came in during that time and answers a need, as far as the reader may read it: tagged, or found and not
    declined. MOST rows at most, the newest."""
    if READ not in audience.rights:
        return []
    seen = {
        record_id: (owner_id, opened_at)
        for record_id, owner_id, opened_at in core.visible(audience=audience)
        .filter(opened_at__gte=since, opened_at__lte=until)
        .filter(Q(id__in=_tags(audience).values("record_id")) | Q(id__in=_found(audience).values("record_id")))
        .order_by("-opened_at", "-id")
        .values_list("id", "owner_id", "opened_at")[:MOST]
    }
    said = {
        (need_id, record_id): answers
        for need_id, record_id, answers in _tags(audience)
        .filter(record_id__in=list(seen))
        .values_list("need_id", "record_id", "answers")
    }
    found = _found(audience).filter(record_id__in=list(seen)).values_list("touched_id", "record_id")
    told = [(need, record or 0, True) for (need, record), answers in said.items() if answers]
    told += [(need or 0, record, False) for need, record in found if (need or 0, record) not in said]
    return [Answering(need, record, *seen[record], tagged) for need, record, tagged in sorted(told)]


def _found(audience: Audience) -> QuerySet[Relevance]:
    return Relevance.objects.filter(touched="need", superseded_at=None, label_id__in=audience.label_ids)
