"""Reading the outbox: a person sees his own notices."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from watchfloor.core.rules.audience import Audience
from watchfloor.notify.models import Notice


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as its person sees it."""

    public_id: UUID
    kind: str
    subject: str
    path: str
    urgent: bool
    made_at: datetime
    seen_at: datetime | None


def mine(*, audience: Audience, how_many: int = 20, now: datetime | None = None) -> list[NoticeView]:
    """The newest notices of the person who reads; what is still held, or was taken back, is none."""
    free = Q(not_before=None) | Q(not_before__lte=now or Now())
    mine = Notice.objects.filter(free, person_id=audience.actor.person_id, taken_back_at=None)
    rows = mine.order_by("-made_at")[:how_many]
    return [NoticeView(n.public_id, n.kind, n.subject, n.path, n.urgent, n.made_at, n.seen_at) for n in rows]


def waiting_since() -> datetime | None:
    """When the oldest notice was made that is still to be sent; None when the outbox is empty."""
    with connection.cursor() as cursor:
        cursor.execute("select notify_waiting_since()")
        since: datetime | None = cursor.fetchone()[0]
        return since
