"""Purge in four steps, each ending with its fact: hide and destroy the key; forget; scrub; tell (house: step 12)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import OperationalError, ProgrammingError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from watchfloor.core.actions.checking import Finding
from watchfloor.core.formats import crypt
from watchfloor.core.gate import slots, vault
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries.records import rows_of
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.people import queries as people
from watchfloor.protect.actions import certificate
from watchfloor.protect.actions.hold import may_be_purged
from watchfloor.protect.actions.holdings import holdings
from watchfloor.protect.formats.certificate import mark_of
from watchfloor.protect.formats.policy import load
from watchfloor.protect.models.purges import Purge

ONE_AT_A_TIME = 7705  # an advisory lock; 7701 to 7703 are core's
# what is counted of the containers, in this order: the last deletes what the first counts
FORGETS = (
    ("core_set_aside", "protect_asides_of"), ("core_key", "protect_forget_keys"),
    ("core_source_item", "protect_forget_sources"),
)  # fmt: skip
# a key of a retired epoch is another purge's, or this one's after a crash: its slot is gone or about to go
STANDING = "from protect_keys_of(%s) k join core_epoch e on e.id = k.epoch_id and e.retired_at is null"


class NotPurged(Refused):
    """The two persons, their rights or the records do not allow it."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How far a purge has come; times are None for steps still due."""

    id: int
    public_id: UUID
    records: int
    hidden_at: datetime | None
    forgotten_at: datetime | None
    scrubbed_at: datetime | None
    told_at: datetime | None
    counts: dict[str, int]


def purge(*, record_ids: Sequence[UUID], because: str, second_id: int, by: Audience, now: datetime) -> Purged:
    """Open a purge and take it through hiding and forgetting. `by` opens it, `second_id` has seen it and agrees.

    MUST name only records that `by` may read: for any other id the answer is that of "there is none".
    """
    _stand_alone()
    opened = open_purge(record_ids=record_ids, because=because, second_id=second_id, by=by, now=now)
    return carry_on(purge_id=opened.id, by=by, now=now)


def open_purge(*, record_ids: Sequence[UUID], because: str, second_id: int, by: Audience, now: datetime) -> Purged:
    """The decision of two persons, as a row that the steps rest on. Once it has committed nothing takes it back.

    The caller MUST carry it on when its transaction is over; a worker takes up what a crash cut short.
    """
    two_persons(by=by, second_id=second_id)
    with reading(by):
        rows = rows_of(audience=by, public_ids=record_ids)
        if len(rows) != len(set(record_ids)):
            raise NotPurged(_not_there())
        if not (free := may_be_purged(record_ids=[row.id for row in rows], by=by)):
            raise NotPurged(free)
        try:
            row = Purge.objects.create(
                records=[r.id for r in rows], public_records=[r.public_id for r in rows], by_id=by.actor.person_id,
                second_id=second_id, rule="purge.two-persons", opened_at=now,
            )  # fmt: skip
        except ProgrammingError as error:
            # it was there a moment ago: another purge was quicker
            if "no such record" in str(error):
                raise NotPurged(_not_there()) from None
            raise
        # the reason may name whom the record names: it is sealed beside the fact and goes with the record
        words = Words(because, rows[0].label_id, rows[0].id) if because else None
        tell(kind="protect.purge.opened", by=by, records=row.public_records, rules=["purge.two-persons"], words=words)
    return _view(row)


def carry_on(*, purge_id: int, by: Audience, now: datetime, wait: bool = True) -> Purged:
    """Take an open purge as far as it goes without the owner's rights; a crashed one resumes at its step.

    Purges go one at a time. While another is at work this waits (at most the 30 s of a statement), or with `wait` off
    does nothing; what it leaves is open, and the worker takes it up.
    """
    _stand_alone()
    with _alone(wait) as mine:
        row = Purge.objects.get(pk=purge_id)
        if not mine:
            return _view(row)
        if row.hidden_at is None:
            _hide(row, by, now)
        _destroy_retired_slots()
        if row.forgotten_at is None:
            _forget(row, by, now)
        return _view(row)


