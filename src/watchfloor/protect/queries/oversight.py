"""Reading for those who oversee: counts, samples by id, purges and holds. Never content, never terms."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from watchfloor.core.rules.audience import Audience
from watchfloor.protect.models.purges import Purge

RIGHT = "privacy.desk"


@dataclass(frozen=True, slots=True)
class Sample:
    """A record that was drawn for an audit: its id, never its words."""

    hold: UUID
    record: UUID
    legal_class: str
    owner_id: int
    drawn_at: datetime
    until_on: date
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class HoldCount:
    """How many holds of one kind stand, and when the next of them ends."""

    kind: str
    standing: int
    next_end: date


@dataclass(frozen=True, slots=True)
class PurgeLine:
    """One purge as a log shows it; `by_id` and `second_id` below zero are services."""

    public_id: UUID
    records: tuple[UUID, ...]
    rule: str
    by_id: int
    second_id: int
    opened_at: datetime
    forgotten_at: datetime | None
    scrubbed_at: datetime | None
    told_at: datetime | None
    told: int


def samples(*, audience: Audience, how_many: int = 100) -> list[Sample]:
    """Drawn records, the newest first; only for the right "privacy.desk"."""
    if RIGHT not in audience.rights:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from protect_samples(%s)", [how_many])
        return [Sample(*row) for row in cursor.fetchall()]


def hold_counts(*, audience: Audience) -> list[HoldCount]:
    """Standing holds by kind; only for the right "privacy.desk"."""
    if RIGHT not in audience.rights:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from protect_hold_counts()")
        return [HoldCount(*row) for row in cursor.fetchall()]


def purge_log(*, audience: Audience, since: datetime, how_many: int = 1000) -> list[PurgeLine]:
    """Purges since a moment, the newest first; only for the right "privacy.desk"."""
    if RIGHT not in audience.rights:
        return []
    rows = Purge.objects.filter(opened_at__gte=since).order_by("-opened_at", "-id")[:how_many]
    return [
        PurgeLine(
            row.public_id, (*row.public_records, *row.public_asides), row.rule, row.by_id, row.second_id, row.opened_at,
            row.forgotten_at, row.scrubbed_at, row.told_at, len(row.recipients),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """How often something was refused to one person in a week, by which rules."""

    week: date
    person_id: int
    kind: str
    rules: tuple[str, ...]
    times: int


def refusals(*, audience: Audience, since: datetime) -> list[Refused]:
    """Refusals by week, person and rules; only for the right "privacy.desk"."""
    if RIGHT not in audience.rights:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from protect_refusals(%s)", [since])
        return [Refused(row[0], row[1], row[2], tuple(row[3]), row[4]) for row in cursor.fetchall()]
