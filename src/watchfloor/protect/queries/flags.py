"""Flagged inquiries: who read when and by which rule it was flagged. Terms are elsewhere, sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Fact
from watchfloor.protect.models.access import Flag
from watchfloor.protect.queries.notes import words_of
from watchfloor.protect.rules import inquiries
from watchfloor.protect.rules.inquiries import Inquiry

SEES, OPENS = "inquiry.flags", "inquiry.open"


@dataclass(frozen=True, slots=True)
class FlagView:
    """One flag as a page shows it; `digest` leads to the sealed inquiry, `seq` to its fact."""

    public_id: UUID
    rule: str
    seq: int
    actor: int
    purpose: str
    read_at: datetime
    raised_at: datetime
    opened_at: datetime | None
    opened_by: int | None
    settled_at: datetime | None
    settled_by: int | None
    verdict: str
    digest: bytes | None


def flags(*, audience: Audience, how_many: int = 200) -> list[FlagView]:
    """The newest, those still open first; the wall shows them to oversight alone."""
    rows = Flag.objects.order_by("-id")[:how_many]
    found = [_view(row) for row in rows] if _sees(audience) else []
    return sorted(found, key=lambda one: one.settled_at is not None)


def flag(*, audience: Audience, public_id: UUID) -> FlagView | None:
    """One of them, behind the same wall."""
    row = Flag.objects.filter(public_id=public_id).first() if _sees(audience) else None
    return _view(row) if row else None


def by_id(*, audience: Audience, how_many: int = 200) -> list[tuple[UUID, str, datetime, bool, str]]:
    """(id, rule, raised, whether its terms were opened, verdict) for an inspector: nobody's name, nobody's terms."""
    if not _sees(audience):
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from protect_flags_by_id(%s)", [how_many])
        return list(cursor.fetchall())


def _view(row: Flag) -> FlagView:
    return FlagView(
        row.public_id, row.rule, row.seq, row.actor, row.purpose, row.read_at, row.raised_at, row.opened_at,
        row.opened_by, row.settled_at, row.settled_by, row.verdict, bytes(row.digest) if row.digest else None,
    )  # fmt: skip


def _sees(audience: Audience) -> bool:
    return SEES in audience.rights


def waiting(*, audience: Audience) -> int:
    """How many flags nobody has closed."""
    return Flag.objects.filter(settled_at=None).count() if OPENS in audience.rights else 0


def inquiry_of(*, audience: Audience, digest: bytes | None) -> Inquiry | None:
    """The inquiry behind a digest, behind its own wall; None where it is forgotten or not this audience's."""
    words = words_of(audience=audience, digest=digest) if digest else ""
    return inquiries.read(words) if words else None


def digests_of(*, audience: Audience, facts: Sequence[Fact]) -> dict[int, bytes | None]:
    """The digest of each fact by its seq; answered to services alone."""
    del audience  # the wall asks it in the database; the argument says that one must be set
    with connection.cursor() as cursor:
        cursor.execute("select * from protect_facts_sampled(%s)", [[fact.seq for fact in facts]])
        return {seq: bytes(digest) if digest else None for seq, digest in cursor.fetchall()}


def searches_before(*, audience: Audience, fact: Fact, minutes: int) -> int:
    """How many searches this actor made in the stretch that ends with this fact; answered to services alone."""
    del audience  # the wall asks it in the database; the argument says that one must be set
    with connection.cursor() as cursor:
        since = fact.at - timedelta(minutes=minutes)
        cursor.execute("select protect_readings_since(%s, %s, %s)", [fact.actor, fact.seq, since])
        return int(cursor.fetchone()[0])