@contextmanager
def _alone(wait: bool) -> Iterator[bool]:
    """The lock under which epochs are retired; whether it was got. It ends with the session, so a kill frees it.

    Two purges in one epoch at once would each wrap the other's forgotten key anew.
    """
    with connection.cursor() as cursor:
        try:
            cursor.execute(f"select {'pg_advisory_lock' if wait else 'pg_try_advisory_lock'}(%s)", [ONE_AT_A_TIME])
            mine = cursor.fetchone()[0] is not False
        except OperationalError:
            mine = False
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


def _stand_alone() -> None:
    """A slot that is overwritten does not come back with a rollback, so each step commits before the next begins."""
    if connection.in_atomic_block:
        raise RuntimeError("purge: call it outside any transaction; it commits step by step")


def two_persons(*, by: Audience, second_id: int) -> None:
    """Raises NotPurged unless they are two, and each may purge."""
    second = people.person(person_id=second_id)
    if second is None or second_id == by.actor.person_id:
        raise NotPurged(_no("A purge needs two different persons.", "purge.two-persons"))
    if "purge" not in by.rights or "purge" not in load().roles.get(second.role, frozenset()):
        raise NotPurged(_no("Both persons need the right to purge.", "purge.right"))


def _not_there() -> Decision:
    return _no("One of these records is not there for you.", "purge.records")


def _no(text: str, rule: str) -> Decision:
    return Decision.of(Because(text, rule, "28 CFR 23.20(g)(3)", ok=False, way_out="Ask two persons who may purge."))


def _hide(row: Purge, by: Audience, now: datetime) -> None:
    """Step 1: one transaction hides the records and wraps every living key of their epochs anew."""
    new_epochs = _new_epochs(row)
    with reading(by), connection.cursor() as cursor:
        row.recipients = recipients_of(record_ids=row.records, by=by)
        cursor.execute("select protect_hide(%s)", [row.pk])
        cursor.execute(f"select k.epoch_id, array_agg(k.key_id) {STANDING} group by 1", [row.pk])
        for epoch_id, gone in sorted(cursor.fetchall()):
            _rewrap(row.pk, epoch_id, new_epochs.get(epoch_id) or vault.new_epoch(), set(gone))
        row.hidden_at = now
        row.save(update_fields=["hidden_at", "recipients"])
        tell(kind="protect.purge.hidden", by=by, records=certificate.named(row))


def recipients_of(*, record_ids: Sequence[int], by: Audience) -> list[int]:
    """Persons who were given something of these records. MUST be asked inside a transaction of `by`."""
    told = {p for holding in holdings() if holding.recipients_of for p in holding.recipients_of(record_ids, by)}
    return sorted(told)


def _new_epochs(row: Purge) -> dict[int, int]:
    """An epoch to go into for each that is to be retired, begun beforehand: from here on writers take these."""
    with connection.cursor() as cursor:
        cursor.execute(f"select distinct k.epoch_id {STANDING}", [row.pk])
        return {epoch_id: vault.new_epoch() for (epoch_id,) in cursor.fetchall()}


def _rewrap(purge_id: int, epoch_id: int, new_epoch: int, gone: set[int]) -> None:
    old_key, new_key = slots.epoch_key(epoch_id), slots.epoch_key(new_epoch)
    with connection.cursor() as cursor:
        cursor.execute("select protect_lock_epoch(%s, %s)", [purge_id, epoch_id])
        cursor.execute("select id, wrapped from core_key where epoch_id = %s", [epoch_id])
        living = [(key_id, bytes(wrapped)) for key_id, wrapped in cursor.fetchall() if key_id not in gone]
        wraps = [crypt.wrap(crypt.unwrap(w, epoch_key=old_key), epoch_key=new_key) for _, w in living]
        cursor.execute(
            "select protect_rewrap(%s, %s, %s, %s::bigint[], %s::bytea[])",
            [purge_id, epoch_id, new_epoch, [key_id for key_id, _ in living], wraps],
        )


