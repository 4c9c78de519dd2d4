"""Keep the watch: write the log, take the watch over, close it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction

from watchfloor.core.actions.records import label_joins, label_of
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.people import queries as people
from watchfloor.plan.actions.claims import end_of_shift
from watchfloor.plan.models.watch import LogEntry, ReadLine, Shift
from watchfloor.plan.queries import watch
from watchfloor.plan.rules.handover import Line, digest_of, may_take, on_sheet
from watchfloor.plan.rules.watch import EntryView, Said, may_write
from watchfloor.protect.rules.labels import Atom

RIGHT = "watch.log"


class NotWritten(Refused):
    """The entry says too little or too much, or names a record or an entry that is not there for its writer."""


class NotTaken(Refused):
    """The watch cannot be taken, or closed, by this person or in this state."""


def write_entry(
    *,
    kind: str,
    words: str,
    happened_at: datetime,
    record_id: int | None = None,
    whom: str = "",
    number: str = "",
    reached: bool | None = None,
    corrects: UUID | None = None,
    by: Audience,
    now: datetime,
) -> UUID:
    """Add an entry to the log; `corrects` names the entry that it corrects, whose record it then shares.

    The ledger keeps the words sealed beside the fact, so that it can be shown that none was changed. The fact names
    entries alone: the way of a record is read by who filed it too, and the log is the center's own.
    MUST be called under the writer's audience. Raises NotWritten.
    """
    said = Said(kind, words.strip(), happened_at, whom.strip(), number.strip(), reached)
    first = _corrected(corrects, by)
    row = _record(record_id, first, by)
    decision = may_write(said, right=RIGHT in by.rights, bound=row is not None, first=first, now=now)
    if not decision:
        raise NotWritten(decision)
    with transaction.atomic():
        owner, base = own_label()
        label_id = label_joins([(row.label_id, base)])[row.label_id, base] if row else base
        entry = LogEntry(
            public_id=uuid4(), owner_id=owner, label_id=label_id, base_label_id=base, shift=_held(by),
            record_id=row.id if row else None, kind=kind, happened_at=happened_at, written_at=now,
            written_by=by.actor.person_id, words=said.words, whom=said.whom, number=said.number, reached=reached,
            corrects=first.public_id if first else None,
        )  # fmt: skip
        entry.save(force_insert=True)
        tell(
            kind="plan.log.corrected" if first else "plan.log.written", by=by,
            records=[one for one in (entry.public_id, corrects) if one],
            rules=decision.rules, words=Words(_sealed(said), label_id, entry.record_id),
        )  # fmt: skip
    return entry.public_id


def _sealed(said: Said) -> str:
    """What the digest covers: everything that the entry says."""
    return "\n".join((said.kind, said.happened_at.isoformat(), said.whom, said.number, str(said.reached), said.words))


def _corrected(corrects: UUID | None, by: Audience) -> EntryView | None:
    if corrects is None:
        return None
    first = watch.entry(audience=by, public_id=corrects)
    if first is None:
        text = "The entry to correct is not there for you, or does not exist."
        raise NotWritten(_no(text, "plan.log.corrects", "Choose it from the log."))
    return first


def _record(record_id: int | None, first: EntryView | None, by: Audience) -> core.Row | None:
    """The record that the entry is bound to; a correction keeps the record of the entry that it corrects."""
    kept = first.record_id if first else None
    if kept and record_id and kept != record_id:
        text = "Record: a correction stays with the record of the first entry."
        raise NotWritten(_no(text, "plan.log.record", "Say there that it belongs elsewhere, and write a new entry."))
    wanted = kept or record_id
    rows = core.rows_of(audience=by, ids=[wanted]) if wanted else []
    if wanted and not rows:
        text = "Record: nothing here that you may read, or it does not exist."
        raise NotWritten(_no(text, "plan.log.record", "Copy the number from the record's page."))
    return rows[0] if rows else None


def _no(text: str, rule: str, way_out: str) -> Decision:
    return Decision.of(Because(text, rule, "center policy", False, way_out))


def own_label() -> tuple[int, int]:
    """The center, and the label that everything of its watch carries: the center's own, nobody else's."""
    center = people.center()
    owner = center.id if center else 0
    return owner, label_of([Atom(owner, "reference", "LES", "center").print()])


def _held(by: Audience) -> UUID | None:
    """The open shift, held until the commit, so that no entry slips between a sheet and the next shift."""
    row = Shift.objects.select_for_update().filter(label_id__in=by.label_ids, closed_at=None).first()
    return row.public_id if row else None


def take_watch(*, lines: Sequence[Line], by: Audience, now: datetime) -> UUID:
    """Close the shift that is open, if any, and open one for `by`, who read back every line of the sheet.

    The entries of the log are looked at again, under a lock: one that was written meanwhile must be read first.
    MUST be called under the officer's audience. Raises NotTaken.
    """
    with transaction.atomic():
        held = _held(by)
        last = watch.last_shift(audience=by)
        due = on_sheet(watch.entries_of_shift(audience=by, shift=last))
        decision = may_take(
            last, lines, due, person_id=by.actor.person_id, right=RIGHT in by.rights,
        )  # fmt: skip
        if not decision:
            raise NotTaken(decision)
        if held:
            Shift.objects.filter(public_id=held).update(closed_at=now, closed_by=by.actor.person_id)
            end_of_shift(person_id=last.opened_by if last else 0, by=by, now=now)
        taken = _open(lines, last.public_id if last else None, by, now)
        _keep_lines(taken, lines, by)
        tell(
            kind="plan.shift.taken-over" if held else "plan.shift.opened", by=by, rules=decision.rules,
            records=[taken.public_id, *([last.public_id] if last else [])],
            marks=[digest_of(lines)],
        )  # fmt: skip
    return taken.public_id


def _open(lines: Sequence[Line], taken_from: UUID | None, by: Audience, now: datetime) -> Shift:
    owner, label_id = own_label()
    row = Shift(
        public_id=uuid4(), owner_id=owner, label_id=label_id, opened_at=now, opened_by=by.actor.person_id,
        taken_from=taken_from, digest=digest_of(lines),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        text = "Somebody else has just taken the watch."
        raise NotTaken(_no(text, "plan.shift.one", "Open the sheet again: it says who.")) from None
    return row


def _keep_lines(taken: Shift, lines: Sequence[Line], by: Audience) -> None:
    """Which entries and records were read back: their ids, under the labels that they carry."""
    rows = core.rows_of(audience=by, ids=[one.record_id for one in lines if one.record_id])
    labels = {row.id: row.label_id for row in rows}
    pairs = [(labels.get(one.record_id or 0, taken.label_id), taken.label_id) for one in lines]
    joined = label_joins(pairs) if pairs else {}
    ReadLine.objects.bulk_create(
        ReadLine(
            shift=taken.public_id, label_id=joined[pair], base_label_id=taken.label_id,
            record_id=one.record_id if one.record_id in labels else None, part=one.part, ref=one.ref,
        )
        for one, pair in zip(lines, pairs, strict=True)
    )  # fmt: skip


def close_watch(*, by: Audience, now: datetime) -> None:
    """End one's own shift without a successor; the next officer reads its sheet back all the same. Raises NotTaken."""
    with transaction.atomic():
        held = _held(by)
        mine = watch.open_shift(audience=by)
        if RIGHT not in by.rights or held is None or mine is None or mine.opened_by != by.actor.person_id:
            text = "You do not hold the watch."
            raise NotTaken(_no(text, "plan.shift.own", "Take the watch first: the sheet is read back then."))
        Shift.objects.filter(public_id=held).update(closed_at=now, closed_by=by.actor.person_id)
        end_of_shift(person_id=mine.opened_by, by=by, now=now)
        tell(kind="plan.shift.closed", by=by, records=[held], rules=["plan.shift.own"])


def forget(*, purge_id: int) -> int:
    """What a purge takes from the log: the words and the binding of every entry about its records; how many."""
    with connection.cursor() as cursor:
        cursor.execute("select plan_erase_log(%s)", [purge_id])
        return int(cursor.fetchone()[0])
