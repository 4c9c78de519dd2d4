"""The ledger for machines: sealed facts, and the proofs that they stand in a log that only grows."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.decorators import decorate_view

from watchfloor.core.ledger import proving
from watchfloor.core.ledger import reading as ledger
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.api.answering import Answer, answered
from watchfloor.protect.web.door import at_tick
from watchfloor.protect.web.shown import Absent

router = Router()


# what a position or a size can be: eight octets of the database
BIGGEST = 2**63 - 1
Place = Annotated[int, Query(ge=0, le=BIGGEST)]
MaybePlace = Annotated[int | None, Query(ge=0, le=BIGGEST)]


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


@router.get("/ledger", response=Lines, summary="Sealed facts, newest first")
@decorate_view(at_tick)
def facts(request: HttpRequest, before: MaybePlace = None) -> Lines:
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

    return answered(request, "core.ledger.read", work, lambda _: [])


class Proof(Schema):
    """A proof by RFC 9162 against the signed root of `size` facts; hashes in hex. See docs/ledger.md."""

    size: int
    root: str
    path: list[str]
    leaf: str | None = None


class Note(Schema):
    """A signed checkpoint in the C2SP form."""

    note: str


@router.get("/ledger/checkpoint", response=Note, summary="The newest signed checkpoint")
@decorate_view(at_tick)
def checkpoint(request: HttpRequest) -> Note:
    """404 for who does not hold the right to read the ledger, and while nothing is signed."""
    return _proved(request, lambda audience: Note(note=proving.newest_note(audience=audience)))


@router.get("/ledger/inclusion", response=Proof, summary="That a fact stands in the signed log")
@decorate_view(at_tick)
def inclusion(request: HttpRequest, position: Place, size: MaybePlace = None) -> Proof:
    """Against the checkpoint of `size` facts, else the newest."""
    return _proved(request, lambda audience: _proof(proving.inclusion(audience=audience, position=position, size=size)))


@router.get("/ledger/consistency", response=Proof, summary="That the signed log begins with an earlier one")
@decorate_view(at_tick)
def consistency(request: HttpRequest, old: Place, new: MaybePlace = None) -> Proof:
    """That the log of `new` facts, else of the newest checkpoint, begins with the one of `old`."""
    return _proved(request, lambda audience: _proof(proving.consistency(audience=audience, old=old, new=new)))


def _proved(request: HttpRequest, work: Callable[[Audience], Answer]) -> Answer:
    def found(audience: Audience) -> Answer:
        try:
            return work(audience)
        except proving.NotProved:
            raise Absent from None

    return answered(request, "core.ledger.proved", found, lambda _: [])


def _proof(found: proving.Proof) -> Proof:
    leaf = found.leaf.hex() if found.leaf else None
    return Proof(size=found.size, root=found.root.hex(), path=[one.hex() for one in found.path], leaf=leaf)
