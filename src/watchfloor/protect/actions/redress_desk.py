"""What the privacy officer and the director do with a case: acknowledge, verify, look up, dispute, decide, settle."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db import transaction

from watchfloor.core.formats import crypt
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.notify.actions.outbox import notice
from watchfloor.protect.actions import hold as holding
from watchfloor.protect.actions.purge import recipients_of
from watchfloor.protect.actions.redress import write
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.redress import times
from watchfloor.protect.models.redress import Dispute, RedressCase, Withdrawal
from watchfloor.protect.queries import redress, retention
from watchfloor.protect.queries.purges import key_of
from watchfloor.protect.queries.redress import CaseView
from watchfloor.protect.rules.redress import may_decide, may_settle, may_work

MOST_HITS = 50
LONGEST = 365  # days that a case keeps a record from being purged; placed anew if the case takes longer
TEXT = "Something that you received rested on a record that was corrected. Open the page for what is right instead."


class NotDone(Refused):
    """The case is not there for the asker, or a rule of redress refuses."""


def acknowledge(*, case: UUID, by: Audience, now: datetime) -> None:
    """The person is told that the request has come; how is the officer's business. Raises NotDone."""
    found = _mine(case, by)
    with transaction.atomic():
        RedressCase.objects.filter(record_id=found.record_id, acknowledged_at=None).update(acknowledged_at=now)
        tell(kind="protect.case.acknowledged", by=by, records=[case], rules=["redress.acknowledge"])


def verify(*, case: UUID, how: str, by: Audience, now: datetime) -> None:
    """A person looked at who asks; how is kept sealed with the case. Raises NotDone."""
    found = _mine(case, by)
    if not how.strip():
        raise NotDone(_no("Write how the identity was verified.", "redress.identity"))
    with transaction.atomic():
        RedressCase.objects.filter(record_id=found.record_id, verified_at=None).update(
            verified_at=now, verified_by=by.actor.person_id
        )
        _write(found, "identity", how, by, now)
        tell(kind="protect.case.verified", by=by, records=[case], rules=["redress.identity"])


def look_up(*, case: UUID, words: str, by: Audience, now: datetime) -> list[core.Row]:
    """What the officer may read that holds the words. Outside the case nothing is left of who asked about whom.

    The fact names the case alone: neither the words nor what was found; both lie sealed with the case and go with it.
    Raises NotDone.
    """
    found = _mine(case, by)
    if not words.strip():
        raise NotDone(_no("Write what to look for.", "redress.lookup"))
    hits = core.search(audience=by, words=words, how_many=MOST_HITS)
    rows = [row for row in hits if row.kind != "redress"]
    said = msgspec.json.encode({"words": words.strip(), "found": [str(row.public_id) for row in rows]}).decode()
    with transaction.atomic():
        _write(found, "lookup", said, by, now)
        tell(kind="protect.case.looked-up", by=by, records=[case], rules=["redress.blind"])
    return rows


def dispute(*, case: UUID, record: UUID, by: Audience, now: datetime) -> None:
    """Mark a record as disputed wherever it is used, and keep it from being purged meanwhile. Raises NotDone.

    The fact names the record alone: the ledger does not tie it to the case.
    """
    found = _mine(case, by)
    rows = core.rows_of(audience=by, public_ids=[record])
    if not rows or rows[0].kind == "redress":
        raise NotDone(_no("There is no such record for you.", "redress.records"))
    row = rows[0]
    if any(one.record_id == row.id for one in redress.disputes(audience=by, case_id=case)):
        return
    with transaction.atomic():
        Dispute(record_id=row.id, label_id=row.label_id, case_id=case, since=now).save()
        _hold(record, _number(found), now + timedelta(days=LONGEST), by, now)
        tell(kind="protect.record.disputed", by=by, records=[record], rules=["redress.disputed"])


def decide(*, case: UUID, outcome: str, reason: str, answer: str, correction: str, by: Audience, now: datetime) -> int:
    """Decide a case; how many people were told of a correction. Raises NotDone.

    A correction stands on each of its records from now on, and whoever was given something of them is told.
    """
    found = _mine(case, by)
    open_ones = [one for one in redress.disputes(audience=by, case_id=case) if one.ended_at is None]
    decision = may_decide(
        found.standing, outcome=outcome, reason=reason, answer=answer, correction=correction, disputed=len(open_ones),
        rights=by.rights,
    )  # fmt: skip
    if not decision:
        raise NotDone(decision)
    with transaction.atomic():
        RedressCase.objects.filter(record_id=found.record_id, decided_at=None).update(
            decided_at=now, decided_by=by.actor.person_id, outcome=outcome
        )
        for what, text in (("reason", reason), ("answer", answer), ("correction", correction)):
            if text.strip():
                _write(found, what, text, by, now)
        told = sum(_end(found, one.record_id, outcome, correction, by, now) for one in open_ones)
        tell(kind="protect.case.decided", by=by, records=[case], rules=decision.rules)
    return told


