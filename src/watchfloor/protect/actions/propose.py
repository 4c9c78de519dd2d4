"""Ask a second person to purge a record, and answer: two persons, each in a session of his own."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from watchfloor.core.formats import crypt
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries.records import rows_of
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.notify.actions.outbox import notice
from watchfloor.protect.actions.hold import may_be_purged
from watchfloor.protect.actions.purge import NotPurged, Purged, open_purge, recipients_of, two_persons
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.models.purges import Proposal
from watchfloor.protect.queries.purges import ProposalView, key_of, proposal, rows_held
from watchfloor.protect.rules.proposing import GOOD_FOR, may_confirm, may_end

TOLD = "people told"
TEXT = "Somebody asks you to be the second person of a purge. The page says of what, why and with which effect."


def effect_of(*, record_ids: Sequence[int], by: Audience) -> dict[str, int]:
    """What a purge would erase, by table, as far as `by` sees it, and how many people would be told."""
    told = len(recipients_of(record_ids=record_ids, by=by))
    held = rows_held(audience=by, record_ids=record_ids)
    return {"core_record": len(record_ids)} | held | ({TOLD: told} if told else {})


def propose(*, record: UUID, because: str, second_id: int, by: Audience, now: datetime) -> UUID:
    """Ask; the reason is sealed under the record's own key. Raises NotPurged. MUST stand in a transaction of `by`."""
    two_persons(by=by, second_id=second_id)
    rows = rows_of(audience=by, public_ids=[record])
    key = key_of(record_id=rows[0].id) if rows else None
    if key is None or not because.strip():
        raise NotPurged(_no("A purge needs a record that is there for you, and a reason.", "purge.records"))
    row = rows[0]
    if not (free := may_be_purged(record_ids=[row.id], by=by)):
        raise NotPurged(free)
    with transaction.atomic():
        asked = Proposal(
            record_id=row.id, public_record=record, label_id=row.label_id, by_id=by.actor.person_id,
            second_id=second_id, effect=effect_of(record_ids=[row.id], by=by), opened_at=now, lapses_at=now + GOOD_FOR,
            because=crypt.seal(because.strip().encode(), key=key),
        )  # fmt: skip
        asked.save()
        _call(asked, by, now)
        # the reason lies with the question, which is forgotten with the record; opening the purge seals it anew
        tell(kind="protect.purge.proposed", by=by, records=[record], rules=["purge.two-persons"])
    return asked.public_id


def _call(asked: Proposal, by: Audience, now: datetime) -> None:
    """The second person is told that something waits, and nothing of what."""
    stamper = Stamper(legal_class="product", owner_id=by.actor.agency_id, verified=True, now=now, share="center")
    notice(
        person_id=asked.second_id, kind="purge-proposal", subject="A purge waits for its second person", text=TEXT,
        path=f"/purges/proposals/{asked.public_id}/", label_id=stamper.stamp(markings=("U",)).label_id,
        once_key=f"purge-proposal-{asked.public_id}", now=now, urgent=True,
    )  # fmt: skip


def confirm(*, public_id: UUID, by: Audience, now: datetime) -> Purged:
    """The second person agrees: the purge is opened by him, with the first as the other. Raises NotPurged.

    The caller carries it on once this transaction is over (purge.open_purge).
    """
    asked = _standing(public_id, by)
    effect = effect_of(record_ids=[asked.record_id], by=by)
    decision = may_confirm(asked.asked, person_id=by.actor.person_id, effect=effect, now=now)
    if not decision:
        raise NotPurged(decision)
    with transaction.atomic():
        _answered(asked, "confirmed", now)
        tell(kind="protect.purge.confirmed", by=by, records=[asked.record], rules=decision.rules)
        return open_purge(record_ids=[asked.record], because=asked.because, second_id=asked.asked.by_id, by=by, now=now)


def end(*, public_id: UUID, by: Audience, now: datetime) -> None:
    """Either of the two lets it fall: declined by the second, withdrawn by the first. Raises NotPurged."""
    asked = _standing(public_id, by)
    decision = may_end(asked.asked, person_id=by.actor.person_id, now=now)
    if not decision:
        raise NotPurged(decision)
    answer = "declined" if by.actor.person_id == asked.asked.second_id else "withdrawn"
    with transaction.atomic():
        _answered(asked, answer, now)
        tell(kind=f"protect.purge.{answer}", by=by, records=[asked.record], rules=decision.rules)


def _standing(public_id: UUID, by: Audience) -> ProposalView:
    found = proposal(audience=by, public_id=public_id)
    if found is None:
        raise NotPurged(_no("There is no such question to you.", "purge.records"))
    return found


def _answered(asked: ProposalView, answer: str, now: datetime) -> None:
    done = Proposal.objects.filter(pk=asked.id, answered_at=None).update(answered_at=now, answer=answer)
    if not done:
        raise NotPurged(_no("It was answered already.", "purge.answered"))


def _no(text: str, rule: str) -> Decision:
    return Decision.of(Because(text, rule, "28 CFR 23.20(g)(3)", ok=False, way_out="Ask anew if it is still needed."))
