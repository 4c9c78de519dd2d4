"""Steps 1 to 3 for a file of reports: kept as it came, read in a child, opened as tips in chunks."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from watchfloor.core.actions.records import open_records
from watchfloor.core.actions.sources import end_spool, finish_source, keep_known, keep_source, keyed, set_aside
from watchfloor.core.formats.child import Limits, read_in_child_chunks
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.core.rules.opening import Incoming, SourceRef
from watchfloor.core.rules.stamp import Stamp
from watchfloor.gather.formats.delimited import NotADelimitedFile, unpacked
from watchfloor.gather.rules.rows import row_of
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.spill import part_spills

_json = msgspec.json.Encoder()
READER = "watchfloor.gather.formats.delimited:read"


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
    same agency sent before are duplicates. Raises NotAccepted; never raises for what the bytes hold.
    """
    may_bring_in(by)
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
    for read in read_in_child_chunks(reader=READER, content=content, options={"mapping": mapping}, limits=Limits()):
        clean, spilled = part_spills(read.drafts)
        chunk = Reading(read.format, tuple(clean), (*read.set_aside, *spilled), read.whole)
        with reading(by):
            run.open_chunk(chunk)
            _set_aside(run, chunk, aside_stamp)
        pieces += [draft.piece for draft in chunk.drafts] + [part.piece for part in chunk.set_aside]
        yield run.result
    with reading(by):
        finish_source(
            source=run.source, content=content, pieces=pieces, of_format="csv", stamp=tip_stamp, by=by, now=run.now
        )


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
                incoming.append(self._incoming(draft, key, stamp))
            self.seen.add(key)
        opened = open_records(source=self.source, incoming=incoming, by=self.by, now=self.now)
        self._keep_again(again)
        self._count(chunk, len(opened), len(again), [one.public_id for one in opened])

    def _keep_again(self, again: list[tuple[bytes, tuple[int, int]]]) -> None:
        """A duplicate's bytes stand in this file too: they are kept under the key of the record that stands."""
        known = core.known(keys=[key for key, _ in again])
        pieces = [(known[key], piece) for key, piece in again if key in known]
        keep_known(source=self.source, again=pieces, content=self.content)

    def _resumed(self, source_item_id: int | None) -> bool:
        """Opened by an earlier run of this very file that did not reach its end."""
        return self.source.read_at is None and source_item_id == self.source.id

    def _incoming(self, draft: Draft, key: bytes, stamp: Any) -> Incoming:
        offset, length = draft.piece
        piece = self.content[offset : offset + length]
        # the narrative stands in the body: a second copy would have to be found and forgotten as well
        fields = {name: text for name, text in draft.data["fields"].items() if text not in (draft.body, draft.title)}
        # who reported stays in the sealed piece alone (house: two kinds of storage)
        data = {name: value for name, value in draft.data.items() if name != "reporter"}
        draft = _with_data(draft, {**data, "fields": fields})
        return Incoming(draft, stamp, self.agency_id, key, keyed(b"digest", piece), piece, "opened")

    def _count(self, chunk: Reading, opened: int, duplicates: int, records: list[UUID]) -> None:
        self.result.rows += len(chunk.drafts) + (0 if chunk.whole else len(chunk.set_aside))
        self.result.opened += opened
        self.result.duplicates += duplicates
        self.result.records += records
        self.result.set_aside += [(_row(part), part.place, part.reasons) for part in chunk.set_aside]


def _with_data(draft: Draft, data: Mapping[str, Any]) -> Draft:
    """The draft with other data; written out because dataclasses.replace costs four times as much a row."""
    return Draft(
        draft.kind, draft.origin_key, draft.revision, draft.title, draft.body, data, draft.when, draft.place,
        draft.areas, draft.markings, draft.piece, draft.findings,
    )  # fmt: skip


def _row(part: SetAside) -> int | None:
    return row_of(part.place)


def origin_key(draft: Draft, agency_id: int) -> bytes:
    """What makes two reports of an agency one: every cell as it came, but for the name of the list it lay in."""
    said = sorted((name, text) for name, text in draft.data["fields"].items() if name != "source_file")
    return keyed(b"tip", str(agency_id).encode(), _json.encode(said))
