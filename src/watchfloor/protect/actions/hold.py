"""Place and lift holds, and say what stands in the way of a purge: on the record, its author or its subject."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID, uuid4

from django.db import transaction

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries.records import rows_of
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.people import queries as people
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.policy import load
from watchfloor.protect.models.retention import Hold
from watchfloor.protect.queries import retention
from watchfloor.protect.queries.purges import key_of
from watchfloor.protect.rules.holding import Standing, may_go, may_hold, may_lift


class SameAs(Protocol):
    """The records that a person judged to be about the same thing as these, as far as the audience sees them."""

    def __call__(self, *, audience: Audience, record_ids: Sequence[int]) -> Sequence[int]:
        """Their ids, without those asked about."""


_same: dict[str, SameAs] = {}


class NotHeld(Refused):
    """The hold cannot be placed or lifted so, or is not there for the asker."""


def declare_same(name: str, same_as: SameAs) -> None:
    """Called in AppConfig.ready() by packages that know which records are about one subject."""
    _same[name] = same_as


def may_be_purged(*, record_ids: Sequence[int], by: Audience) -> Decision:
    """Refuses, with the rule, while anything stands. MUST be asked inside a transaction of `by`."""
    own = retention.in_the_way(audience=by, record_ids=record_ids)
    others = sorted(
        {other for ask in _same.values() for other in ask(audience=by, record_ids=record_ids)} - set(record_ids)
    )
    through = retention.in_the_way(audience=by, record_ids=others) if others else {}
    standing = [one for found in own.values() for one in found]
    standing += [Standing(one.kind, "subject", one.until_on) for found in through.values() for one in found]
    return may_go(standing, policy=load())


def place(*, kind: str, record: UUID, authority: str, until_on: date, by: Audience, now: datetime) -> UUID:
    """Keep a purge away from one record until a day; its authority is sealed under the record's key. Raises NotHeld."""
    rows = rows_of(audience=by, public_ids=[record])
    key = key_of(record_id=rows[0].id) if rows else None
    if key is None:
        raise NotHeld(Decision.of(Because("There is no such record for you.", "hold.record", ok=False)))
    decision = may_hold(
        kind=kind, authority=authority, until_on=until_on, rights=by.rights, policy=load(), today=now.date()
    )  # fmt: skip
    if not decision:
        raise NotHeld(decision)
    held = Hold(
        public_id=uuid4(), kind=kind, record_id=rows[0].id, label_id=rows[0].label_id, placed_by=by.actor.person_id,
        placed_at=now, until_on=until_on, authority=crypt.seal(authority.strip().encode(), key=key),
    )  # fmt: skip
    with transaction.atomic():
        held.save()
        tell(kind="protect.hold.placed", by=by, records=[record], rules=decision.rules)
    return held.public_id


def place_on_author(*, kind: str, author_id: int, authority: str, until_on: date, by: Audience, now: datetime) -> UUID:
    """Keep purges away from everything that one person reported. Raises NotHeld."""
    center = people.center()
    decision = may_hold(
        kind=kind, authority=authority, until_on=until_on, rights=by.rights, policy=load(), today=now.date()
    )  # fmt: skip
    if not decision or center is None:
        raise NotHeld(decision)
    lock = vault.new_locks(1)[0]
    stamper = Stamper(legal_class="redress", owner_id=center.id, verified=True, now=now)
    held = Hold(
        public_id=uuid4(), kind=kind, author_id=author_id, label_id=stamper.stamp(markings=("U//LES",)).label_id,
        key_id=vault.keep(lock), authority=crypt.seal(authority.strip().encode(), key=lock.key),
        placed_by=by.actor.person_id, placed_at=now, until_on=until_on,
    )  # fmt: skip
    with transaction.atomic():
        # no RETURNING: the label may be new to the audience in force
        Hold.objects.bulk_create([held], ignore_conflicts=True)
        tell(kind="protect.hold.placed", by=by, rules=[*decision.rules, "hold.author"])
    return held.public_id


def lift(*, hold: UUID, because: str, by: Audience, now: datetime) -> None:
    """End a hold before its day, with a reason that is kept sealed beside the fact. Raises NotHeld."""
    found = retention.hold(audience=by, public_id=hold)
    if found is None or found.lifted_at is not None:
        raise NotHeld(Decision.of(Because("There is no such hold for you.", "hold.record", ok=False)))
    decision = may_lift(kind=found.kind, because=because, rights=by.rights, policy=load())
    if not decision:
        raise NotHeld(decision)
    with transaction.atomic():
        Hold.objects.filter(public_id=hold, lifted_at=None).update(lifted_at=now, lifted_by=by.actor.person_id)
        rows = rows_of(audience=by, public_ids=[found.record]) if found.record else []
        words = Words(because.strip(), found.label_id, rows[0].id if rows else None)
        records = [found.record] if found.record else []
        tell(kind="protect.hold.lifted", by=by, records=records, rules=decision.rules, words=words)
