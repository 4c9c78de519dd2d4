"""A lost second factor is let go by two persons, neither of whom is the one who lost it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.people import queries
from watchfloor.people.actions.proving import release
from watchfloor.people.models import Factor, FactorReset, Person, RecoveryCode
from watchfloor.people.rules.factors import RESET_GOOD_FOR, TWO, Reset, may_answer, may_ask

RIGHT = "factor.reset"


class NotReset(Refused):
    """It is not to be asked or answered so."""


@dataclass(frozen=True, slots=True)
class ResetView:
    """A question that is open: whose factor, who asked, until when."""

    public_id: UUID
    person_id: int
    asked_by: int
    lapses_at: datetime


def open_resets(*, by: Audience, now: datetime) -> list[ResetView]:
    """Those that wait for an answer; none for who may not answer."""
    if RIGHT not in by.rights:
        return []
    rows = FactorReset.objects.filter(answer="", lapses_at__gt=now).order_by("asked_at")
    return [ResetView(row.public_id, row.person_id, row.asked_by, row.lapses_at) for row in rows]


def ask_reset(*, person_id: int, by: Audience, now: datetime) -> UUID:
    """Ask that the second factor of another is let go. Raises NotReset."""
    already = FactorReset.objects.filter(person_id=person_id, answer="", lapses_at__gt=now).exists()
    decision = may_ask(
        holds=RIGHT in by.rights, asker=by.actor.person_id, person_id=person_id,
        enrolled=queries.has_factor(person_id=person_id), open_already=already,
    )  # fmt: skip
    if not decision:
        raise NotReset(decision)
    with transaction.atomic():
        row = FactorReset(
            person_id=person_id, asked_by=by.actor.person_id, asked_at=now, lapses_at=now + RESET_GOOD_FOR,
            public_id=uuid4(),
        )  # fmt: skip
        row.save()
        tell(kind="people.factor-reset.asked", by=by, records=[row.public_id], rules=decision.rules)
    return row.public_id


def answer_reset(*, public_id: UUID, agree: bool, by: Audience, now: datetime) -> int:
    """Another person agrees, and factors and recovery codes are gone; or refuses. Whose it was. Raises NotReset."""
    with transaction.atomic():
        row = FactorReset.objects.select_for_update().filter(public_id=public_id).first()
        if row is None:
            raise NotReset(Decision.of(Because("There is no such question.", "factor.once", TWO, ok=False)))
        asked = Reset(row.person_id, row.asked_by, row.lapses_at, row.answer)
        same = any(same_human(a=by.actor.person_id, b=other) for other in (row.person_id, row.asked_by))
        decision = may_answer(
            asked, holds=RIGHT in by.rights, person_id=by.actor.person_id, same_human=same, now=now
        )  # fmt: skip
        if not decision:
            raise NotReset(decision)
        answer = "agreed" if agree else "refused"
        FactorReset.objects.filter(pk=row.pk).update(answered_by=by.actor.person_id, answered_at=now, answer=answer)
        if agree:
            _let_go(row.person_id, now)
        tell(kind=f"people.factor-reset.{answer}", by=by, records=[public_id], rules=decision.rules)
    return row.person_id


def _let_go(person_id: int, now: datetime) -> None:
    Factor.objects.filter(person_id=person_id, removed_at=None).update(removed_at=now, sealed=b"")
    RecoveryCode.objects.filter(person_id=person_id, ended_at=None).update(ended_at=now)
    release(person_id=person_id)


def same_human(*, a: int, b: int) -> bool:
    """Whether two entries are one person: the same, or one mail address, or one account of the operating system."""
    one, two = (Person.objects.values_list("email", "os_account").get(id=which) for which in (a, b))
    return a == b or any(mine and mine.casefold() == theirs.casefold() for mine, theirs in zip(one, two, strict=True))
