"""Reading purges and what waits for a second person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.models.purges import Proposal, Purge
from watchfloor.protect.rules.proposing import Asked


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A question to the second person, as the two of them see it; `because` in clear."""

    id: int
    public_id: UUID
    record_id: int
    record: UUID
    because: str
    opened_at: datetime
    answered_at: datetime | None
    asked: Asked


@dataclass(frozen=True, slots=True)
class PurgeView:
    """A purge as its certificate shows it: ids, counts and times, never a word of what is gone."""

    public_id: UUID
    records: tuple[UUID, ...]
    by_id: int
    second_id: int
    opened_at: datetime
    hidden_at: datetime | None
    forgotten_at: datetime | None
    scrubbed_at: datetime | None
    told_at: datetime | None
    told: int
    counts: Mapping[str, int]
    certificate: Mapping[str, Any]


def key_of(*, record_id: int) -> bytes | None:
    """The record's own content key, under the wall; None where the reader may not see the record."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select k.epoch_id, k.wrapped from core_record r join core_key k on k.id = r.key_id where r.id = %s",
            [record_id],
        )
        row = cursor.fetchone()
    return vault.content_key(row[0], bytes(row[1])) if row else None


def rows_held(*, audience: Audience, record_ids: Sequence[int]) -> dict[str, int]:
    """How many rows of each table hold something of the records, as far as this audience sees them."""
    del audience  # each table asks its own wall; the argument says that one must be set
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("select * from protect_holding_columns()")
        for table, columns in cursor.fetchall():
            where = " or ".join(f"{column} = any(%(ids)s)" for column in columns)
            cursor.execute(f"select count(*) from {table} where {where}", {"ids": list(record_ids)})
            found[table] = int(cursor.fetchone()[0])
    return {table: number for table, number in found.items() if number}


def proposal(*, audience: Audience, public_id: UUID) -> ProposalView | None:
    """One question, for its two persons alone."""
    row = _mine(audience).filter(public_id=public_id).first()
    return _proposal(row) if row else None


def proposals(*, audience: Audience, now: datetime) -> list[ProposalView]:
    """Questions that wait for an answer of, or were asked by, the person who reads."""
    return [_proposal(row) for row in _mine(audience).filter(answered_at=None, lapses_at__gt=now).order_by("lapses_at")]


def _mine(audience: Audience) -> Any:
    me = audience.actor.person_id
    return Proposal.objects.filter(Q(by_id=me) | Q(second_id=me))


def _proposal(row: Proposal) -> ProposalView:
    key = key_of(record_id=row.record_id)
    because = crypt.unseal(bytes(row.because), key=key).decode() if key else ""
    asked = Asked(row.by_id, row.second_id, row.lapses_at, row.answer, row.effect)
    return ProposalView(
        row.pk, row.public_id, row.record_id, row.public_record, because, row.opened_at, row.answered_at, asked
    )  # fmt: skip


def purges(*, audience: Audience, how_many: int = 100) -> list[PurgeView]:
    """The newest purges; only for the right to purge."""
    if "purge" not in audience.rights:
        return []
    return [_purge(row) for row in Purge.objects.order_by("-id")[:how_many]]


def purge(*, audience: Audience, public_id: UUID) -> PurgeView | None:
    """One purge; only for the right to purge."""
    row = Purge.objects.filter(public_id=public_id).first() if "purge" in audience.rights else None
    return _purge(row) if row else None


def _purge(row: Purge) -> PurgeView:
    return PurgeView(
        row.public_id, (*row.public_records, *row.public_asides), row.by_id, row.second_id, row.opened_at,
        row.hidden_at, row.forgotten_at, row.scrubbed_at, row.told_at, len(row.recipients), row.counts, row.certificate,
    )  # fmt: skip
