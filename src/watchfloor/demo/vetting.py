"""Reports of the exercise on their way to an answer, by the actions that the pages call: yes, no, what came back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import zip_longest
from uuid import UUID

from django.utils.timezone import localdate

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.demo.working import as_person
from watchfloor.gather.actions.nexus import answer_no, find_nexus
from watchfloor.gather.actions.packages import release_package
from watchfloor.gather.actions.referrals import refer
from watchfloor.gather.actions.submissions import submit, take_answer
from watchfloor.gather.actions.vetting import dismiss, promote
from watchfloor.gather.queries.nexus import nexus_of
from watchfloor.gather.queries.sharing import sent
from watchfloor.gather.rules.nexus import Nexus
from watchfloor.gather.rules.sharing import Sending
from watchfloor.gather.rules.vetting import Determination, Dismissal
from watchfloor.protect.actions.classes import answer_change
from watchfloor.protect.queries.classes import changes_of

ANA, OMAR, SOL = "ana", "omar", "sol"
FITS = "What is described is more than curiosity: it was planned, repeated and hidden."
FACTS = "The same people came at the same hour on three nights, noted the guard's rounds and left when they were seen."
CHECKS = "Plates and names were looked up here and at the state; near reports of the last ninety days were read."
YES = "The place, the hour and the notes fit together, and nobody had reason to be there."
NOTHING = "The owner was asked and knew of them: a survey that had been announced to the wrong office."
THEFT = "Copper was taken before and after. It is theft, and the county's matter."
STATEMENT = "A site was watched on several nights and its guard's rounds were noted."
NUMBERED = 12  # reports that are vetted; those of one screen of the inbox stay as they came
LOOKED_AT, SKIPPED = 400, 120


def vet(*, now: datetime) -> None:
    """Nothing if it was done before."""
    with reading(as_person(ANA, now=now)) as ana:
        if sent(audience=ana):
            return
        chosen = _chosen(ana)
    at = now - timedelta(hours=6)
    sars = [_sar(one, at) for one in chosen[:8]]
    for one, code, words in zip(
        chosen[8:], ("INNOCENT", "REFERRED", "INSUFFICIENT", "INNOCENT"), [NOTHING] * 4, strict=False
    ):
        _dismissed(one, code, words, at)
    if len(sars) < 6:
        return
    yes = Nexus(("SURVL",), FITS, FACTS, CHECKS, True, YES, "seen")
    for one in sars[:3]:
        _ise_sar(one, yes, at)
    _answered(sars[0], "EG-26-004417", ("accepted", "inconclusive"), at)
    _answered(sars[1], "EG-26-004471", ("accepted", "no_nexus"), at)
    _released(sars[2], at)
    no = replace(yes, indicates=False, rationale=NOTHING, outcome="no_nexus")
    _stated(sars[3], replace(no, rationale=THEFT, outcome="other_crime"), at)
    _seconded(sars[3], at)
    with reading(as_person(SOL, now=at)) as sol:
        refer(record=sars[3], agency="WCS", why=THEFT, by=sol, now=at)
    _stated(sars[4], no, at)  # it waits for a second person


def _chosen(by: Audience) -> Sequence[UUID]:
    """Older tips that nobody looked at and whose words suggest a behavior, from one agency after the other."""
    rows = core.latest(audience=by, kinds=["tip"], how_many=LOOKED_AT)
    older = [one.id for one in rows if one.legal_class == "tip_lead"][min(SKIPPED, len(rows) // 2) :]
    by_owner: dict[int, list[UUID]] = {}
    for text in core.texts_of(audience=by, ids=older):
        if (text.data.get("object") or {}).get("suggested_behavior"):
            by_owner.setdefault(text.row.owner_id, []).append(text.row.public_id)
    turns = zip_longest(*by_owner.values())
    return [one for turn in turns for one in turn if one][:NUMBERED]


def _sar(record: UUID, at: datetime) -> UUID:
    said = Determination(("SURVL",), FITS, FACTS, first_amendment=False)
    for login in (ANA, OMAR):
        with reading(as_person(login, now=at)) as by:
            promote(record=record, determination=said, by=by, now=at)
    return record


def _dismissed(record: UUID, code: str, words: str, at: datetime) -> None:
    for login in (OMAR, ANA):
        with reading(as_person(login, now=at)) as by:
            dismiss(record=record, dismissal=Dismissal(code, words), by=by, now=at)


def _stated(record: UUID, nexus: Nexus, at: datetime) -> None:
    with reading(as_person(ANA, now=at)) as ana:
        find_nexus(record=record, nexus=nexus, by=ana, now=at)


def _ise_sar(record: UUID, nexus: Nexus, at: datetime) -> None:
    _stated(record, nexus, at)
    with reading(as_person(OMAR, now=at)) as omar:
        row = core.rows_of(audience=omar, public_ids=[record])[0]
        waits = next(one for one in changes_of(audience=omar, record_id=row.id) if not one.answer)
        answer_change(change=waits.public_id, approve=True, by=omar, now=at)


def _seconded(record: UUID, at: datetime) -> None:
    with reading(as_person(OMAR, now=at)) as omar:
        row = core.rows_of(audience=omar, public_ids=[record])[0]
        waits = next(one for one in nexus_of(audience=omar, record_id=row.id) if one.waits)
        answer_no(review=waits.public_id, confirm=True, by=omar, now=at)


def _released(record: UUID, at: datetime) -> None:
    with reading(as_person(ANA, now=at)) as ana:
        release_package(record=record, form="summary", statement=STATEMENT, checked=True, by=ana, now=at)


def _answered(record: UUID, number: str, answers: Sequence[str], at: datetime) -> None:
    _released(record, at)
    with reading(as_person(ANA, now=at)) as ana:
        entered = at + timedelta(minutes=20)
        sending = submit(record=record, sending=Sending("manual", number, entered), by=ana, now=entered)
    for hours, answer in enumerate(answers, start=1):
        back = at + timedelta(hours=hours)
        with reading(as_person(SOL, now=back)) as sol:
            take_answer(submission=sending, answer=answer, words="", on=localdate(back), by=sol, now=back)
