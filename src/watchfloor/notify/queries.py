"""Reading the outbox: a person sees his own notices."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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


def mine(*, audience: Audience, how_many: int = 20) -> list[NoticeView]:
    """The newest notices of the person who reads."""
    rows = Notice.objects.filter(person_id=audience.actor.person_id).order_by("-made_at")[:how_many]
    return [NoticeView(n.public_id, n.kind, n.subject, n.path, n.urgent, n.made_at, n.seen_at) for n in rows]
