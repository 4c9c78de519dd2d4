"""Reading the ledger through the definer functions that ask the audience."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from watchfloor.core.rules.audience import Audience


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A line of the ledger page: no names, no texts, a count of records."""

    pos: int
    seq: int
    at: datetime
    kind: str
    actor: int
    affiliation: int
    purpose: str
    records: int
    rules: Sequence[str]
    hash: bytes


@dataclass(frozen=True, slots=True)
class Step:
    """A fact of one record's provenance trail; pos is None while it is not sealed yet."""

    pos: int | None
    seq: int
    at: datetime
    kind: str
    actor: int
    affiliation: int
    purpose: str
    rules: Sequence[str]
    digest: bytes | None


@dataclass(frozen=True, slots=True)
class Readings:
    """How often one person read a record for one purpose, first and last when."""

    actor: int
    affiliation: int
    purpose: str
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class LedgerState:
    """How far the log is sealed; `oldest_unsealed` is the figure with an alarm on it."""

    facts: int
    sealed: int
    oldest_unsealed: datetime | None
    root: bytes | None
    note: str | None
    at: datetime | None


def page(*, audience: Audience, before: int | None = None, how_many: int = 100) -> list[LedgerLine]:
    """Newest first. The audience MUST hold the right "ledger.read"; others get nothing."""
    if "ledger.read" not in audience.rights:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from core_facts_page(%s, %s)", [before, how_many])
        return [LedgerLine(*row) for row in cursor.fetchall()]


def trail(*, audience: Audience, record: UUID, how_many: int = 200) -> list[Step]:
    """The facts of a record's way, newest first, readings left out; empty unless the audience may read the record."""
    del audience  # the wall asks it in the database; the argument says that one must be set
    with connection.cursor() as cursor:
        cursor.execute("select * from core_facts_of(%s, %s)", [record, how_many])
        return [Step(*row) for row in cursor.fetchall()]


def readers(*, audience: Audience, record: UUID, until: datetime | None = None, how_many: int = 100) -> list[Readings]:
    """Who read a record (up to a moment), the last first; only for the right "record.readers" and who may read it."""
    if "record.readers" not in audience.rights:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from core_readers_of(%s, %s, %s)", [record, until, how_many])
        return [Readings(*row) for row in cursor.fetchall()]


def state() -> LedgerState:
    """Size, root and age of the log; holds no ids."""
    with connection.cursor() as cursor:
        cursor.execute("select * from core_ledger_state()")
        row = cursor.fetchone()
    return LedgerState(row[0], row[1], row[2], bytes(row[3]) if row[3] else None, row[4], row[5])


@dataclass(frozen=True, slots=True)
class Bookmark:
    """How far a follower has read the sealed log, and when it last moved."""

    name: str
    pos: int
    moved_at: datetime


def bookmarks() -> list[Bookmark]:
    """Every follower that has run; holds no ids of records."""
    with connection.cursor() as cursor:
        cursor.execute("select name, pos, moved_at from core_bookmark order by name")
        return [Bookmark(*row) for row in cursor.fetchall()]


def worker_here() -> bool:
    """Whether a worker is connected: it alone signs in as the sealer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from pg_stat_activity"
            " where usename = 'watchfloor_sealer' and datname = current_database())"
        )
        return bool(cursor.fetchone()[0])
