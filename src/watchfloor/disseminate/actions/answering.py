"""Answer what is asked: each record told of is weighed as for a release, what was told is kept as a dissemination."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.disseminate.actions.draft import joined
from watchfloor.disseminate.actions.facts import selection_of
from watchfloor.disseminate.actions.keeping import keep
from watchfloor.disseminate.actions.selecting import citable
from watchfloor.disseminate.formats.policy import release_policy
from watchfloor.disseminate.models.answers import Answer, AnswerRecord
from watchfloor.disseminate.queries.audiences import facts_to, unasked_of
from watchfloor.disseminate.rules import answering as rule
from watchfloor.disseminate.rules.answering import Asked
from watchfloor.disseminate.rules.draft import draft_selection
from watchfloor.disseminate.rules.editing import may_cite
from watchfloor.disseminate.rules.product import Statement
from watchfloor.disseminate.rules.release import GroupFacts, ReleaseFacts, open_to
from watchfloor.marking.banner import canonical
from watchfloor.marking.grammar import Marking, parse
from watchfloor.marking.rollup import roll_up
from watchfloor.people import queries as people
from watchfloor.plan.actions.requests import NoSuchRequest, NotRequested, purge_on, settle
from watchfloor.plan.queries.requests import RequestView
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.kinds import THREATS

__all__ = ["NoSuchRequest", "NotAnswered", "NotRequested", "Weighed", "answer_request", "weigh"]

OWN = parse("U//LES")  # what the center says of itself at its desk


class NotAnswered(Refused):
    """The caller may not be told this."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A record as a caller could be told of it: sentences with their marks, and whether he may be.

    `marking` is None where it cannot be told; then `may` refuses.
    """

    row: core.Row
    statements: tuple[Statement, ...]
    marking: Marking | None
    disclaimer: str
    may: Decision


def asked_by(request: RequestView) -> Asked:
    """A request as what is answered."""
    return Asked(
        request.public_id, rule.REQUEST, request.label_id, request.purpose, request.words.case_ref, request.agency_id,
        request.recipient_id,
    )  # fmt: skip


def weigh(*, record_ids: Sequence[UUID], asked: Asked, by: Audience, now: datetime) -> list[Weighed]:
    """Each record that may be cited at all, with the decision of the release matrix for the recipient alone; the
    sentences name kind, town and day, never a name or a word of a report."""
    to = recipient_of(asked, need=by.purpose)
    return [_weighed(row, to, by, now) for row in citable(record_ids=record_ids, by=by)]


def marking_of(*, asked: Asked, weighed: Sequence[Weighed]) -> str:
    """What an answer leaves under: the strictest of the question's marking and each record's, of its sentences and as
    it came itself; our own at least."""
    said = [one.marking for one in weighed if one.marking is not None]
    said += [parse(text) for text in (asked.marking, *(one.row.marking for one in weighed)) if text]
    return canonical(roll_up([OWN, *said]))


def _weighed(row: core.Row, to: GroupFacts | None, by: Audience, now: datetime) -> Weighed:
    key = str(row.public_id)
    threats = frozenset({key} if row.kind in THREATS else ())
    whole = draft_selection(selection_of(title="", rows={key: row}, threats=threats, by=by), now=now)
    said = next((one.statements for one in whole.sections if one.key == "happened"), ())
    facts = ReleaseFacts(
        whole, 1, frozenset(), (), (), "", unasked=unasked_of(statements=whole.statements, by=by)
    )  # fmt: skip
    may = open_to(facts, to, release_policy(), now=now) if to else _nobody()
    return Weighed(row, said, whole.banner, classes().disclaimer(row.legal_class), may)


def recipient_of(asked: Asked, *, need: str) -> GroupFacts | None:
    """Who is to be told, as the release rules ask for him; None while nobody is known or he has left his agency."""
    whom = asked.recipient_id
    person = people.persons(ids=[whom]).get(whom) if whom else None
    agency = people.agencies(ids=[person.agency_id]).get(person.agency_id) if person else None
    standing = people.standings(ids=[person.id]).get(person.id) if person else None
    if agency is None or standing is None or agency.id != asked.agency_id:
        return None
    kept = people.agreement(agency_id=agency.id)
    return facts_to(agency=agency, level=standing.release_level, kept=kept, need=need)


def answer_request(
    *, request_id: UUID, outcome: str, words: str, told: Sequence[UUID], by: Audience, now: datetime
) -> UUID:
    """Keep what the caller was told and settle the request; the words are sealed, the fact names what was told of.

    MUST be called under an audience of the request's purpose and case. Raises NoSuchRequest, NotRequested, NotAnswered.
    """
    words = words.strip() or (rule.NOTHING_WORDS if outcome == rule.NOTHING else "")
    with transaction.atomic():
        request = asked_by(settle(request_id=request_id, by=by, now=now))
        return tell_of(asked=request, outcome=outcome, words=words, told=told, by=by, now=now)


def tell_of(
    *, asked: Asked, outcome: str, words: str, told: Sequence[UUID], by: Audience, now: datetime
) -> UUID:  # fmt: skip
    """Weigh each record for the recipient, keep what he is told, end with the fact. Raises NotAnswered.

    MUST run in the transaction that settled what is answered: the database keeps no other answer.
    """
    weighed = weigh(record_ids=told, asked=asked, by=by, now=now)
    decision = _decided(asked, outcome, words, told, weighed, by)
    if not decision:
        raise NotAnswered(decision)
    kept, mark = _kept(asked, outcome, words, weighed, by, now)
    tell(
        kind=f"disseminate.{asked.kind}.answered", by=by, rules=decision.rules, marks=[mark],
        records=[kept.public_id, asked.public_id, *(one.row.public_id for one in weighed)],
    )  # fmt: skip
    return kept.public_id


def forget_due_answers(*, by: Audience, now: datetime) -> int:
    """Forget the words of answers past their day; how many. `by` MUST be a service."""
    with connection.cursor() as cursor:
        cursor.execute("select disseminate_forget_due_answers(%s)", [now.date()])
        gone = int(cursor.fetchone()[0])
    if gone:
        tell(kind="disseminate.request.forgotten", by=by)
    return gone


def _decided(
    asked: Asked, outcome: str, words: str, told: Sequence[UUID], weighed: Sequence[Weighed], by: Audience
) -> Decision:
    """The form, the recipient, each record for him, and whether they may be told of together."""
    for_it = (by.purpose, by.case_ref.strip()) == (asked.purpose, asked.case_ref)
    form = rule.may_answer(outcome=outcome, words=words, told=len(set(told)), for_it=for_it)
    found = list(form.because)
    if recipient_of(asked, need=by.purpose) is None:
        found += _nobody().because
    if len(weighed) < len(set(told)):
        found.append(_not_there())
    named = {f"{one.row.kind.upper()}-{str(one.row.public_id)[:8]}": one.may for one in weighed}
    together = may_cite([one.row.legal_class for one in weighed], policy=load())
    return Decision.of(*found, *rule.told_of(named), *([together] if weighed else []))


def _kept(
    asked: Asked, outcome: str, words: str, weighed: Sequence[Weighed], by: Audience, now: datetime
) -> tuple[Answer, bytes]:
    lock, content = vault.new_locks(1)[0], words.encode()
    label_id = joined(first=asked.label_id, others=[one.row.label_id for one in weighed])
    marking = marking_of(asked=asked, weighed=weighed)
    center = people.center()
    kept = keep([Answer(
        label_id=label_id, request=asked.public_id, asked_as=asked.kind, outcome=outcome,
        purpose=asked.purpose, marking=marking,
        key_id=vault.keep(lock), sealed=crypt.seal(content, key=lock.key), told=len(weighed),
        person_id=asked.recipient_id or 0, agency_id=asked.agency_id or 0, by_id=by.actor.person_id, at=now,
        purge_on=purge_on(owner_id=center.id if center else 0, now=now),
    )])[0]  # fmt: skip
    keep([
        AnswerRecord(
            answer_id=kept.pk, record_id=one.row.id, base_label_id=asked.label_id,
            label_id=joined(first=asked.label_id, others=[one.row.label_id]),
        )
        for one in weighed
    ])  # fmt: skip
    return kept, crypt.mark(content, key=lock.key)


def _nobody() -> Decision:
    text, way_out = "Nobody is known who may be told.", "Call a registered person of the agency back first."
    return Decision.of(Because(text, "disseminate.answer.recipient", rule.CITATION, False, way_out))


def _not_there() -> Because:
    text, way_out = "A ticked record is not there for you, or may stand in no product.", "Leave it out."
    return Because(text, "disseminate.answer.record", rule.CITATION, False, way_out)
