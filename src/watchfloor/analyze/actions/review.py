"""Step 6, by a person: take a pair, answer whether it is one, take the answer back. Answers are only ever added."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from watchfloor.analyze.actions.judge import ANSWERS
from watchfloor.analyze.formats.tables import party_rules
from watchfloor.analyze.models.parties import Answer, Match
from watchfloor.analyze.queries import matches as queries
from watchfloor.analyze.rules.judging import JudgeFacts
from watchfloor.analyze.rules.judging import judge as may_judge
from watchfloor.analyze.rules.links import LinkProposal
from watchfloor.analyze.rules.matches import free, is_held, said, until
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.people import queries as people


class NotAnswered(Refused):
    """Who answers may not, the reason is missing, or somebody else works on the pair."""


class NoSuchMatch(LookupError):
    """There is none, or it is not the asker's to see: both answer alike."""


def take(*, match_id: UUID | None = None, past: UUID | None = None, by: Audience, now: datetime) -> UUID | None:
    """Hold a pair for the person who acts, or the first of the queue after `past`; None if nothing waits for him.

    It is free again by itself after some minutes, or when he takes another. Raises NoSuchMatch, NotAnswered.
    """
    me = by.actor.person_id
    if match_id is None:
        waiting = _after(queries.queue(audience=by).waiting, past)
        free_ones = (one for one in waiting if not is_held(one.held_by, one.held_until, person_id=me, now=now))
        match_id = next((one.id for one in free_ones), None)
    if match_id is None:
        return None
    view = _found(match_id, by)
    _must(Decision.of(*_judge(by, now), _free(view, by, now)))
    Match.objects.filter(held_by=me).exclude(public_id=view.id).update(held_by=None, held_until=None)
    mine = Match.objects.filter(public_id=view.id)
    mine.update(held_by=me, held_until=until(now, party_rules().held_minutes))
    tell(kind="analyze.match.taken", by=by, records=[view.a.record.public_id, view.b.record.public_id, view.id])
    return view.id


def answer(*, match_id: UUID, verdict: str, because: str, by: Audience, now: datetime) -> UUID:
    """Keep what a person answers about a pair, with his words; the id of the answer. It counts until he takes it back.

    MUST run inside the door's transaction. Raises NoSuchMatch, NotAnswered. Tells analyze.match.answered.
    """
    view = _found(match_id, by)
    decision = _must(Decision.of(*_judge(by, now, view, verdict, because), _free(view, by, now)))
    made = _keep(view, verdict, because.strip(), None, by, now)
    Match.objects.filter(public_id=match_id).update(held_by=None, held_until=None)
    _tell("analyze.match.answered", view, because.strip(), decision, by)
    return made


def undo(*, match_id: UUID, by: Audience, now: datetime) -> UUID:
    """Take back the answer that counts for a pair: what stood before it stands again, as if it had not been given.

    Raises NoSuchMatch also where nothing is answered, NotAnswered. Tells analyze.match.undone.
    """
    view = _found(match_id, by)
    if view.answer is None:
        raise NoSuchMatch
    decision = _must(Decision.of(*_judge(by, now), _free(view, by, now)))
    made = _keep(view, "undo", "", view.answer.number, by, now)
    _tell("analyze.match.undone", view, "", decision, by)
    return made


def _found(match_id: UUID, by: Audience) -> queries.MatchView:
    view = queries.match(audience=by, public_id=match_id)
    if view is None:
        raise NoSuchMatch
    return view


def _after(waiting: Sequence[queries.Open], past: UUID | None) -> Sequence[queries.Open]:
    """The queue from behind `past` on, then from its head."""
    at = next((n + 1 for n, view in enumerate(waiting) if view.id == past), 0)
    return [*waiting[at:], *waiting[:at]]


def _must(decision: Decision) -> Decision:
    if not decision:
        raise NotAnswered(decision)
    return decision


def _judge(
    by: Audience, now: datetime, view: queries.MatchView | None = None, verdict: str = "unsure", because: str = ""
) -> Sequence[Because]:
    """The rule of links: a trained analyst, in own words, sees what he answers on."""
    standing = people.standing(person_id=by.actor.person_id, affiliation_id=by.actor.affiliation_id)
    trained = bool(standing and standing.trained("28cfr23", now.date()))
    facts = JudgeFacts(person=by.actor.person_id > 0, analyst="link.judge" in by.rights, trained=trained)
    told = said(view.weight, view.prior) if view else "what stands."
    return may_judge(
        LinkProposal("", "", (), "weak", told), answer=ANSWERS.get(verdict, verdict), reason=because, by=facts
    ).because


def _free(view: queries.MatchView, by: Audience, now: datetime) -> Because:
    holder = people.person(person_id=view.held_by) if view.held_by else None
    return free(
        view.held_by, view.held_until, person_id=by.actor.person_id, holder=holder.name if holder else "", now=now
    )


def _keep(view: queries.MatchView, verdict: str, because: str, undoes: int | None, by: Audience, now: datetime) -> UUID:
    made = Answer(
        public_id=uuid4(), a_id=view.a.party_id, b_id=view.b.party_id, a_record_id=view.a.record.id,
        b_record_id=view.b.record.id, label_id=view.label_id, verdict=verdict, undoes=undoes, because=because,
        given_by=by.actor.person_id, given_at=now,
    )  # fmt: skip
    Answer.objects.bulk_create([made])
    return made.public_id


def _tell(kind: str, view: queries.MatchView, because: str, decision: Decision, by: Audience) -> None:
    ids = [view.a.record.public_id, view.b.record.public_id, view.id]
    words = Words(because, view.label_id, view.a.record.id) if because else None
    tell(kind=kind, by=by, records=ids, rules=decision.rules, words=words)
