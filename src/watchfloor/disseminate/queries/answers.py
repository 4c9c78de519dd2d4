"""Reading what was answered on a request."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.models import Answer, AnswerRecord


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer. `words` is "" once they were erased, and for whoever does not see every record that it told of."""

    label_id: int
    marking: str
    outcome: str
    words: str
    person_id: int
    by_id: int
    at: datetime
    told: tuple[core.Row, ...]
    erased: bool


def answer_on(*, audience: Audience, request: UUID) -> AnswerView | None:
    """The answer on a request; None if there is none, or none for this reader."""
    row = Answer.objects.filter(request=request, label_id__in=audience.label_ids).first()
    if row is None:
        return None
    ids = list(AnswerRecord.objects.filter(answer=row).values_list("record_id", flat=True))
    rows = core.rows_of(audience=audience, ids=ids) if ids else []
    whole = row.key_id if len(rows) == row.told else None
    words = crypt.unseal(bytes(row.sealed), key=vault.key_by_id(whole)).decode() if whole else ""
    return AnswerView(
        row.label_id, row.marking, row.outcome, words, row.person_id, row.by_id, row.at, tuple(rows),
        row.erased_at is not None,
    )  # fmt: skip
