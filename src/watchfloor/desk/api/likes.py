"""One record of a machine's own held against those that its person may read; nothing of it is kept but the inquiry."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from watchfloor.analyze.formats.tables import party_rules
from watchfloor.analyze.rules.matches import UNIT, said
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.api.answering import answered
from watchfloor.desk.api.records import Item, item
from watchfloor.desk.web.room import must_have_room_for
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.web.door import at_tick
from watchfloor.protect.web.marks import Marks

LONGEST, MOST = 200, 40
router = Router()


def _unnamed(said: object, read: ValidatorFunctionWrapHandler) -> dict[str, str]:
    """A refusal names the part, never the keys that somebody put in it: they are his words, not our names."""
    try:
        held: dict[str, str] = read(said)
    except ValidationError:
        raise ValueError("names of fields, each with its words") from None
    return held


Fields = Annotated[dict[str, str], Field(max_length=MOST), WrapValidator(_unnamed)]


class Asked(Schema):
    """A record by the fields of its kind (docs/explanation/resolution.md), and the legal class that it has."""

    kind: Literal["person", "vehicle", "organisation"]
    legal_class: str = Field(max_length=LONGEST)
    fields: Fields


class Step(Schema):
    """One comparison: how both agree in it, and what that weighs in bits."""

    comparison: str
    level: str
    bits: float


class Like(Schema):
    """A record that names somebody like it. The evidence weighs identity only and says nothing of what anybody did."""

    record: Item
    role: str
    evidence: str
    bits: float
    model: str
    steps: list[Step]


class Likes(Schema):
    """The surest first, at most twenty."""

    likes: list[Like]


@router.post("/likes", response=Likes, summary="Who of those that you may read is like this one")
@decorate_view(at_tick)
def likes(request: HttpRequest, asked: Asked) -> Likes:
    """What was asked is kept sealed beside the fact, as the words of a search are."""
    must_have_room_for(request)
    fields = {name: words.strip()[:LONGEST] for name, words in asked.fields.items() if words.strip()}
    from watchfloor.analyze.queries.likes import likes as like  # loads the engine, before a transaction is open
    from watchfloor.analyze.queries.likes import ready

    ready()
    enough = any(name in fields for name in party_rules().asks[asked.kind])

    def work(audience: Audience) -> Likes:
        if not enough or asked.legal_class not in classes().classes or "record.search" not in audience.rights:
            return Likes(likes=[])
        found, marks = like(audience=audience, kind=asked.kind, fields=fields, legal_class=asked.legal_class), Marks()
        return Likes(likes=[
            Like(
                record=item(one.record, marks), role=one.role, evidence=said(one.weight, one.prior),
                bits=(one.weight + one.prior) / UNIT, model=one.model,
                steps=[Step(comparison=s.comparison, level=s.level, bits=s.weight / UNIT) for s in one.steps],
            )
            for one in found
        ])  # fmt: skip

    words = "; ".join(f"{name}: {words}" for name, words in sorted(fields.items()))
    return answered(
        request, "core.record.searched", work, lambda told: [one.record.id for one in told.likes], inquiry=words
    )
