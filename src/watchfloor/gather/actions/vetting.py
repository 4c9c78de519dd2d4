"""Step 5: a person promotes or dismisses a tip, and another takes a second look.

Who holds the claim of the tip acts on it, or anybody while nobody holds it; a proposal frees it for the second person.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from watchfloor.core.actions.records import settle
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.gather.actions.outcomes import keep_outcome
from watchfloor.gather.actions.triage import decided
from watchfloor.gather.formats.behavior import behaviors, vetting_policy
from watchfloor.gather.models.vetting import Vetting
from watchfloor.gather.queries.vetting import vetting_of
from watchfloor.gather.rules.sharing import word_of
from watchfloor.gather.rules.vetting import (
    Determination,
    Dismissal,
    PersonFacts,
    TipFacts,
    look_of,
    may_decline,
    may_dismiss,
    may_promote,
)
from watchfloor.people import queries as people
from watchfloor.plan.actions.claims import end_worked, must_be_free
from watchfloor.plan.rules.claims import may_undo
from watchfloor.protect.actions.classes import change_by_vetting


class NotVetted(Refused):
    """The tip is not there for the asker, or a rule of vetting refuses."""


def promote(*, record: UUID, determination: Determination, by: Audience, now: datetime) -> str:
    """Propose the promotion of a tip to a SAR, or confirm what another proposed; the new state.

    A confirmation judges the first person's determination, not a new one. Raises NotVetted.
    """
    row, tip, kept = _tip(record, by)
    if look_of(tip) == "confirm" and kept and kept.determination:
        determination = _determination(kept.determination, kept.privacy_by)
    decision = may_promote(
        tip, determination, person_facts(by=by, now=now), policy=vetting_policy(), behaviors=behaviors(), now=now
    )
    _must(decision, row, by)
    with transaction.atomic():
        if look_of(tip) == "propose":
            state = "promotion proposed"
            _propose(row, state, by, now, determination=_told(determination))
            words = Words(determination.rationale, row.label_id, row.id)
            tell(kind="gather.promotion.proposed", by=by, records=[record], rules=decision.rules, words=words)
        else:
            state = "promoted"
            _confirm(row, tip.state, state, by, now)
            keep_outcome(row=row, word=word_of(promoted=True), by=by, now=now)
            end_worked(record_id=row.id, deed=uuid4(), by=by, now=now)
            change_by_vetting(row=row, becomes="sar", by=by, now=now)
            tell(kind="gather.tip.promoted", by=by, records=[record], rules=decision.rules)
    return state


def dismiss(
    *,
    record: UUID,
    dismissal: Dismissal,
    deed: UUID | None = None,
    first_look: bool = False,
    by: Audience,
    now: datetime,
) -> str:
    """Propose the dismissal of a tip, or confirm what another proposed; the new state. Raises NotVetted.

    A proposal made under a `deed` can be undone by that id for a short time. `first_look`: propose or be refused, for
    who acts on many and has not read what another proposed.
    """
    row, tip, kept = _tip(record, by)
    if first_look and look_of(tip) == "confirm":
        text = f"The tip is in the state '{tip.state}'."
        reason = Because(text, "gather.state", ok=False, way_out="Read the proposal on its page, and confirm it there.")
        raise NotVetted(Decision.of(reason))
    if look_of(tip) == "confirm" and kept and kept.dismissal:
        dismissal = Dismissal(kept.dismissal["code"], kept.dismissal["text"])
    decision = may_dismiss(tip, dismissal, person_facts(by=by, now=now), policy=vetting_policy(), now=now)
    _must(decision, row, by)
    with transaction.atomic():
        if look_of(tip) == "propose":
            state = "dismissal proposed"
            told = {"code": dismissal.code, "text": dismissal.text}
            _propose(row, state, by, now, dismissal=told, deed=deed)
            words = Words(dismissal.text, row.label_id, row.id)
            tell(kind="gather.dismissal.proposed", by=by, records=[record], rules=decision.rules, words=words)
        else:
            state = "dismissed"
            _confirm(row, tip.state, state, by, now)
            keep_outcome(row=row, word=word_of(promoted=False, reason=dismissal.code), by=by, now=now)
            end_worked(record_id=row.id, deed=uuid4(), by=by, now=now)
            tell(kind="gather.tip.dismissed", by=by, records=[record], rules=decision.rules)
    return state


def decline(*, record: UUID, text: str, by: Audience, now: datetime) -> None:
    """Send a proposal back to the start, with the reason; who proposed it withdraws it so. Raises NotVetted."""
    row, tip, _ = _tip(record, by)
    decision = may_decline(tip, person_facts(by=by, now=now), text, policy=vetting_policy(), now=now)
    _must(decision, row, by)
    with transaction.atomic():
        if not Vetting.objects.filter(record_id=row.id, state=tip.state).update(state="received"):
            raise NotVetted(_quicker())
        words = Words(text, row.label_id, row.id)
        tell(kind="gather.proposal.declined", by=by, records=[record], rules=decision.rules, words=words)


def undo_proposals(*, deed: UUID, by: Audience, now: datetime) -> list[int]:
    """Take back the proposals of a deed of one's own that nobody has judged yet; their record ids.

    A second deed with a fact of its own; what was proposed stays in the ledger. Raises NotVetted if the time is over.
    """
    mine = Vetting.objects.filter(deed=deed, proposed_by=by.actor.person_id, state__endswith=" proposed")
    kept = {row.record_id: row for row in mine}
    rows = core.rows_of(audience=by, ids=list(kept)) if kept else []
    for row in rows:
        decision = may_undo(kept[row.id].proposed_at, left=False, now=now)
        if not decision:
            raise NotVetted(decision)
        with transaction.atomic():
            Vetting.objects.filter(record_id=row.id).update(state="received", deed=None)
            tell(kind="gather.proposal.undone", by=by, records=[row.public_id], rules=decision.rules)
    return sorted(row.id for row in rows)


def approve_protected_activity(*, record: UUID, by: Audience, now: datetime) -> None:
    """The privacy officer's approval where the First-Amendment question was answered yes; by nobody else."""
    row, tip, kept = _tip(record, by)
    who = people.person(person_id=by.actor.person_id)
    right = Because("Only the privacy officer approves this.", "vetting.privacy", "ISE-FS-200", ok=False)
    if who is None or who.role != "privacy" or kept is None or tip.state != "promotion proposed":
        raise NotVetted(Decision.of(right))
    with transaction.atomic():
        Vetting.objects.filter(record_id=row.id).update(privacy_by=by.actor.person_id)
        tell(kind="gather.protected-activity.approved", by=by, records=[record], rules=["vetting.privacy"])
    del now


