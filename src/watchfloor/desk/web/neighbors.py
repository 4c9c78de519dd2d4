"""The list that a reader came from: the way back to the same row, and the records before and after this one."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import SplitResult, parse_qs, quote, urlencode, urlsplit
from uuid import UUID

from django.http import HttpRequest, QueryDict

from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web import search
from watchfloor.desk.web.inbox_items import listed
from watchfloor.desk.web.inbox_place import Place
from watchfloor.protect.web.fields import own_path

LISTS = {
    "/": "Inbox", "/inbox/": "Inbox", "/search/": "Search", "/searches/": "Saved searches", "/threats/": "Threats",
    "/watch/": "Watch board", "/watch/log/": "Watch log", "/watch/hand-over/": "Hand-over sheet",
    "/workspace/": "Workspace",
}  # fmt: skip
LONGEST = 2_000


def came_from(request: HttpRequest) -> str:
    """The address of the list in ?from=, if it is one of ours; "" for none."""
    said = request.GET.get("from", "")[:LONGEST]
    return own_path(said, otherwise="") if said else ""


def back_of(come: str) -> dict[str, str]:
    """The way back, in the words of the navigation."""
    path = urlsplit(come).path
    if path.startswith("/records/"):
        return {"text": "The record before", "url": come}
    if path.startswith("/products/"):
        return {"text": "Product", "url": come}
    return {"text": LISTS[path], "url": come} if path in LISTS else {"text": "Inbox", "url": "/"}


def neighbors(audience: Audience, come: str, record: UUID, *, now: datetime) -> tuple[str, str]:
    """Addresses of the records before and after in that list, worked out anew for this reader; "" where none is."""
    order = _order(audience, urlsplit(come), now)
    at = order.index(record) if record in order else -1
    before = order[at - 1] if at > 0 else None
    after = order[at + 1] if 0 <= at < len(order) - 1 else None
    return _address(before, come), _address(after, come)


def _order(audience: Audience, come: SplitResult, now: datetime) -> Sequence[UUID]:
    if come.path == "/search/":
        return search.order(audience, QueryDict(come.query))
    if come.path in ("/", "/inbox/"):
        place = Place.of(QueryDict(come.query))
        return [one.row.public_id for one in listed(audience=audience, place=place, now=now).items]
    return ()


def _address(record: UUID | None, come: str) -> str:
    return record_address(record, come) if record else ""


def record_address(record: UUID, come: str) -> str:
    """The page of a record that knows which row of which list led to it."""
    parts = urlsplit(come)
    asked: dict[str, Sequence[str]] = {**parse_qs(parts.query), "item": [str(record)]}
    back = f"{parts.path}?{urlencode(asked, doseq=True)}"
    return f"/records/{record}/?from={quote(back, safe='')}"
