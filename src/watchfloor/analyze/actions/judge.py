"""Step 6, by a person: judge a proposed link, or draw one; the words that convinced him are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

import msgspec
from django.db import connection

from watchfloor.analyze.actions.links import is_local
from watchfloor.analyze.models.links import Link
from watchfloor.analyze.rules.judging import JudgeFacts
from watchfloor.analyze.rules.judging import judge as may_judge
from watchfloor.analyze.rules.links import Cause, LinkProposal
from watchfloor.core.actions.records import label_joins
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.people import queries as people
from watchfloor.protect.formats.policy import load

Verdict = Literal["same", "different", "unsure"]
ANSWERS = {"same": "linked", "different": "not-linked", "unsure": "not-sure"}
_json = msgspec.json.Encoder()
DRAW = """
insert into analyze_link (public_id, a_id, b_id, label_id, causes, strength, bits, state, proposed_at, judged_by,
  judged_at, judged_because, crosses) values (%s, %s, %s, %s, %s, 'strong', 0, 'same', %s, %s, %s, %s, %s)
  on conflict do nothing
"""


class NotJudged(Refused):
    """Who judges may not, the reason is missing, or the two classes must not be shown together."""


class NoSuchLink(LookupError):
    """There is none, or it is not the asker's to see: both answer alike."""


def judge(*, link_id: UUID, verdict: Verdict, because: str, by: Audience, now: datetime) -> None:
    """Keep the verdict of a person on a link, with his words; a later verdict takes the place of an earlier one.

    MUST run inside the door's transaction. Raises NoSuchLink, and NotJudged with the reasons.
    """
    link = Link.objects.filter(public_id=link_id, label_id__in=by.label_ids).first()
    rows = _ends(by, link.a_id, link.b_id) if link else []
    if link is None or len(rows) < 2:
        raise NoSuchLink
    proposal = _proposal(link.a_id, link.b_id, causes_of(link.causes))
    decision = _decide(proposal, verdict, because, rows, by, now)
    if not decision:
        raise NotJudged(decision)
    Link.objects.filter(pk=link.pk).update(
        state=verdict, judged_by=by.actor.person_id, judged_at=now, judged_because=because.strip()
    )
    _tell("analyze.link.judged", link.public_id, link.label_id, rows, because, decision, by)


def link(*, a: UUID, b: UUID, because: str, by: Audience, now: datetime) -> UUID:
    """Draw a link between two records by hand, with a reason in words; one that stands is judged "same".

    MUST run inside the door's transaction. Raises NoSuchLink if either record is not to be seen, and NotJudged.
    """
    rows = sorted(core.rows_of(audience=by, public_ids=[a, b]), key=lambda row: row.id)
    if len(rows) < 2:
        raise NoSuchLink
    first, second = rows
    standing = Link.objects.filter(a_id=first.id, b_id=second.id, label_id__in=by.label_ids).first()
    if standing:
        judge(link_id=standing.public_id, verdict="same", because=because, by=by, now=now)
        return standing.public_id
    cause = Cause("person", "An analyst drew this link.", 0.0, 2, "An analyst drew this link.")
    decision = _decide(_proposal(first.id, second.id, (cause,)), "same", because, rows, by, now)
    if not decision:
        raise NotJudged(decision)
    label_id = label_joins([(first.label_id, second.label_id)])[first.label_id, second.label_id]
    public_id, who = uuid4(), by.actor.person_id
    with connection.cursor() as cursor:
        cursor.execute(
            DRAW,
            [
                public_id,
                first.id,
                second.id,
                label_id,
                _json.encode([cause]).decode(),
                now,
                who,
                now,
                because.strip(),
                is_local(first) != is_local(second),
            ],
        )
    _tell("analyze.link.judged", public_id, label_id, rows, because, decision, by)
    return public_id


def _ends(by: Audience, a: int, b: int) -> list[core.Row]:
    return core.rows_of(audience=by, ids=[a, b])


def causes_of(kept: object) -> tuple[Cause, ...]:
    """Causes as they lie in the table."""
    return msgspec.convert(kept, tuple[Cause, ...])


def _proposal(a: int, b: int, causes: tuple[Cause, ...]) -> LinkProposal:
    """The question that is answered; the judge sees its causes, whatever the machine made of them."""
    return LinkProposal(str(a), str(b), causes, "weak", " ".join(cause.said for cause in causes))


def _decide(
    proposal: LinkProposal, verdict: str, because: str, rows: Sequence[core.Row], by: Audience, now: datetime
) -> Decision:
    standing = people.standing(person_id=by.actor.person_id, affiliation_id=by.actor.affiliation_id)
    facts = JudgeFacts(
        person=by.actor.person_id > 0,
        analyst="link.judge" in by.rights,
        trained=bool(standing and standing.trained("28cfr23", now.date())),
    )
    judged = may_judge(proposal, answer=ANSWERS.get(verdict, verdict), reason=because, by=facts)
    return Decision.of(*judged.because, _side_by_side(rows))


def _side_by_side(rows: Sequence[core.Row]) -> Because:
    """Only records of classes that may be shown together are put before a judge."""
    show = load().join(rows[0].legal_class, rows[1].legal_class).show
    rule, citation = "analyze.judge.classes", "28 CFR 23.3; class-join table"
    if show:
        return Because("Records of these two classes may be shown together.", rule, citation)
    text = "Records of these two classes must not be shown together."
    return Because(text, rule, citation, ok=False, way_out="Ask the privacy officer.")


def _tell(
    kind: str, link_id: UUID, label_id: int, rows: Sequence[core.Row], because: str, decision: Decision, by: Audience
) -> None:
    words = Words(because.strip() or "no reason", label_id, rows[0].id)
    tell(kind=kind, by=by, records=[*(row.public_id for row in rows), link_id], rules=decision.rules, words=words)
