"""Reading one's own operations and the conflicts that one is called about; nothing of anybody else's."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from watchfloor.core.rules.audience import Audience
from watchfloor.gather.models.operations import Operation
from watchfloor.gather.rules.operations import Planned


@dataclass(frozen=True, slots=True)
class OperationView:
    """An operation of the reader's."""

    public_id: UUID
    said: Planned
    by_id: int


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A conflict as one party sees it: whom to call of the other one, and who has answered."""

    public_id: UUID
    operation: UUID
    other_agency_id: int
    other_contact_id: int
    found_at: datetime
    answered_at: datetime | None
    other_answered: bool


def operations(*, audience: Audience) -> list[OperationView]:
    """Those that the reader stated or is a contact of, the next first."""
    mine = audience.actor.person_id
    return [_view(row) for row in Operation.objects.order_by("starts_at") if mine in _people(row)]


def conflicts(*, audience: Audience) -> list[ConflictView]:
    """The newest first; the database asks who is asking."""
    del audience
    with connection.cursor() as cursor:
        cursor.execute("select * from gather_my_conflicts()")
        return [ConflictView(*row) for row in cursor.fetchall()]


def _people(row: Operation) -> tuple[int | None, ...]:
    return (row.by_id, row.contact_id, row.backup_id)


def _view(row: Operation) -> OperationView:
    said = Planned(row.lon, row.lat, row.radius_m, row.starts_at, row.ends_at, row.contact_id, row.backup_id)
    return OperationView(row.public_id, said, row.by_id)