def _tip(record: UUID, by: Audience) -> tuple[core.Row, TipFacts, Any]:
    rows = core.rows_of(audience=by, public_ids=[record])
    if not rows or ("tip.vet" not in by.rights and "product.review" not in by.rights):
        raise NotVetted(Decision.of(Because("Nothing here that you may vet.", "vetting.right", ok=False)))
    kept = vetting_of(audience=by, record_ids=[rows[0].id]).get(rows[0].id)
    seen = core.record(audience=by, public_id=record)
    author = seen.author if seen else 0
    facts = TipFacts(
        state=kept.state if kept else "received",
        submitted_by=str(author) if author > 0 else None,
        proposed_by=str(kept.proposed_by) if kept else None,
    )
    return rows[0], facts, kept


def _must(decision: Decision, row: core.Row, by: Audience) -> None:
    """The rules of vetting, and nobody else's claim."""
    whole = Decision.of(must_be_free(record_id=row.id, by=by), *decision.because)
    if not whole:
        raise NotVetted(whole)


def person_facts(*, by: Audience, now: datetime) -> PersonFacts:
    """Who asks, with his training; the center's grace counts as in date."""
    standing = people.standing(person_id=by.actor.person_id, affiliation_id=by.actor.affiliation_id)
    trained = dict(standing.training) if standing else {}
    if standing and standing.grace_until and standing.grace_until >= now.date():
        trained[vetting_policy().course] = max(standing.grace_until, trained.get(vetting_policy().course, now.date()))
    return PersonFacts(str(by.actor.person_id), by.actor.person_id > 0, trained)


def _told(determination: Determination) -> dict[str, Any]:
    return {
        "behaviors": list(determination.behaviors),
        "rationale": determination.rationale,
        "articulable_facts": determination.articulable_facts,
        "first_amendment": determination.first_amendment,
    }


def _determination(told: dict[str, Any], privacy_by: int | None) -> Determination:
    return Determination(
        tuple(told["behaviors"]), told["rationale"], told["articulable_facts"], told["first_amendment"],
        str(privacy_by) if privacy_by else None,
    )  # fmt: skip


def _propose(row: core.Row, state: str, by: Audience, now: datetime, **said: Any) -> None:
    """The first proposal opens the row; one after a decline takes the place of what was declined."""
    told: dict[str, Any] = {"determination": None, "dismissal": None, "privacy_by": None, "deed": None, **said}
    told |= {"state": state, "proposed_by": by.actor.person_id, "proposed_at": now}
    if not Vetting.objects.filter(record_id=row.id, state="received").update(**told):
        try:
            with transaction.atomic():
                Vetting.objects.bulk_create([Vetting(record_id=row.id, label_id=row.label_id, **told)])
        except IntegrityError:
            raise NotVetted(_quicker()) from None
    end_worked(record_id=row.id, deed=told["deed"] or uuid4(), by=by, now=now)


def _confirm(row: core.Row, was: str, state: str, by: Audience, now: datetime) -> None:
    told = {"state": state, "confirmed_by": by.actor.person_id, "confirmed_at": now}
    if not Vetting.objects.filter(record_id=row.id, state=was).update(**told):
        raise NotVetted(_quicker())
    settle(record_id=row.id, at=now)
    decided(record_id=row.id, now=now)


def _quicker() -> Decision:
    """Two persons decided at once: the first one's stands, the other is told so and loses no word of the form."""
    text = "Another person decided in the meantime; what you stated was not kept."
    return Decision.of(Because(text, "gather.state", ok=False, way_out="Read what stands now; your words stand below."))
