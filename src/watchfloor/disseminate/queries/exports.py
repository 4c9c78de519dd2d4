"""Bulk exports: those that one asked for or is asked to approve, how many there are, and what one took alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.models.exports import Export
from watchfloor.disseminate.rules.exporting import AskedExport

OVERSEES = "privacy.desk"


@dataclass(frozen=True, slots=True)
class ExportView:
    """A question for a bulk export, as its two persons see it."""

    id: int
    public_id: UUID
    label_id: int
    what: str
    because: str
    purpose: str
    case_ref: str
    records: tuple[UUID, ...]
    asked_at: datetime
    asked: AskedExport


def exports(*, audience: Audience, how_many: int = 50) -> list[ExportView]:
    """The newest of which one is the first or the second person."""
    me = audience.actor.person_id
    mine = Export.objects.filter(Q(by_id=me) | Q(second_id=me), label_id__in=audience.label_ids)
    return [_view(row) for row in mine.order_by("-asked_at")[:how_many]]


def export(*, audience: Audience, public_id: UUID) -> ExportView | None:
    """One of them; None for anybody else, and for who may not read all that is in it."""
    me = audience.actor.person_id
    mine = Export.objects.filter(Q(by_id=me) | Q(second_id=me), public_id=public_id, label_id__in=audience.label_ids)
    row = mine.first()
    return _view(row) if row else None


def export_counts(*, audience: Audience) -> dict[str, int]:
    """How many stand in which state, for who oversees; no id and no word."""
    if OVERSEES not in audience.rights:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select state, n from disseminate_export_counts()")
        return {str(state): int(n) for state, n in cursor.fetchall()}


def taken_alone(*, audience: Audience, since: datetime) -> int:
    """How many records this person took as files on his own word since then."""
    with connection.cursor() as cursor:
        cursor.execute("select disseminate_taken_since(%s, %s)", [audience.actor.person_id, since])
        return int(cursor.fetchone()[0])


def _view(row: Export) -> ExportView:
    asked = AskedExport(
        row.by_id, row.second_id, row.lapses_at, row.answer, row.expires_at, row.taken_at, row.erased_at
    )  # fmt: skip
    return ExportView(
        row.pk, row.public_id, row.label_id, row.what, row.because, row.purpose, row.case_ref,
        tuple(row.public_records), row.asked_at, asked,
    )  # fmt: skip