def settle(*, case: UUID, answer: str, by: Audience, now: datetime) -> None:
    """The appeal is decided by somebody who did not decide the case. Raises NotDone."""
    found = redress.case(audience=by, public_id=case)
    if found is None:
        raise NotDone(_no("There is no such case for you.", "redress.case"))
    decision = may_settle(found.standing, answer=answer, person_id=by.actor.person_id, rights=by.rights)
    if not decision:
        raise NotDone(decision)
    with transaction.atomic():
        RedressCase.objects.filter(record_id=found.record_id).update(
            appeal_decided_at=now, appeal_decided_by=by.actor.person_id
        )
        _write(found, "appeal-answer", answer, by, now)
        tell(kind="protect.case.settled", by=by, records=[case], rules=decision.rules)


def _end(found: CaseView, record_id: int, outcome: str, correction: str, by: Audience, now: datetime) -> int:
    """End a dispute: its correction stands, its hold goes (or stays for an appeal), recipients are told."""
    row, key = core.rows_of(audience=by, ids=[record_id])[0], key_of(record_id=record_id)
    corrected = outcome == "corrected" and key is not None
    Dispute.objects.filter(record_id=record_id, case_id=found.public_id, ended_at=None).update(
        ended_at=now, outcome=outcome,
        correction=crypt.seal(correction.strip().encode(), key=key) if corrected and key else None,
    )  # fmt: skip
    for one in retention.holds(audience=by, record_id=record_id):
        if one.kind == "redress" and one.authority == _number(found):
            holding.lift(hold=one.public_id, because=f"{_number(found)} was decided", by=by, now=now)
    if outcome != "erased":
        _hold(row.public_id, _number(found), now + timedelta(days=times().appeal), by, now)
    tell(kind="protect.record.undisputed", by=by, records=[row.public_id], rules=[f"redress.{outcome}"])
    return _tell(record_id, row.public_id, by, now) if corrected else 0


def _tell(record_id: int, record: UUID, by: Audience, now: datetime) -> int:
    """28 CFR 23.20(h): recipients are advised of corrections, without content."""
    stamper = Stamper(legal_class="product", owner_id=by.actor.agency_id, verified=True, now=now, share="center")
    label_id = stamper.stamp(markings=("U",)).label_id
    people, once = recipients_of(record_ids=[record_id], by=by), f"correction-{record}-{now.timestamp():.0f}"
    for person_id in people:
        notice(
            person_id=person_id, kind="correction", subject="A correction that concerns you", text=TEXT,
            path=f"/records/{record}/", label_id=label_id, once_key=f"{once}-{person_id}", now=now,
        )  # fmt: skip
        asked = Withdrawal(person_id=person_id, told_at=now)
        Withdrawal.objects.bulk_create([asked])
        notice(
            person_id=person_id, kind="purge", subject="Say that you corrected it", text=TEXT,
            path=f"/withdrawals/{asked.public_id}/", label_id=label_id, once_key=f"{once}-said-{person_id}", now=now,
        )  # fmt: skip
    tell(kind="protect.correction.told", by=by, records=[record], rules=["28cfr23.20h"])
    return len(people)


def _hold(record: UUID, authority: str, until: datetime, by: Audience, now: datetime) -> None:
    holding.place(kind="redress", record=record, authority=authority, until_on=until.date(), by=by, now=now)


def _number(found: CaseView) -> str:
    return f"REDRESS-{str(found.public_id)[:8]}"


def _mine(case: UUID, by: Audience) -> CaseView:
    found = redress.case(audience=by, public_id=case)
    if found is None:
        raise NotDone(_no("There is no such case for you.", "redress.case"))
    if not (decision := may_work(by.rights)):
        raise NotDone(decision)
    return found


def _write(found: CaseView, what: str, text: str, by: Audience, now: datetime) -> None:
    write(record_id=found.record_id, label_id=found.label_id, what=what, text=text.strip(), by=by, now=now)


def _no(text: str, rule: str) -> Decision:
    return Decision.of(Because(text, rule, "CJISSECPOL AC-3(14)", ok=False))
