"""A SAR's two-part review: a trained person states both parts, a second person answers; a no is kept like a yes."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction

from watchfloor.core.formats import crypt
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.gather.actions.clocks import draw_nearer
from watchfloor.gather.actions.vetting import person_facts
from watchfloor.gather.formats.behavior import behaviors, vetting_policy
from watchfloor.gather.formats.sharing import sharing_policy
from watchfloor.gather.models.vetting import Nexus as Kept
from watchfloor.gather.queries.nexus import NEXUS_SEALED
from watchfloor.gather.rules.nexus import Nexus, may_find_nexus, may_second_no
from watchfloor.protect.actions.classes import change_class
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.queries.classes import changes_of
from watchfloor.protect.queries.purges import key_of

THROUGH, BECOMES, RIGHT = "gather.nexus", "ise_sar", "tip.vet"
_json = msgspec.json.Encoder()


class NotFound(Refused):
    """There is no such SAR for the asker, or a part of the review is missing."""


def find_nexus(*, record: UUID, nexus: Nexus, by: Audience, now: datetime) -> str:
    """Keep both parts sealed and ask a second person: "waits", or "done" where policy asks none.

    A yes asks for the change of class, a no for its confirmation here. Raises NotFound, or NotReclassed for what the
    class itself asks (right, training, another change that waits).
    """
    row = next(iter(core.rows_of(audience=by, public_ids=[record])), None)
    key = key_of(record_id=row.id) if row else None
    if row is None or key is None:
        raise NotFound(_nothing())
    decision = may_find_nexus(
        nexus, person_facts(by=by, now=now), policy=vetting_policy(), behaviors=behaviors(),
        outcomes=sharing_policy().outcomes, now=now,
    )  # fmt: skip
    decision = Decision.of(*decision.because, *_free(row, by))
    if not decision:
        raise NotFound(decision)
    statement = {name: getattr(nexus, name) for name in NEXUS_SEALED}
    kept = Kept(
        record_id=row.id, label_id=row.label_id, behaviors=list(nexus.behaviors), by_id=by.actor.person_id, at=now,
        statement=crypt.seal(_json.encode(statement), key=key), outcome="" if nexus.indicates else nexus.outcome,
        facts_chars=len(" ".join(nexus.articulable_facts.split())),
    )  # fmt: skip
    with transaction.atomic():
        Kept.objects.bulk_create([kept])
        if nexus.indicates:
            return change_class(
                record=record, becomes=BECOMES, because=nexus.rationale, through=THROUGH, by=by, now=now
            )
        tell(kind="gather.no-nexus.stated", by=by, records=[record], rules=decision.rules)
        way = classes().change("sar", BECOMES)
        if way is None or way.second:
            return "waits"
        _confirm(kept, row, by, now)
    return "done"


def answer_no(*, review: UUID, confirm: bool, by: Audience, now: datetime) -> str:
    """Another person confirms or declines a no; who stated it withdraws it. "confirmed", "declined" or "withdrawn".

    Confirmed, the clock of its outcome runs. Of two who answer at once one is told that the other did. Raises NotFound.
    """
    kept = Kept.objects.filter(public_id=review).exclude(outcome="").first()
    row = next(iter(core.rows_of(audience=by, ids=[kept.record_id])), None) if kept else None
    if kept is None or row is None or RIGHT not in by.rights:
        raise NotFound(_nothing())
    if kept.answer:
        raise NotFound(_quicker())
    mine = kept.by_id == by.actor.person_id
    if confirm or not mine:
        decision = may_second_no(
            stated_by=kept.by_id, asked=by.actor.person_id, person=person_facts(by=by, now=now),
            policy=vetting_policy(), now=now,
        )  # fmt: skip
        if not decision:
            raise NotFound(decision)
    with transaction.atomic():
        if confirm:
            _confirm(kept, row, by, now)
            return "confirmed"
        answer = "withdrawn" if mine else "declined"
        _answer(kept, answer, by, now)
        tell(kind=f"gather.no-nexus.{answer}", by=by, records=[row.public_id], rules=["gather.nexus.second"])
    return answer


def _confirm(kept: Kept, row: core.Row, by: Audience, now: datetime) -> None:
    _answer(kept, "confirmed", by, now)
    days = sharing_policy().outcomes[kept.outcome].purge_days
    draw_nearer(row=row, purge_days=days, review_days=None, by=by, now=now)
    rules = ["gather.nexus.second", f"gather.outcome.{kept.outcome}".replace("_", "-")]
    tell(kind="gather.no-nexus.confirmed", by=by, records=[row.public_id], rules=rules)


def _answer(kept: Kept, answer: str, by: Audience, now: datetime) -> None:
    """Once, by whoever is first."""
    told = {"answer": answer, "answered_by": by.actor.person_id, "answered_at": now}
    if not Kept.objects.filter(public_id=kept.pk, answer="").update(**told):
        raise NotFound(_quicker())


def _free(row: core.Row, by: Audience) -> list[Because]:
    """A SAR whose question is open, for one whose role vets: what of that is missing."""
    found = []
    if RIGHT not in by.rights:
        found.append(Because("Your role does not vet.", f"right.{RIGHT}", "CJISSECPOL AC-6", ok=False))
    if row.legal_class != "sar":
        found.append(Because("It is no SAR.", "gather.nexus.record", ok=False, way_out="Vet it first."))
    waits = Kept.objects.filter(record_id=row.id, answer="").exclude(outcome="").exists()
    if waits or any(not one.answer for one in changes_of(audience=by, record_id=row.id)):
        text = "Both parts are stated already and wait for a second person; what you wrote stands below."
        found.append(Because(text, "gather.nexus.waits", ok=False, way_out="Read what is stated, and answer that."))
    return found


def _nothing() -> Decision:
    return Decision.of(Because("There is no such SAR for you.", "gather.nexus.record", ok=False))


def _quicker() -> Decision:
    text = "Another person answered it in the meantime; your answer was not kept."
    return Decision.of(Because(text, "gather.nexus.waits", ok=False, way_out="Read what was answered."))
