"""The dissemination log: who received what when, for the right that oversees. Numbers and ids, no title, no word."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from watchfloor.core.rules.audience import Audience

RIGHT = "privacy.desk"


@dataclass(frozen=True, slots=True)
class Disseminated:
    """One copy of one release, or an answer on a request; `person_id` is None for a release that reached nobody yet."""

    release: UUID
    number: str
    part: str
    reason: str
    by_id: int
    at: datetime
    group_id: int | None
    person_id: int | None
    agency_id: int | None
    delivered_at: datetime | None
    acknowledged_at: datetime | None
    recalled_at: datetime | None


def dissemination_log(*, audience: Audience, since: datetime) -> list[Disseminated]:
    """Every copy and every answer since a moment, the newest first; only for the right "privacy.desk"."""
    if RIGHT not in audience.rights:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from disseminate_log(%s)", [since])
        return [Disseminated(*row) for row in cursor.fetchall()]
