"""Records for machines: one, and a search."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.decorators import decorate_view

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.api.answering import answered
from watchfloor.desk.web.room import must_have_room_for
from watchfloor.desk.web.search import LONGEST
from watchfloor.desk.web.search_taken import FACT, listed
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.web.door import at_tick
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import reasons_of
from watchfloor.protect.web.shown import Absent
from watchfloor.protect.web.wording import KINDS

PRIVATE = {"reporter"}  # identity of who reported is never given to machines (28 CFR 23.20(g))
router = Router()


class Why(Schema):
    """One reason of a decision."""

    text: str
    rule: str
    citation: str


class Item(Schema):
    """A record in a list."""

    id: UUID
    kind: str
    legal_class: str
    disclaimer: str  # stands beside the item wherever it goes on to; "" for most classes
    marking: str
    title: str
    opened_at: datetime
    occurred_at: datetime | None
    occurred_precision: str
    lon: float | None
    lat: float | None


class Whole(Item):
    """A record with its words, and why the caller may read it."""

    version: int
    body: str
    data: dict[str, Any]
    because: list[Why]


class Items(Schema):
    """A page of a list; `next` is the value of `after` for the page that follows, None at the end."""

    items: list[Item]
    next: UUID | None = None


@router.get("/records/{record_id}", response=Whole, summary="One record")
@decorate_view(at_tick)
def record(request: HttpRequest, record_id: UUID) -> Whole:
    """404 for what is not and for what is not yours, alike."""

    def work(audience: Audience) -> Whole:
        if (view := core.record(audience=audience, public_id=record_id)) is None:
            raise Absent
        why = [Why(text=one.text, rule=one.rule, citation=one.citation) for one in reasons_of(audience, view.row)]
        data = {name: value for name, value in (view.data.get("object") or {}).items() if name not in PRIVATE}
        return Whole(**item(view.row, Marks()).dict(), version=view.n, body=view.body, data=data, because=why)

    return answered(request, "core.record.read", work, lambda whole: [whole.id])


@router.get("/search", response=Items, summary="Search by words or an exact identifier")
@decorate_view(at_tick)
def search(request: HttpRequest, words: str, kind: str = "", after: str = "") -> Items:
    """Newest first, fifty a page; many pages are a bulk export (403). Words are kept sealed beside the fact."""
    must_have_room_for(request)
    asked, kind_of_fact = words.strip()[:LONGEST], FACT if after else "core.record.searched"

    def work(audience: Audience) -> Items:
        if not asked or "record.search" not in audience.rights:
            return Items(items=[])
        rows = listed(audience, words=asked, kinds=[kind] if kind in KINDS else [], after=after)
        marks = Marks()
        return Items(items=[item(row, marks) for row in rows], next=rows[-1].public_id if len(rows) >= 50 else None)

    return answered(request, kind_of_fact, work, lambda said: [one.id for one in said.items], inquiry=asked)


def item(row: core.Row, marks: Marks) -> Item:
    """A record as a list has it. Raises Absent for one without a marking."""
    if not (marking := marks.of(row)):
        raise Absent
    return Item(
        id=row.public_id, kind=row.kind, legal_class=row.legal_class, title=row.title, marking=marking,
        disclaimer=classes().disclaimer(row.legal_class), opened_at=row.opened_at, occurred_at=row.occurred_at,
        occurred_precision=row.occurred_precision, lon=row.lon, lat=row.lat,
    )  # fmt: skip
