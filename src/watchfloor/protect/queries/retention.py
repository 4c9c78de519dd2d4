"""What retention asks for on which day, what persons decided about it, and what stands in the way of a purge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q
from django.db.models.functions import TruncWeek

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.queries import records as core
from watchfloor.core.queries.records import Row
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.models.purges import Purge
from watchfloor.protect.models.retention import Hold, RetentionDay, Validation
from watchfloor.protect.queries.purges import key_of
from watchfloor.protect.rules.holding import On, Standing

Day = Literal["review_on", "purge_on"]
QUEUE = 200  # records; beyond that the nearest ones are shown, and the page says so


@dataclass(frozen=True, slots=True)
class ValidationView:
    """Who kept a record after a review, when, why (in clear), and the clocks that this set."""

    by_id: int
    at: datetime
    finding: str
    explanation: str
    was_purge_on: date
    review_on: date
    purge_on: date


@dataclass(frozen=True, slots=True)
class HoldView:
    """A hold that its reader may see; `record` is None for one on all that a person reported."""

    public_id: UUID
    kind: str
    record: UUID | None
    author_id: int | None
    label_id: int
    authority: str
    placed_by: int
    placed_at: datetime
    until_on: date
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClassCounts:
    """How much of one class is held and when it comes due; `in_60` excludes `in_30`, `in_90` both."""

    legal_class: str
    held: int
    review_over: int
    purge_over: int
    in_30: int
    in_60: int
    in_90: int
    validated: int
    oldest: date


@dataclass(frozen=True, slots=True)
class PurgeCount:
    """How many purges a person took part in, in the week that begins on a day (Monday)."""

    person_id: int
    week: date
    purges: int


def due(*, audience: Audience, day: Day, until: date, how_many: int = 20) -> list[Row]:
    """Those whose review or purge falls on a day up to `until`, the most overdue first."""
    found = core.visible(audience=audience).filter(**{f"{day}__lte": until}).order_by(day, "id")
    ids = list(found.values_list("id", flat=True)[:how_many])
    rows = {row.id: row for row in core.rows_of(audience=audience, ids=ids)} if ids else {}
    return [rows[one] for one in ids if one in rows]


def past(*, audience: Audience, day: Day, today: date, up_to: int) -> int:
    """How many have their review or purge behind them, counted no further than `up_to`."""
    return core.visible(audience=audience).filter(**{f"{day}__lt": today})[:up_to].count()


def coming(
    *, audience: Audience, until: date, owner_id: int = 0, legal_class: str = "", how_many: int = QUEUE
) -> list[Row]:
    """The queue: whose review or purge, whichever is first, falls up to a day; the nearest first."""
    mine = core.visible(audience=audience).filter(Q(review_on__lte=until) | Q(purge_on__lte=until))
    if owner_id:
        mine = mine.filter(owner_id=owner_id)
    if legal_class:
        mine = mine.filter(legal_class=legal_class)
    ids = list(mine.order_by("review_on", "id").values_list("id", flat=True)[:how_many])
    rows = core.rows_of(audience=audience, ids=ids) if ids else []
    return sorted(rows, key=lambda row: (min(row.review_on, row.purge_on), row.id))


def expired(*, audience: Audience, today: date, how_many: int) -> list[int]:
    """Ids of records whose last day is over, the oldest first."""
    found = core.visible(audience=audience).filter(purge_on__lt=today).order_by("purge_on", "id")
    return list(found.values_list("id", flat=True)[:how_many])


def expired_asides(*, audience: Audience, today: date, how_many: int) -> list[tuple[int, UUID]]:
    """(id, id outside) of what intake set aside and whose last day is over, the oldest first."""
    del audience  # the function asks the wall itself; the argument says that one must be set
    with connection.cursor() as cursor:
        cursor.execute("select id, public_id from protect_expired_asides(%s, %s)", [today, how_many])
        return list(cursor.fetchall())


def validated_on(*, audience: Audience, record_id: int) -> date | None:
    """The day of the last validation of current criminal activity."""
    del audience  # the wall asks it in the database; the argument says that one must be set
    found = Validation.objects.filter(record_id=record_id, finding="validated").order_by("-at").first()
    return found.at.date() if found else None


def validations(*, audience: Audience, record_id: int) -> list[ValidationView]:
    """Every review that kept the record, the newest first."""
    del audience
    rows = list(Validation.objects.filter(record_id=record_id).order_by("-at", "-id"))
    key = key_of(record_id=record_id) if rows else None
    return [
        ValidationView(
            row.by_id, row.at, row.finding, crypt.unseal(bytes(row.explanation), key=key).decode() if key else "",
            row.was_purge_on, row.review_on, row.purge_on,
        )
        for row in rows
    ]  # fmt: skip


def in_the_way(*, audience: Audience, record_ids: Sequence[int]) -> dict[int, list[Standing]]:
    """What stands on each record itself or on who reported it, of those that the audience may read."""
    del audience
    through: Mapping[str, On] = {"record": "record", "author": "author"}
    found: dict[int, list[Standing]] = {}
    with connection.cursor() as cursor:
        cursor.execute("select * from protect_in_the_way(%s::bigint[])", [list(record_ids)])
        for record_id, kind, on, until_on in cursor.fetchall():
            found.setdefault(record_id, []).append(Standing(kind, through[on], until_on))
    return found


def holds(*, audience: Audience, record_id: int | None = None, how_many: int = 200) -> list[HoldView]:
    """Holds that stand, as far as the audience sees them; those that end first come first."""
    rows = Hold.objects.filter(lifted_at=None).order_by("until_on", "id")
    if record_id is not None:
        rows = rows.filter(record_id=record_id)
    kept = list(rows[:how_many])
    named = core.rows_of(audience=audience, ids=[row.record_id for row in kept if row.record_id])
    public = {row.id: row.public_id for row in named}
    return [_hold(row, public) for row in kept if row.record_id is None or row.record_id in public]


def hold(*, audience: Audience, public_id: UUID) -> HoldView | None:
    """One hold, standing or lifted; None for "is not" and "is not yours" alike."""
    row = Hold.objects.filter(public_id=public_id).first()
    if row is None:
        return None
    named = core.rows_of(audience=audience, ids=[row.record_id]) if row.record_id else []
    if row.record_id and not named:
        return None
    return _hold(row, {one.id: one.public_id for one in named})


def _hold(row: Hold, public: Mapping[int, UUID]) -> HoldView:
    key = key_of(record_id=row.record_id) if row.record_id else vault.key_by_id(row.key_id or 0)
    authority = crypt.unseal(bytes(row.authority), key=key).decode() if key else ""
    return HoldView(
        row.public_id, row.kind, public.get(row.record_id) if row.record_id else None, row.author_id, row.label_id,
        authority, row.placed_by, row.placed_at, row.until_on, row.lifted_at,
    )  # fmt: skip


def class_counts(*, audience: Audience) -> list[ClassCounts]:
    """Counts by class over everything that is held, without an id; for the right "privacy.desk"."""
    if "privacy.desk" not in audience.rights:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from protect_class_counts()")
        return [ClassCounts(*row) for row in cursor.fetchall()]


def purge_counts(*, audience: Audience, since: datetime) -> list[PurgeCount]:
    """Purges per person and week, newest week first; a purge counts for both of its persons."""
    if "privacy.desk" not in audience.rights:
        return []
    found: dict[tuple[date, int], int] = {}
    for column in ("by_id", "second_id"):
        rows = Purge.objects.filter(opened_at__gte=since).annotate(week=TruncWeek("opened_at"))
        for person_id, week, n in rows.values_list(column, "week").annotate(n=Count("id")):
            found[week.date(), person_id] = found.get((week.date(), person_id), 0) + n
    ordered = sorted(found.items(), key=lambda one: (-one[0][0].toordinal(), -one[1], one[0][1]))
    return [PurgeCount(person_id, week, n) for (week, person_id), n in ordered]


def days_to_tell(*, today: date, stages: Sequence[int]) -> list[tuple[int, str, int, date]]:
    """(agency, review or purge, stage, day) for which notice is due since the last day told; a week back at most."""
    last = RetentionDay.objects.order_by("-on").values_list("on", flat=True).first()
    first = max(last + timedelta(days=1), today - timedelta(days=7)) if last else today
    found = []
    for stage in stages:
        with connection.cursor() as cursor:
            span: list[date | int] = [first + timedelta(days=stage), today + timedelta(days=stage), stage]
            cursor.execute("select owner_id, what, on_day from protect_days(%s, %s, %s)", span)
            found += [(owner, what, stage, on) for owner, what, on in cursor.fetchall()]
    return found
