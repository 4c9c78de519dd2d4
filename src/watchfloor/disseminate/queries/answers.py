"""Reading what was answered on a request."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.models.answers import Answer, AnswerRecord


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer. `words` is "" once they were erased, and for whoever does not see every record that it told of;
    `whole` says that they are there."""

    public_id: UUID
    label_id: int
    marking: str
    outcome: str
    words: str
    person_id: int
    by_id: int
    at: datetime
    told: tuple[core.Row, ...]
    erased: bool
    whole: bool


def answer_on(*, audience: Audience, request: UUID) -> AnswerView | None:
    """The answer on a request; None if there is none, or none for this reader."""
    return next(iter(answers_on(audience=audience, asked=request)), None)


def answers_on(*, audience: Audience, asked: UUID) -> list[AnswerView]:
    """The answers on a request or an RFI that this reader may know of, in the order in which they were given."""
    rows = Answer.objects.filter(request=asked, label_id__in=audience.label_ids).order_by("at", "id")
    return [_view(row, audience) for row in rows]


def _view(row: Answer, audience: Audience) -> AnswerView:
    ids = list(AnswerRecord.objects.filter(answer=row).values_list("record_id", flat=True))
    rows = core.rows_of(audience=audience, ids=ids) if ids else []
    whole = row.key_id if len(rows) == row.told else None
    words = crypt.unseal(bytes(row.sealed), key=vault.key_by_id(whole)).decode() if whole else ""
    return AnswerView(
        row.public_id, row.label_id, row.marking, row.outcome, words, row.person_id, row.by_id, row.at, tuple(rows),
        row.erased_at is not None, whole is not None,
    )  # fmt: skip