def _destroy_retired_slots() -> None:
    """After the commit: the old epochs' slots are overwritten; repeated until none is left, so a crash is mended."""
    with connection.cursor() as cursor:
        cursor.execute("select id from core_epoch where retired_at is not null")
        for (epoch_id,) in cursor.fetchall():
            slots.destroy_epoch(epoch_id)


def _forget(row: Purge, by: Audience, now: datetime) -> None:
    """Step 2: every holding in a transaction of its own, then the records themselves."""
    for holding in holdings():
        if holding.name in row.holdings_done:
            continue
        with reading(by):
            row.counts = {**row.counts, holding.name: holding.forget(row.pk, row.records)}
            row.holdings_done = [*row.holdings_done, holding.name]
            row.save(update_fields=["counts", "holdings_done"])
    with reading(by), connection.cursor() as cursor:
        cursor.execute("select array_agg(p) from protect_partitions_of(%s) p", [row.pk])
        row.partitions = cursor.fetchone()[0] or []
        for name, function in FORGETS:
            cursor.execute(f"select {function}(%s)", [row.pk])
            row.counts = {**row.counts, name: cursor.fetchone()[0]}
        cursor.execute("select array_agg(h) from protect_holdings() h")
        for table in cursor.fetchone()[0] or []:
            row.counts = {**row.counts, table: forget_rows(purge_id=row.pk, table=table)}
        cursor.execute("select protect_forget_records(%s)", [row.pk])
        row.counts = {**row.counts, "core_record": cursor.fetchone()[0]}
        row.forgotten_at = now
        row.certificate = certificate.body(row)
        row.save(update_fields=["partitions", "counts", "forgotten_at", "certificate"])
        tell(kind="protect.purge.forgotten", by=by, records=certificate.named(row), marks=[mark_of(row.certificate)])


def forget_rows(*, purge_id: int, table: str) -> int:
    """Delete what one registered table holds of the purge's records; how many rows."""
    with connection.cursor() as cursor:
        cursor.execute("select protect_forget_rows(%s, %s)", [purge_id, table])
        return int(cursor.fetchone()[0])


def recipients(*, purge_id: int) -> list[int]:
    """Persons who had been given something of the purged records."""
    return list(Purge.objects.get(pk=purge_id).recipients)


def told(*, purge_id: int, by: Audience, now: datetime) -> None:
    """Step 4: the notices to recipients are in the outbox; the caller put them there in this transaction."""
    with transaction.atomic():
        row = Purge.objects.get(pk=purge_id)
        Purge.objects.filter(pk=purge_id).update(told_at=now)
        tell(kind="protect.purge.told", by=by, records=certificate.named(row))


def open_purges() -> list[Purged]:
    """Purges that have not reached the fourth step; `check` lists them."""
    return [_view(row) for row in Purge.objects.filter(Q(told_at=None) | Q(scrubbed_at=None)).order_by("id")]


def unfinished() -> list[Finding]:
    """For `check`: purges that were cut short, and those of yesterday that are not scrubbed or told yet."""
    yesterday = Purge.objects.filter(opened_at__lt=Now() - timedelta(days=1))
    short = Purge.objects.filter(forgotten_at=None).count()
    late = yesterday.filter(Q(scrubbed_at=None) | Q(told_at=None)).exclude(forgotten_at=None).count()
    found = [Finding("purges", f"{short} purges have not forgotten all yet", "run the worker: it takes them up")]
    waiting = [Finding("purges", f"{late} purges wait for a scrub or for notices", "run `watchfloor purge --scrub`")]
    return (found if short else []) + (waiting if late else [])


def _view(row: Purge) -> Purged:
    counts: dict[str, Any] = row.counts
    return Purged(
        row.pk,
        row.public_id,
        len(certificate.named(row)),
        row.hidden_at,
        row.forgotten_at,
        row.scrubbed_at,
        row.told_at,
        counts,
    )
