"""Reading requests: what is open, what was settled, one of them with its words."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.rules.audience import Audience
from watchfloor.people import queries as people
from watchfloor.plan.formats.requests import unpacked
from watchfloor.plan.models.requests import Request
from watchfloor.plan.rules.requests import Kept, Registered, RequestView

__all__ = ["RequestView"]

ANSWERS = "request.answer"
MOST = 200
NOTHING = Kept("", "", "", "", "")


def request(*, audience: Audience, public_id: UUID) -> RequestView | None:
    """One request; None if there is none, or none for this reader."""
    row = Request.objects.filter(public_id=public_id, label_id__in=audience.label_ids).first()
    return _view(row) if row else None


def open_requests(*, audience: Audience) -> list[RequestView]:
    """What waits for an answer, what is due first."""
    rows = Request.objects.filter(label_id__in=audience.label_ids, state="open").order_by("due_at", "public_id")
    return _views(rows[:MOST])


def overdue_requests(*, audience: Audience, now: datetime) -> list[tuple[UUID, datetime]]:
    """(request, when it was due) of what waits past its time; no word of it is unsealed."""
    rows = Request.objects.filter(label_id__in=audience.label_ids, state="open", due_at__lte=now)
    return list(rows.order_by("due_at", "public_id").values_list("public_id", "due_at")[:MOST])


def settled_since(*, audience: Audience, since: datetime) -> list[RequestView]:
    """What was answered or closed since a moment, the newest first."""
    rows = Request.objects.filter(label_id__in=audience.label_ids, settled_at__gte=since)
    return _views(rows.order_by("-settled_at", "public_id")[:MOST])


def registered(*, agency_id: int | None) -> list[Registered]:
    """The people in force of an agency with their numbers in the registry, by name; none for no agency."""
    known = people.persons().values() if agency_id else ()
    return [Registered(one.id, one.name, one.phone) for one in known if one.agency_id == agency_id]


def _views(rows: Iterable[Request]) -> list[RequestView]:
    return [_view(row) for row in rows]


def _view(row: Request) -> RequestView:
    words = unpacked(crypt.unseal(bytes(row.sealed), key=vault.key_by_id(row.key_id))) if row.key_id else NOTHING
    return RequestView(
        row.public_id, row.label_id, row.taken_by, row.taken_at, row.due_at, row.how, row.urgency, row.purpose,
        row.agency_id, row.recipient_id, row.checked, row.state, words, row.called_by, row.called_at, row.settled_by,
        row.settled_at, row.closing, row.erased_at is not None,
    )  # fmt: skip
