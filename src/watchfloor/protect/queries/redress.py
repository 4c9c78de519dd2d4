"""Reading redress: cases for whoever works on them, one case for who has its code, and which records are disputed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from watchfloor.core.formats import crypt
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.models.redress import Dispute, RedressCase, RedressEntry
from watchfloor.protect.queries.purges import key_of
from watchfloor.protect.rules.redress import Standing, Times


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case without its words."""

    record_id: int
    public_id: UUID
    label_id: int
    kind: str
    standing: Standing
    verified_by: int | None
    appeal_decided_by: int | None


@dataclass(frozen=True, slots=True)
class EntryView:
    """One thing said in a case, in clear."""

    at: datetime
    by_id: int
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A record that somebody disputes or disputed; the correction in clear, for who may read the record."""

    record_id: int
    case_id: UUID
    since: datetime
    ended_at: datetime | None
    outcome: str
    correction: str


@dataclass(frozen=True, slots=True)
class RedressCount:
    """Cases of one kind, in counts."""

    kind: str
    open: int
    late: int
    decided: int
    appealed: int


def cases(*, audience: Audience, how_many: int = 100) -> list[CaseView]:
    """The open ones first, then the decided; the oldest first. Only for who decides cases or appeals."""
    if not audience.rights & {"redress.decide", "redress.appeal"}:
        return []
    rows = RedressCase.objects.filter(label_id__in=audience.label_ids).order_by("-received_at")[:how_many]
    found = [_case(row) for row in rows]
    return sorted(found, key=lambda one: (one.standing.decided_at is not None, one.standing.received_at))


def case(*, audience: Audience, public_id: UUID) -> CaseView | None:
    """One case; None for "is not" and "is not yours" alike."""
    row = RedressCase.objects.filter(public_id=public_id, label_id__in=audience.label_ids).first()
    return _case(row) if row else None


def case_by_code(*, audience: Audience, code_mark: bytes) -> CaseView | None:
    """The case of a receipt; `audience` is the service's, which reads nothing but cases."""
    row = RedressCase.objects.filter(code_mark=code_mark, label_id__in=audience.label_ids).first()
    return _case(row) if row else None


def _case(row: RedressCase) -> CaseView:
    standing = Standing(
        row.received_at, row.acknowledged_at, row.verified_at, row.decided_at, row.decided_by, row.outcome,
        row.appealed_at, row.appeal_decided_at,
    )  # fmt: skip
    return CaseView(
        row.record_id, row.public_id, row.label_id, row.kind, standing, row.verified_by, row.appeal_decided_by
    )


def entries(*, audience: Audience, record_id: int, what: Sequence[str] = ()) -> list[EntryView]:
    """What was said in a case, oldest first; nothing once its key is gone."""
    rows = RedressEntry.objects.filter(record_id=record_id, label_id__in=audience.label_ids).order_by("at", "id")
    if what:
        rows = rows.filter(what__in=list(what))
    key = key_of(record_id=record_id)
    if key is None:
        return []
    return [EntryView(row.at, row.by_id, row.what, crypt.unseal(bytes(row.sealed), key=key).decode()) for row in rows]


def filed_since(*, audience: Audience, since: datetime) -> int:
    """How many cases came since a moment; for the form's own limit."""
    return RedressCase.objects.filter(received_at__gte=since, label_id__in=audience.label_ids).count()


def disputed(*, audience: Audience, record_ids: Sequence[int]) -> set[int]:
    """Which of these records are disputed now, of those that the audience may read."""
    del audience  # the wall in the database asks it
    found = Dispute.objects.filter(record_id__in=list(record_ids), ended_at=None)
    return set(found.values_list("record_id", flat=True))


def disputes(*, audience: Audience, record_ids: Sequence[int] = (), case_id: UUID | None = None) -> list[DisputeView]:
    """Disputes of records, or of one case, the newest first; of records that the audience may read."""
    del audience
    rows = Dispute.objects.order_by("-since", "-id")
    rows = rows.filter(case_id=case_id) if case_id else rows.filter(record_id__in=list(record_ids))
    return [_dispute(row) for row in rows]


def _dispute(row: Dispute) -> DisputeView:
    key = key_of(record_id=row.record_id) if row.correction else None
    correction = crypt.unseal(bytes(row.correction), key=key).decode() if key and row.correction else ""
    return DisputeView(row.record_id, row.case_id, row.since, row.ended_at, row.outcome, correction)


def redress_counts(*, audience: Audience, times: Times) -> list[RedressCount]:
    """Cases by kind, in counts; only for the right "privacy.desk"."""
    if "privacy.desk" not in audience.rights:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from protect_redress_counts(%s, %s)", [times.acknowledge, times.decide])
        return [RedressCount(*row) for row in cursor.fetchall()]
