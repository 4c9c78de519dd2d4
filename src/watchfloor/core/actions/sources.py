"""Keep bytes as they came, and take them apart once they are read."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from watchfloor.core.formats import crypt
from watchfloor.core.gate import slots, spool, vault
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.draft import SetAside
from watchfloor.core.rules.opening import Known, SourceRef
from watchfloor.core.rules.stamp import Stamp


def keyed(*parts: bytes) -> bytes:
    """Keyed hash of parts (HMAC-SHA-256): equal only for the same owner and bytes, useless to who lacks the key."""
    lengths = b",".join([b"%d" % len(part) for part in parts])
    return hmac.digest(slots.lasting("address.key"), lengths + b";" + b"".join(parts), "sha256")


def keep_source(*, content: bytes, owner_id: int, stamp: Stamp, by: Audience, now: datetime) -> SourceRef:
    """Step 1: the bytes are safe when the caller's transaction commits; equal bytes of one owner are one item.

    `stamp` gives label and purge date of the container. MUST be called inside a transaction of its own.
    """
    address = keyed(f"source:{owner_id}".encode(), hashlib.sha256(content).digest())
    with connection.cursor() as cursor:
        cursor.execute("select * from core_known_source(%s, %s)", [owner_id, address])
        row = cursor.fetchone()
        if row:
            if row[2] is None:
                spool.put(row[1], content)
            return SourceRef(row[0], row[1], owner_id, stamp.label_id, row[2])
        public_id = uuid4()
        spool.put(public_id, content)
        cursor.execute(
            "insert into core_source_item (public_id, owner_id, address, sha256, size, label_id, received_at, purge_on)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s)",
            [public_id, owner_id, address, hashlib.sha256(content).digest(), len(content), stamp.label_id, now,
             stamp.purge_on],
        )  # fmt: skip
        cursor.execute("select * from core_known_source(%s, %s)", [owner_id, address])
        row = cursor.fetchone()
    tell(kind="core.source.kept", by=by, records=[public_id], rules=stamp.rules)
    return SourceRef(row[0], public_id, owner_id, stamp.label_id, None)


def set_aside(
    *, source: SourceRef, parts: Sequence[SetAside], content: bytes, stamp: Stamp, by: Audience, now: datetime
) -> None:
    """Keep what could not be read, each part with its reasons, bytes, key, label and purge date of its own."""
    del now
    kept = [_keep_aside(source, part, content, stamp) for part in parts]
    if any(kept):
        tell(kind="core.piece.set-aside", by=by, records=[source.public_id])


def _keep_aside(source: SourceRef, part: SetAside, content: bytes, stamp: Stamp) -> bool:
    lock, (offset, length) = vault.new_locks(1)[0], part.piece
    with connection.cursor() as cursor:
        cursor.execute(
            "select core_keep_aside(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [source.id, stamp.label_id, lock.epoch_id, lock.wrapped, offset, length, stamp.purge_on,
             crypt.seal(content[offset : offset + length], key=lock.key), part.place, list(part.reasons)],
        )  # fmt: skip
        return bool(cursor.fetchone()[0])


def keep_known(*, source: SourceRef, again: Sequence[tuple[Known, tuple[int, int]]], content: bytes) -> None:
    """What stands already came again in this container: keep its bytes there too, under the record's own key."""
    if source.read_at is not None:
        return
    with connection.cursor() as cursor:
        for known, (offset, length) in again:
            key = vault.content_key(known.epoch_id, known.wrapped)
            cursor.execute(
                "select core_keep_known_piece(%s, %s, %s, %s, %s)",
                [source.id, known.id, offset, length, crypt.seal(content[offset : offset + length], key=key)],
            )


def finish_source(
    *,
    source: SourceRef,
    content: bytes,
    pieces: Sequence[tuple[int, int]],
    of_format: str,
    stamp: Stamp,
    by: Audience,
    now: datetime,
) -> None:
    """Keep the frame (all bytes outside the pieces) and end the item. After the commit, destroy its spool file."""
    frame, at = bytearray(), 0
    for offset, length in sorted(pieces):
        frame += content[at:offset]
        at = max(at, offset + length)
    frame += content[at:]
    lock = vault.new_locks(1)[0]
    with connection.cursor() as cursor:
        cursor.execute(
            "select core_end_source(%s, %s, %s)",
            [source.id, of_format, now],
        )
        if cursor.fetchone()[0]:
            cursor.execute(
                "select core_keep_piece(%s, %s, %s, %s, 0, %s, 'frame', %s, %s)",
                [source.id, stamp.label_id, lock.epoch_id, lock.wrapped, len(frame), stamp.purge_on,
                 crypt.seal(bytes(frame), key=lock.key)],
            )  # fmt: skip
            tell(kind="core.source.read", by=by, records=[source.public_id])


def waiting_sources() -> list[UUID]:
    """Items whose reading was cut short by a crash."""
    return spool.waiting()


def end_spool(source: SourceRef) -> None:
    """After the commit of finish_source: destroy the spool file's key, then the file."""
    spool.destroy(source.public_id)


def give_back(*, source: UUID, by: Audience) -> bytes | None:
    """The container byte for byte, but for pieces that were forgotten or that `by` may not read; None if not his.

    The frame is all bytes outside the pieces; each piece stands at its place in the bytes as received.
    """
    del by  # the wall in the database asks it
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.purpose, p.place_at, p.length, p.sealed, k.epoch_id, k.wrapped from core_source_item s"
            " join core_piece p on p.source_item_id = s.id join core_key k on k.id = p.key_id"
            " where s.public_id = %s order by p.place_at",
            [source],
        )
        rows = cursor.fetchall()
    frame = [row for row in rows if row[0] == "frame"]
    if not frame:
        return None
    left = _open(frame[0])
    out, at, taken = bytearray(), 0, 0
    for row in rows:
        if row[0] != "frame":
            gap = row[1] - at
            out += left[taken : taken + gap]
            taken, at = taken + gap, row[1] + row[2]
            out += _open(row)
    return bytes(out + left[taken:])


def originals(*, record_ids: Sequence[int], by: Audience) -> dict[int, bytes]:
    """The newest bytes of each record as they came, where any are kept. MUST be asked only for the right to them."""
    if "record.original" not in by.rights:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (p.record_id) p.purpose, p.place_at, p.length, p.sealed, k.epoch_id, k.wrapped,"
            " p.record_id from core_piece p join core_key k on k.id = p.key_id"
            " where p.record_id = any(%s) and p.purpose = 'piece' order by p.record_id, p.id desc",
            [list(record_ids)],
        )
        return {row[6]: _open(row) for row in cursor.fetchall()}


def aside_bytes(*, aside: UUID, by: Audience) -> bytes | None:
    """What was set aside below the frame of its container (a header and one row); None if mended or not his to read."""
    del by
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.purpose, p.place_at, p.length, p.sealed, k.epoch_id, k.wrapped from core_set_aside s"
            " join core_piece p on p.id = s.piece_id or (p.source_item_id = s.source_item_id and p.purpose = 'frame')"
            " join core_key k on k.id = p.key_id where s.public_id = %s and s.mended_at is null order by p.purpose",
            [aside],
        )
        rows = cursor.fetchall()
    return b"".join(map(_open, rows)) if len(rows) == 2 else None


def _open(row: tuple[Any, ...]) -> bytes:
    return crypt.unseal(bytes(row[3]), key=vault.content_key(row[4], row[5]))
