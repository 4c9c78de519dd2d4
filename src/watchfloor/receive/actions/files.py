"""Steps 1 to 3 for a file of threat information: kept as it came, read in a child, opened object by object."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from watchfloor.core.actions.records import open_records
from watchfloor.core.actions.sources import end_spool, finish_source, keep_known, keep_source, keyed, set_aside
from watchfloor.core.formats.child import Limits, read_in_child
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.core.rules.opening import Incoming, Known, Opened, SourceRef
from watchfloor.people import queries as people
from watchfloor.protect.actions.quarantine import quarantine
from watchfloor.protect.actions.room import must_take_in_bulk
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.spill import REASON, part_spills
from watchfloor.receive.actions.defining import defined_before
from watchfloor.receive.actions.merging import Merged, Merging, arrived, keep
from watchfloor.receive.actions.sources import came_in, source_named
from watchfloor.receive.formats.csaf import digest_fits
from watchfloor.receive.formats.sniff import reader_of
from watchfloor.receive.formats.unpack import NotUnpackable, unpack
from watchfloor.receive.queries import SourceView
from watchfloor.receive.rules.updating import Before, content_digest, update_state

CHUNK = 500
NOT_ITS_DIGEST = "The digest file beside it says otherwise: it was changed or cut on its way. Fetch both again."


class NotAccepted(Refused):
    """Who brings in may not."""


@dataclass(slots=True)
class Received:
    """What became of one file. `state` is "set-aside" only if the whole file is; else opened before updated."""

    sha256: str
    format: str
    state: str = "unchanged"
    records: int = 0
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("opened", "updated", "unchanged", "set_aside", "revoked", "deprecated"), 0
        )
    )
    reasons: list[str] = field(default_factory=list)


def accept(*, content: bytes, source_name: str, digest: bytes = b"", by: Audience, now: datetime) -> Received:
    """Bring one file in. A crash leaves whole chunks; the same bytes again take up where they ended.

    `digest` is what a file beside it says of its bytes; where they differ the file is set aside whole, unread.

    MUST NOT raise for what the bytes hold: what cannot be read is set aside with its place, rule and way out.
    Raises NotAccepted, and NoRoom while the disk is nearly full, at once or between two chunks.
    """
    if "bring.in" not in by.rights:
        no = Because("You may not bring in threat information.", "receive.bring-in", "CJISSECPOL AC-6", False)
        raise NotAccepted(Decision.of(no))
    must_take_in_bulk()
    sha256 = hashlib.sha256(content).hexdigest()
    options: dict[str, Any] = {} if not digest or digest_fits(content, digest) else {"refused": NOT_ITS_DIGEST}
    with suppress(NotUnpackable):  # the reader says the same with its place; the bytes are kept as they are
        content = unpack(content)
    with reading(by):
        source = source_named(name=source_name, by=by, now=now)
    run = _Run.begin(content, sha256, source, by, now)
    options["known_markings"] = defined_before(content=content, source=source, now=now)
    read = read_in_child(reader=reader_of(content), content=content, options=options, limits=Limits())
    clean, spilled = part_spills(read.drafts)
    read = Reading(read.format, tuple(clean), read.set_aside, read.whole or (not clean and bool(spilled)))
    run.result.format = read.format
    for start in range(0, len(read.drafts), CHUNK):
        must_take_in_bulk()
        with reading(by):
            run.open_chunk(read.drafts[start : start + CHUNK])
    with reading(by):
        run.close_away(spilled)
    with reading(by):
        run.end(read, spilled)
    end_spool(run.kept)
    return run.result


@dataclass(slots=True)
class _Run:
    """One file on its way in."""

    content: bytes
    source: SourceView
    stamper: Stamper
    aside: Stamper
    merging: Merging
    kept: SourceRef
    by: Audience
    now: datetime
    result: Received
    counted: set[bytes] = field(default_factory=set)

    @classmethod
    def begin(cls, content: bytes, sha256: str, source: SourceView, by: Audience, now: datetime) -> "_Run":
        """Keep the bytes in a transaction of their own: from here on they are safe."""
        agency = people.agencies(ids=[source.agency_id])[source.agency_id]
        legal_class = "federal_product" if agency.kind == "federal" else "open_source"
        stamper = Stamper(legal_class=legal_class, owner_id=agency.id, verified=source.verified, now=now)
        aside = Stamper(legal_class="set_aside", owner_id=agency.id, verified=source.verified, now=now)

        @cache
        def trusted(owner_id: int) -> Stamper:
            return Stamper(legal_class=legal_class, owner_id=owner_id, verified=True, now=now)

        merging = Merging(source=source, trusted=trusted, now=now)
        with reading(by):
            stamp = stamper.stamp(markings=())
            kept = keep_source(content=content, owner_id=agency.id, stamp=stamp, by=by, now=now)
        return cls(content, source, stamper, aside, merging, kept, by, now, Received(sha256, "unknown"))

    def open_chunk(self, drafts: Sequence[Draft]) -> None:
        """Open, update or recognize a chunk of objects; each that stands in the file is counted.

        Several versions of one id in a file (STIX 2.1 section 3.6) are taken one after the other, the earliest first.
        """
        rest = sorted(drafts, key=lambda draft: draft.revision)
        while rest:
            first, later, keys = list[Draft](), list[Draft](), set[bytes]()
            for draft in rest:
                key = self._key(draft)
                (later if key in keys else first).append(draft)
                keys.add(key)
            self._open(first)
            rest = later

    def _open(self, drafts: Sequence[Draft]) -> None:
        """What its own source brought before is known by its key; else what another one brought is joined."""
        stamps = self.stamper.stamp_drafts(drafts)
        of = [arrived(draft=one, stamp=stamp, key=self._key(one)) for one, stamp in zip(drafts, stamps, strict=True)]
        known = core.known(keys=[one.key for one in of])
        joined = self.merging.joined(of, set(known))
        own = [one for one in of if one.key not in joined]
        checked = self.merging.checked(
            [self._incoming(one.draft, one.key, one.stamp, known.get(one.key)) for one in own]
        )
        by_key = {**{one.key: merged for one, merged in zip(own, checked, strict=True)}, **joined}
        merged = [by_key[one.key] for one in of]
        opened = open_records(source=self.kept, incoming=[one.incoming for one in merged], by=self.by, now=self.now)
        again = [
            (m.incoming.known, one.draft.piece) for one, m in zip(of, merged, strict=True)
            if m.incoming.known and not (m.incoming.state == "updated" and m.incoming.piece)
        ]  # fmt: skip
        keep_known(source=self.kept, again=again, content=self.content)
        if self.kept.read_at is None:
            keep(
                of=list(zip(of, merged, opened, strict=True)), source=self.source, item_id=self.kept.id,
                route=self.result.format, by=self.by, now=self.now,
            )  # fmt: skip
        for one, m, now_open in zip(of, merged, opened, strict=True):
            self._count(one.key, m, now_open, shared=one.key in joined)

    def close_away(self, spilled: Sequence[Draft]) -> None:
        """What states a classified marking, or is an update that does, waits for a security officer."""
        stamps = self.stamper.stamp_drafts(spilled)
        items = [self._incoming(draft, self._key(draft), s, None) for draft, s in zip(spilled, stamps, strict=True)]
        quarantine(items=items, source=self.kept, way="feed", by=self.by, now=self.now)

    def _key(self, draft: Draft) -> bytes:
        return keyed(b"object", str(self.source.id).encode(), draft.kind.encode(), draft.origin_key.encode())

    def _incoming(self, draft: Draft, key: bytes, stamp: Any, known: Known | None) -> Incoming:
        offset, length = draft.piece
        digest = keyed(b"digest", content_digest(draft.data))
        state, finding = update_state(Before(known.revision, known.digest) if known else None, draft.revision, digest)
        if state == "updated" and self.kept.read_at is not None:
            state, finding = (
                "unchanged",
                "",
            )  # these very bytes were read to their end: it stood, and something followed
        if finding:
            draft = draft.but(findings=(*draft.findings, finding))
        return Incoming(
            draft, stamp, self.kept.owner_id, key, digest, self.content[offset : offset + length], state, known
        )

    def _count(self, key: bytes, merged: Merged, one: Opened, *, shared: bool) -> None:
        """What joined the item of another source counts as its sender's own; what comes again is known by then."""
        item, counts, again = merged.incoming, self.result.counts, key in self.counted
        self.counted.add(key)
        resumed = item.state == "unchanged" and item.known and self._cut_short(item.known)
        new = not again and (merged.newly if shared else bool(resumed))
        counts["opened" if new else "unchanged" if shared else one.state] += 1
        counts["revoked"] += bool(item.draft.data.get("revoked"))
        counts["deprecated"] += bool(item.draft.data.get("x_mitre_deprecated"))

    def _cut_short(self, known: Known) -> bool:
        """Opened by an earlier run of these very bytes that did not reach its end."""
        return self.kept.read_at is None and known.source_item_id == self.kept.id

    def end(self, read: Reading, spilled: Sequence[Draft]) -> None:
        """Keep the frame and what was set aside; the item is read."""
        stamp = self.aside.stamp(markings=())
        if self.kept.read_at is None:
            parts = [_placed(part, len(self.content)) for part in read.set_aside]
            set_aside(source=self.kept, parts=parts, content=self.content, stamp=stamp, by=self.by, now=self.now)
            pieces = [draft.piece for draft in (*read.drafts, *spilled)] + [part.piece for part in parts]
            finish_source(
                source=self.kept, content=self.content, pieces=pieces, of_format=read.format, stamp=stamp, by=self.by,
                now=self.now,
            )  # fmt: skip
        came_in(source_id=self.source.id, now=self.now)
        counts = self.result.counts
        counts["set_aside"] = len(read.set_aside) + len(spilled)
        self.result.records = counts["opened"] + counts["updated"] + counts["unchanged"]
        self.result.reasons = [f"{part.place}: {reason}" for part in read.set_aside for reason in part.reasons]
        self.result.reasons += [f"bytes {one.piece[0]} to {sum(one.piece)}: {REASON}" for one in spilled]
        order = ("opened", "updated", "unchanged")
        self.result.state = "set-aside" if read.whole else next((s for s in order if counts[s]), "unchanged")


def _placed(part: SetAside, size: int) -> SetAside:
    """A file set aside whole keeps all its bytes."""
    return part if part.piece[1] else SetAside(part.place, part.reasons, (0, size))
