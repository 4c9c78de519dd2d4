"""Answer a hit on a watch list, or take the answer back. It joins nothing, and it is no predicate of anything."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from watchfloor.analyze.actions.judge import ANSWERS
from watchfloor.analyze.models.lists import HitAnswer
from watchfloor.analyze.queries import hits as queries
from watchfloor.analyze.rules.judging import JudgeFacts
from watchfloor.analyze.rules.judging import judge as may_judge
from watchfloor.analyze.rules.links import LinkProposal
from watchfloor.analyze.rules.matches import said
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.people import queries as people


class NotAnswered(Refused):
    """Who answers may not, or the reason is missing."""


class NoSuchHit(LookupError):
    """There is none, it is over, or it is not the asker's to see: all answer alike."""


def answer(*, hit_id: UUID, verdict: str, because: str, by: Audience, now: datetime) -> UUID:
    """Keep what a person answers about a hit, with his words. MUST run inside the door's transaction.

    Raises NoSuchHit, NotAnswered. Tells analyze.hit.answered.
    """
    view = _found(hit_id, by)
    return _keep(view, verdict, because.strip(), None, _must(view, verdict, because, by, now), by, now)


def undo(*, hit_id: UUID, by: Audience, now: datetime) -> UUID:
    """Take back the answer that counts. Raises NoSuchHit also where nothing is answered. Tells analyze.hit.undone."""
    view = _found(hit_id, by)
    if view.answer is None:
        raise NoSuchHit
    return _keep(view, "undo", "", view.answer.number, _must(view, "unsure", "", by, now), by, now)


def _found(hit_id: UUID, by: Audience) -> queries.HitView:
    view = queries.hit(audience=by, public_id=hit_id)
    if view is None:
        raise NoSuchHit
    return view


def _must(view: queries.HitView, verdict: str, because: str, by: Audience, now: datetime) -> Decision:
    decision = Decision.of(*_judge(view, verdict, because, by, now))
    if not decision:
        raise NotAnswered(decision)
    return decision


def _judge(view: queries.HitView, verdict: str, because: str, by: Audience, now: datetime) -> Sequence[Because]:
    """The rule of links: a trained analyst, in own words, sees what he answers on."""
    standing = people.standing(person_id=by.actor.person_id, affiliation_id=by.actor.affiliation_id)
    trained = bool(standing and standing.trained("28cfr23", now.date()))
    facts = JudgeFacts(person=by.actor.person_id > 0, analyst="link.judge" in by.rights, trained=trained)
    told = LinkProposal("", "", (), "weak", said(view.weight, view.prior))
    return may_judge(told, answer=ANSWERS.get(verdict, verdict), reason=because, by=facts).because


def _keep(
    view: queries.HitView, verdict: str, because: str, undoes: int | None, decision: Decision, by: Audience,
    now: datetime,
) -> UUID:  # fmt: skip
    made = HitAnswer(
        public_id=uuid4(), hit_id=view.number, record_id=view.party.record.id, label_id=view.label_id,
        list_label_id=view.entry.label_id, verdict=verdict, undoes=undoes, because=because,
        given_by=by.actor.person_id, given_at=now,
    )  # fmt: skip
    HitAnswer.objects.bulk_create([made])
    words = Words(because, view.label_id, view.party.record.id) if because else None
    kind = "analyze.hit.undone" if verdict == "undo" else "analyze.hit.answered"
    tell(kind=kind, by=by, records=[view.party.record.public_id, view.id], rules=decision.rules, words=words)
    return made.public_id
