"""A state of the national alert system counts once a person has compared it with its source; each change anew."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.receive.models import StatedState
from watchfloor.receive.queries import standing_state, state_said
from watchfloor.receive.rules.confirming import RIGHT, Answer, may_answer

KINDS = ("ntas", "cap", "stix")
FACTS = {"confirmed": "receive.state.confirmed", "denied": "receive.state.denied", "": "receive.state.withdrawn"}


class NotAnswered(Refused):
    """The right, a reason or something to answer is missing."""


def ask_states(*, record_ids: Sequence[UUID], by: Audience, now: datetime) -> int:
    """Ask for a person where these items state what nobody was asked about; how many were. `by` MUST be the service.

    Another state of the same item takes the place of one that still waits.
    """
    rows = [row for row in core.rows_of(audience=by, public_ids=record_ids) if row.kind in KINDS]
    texts = core.texts_of(audience=by, ids=[row.id for row in rows]) if rows else []
    stated = {text.row.id: (text.row, said) for text in texts if (said := state_said(text, now=now))}
    known = set(StatedState.objects.filter(record_id__in=list(stated)).values_list("record_id", "said"))
    fresh = [(row, said) for row, said in stated.values() if (row.id, said) not in known]
    if not fresh:
        return 0
    with transaction.atomic():
        waits = StatedState.objects.filter(record_id__in=[row.id for row, _ in fresh], answer="")
        waits.update(answer="superseded", answered_by=by.actor.person_id, answered_at=now)
        StatedState.objects.bulk_create(
            StatedState(record_id=row.id, label_id=row.label_id, said=said, asked_at=now) for row, said in fresh
        )
        tell(kind="receive.state.asked", by=by, records=[row.public_id for row, _ in fresh])
    return len(fresh)


def answer_state(*, record: UUID, answer: Answer, because: str = "", by: Audience, now: datetime) -> None:
    """Say that what an item states is so at its source, that it is not, or ("") take back what was said.

    The reason is kept sealed. Raises NotAnswered; LookupError for an item that is not the asker's to see.
    """
    rows = core.rows_of(audience=by, public_ids=[record])
    if not rows:
        raise LookupError
    row = rows[0]
    standing = standing_state(audience=by, record_id=row.id, now=now)
    decision = may_answer(
        standing.answer if standing else None, answer=answer, because=because, right=RIGHT in by.rights
    )
    if not decision or standing is None:
        raise NotAnswered(decision if not decision else Decision.of())
    with transaction.atomic():
        StatedState.objects.filter(pk=standing.id).update(
            answer=answer, answered_by=by.actor.person_id if answer else None, answered_at=now if answer else None
        )
        words = Words(because.strip(), row.label_id, row.id) if because.strip() else None
        tell(kind=FACTS[answer], by=by, records=[row.public_id], rules=decision.rules, words=words)
