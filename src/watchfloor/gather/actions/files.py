"""Steps 1 to 3 for a file of reports: kept as it came, read in a child, opened in chunks, each row by its class."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from watchfloor.core.actions.records import open_records
from watchfloor.core.actions.sources import end_spool, finish_source, keep_known, keep_source, set_aside
from watchfloor.core.formats.child import Limits, read_in_child_chunks
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.core.rules.opening import Incoming, SourceRef
from watchfloor.core.rules.stamp import Stamp
from watchfloor.gather.actions.intelligence import Origin, as_of_now, open_stated, part_stated
from watchfloor.gather.actions.rows import bytes_of, incoming_of, origin_key
from watchfloor.gather.formats.delimited import NotADelimitedFile, unpacked
from watchfloor.gather.formats.mapping import shipped, told
from watchfloor.gather.formats.reading import reader_of
from watchfloor.gather.models.unstated import Unstated
from watchfloor.gather.rules.rows import row_of
from watchfloor.protect.actions.quarantine import quarantine
from watchfloor.protect.actions.room import must_take_in_bulk
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.spill import REASON, part_spills

STATED_AT_ONCE = 200  # each is judged and moved by itself: about 20 ms a row, and a transaction ends within 30 s


class NotAccepted(Refused):
    """Who brings in may not, or the agency does not exist."""


@dataclass(slots=True)
class Gathered:
    """Each row of the file in exactly one of the three: opened, duplicates, set_aside (row number, reasons)."""

    rows: int = 0
    opened: int = 0
    duplicates: int = 0
    set_aside: list[tuple[int | None, str, tuple[str, ...]]] = field(default_factory=list)
    records: list[UUID] = field(default_factory=list)


def accept(
    *, content: bytes, mapping: str | Mapping[str, Any], agency_id: int, by: Audience, now: datetime
) -> Iterator[Gathered]:
    """Bring a file in; yields the growing result after each chunk, the last one whole.

    Crash-safe: what was opened stays, the next run of the same bytes takes up where this one ended. Rows that the
    same agency sent before are duplicates. Raises NotAccepted, and NoRoom while the disk is nearly full, at once or
    between two chunks; never raises for what the bytes hold.
    """
    may_bring_in(by)
    must_take_in_bulk()
    stamper = Stamper(legal_class="tip_lead", owner_id=agency_id, verified=True, now=now)
    aside = Stamper(legal_class="set_aside", owner_id=agency_id, verified=True, now=now)
    with suppress(NotADelimitedFile):  # the reader says the same with its place; the bytes are kept as they are
        content = unpacked(content)
    with reading(by):
        tip_stamp, aside_stamp = stamper.stamp(markings=("U//LES",)), aside.stamp(markings=("U//LES",))
        source = keep_source(content=content, owner_id=agency_id, stamp=tip_stamp, by=by, now=now)
    run = _Run(source, content, stamper, agency_id, by, now)
    with _no_collector():
        yield from _chunks(run, mapping, aside_stamp, tip_stamp)
    end_spool(source)
    yield run.result


@contextmanager
def _no_collector() -> Iterator[None]:
    """Rows hold no cycles; the collector would walk each of them again and again, an eighth of the whole work."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _chunks(run: "_Run", mapping: str | Mapping[str, Any], aside_stamp: Stamp, tip_stamp: Stamp) -> Iterator[Gathered]:
    content, by = run.content, run.by
    pieces: list[tuple[int, int]] = []
    (reader, of_format), options = reader_of(content), {"mapping": mapping, "now": run.now.isoformat()}
    for read in read_in_child_chunks(reader=reader, content=content, options=options, limits=Limits()):
        clean, spilled = part_spills(read.drafts)
        tips, stated = part_stated(clean)
        chunk = Reading(read.format, tuple(tips), read.set_aside, read.whole)
        must_take_in_bulk()
        with reading(by):
            run.open_chunk(chunk)
            _set_aside(run, chunk, aside_stamp)
            run.close_away(spilled)
        for at in range(0, len(stated), STATED_AT_ONCE):
            _open_stated(run, stated[at : at + STATED_AT_ONCE], aside_stamp)
        pieces += [draft.piece for draft in read.drafts] + [part.piece for part in read.set_aside]
        yield run.result
    with reading(by):
        _keep_unstated(run, mapping, aside_stamp)
        finish_source(
            source=run.source, content=content, pieces=pieces, of_format=of_format, stamp=tip_stamp, by=by, now=run.now
        )


def _open_stated(run: "_Run", stated: Sequence[Draft], aside_stamp: Stamp) -> None:
    """A part of the rows of criminal intelligence, in a transaction of its own."""
    with reading(as_of_now(by=run.by, now=run.now)) as by:
        lacking = run.open_stated(stated, by)
    with reading(run.by):
        unstated = Reading("csv", (), tuple(lacking))
        _set_aside(run, unstated, aside_stamp)
        run.unstated += [part.place for part in lacking]


def _keep_unstated(run: "_Run", mapping: str | Mapping[str, Any], stamp: Stamp) -> None:
    """How to read again what was set aside for want of a predicate, so that a person can complete it."""
    if run.unstated and run.source.read_at is None:
        chosen = told(shipped(mapping)) if isinstance(mapping, str) else dict(mapping)
        kept = Unstated(
            source=run.source.public_id, label_id=stamp.label_id, agency_id=run.agency_id, mapping=chosen,
            places=run.unstated,
        )  # fmt: skip
        Unstated.objects.bulk_create([kept], ignore_conflicts=True)


