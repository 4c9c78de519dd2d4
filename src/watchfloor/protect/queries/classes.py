"""Reading what a record's class stands on: its predicate, its changes, whom it identifies, what a court said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connections

from watchfloor.core.formats import crypt
from watchfloor.core.queries.records import Row, rows_of
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.models.classes import ClassChange, CourtOrder, Identifies
from watchfloor.protect.models.classes import Predicate as Kept
from watchfloor.protect.queries.purges import key_of
from watchfloor.protect.rules.predicate import Predicate

SEALED = ("facts", "author", "supporting_file", "relevance", "relation", "method")


@dataclass(frozen=True, slots=True)
class PredicateView:
    """A predicate as its reader may see it; `by_id` evaluated it, `approved_by` decided on protected activity."""

    id: int
    said: Predicate
    by_id: int
    at: datetime
    approved_by: int | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One act of evaluation; `answer` is "" while another person is waited for."""

    public_id: UUID
    was: str
    becomes: str
    because: str
    second: str
    asked_by: int
    asked_at: datetime
    answered_by: int | None
    answered_at: datetime | None
    answer: str
    predicate_id: int | None
    subjects: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OrderView:
    """A court's order on a record, in force."""

    kind: str
    authority: str
    by_id: int
    at: datetime


def predicates_of(*, audience: Audience, record_id: int) -> list[PredicateView]:
    """Newest first; what the reader may not see is not there."""
    del audience  # the wall in the database asks it
    key = key_of(record_id=record_id)
    kept = Kept.objects.filter(record_id=record_id).order_by("-id") if key else []
    return [_predicate(one, key) for one in kept if key]


def changes_of(*, audience: Audience, record_id: int) -> list[ChangeView]:
    """Every change of class that was asked for, the newest first."""
    del audience
    key = key_of(record_id=record_id)
    kept = ClassChange.objects.filter(record_id=record_id).order_by("-id") if key else []
    return [_change(one, key) for one in kept if key]


def waiting_changes(*, audience: Audience, how_many: int = 50) -> list[tuple[Row, ChangeView]]:
    """Changes that wait for a right of the reader's and were asked by another, the oldest first."""
    mine = ClassChange.objects.filter(answer="", second__in=sorted(audience.rights))
    kept = list(mine.exclude(asked_by=audience.actor.person_id).order_by("asked_at")[:how_many])
    rows = {row.id: row for row in rows_of(audience=audience, ids=[one.record_id for one in kept])} if kept else {}
    found = [(rows[one.record_id], one, key_of(record_id=one.record_id)) for one in kept if one.record_id in rows]
    return [(row, _change(one, key)) for row, one, key in found if key]


def subjects_of(*, audience: Audience, record_id: int) -> list[Row]:
    """Whom a record of identifying information serves, as far as the reader may read them."""
    ids = Identifies.objects.filter(record_id=record_id).values_list("subject_id", flat=True)
    return rows_of(audience=audience, ids=list(ids))


def identifying(*, audience: Audience, record_id: int) -> list[Row]:
    """What is kept solely to identify this subject."""
    ids = Identifies.objects.filter(subject_id=record_id).values_list("record_id", flat=True)
    return rows_of(audience=audience, ids=list(ids))


def orders_of(*, audience: Audience, record_id: int) -> list[OrderView]:
    """Orders of courts about the record, the newest first."""
    del audience
    key = key_of(record_id=record_id)
    kept = CourtOrder.objects.filter(record_id=record_id).order_by("-id") if key else []
    return [OrderView(one.kind, _open(one.authority, key), one.by_id, one.at) for one in kept if key]


def unlawful() -> Sequence[tuple[int, UUID, str]]:
    """Records that stand without what their class demands: (id, public id, what lacks). For `check` and restore."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select record_id, public_id, lacks from protect_unlawful()")
        return [(int(row[0]), row[1], str(row[2])) for row in cursor.fetchall()]


def _open(sealed: Any, key: bytes) -> str:
    return crypt.unseal(bytes(sealed), key=key).decode()


def _predicate(one: Kept, key: bytes) -> PredicateView:
    told = msgspec.json.decode(crypt.unseal(bytes(one.statement), key=key))
    said = Predicate(
        offence=one.offence, underlying=one.underlying, dated_on=one.dated_on, reliability=one.reliability,
        validity=one.validity, sensitivity=one.sensitivity, lawful=one.lawful, political=one.political,
        **{name: str(told[name]) for name in SEALED},
    )  # fmt: skip
    return PredicateView(one.pk, said, one.by_id, one.at, one.approved_by)


def _change(one: ClassChange, key: bytes) -> ChangeView:
    return ChangeView(
        one.public_id, one.was, one.becomes, _open(one.because, key), one.second, one.asked_by, one.asked_at,
        one.answered_by, one.answered_at, one.answer, one.predicate_id, tuple(one.subjects),
    )  # fmt: skip
