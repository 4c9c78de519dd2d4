"""What the ledger knows of time, how much is due, and stops of expiry with who confirmed them. No id of a record."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from watchfloor.people import queries as people
from watchfloor.protect.models.retention import ExpiryStop
from watchfloor.protect.rules.brake import Due, Heard

CONFIRMED = "protect.expiry.confirmed"


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop that has not ended; `approved` names persons by id and role, `confirmed_at` the second one's word."""

    id: int
    public_id: UUID
    at: datetime
    last_fact_at: datetime | None
    held: int
    due: int
    rules: tuple[str, ...]
    approved: tuple[tuple[int, str], ...]
    confirmed_at: datetime | None

    @property
    def rule(self) -> str:
        """How facts name it."""
        return f"expiry.stop.{self.public_id.hex[:12]}"


def heard(*, now: datetime) -> Heard:
    """The last fact up to now, and the longest silence since the last run that was believed."""
    with connection.cursor() as cursor:
        cursor.execute("select last_at, longest from protect_heard(%s)", [now])
        return Heard(*cursor.fetchone())


def due(*, today: date) -> Due:
    """Over everything that is held."""
    with connection.cursor() as cursor:
        cursor.execute("select held, due from protect_expiring(%s)", [today])
        return Due(*cursor.fetchone())


def passed_lately(*, now: datetime) -> bool:
    """Whether a run was believed within the last day."""
    with connection.cursor() as cursor:
        cursor.execute("select protect_passed_at(%s)", [now])
        at: datetime | None = cursor.fetchone()[0]
    return at is not None and now - at < timedelta(hours=20)


def stop() -> Stop | None:
    """The one that stands now."""
    row = ExpiryStop.objects.filter(ended_at=None).order_by("id").first()
    if row is None:
        return None
    mine = f"expiry.stop.{row.public_id.hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute("select actor, rules, at from protect_expiry_confirmations()")
        said = [(int(actor), at) for actor, rules, at in cursor.fetchall() if mine in rules]
    roles = {one.id: one.role for one in people.persons(ids={actor for actor, _ in said}).values()}
    approved = tuple((actor, roles.get(actor, "")) for actor, _ in said)
    two = len({actor for actor, _ in approved}) > 1 and any(role == "privacy" for _, role in approved)
    return Stop(
        row.pk, row.public_id, row.at, row.last_fact_at, row.held, row.due, tuple(row.rules), approved,
        max(at for _, at in said) if two else None,
    )  # fmt: skip
