"""An ISE-SAR goes to the repository and answers come back: each is stated by a person, recorded, and acted upon."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate

from watchfloor.core.formats import crypt
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.gather.actions.clocks import draw_nearer
from watchfloor.gather.formats.sharing import sharing_policy
from watchfloor.gather.models.sharing import Answer, Sent, Submission
from watchfloor.gather.queries.sharing import packages_of, submissions_of
from watchfloor.gather.rules.sharing import OVER, Ready, Sending, may_return, may_submit
from watchfloor.protect.actions.classes import change_class
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.queries.purges import key_of

RIGHT = "tip.vet"
NO_NEXUS = "The repository answered: no nexus."


class NotSubmitted(Refused):
    """There is no such sending for the asker, or a rule of submission refuses."""


def submit(*, record: UUID, sending: Sending, by: Audience, now: datetime) -> UUID:
    """Record that the checked package was entered there: number, operator (who asks) and time. Raises NotSubmitted."""
    view = core.record(audience=by, public_id=record)
    if view is None or RIGHT not in by.rights:
        raise NotSubmitted(_nothing())
    row = view.row
    package = next(iter(packages_of(audience=by, record_id=row.id)), None)
    stands = next((one for one in submissions_of(audience=by, record_id=row.id) if one.state not in OVER), None)
    ready = Ready(
        row.legal_class, package.at if package else None, bool(package and package.version == view.n),
        stands.number if stands else "",
    )  # fmt: skip
    decision = may_submit(sending, ready, now=now)
    if not decision or package is None or sending.sent_at is None:
        raise NotSubmitted(decision)
    kept, system = uuid4(), sharing_policy().system[0]
    with transaction.atomic():
        Submission.objects.bulk_create([
            Submission(
                public_id=kept, record_id=row.id, label_id=row.label_id, package=package.public_id, system=system,
                adapter=sending.adapter, number=sending.number.strip(), state="sent", sent_at=sending.sent_at,
                by_id=by.actor.person_id, at=now,
            )
        ])  # fmt: skip
        Sent.objects.bulk_create([
            Sent(public_id=kept, label_id=_center_label(by, now), system=system, number=sending.number.strip(),
                 sent_on=localdate(sending.sent_at))
        ])  # fmt: skip
        tell(kind="gather.ise-sar.submitted", by=by, records=[record], rules=decision.rules)
    return kept


def take_answer(*, submission: UUID, answer: str, words: str, on: date, by: Audience, now: datetime) -> str:
    """Record what came back and act on it; the new state. Raises NotSubmitted, also where another was quicker.

    A disposition without nexus takes the record out of sharing in this transaction, and its recipients are told.
    """
    kept = Submission.objects.filter(public_id=submission).first()
    row = next(iter(core.rows_of(audience=by, ids=[kept.record_id])), None) if kept else None
    key = key_of(record_id=row.id) if row else None
    if kept is None or row is None or key is None or RIGHT not in by.rights:
        raise NotSubmitted(_nothing())
    decision = Decision.of(*may_return(kept.state, answer).because, _day(on, localdate(kept.sent_at), localdate(now)))
    if not decision:
        raise NotSubmitted(decision)
    with transaction.atomic():
        if not Submission.objects.filter(public_id=submission, state=kept.state).update(state=answer):
            raise NotSubmitted(_quicker())
        Answer.objects.bulk_create([
            Answer(
                submission=submission, record_id=row.id, label_id=row.label_id, answer=answer, on=on,
                words=crypt.seal(words.strip().encode(), key=key), by_id=by.actor.person_id, at=now,
            )
        ])  # fmt: skip
        if answer in OVER:
            Sent.objects.filter(public_id=submission).update(over_on=on)
        _act(row, answer, by, now)
        rule = f"gather.answer.{answer}".replace("_", "-")
        tell(kind="gather.answer.taken", by=by, records=[row.public_id], rules=[rule])
    return answer


def note_purged_there(*, submission: UUID, on: date, by: Audience, now: datetime) -> None:
    """What was purged here is purged there too: the number alone is left of it. Raises NotSubmitted."""
    kept = Sent.objects.filter(public_id=submission, over_on=None).first()
    if kept is None or RIGHT not in by.rights or Submission.objects.filter(public_id=submission).exists():
        raise NotSubmitted(_nothing())
    decision = Decision.of(_day(on, kept.sent_on, localdate(now)))
    if not decision:
        raise NotSubmitted(decision)
    with transaction.atomic():
        if not Sent.objects.filter(public_id=submission, over_on=None).update(over_on=on):
            raise NotSubmitted(_quicker())
        tell(kind="gather.copy.purged-there", by=by, records=[], rules=decision.rules)


def _act(row: core.Row, answer: str, by: Audience, now: datetime) -> None:
    """Sharing, notices and clocks of a disposition; the class change tells whoever was given something."""
    disposition = sharing_policy().dispositions.get(answer)
    if disposition is None:
        return
    if not disposition.shared and row.legal_class == "ise_sar":
        change_class(record=row.public_id, becomes="sar", because=NO_NEXUS, by=by, now=now)
        row = core.rows_of(audience=by, ids=[row.id])[0]
    draw_nearer(row=row, purge_days=disposition.purge_days, review_days=disposition.review_days, by=by, now=now)


def _center_label(by: Audience, now: datetime) -> int:
    stamper = Stamper(legal_class="product", owner_id=by.actor.agency_id, verified=True, now=now, share="center")
    return stamper.stamp(markings=("U",)).label_id


def _day(on: date, first: date, today: date) -> Because:
    rule = "gather.submission.day"
    if first <= on <= today:
        return Because("The day fits.", rule)
    return Because("The day lies before the sending or ahead.", rule, ok=False, way_out="State the day it came.")


def _nothing() -> Decision:
    return Decision.of(Because("There is no such ISE-SAR for you.", "gather.submission.record", ok=False))


def _quicker() -> Decision:
    text = "Another person recorded an answer in the meantime; yours was not kept."
    return Decision.of(Because(text, "gather.submission.state", ok=False, way_out="Read what stands now."))