def may_bring_in(by: Audience) -> None:
    """Bringing in is a right of its own: whoever has it need not be able to read what comes of it."""
    if "bring.in" in by.rights or "report.file" in by.rights:
        return
    no = Because("You may not bring in reports.", "gather.bring-in", "CJISSECPOL AC-6", False, "Ask the center.")
    raise NotAccepted(Decision.of(no))


def _set_aside(run: "_Run", chunk: Reading, stamp: Any) -> None:
    if run.source.read_at is not None:
        return  # the same bytes were read before: what was set aside then still is
    set_aside(source=run.source, parts=chunk.set_aside, content=run.content, stamp=stamp, by=run.by, now=run.now)


@dataclass(slots=True)
class _Run:
    """One file on its way in; `result` grows with each committed chunk."""

    source: SourceRef
    content: bytes
    stamper: Stamper
    agency_id: int
    by: Audience
    now: datetime
    result: Gathered = field(default_factory=Gathered)
    seen: set[bytes] = field(default_factory=set)
    unstated: list[str] = field(default_factory=list)

    def open_chunk(self, chunk: Reading) -> None:
        """Open what is new, count what was known, keep what was set aside."""
        keys = [origin_key(draft, self.agency_id) for draft in chunk.drafts]
        known = core.known(keys=keys)
        incoming, again = list[Incoming](), list[tuple[bytes, tuple[int, int]]]()
        stamps = self.stamper.stamp_drafts(chunk.drafts)
        for draft, key, stamp in zip(chunk.drafts, keys, stamps, strict=True):
            before = known.get(key)
            if key in self.seen or (before and not self._resumed(before.source_item_id)):
                again.append((key, draft.piece))
            elif before:
                self.result.opened += 1
                self.result.records.append(before.public_id)
            else:
                piece = self._bytes(draft)
                incoming.append(incoming_of(draft, key=key, stamp=stamp, piece=piece, agency_id=self.agency_id))
            self.seen.add(key)
        opened = open_records(source=self.source, incoming=incoming, by=self.by, now=self.now)
        self._keep_again(again)
        self._count(chunk, len(opened), len(again), [one.public_id for one in opened])

    def open_stated(self, stated: Sequence[Draft], by: Audience) -> list[SetAside]:
        """Open what stands on its predicate, count what was known; what lacks something is handed back."""
        keys = [origin_key(draft, self.agency_id) for draft in stated]
        known, lacking = core.known(keys=keys), list[SetAside]()
        origin = Origin(self.source, self.agency_id)
        for draft, key in zip(stated, keys, strict=True):
            before = known.get(key)
            if key in self.seen or (before and not self._resumed(before.source_item_id)):
                self._keep_again([(key, draft.piece)])
                self.result.duplicates += 1
            else:
                made = before.public_id if before else self._stated(draft, origin, by)
                lacking += self._taken(made, key)
        self.result.rows += len(stated)
        self.result.set_aside += [(_row(part), part.place, part.reasons) for part in lacking]
        return lacking

    def _stated(self, draft: Draft, origin: Origin, by: Audience) -> UUID | SetAside:
        return open_stated(draft=draft, origin=origin, piece=self._bytes(draft), by=by, now=self.now)

    def _bytes(self, draft: Draft) -> bytes:
        offset, length = draft.piece
        return self.content[offset : offset + length]

    def _taken(self, made: UUID | SetAside, key: bytes) -> list[SetAside]:
        if isinstance(made, SetAside):
            return [made]
        self.seen.add(key)
        self.result.opened += 1
        self.result.records.append(made)
        return []

    def close_away(self, spilled: Sequence[Draft]) -> None:
        """What states a classified marking waits for a security officer; the sender learns that it did not come in."""
        agency = self.agency_id
        items = [
            incoming_of(draft, key=origin_key(draft, agency), stamp=stamp, piece=self._bytes(draft), agency_id=agency)
            for draft, stamp in zip(spilled, self.stamper.stamp_drafts(spilled), strict=True)
        ]
        quarantine(items=items, source=self.source, way="file", by=self.by, now=self.now)
        self.result.rows += len(spilled)
        self.result.set_aside += [(None, bytes_of(draft), (REASON,)) for draft in spilled]

    def _keep_again(self, again: list[tuple[bytes, tuple[int, int]]]) -> None:
        """A duplicate's bytes stand in this file too: they are kept under the key of the record that stands."""
        known = core.known(keys=[key for key, _ in again])
        pieces = [(known[key], piece) for key, piece in again if key in known]
        keep_known(source=self.source, again=pieces, content=self.content)

    def _resumed(self, source_item_id: int | None) -> bool:
        """Opened by an earlier run of this very file that did not reach its end."""
        return self.source.read_at is None and source_item_id == self.source.id

    def _count(self, chunk: Reading, opened: int, duplicates: int, records: list[UUID]) -> None:
        self.result.rows += len(chunk.drafts) + (0 if chunk.whole else len(chunk.set_aside))
        self.result.opened += opened
        self.result.duplicates += duplicates
        self.result.records += records
        self.result.set_aside += [(_row(part), part.place, part.reasons) for part in chunk.set_aside]


def _row(part: SetAside) -> int | None:
    return row_of(part.place)
