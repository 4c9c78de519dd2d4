"""The machines' door at /api/: a token acts for a person with one purpose, through the same walls, facts and ticks."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.decorators import decorate_view
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger import proving
from watchfloor.core.ledger import reading as ledger
from watchfloor.core.ledger.telling import LedgerSilent, witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.desk.web.room import NoRoom, must_have_room_for
from watchfloor.desk.web.search import LONGEST
from watchfloor.desk.web.search_taken import FACT, listed
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.web.door import at_tick
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import reasons_of
from watchfloor.protect.web.recording import recorded
from watchfloor.protect.web.shown import Absent
from watchfloor.protect.web.tokens import audience_of
from watchfloor.protect.web.wording import KINDS

Answer = TypeVar("Answer")
UNREAD = "The request cannot be read; /api/openapi.json says what it takes."
ABSENT = "Nothing here that you may read, or it does not exist. Rule 2."
SILENT = "Reading is recorded before anything is shown, and the ledger cannot be written."
PRIVATE = {"reporter"}  # identity of who reported is never given to machines (28 CFR 23.20(g))
TITLES = {
    400: "The request cannot be read", 401: "No token in force", 403: "Bulk export", 404: "Nothing here",
    405: "Not done", 422: "The request does not fit", 503: "Closed for a moment",
}  # fmt: skip


class Token(HttpBearer):
    """Authorization: Bearer wf_..."""

    def authenticate(self, request: HttpRequest, token: str) -> Audience | None:
        """The audience that the token opens today; None for a token that is unknown, lapsed or revoked."""
        del request
        return audience_of(token)


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


class Line(Schema):
    """A sealed fact of the ledger."""

    position: int
    at: datetime
    kind: str
    purpose: str
    records: int
    rules: list[str]
    leaf: str


class Lines(Schema):
    """A page of the ledger; `next` is the value of `before` for the page that follows."""

    items: list[Line]
    next: int | None = None


api = NinjaAPI(
    title="Watchfloor", version="1", auth=Token(), docs_url=None, openapi_url="/openapi.json", urls_namespace="api",
    description="Every answer is what the token's person may read for the token's purpose; each is on the ledger.",
)  # fmt: skip


@api.get("/records/{uuid:record_id}", response=Whole, summary="One record")
@decorate_view(at_tick)
def record(request: HttpRequest, record_id: UUID) -> Whole:
    """404 for what is not and for what is not yours, alike."""

    def work(audience: Audience) -> Whole:
        if (view := core.record(audience=audience, public_id=record_id)) is None:
            raise Absent
        why = [Why(text=one.text, rule=one.rule, citation=one.citation) for one in reasons_of(audience, view.row)]
        data = {name: value for name, value in (view.data.get("object") or {}).items() if name not in PRIVATE}
        return Whole(**_item(view.row, Marks()).dict(), version=view.n, body=view.body, data=data, because=why)

    return _answer(request, "core.record.read", work, lambda whole: [whole.id])


@api.get("/search", response=Items, summary="Search by words or an exact identifier")
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
        return Items(items=[_item(row, marks) for row in rows], next=rows[-1].public_id if len(rows) >= 50 else None)

    return _answer(request, kind_of_fact, work, lambda said: [one.id for one in said.items], inquiry=asked)


@api.get("/ledger", response=Lines, summary="Sealed facts, newest first")
@decorate_view(at_tick)
def facts(request: HttpRequest, before: int | None = None) -> Lines:
    """No names and no texts; empty for who does not hold the right to read the ledger."""

    def work(audience: Audience) -> Lines:
        lines = ledger.page(audience=audience, before=before)
        items = [
            Line(
                position=line.pos, at=line.at, kind=line.kind, purpose=line.purpose, records=line.records,
                rules=list(line.rules), leaf=bytes(line.hash).hex(),
            )
            for line in lines
        ]  # fmt: skip
        return Lines(items=items, next=lines[-1].pos if len(lines) == 100 else None)

    return _answer(request, "core.ledger.read", work, lambda _: [])


class Proof(Schema):
    """A proof by RFC 9162 against the signed root of `size` facts; hashes in hex. See docs/ledger.md."""

    size: int
    root: str
    path: list[str]
    leaf: str | None = None


class Note(Schema):
    """A signed checkpoint in the C2SP form."""

    note: str


@api.get("/ledger/checkpoint", response=Note, summary="The newest signed checkpoint")
@decorate_view(at_tick)
def checkpoint(request: HttpRequest) -> Note:
    """404 for who does not hold the right to read the ledger, and while nothing is signed."""
    return _proved(request, lambda audience: Note(note=proving.newest_note(audience=audience)))


@api.get("/ledger/inclusion", response=Proof, summary="That a fact stands in the signed log")
@decorate_view(at_tick)
def inclusion(request: HttpRequest, position: int, size: int | None = None) -> Proof:
    """Against the checkpoint of `size` facts, else the newest."""
    return _proved(request, lambda audience: _proof(proving.inclusion(audience=audience, position=position, size=size)))


@api.get("/ledger/consistency", response=Proof, summary="That the signed log begins with an earlier one")
@decorate_view(at_tick)
def consistency(request: HttpRequest, old: int, new: int | None = None) -> Proof:
    """That the log of `new` facts, else of the newest checkpoint, begins with the one of `old`."""
    return _proved(request, lambda audience: _proof(proving.consistency(audience=audience, old=old, new=new)))


def _proved(request: HttpRequest, work: Callable[[Audience], Answer]) -> Answer:
    def found(audience: Audience) -> Answer:
        try:
            return work(audience)
        except proving.NotProved:
            raise Absent from None

    return _answer(request, "core.ledger.proved", found, lambda _: [])


def _proof(found: proving.Proof) -> Proof:
    leaf = found.leaf.hex() if found.leaf else None
    return Proof(size=found.size, root=found.root.hex(), path=[one.hex() for one in found.path], leaf=leaf)


def _item(row: core.Row, marks: Marks) -> Item:
    if not (marking := marks.of(row)):
        raise Absent
    return Item(
        id=row.public_id, kind=row.kind, legal_class=row.legal_class, title=row.title, marking=marking,
        disclaimer=classes().disclaimer(row.legal_class), opened_at=row.opened_at, occurred_at=row.occurred_at,
        occurred_precision=row.occurred_precision, lon=row.lon, lat=row.lat,
    )  # fmt: skip


def _answer(
    request: HttpRequest,
    kind: str,
    work: Callable[[Audience], Answer],
    shown: Callable[[Answer], list[UUID]],
    *,
    inquiry: str = "",
) -> Answer:
    """One transaction, one audience, one fact before the first byte."""
    audience: Audience = request.auth  # type: ignore[attr-defined] # - ninja puts there what Token gave
    try:
        with reading(audience):
            answer = work(audience)
            told = recorded(audience, records=shown(answer), terms=inquiry)
    except (Absent, Refused):
        witness(kind="protect.reading.refused", by=audience, rules=["access.absent"])
        raise Absent from None
    witness(kind=kind, by=audience, records=shown(answer), rules=told.rules, words=told.words)
    return answer


def problem(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    """RFC 9457; the type is about:blank, whose title is that of the status."""
    body = {"type": "about:blank", "title": TITLES.get(status, "Not done"), "status": status, "detail": detail}
    answer = api.create_response(request, body, status=status)
    answer["Content-Type"] = "application/problem+json"
    return answer


@api.exception_handler(Absent)
def _absent(request: HttpRequest, error: Absent) -> HttpResponse:
    del error
    return problem(request, 404, ABSENT)


@api.exception_handler(AuthenticationError)
def _no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    del error
    answer = problem(request, 401, "Send Authorization: Bearer and a token; watchfloor token create makes one.")
    answer["WWW-Authenticate"] = 'Bearer realm="watchfloor"'
    return answer


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = sorted({".".join(map(str, one["loc"])) for one in error.errors})
    return problem(request, 422, f"See: {', '.join(places)}. /api/openapi.json says what each takes.")


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, error.status_code, error.message if error.status_code == 403 else UNREAD)


@api.exception_handler(LedgerSilent)
@api.exception_handler(NoRoom)
def _closed(request: HttpRequest, error: LedgerSilent | NoRoom) -> HttpResponse:
    answer = problem(request, 503, str(error) if isinstance(error, NoRoom) else SILENT)
    answer["Retry-After"] = "60"
    return answer
