"""Content keys in the database, wrapped by epochs whose keys lie in slots."""

from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.db import connections, transaction

from watchfloor.core.formats import crypt
from watchfloor.core.gate import slots

EPOCH_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Lock:
    """A fresh content key and how it is wrapped."""

    key: bytes
    epoch_id: int
    wrapped: bytes


# how many keys this process may still put into an epoch before it counts again what lies there
_room: dict[tuple[str, int], int] = {}


def open_epoch(*, using: str = "default", count: int = 1) -> int:
    """The epoch that new keys go into; a full or retired one is followed by a new one, its slot on disk first.

    Counting thousands of keys for each new one was most of what a search paid; an eighth of the room is taken unasked.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from core_epoch where retired_at is null")
        here = (str(settings.DATA_DIR), int(cursor.fetchone()[0]))
        if _room.get(here, 0) < count:
            cursor.execute("select %s - count(*) from core_key where epoch_id = %s", [EPOCH_KEYS, here[1]])
            room = int(cursor.fetchone()[0])
            if not here[1] or room <= 0:
                return new_epoch(using=using)
            _room[here] = room // 8 + count
    _room[here] -= count
    return here[1]


def new_epoch(*, using: str = "default") -> int:
    """Begin an epoch. The slot is written inside the transaction: an epoch without a slot cannot commit.

    A slot whose epoch never committed may stand in the way after a crash: its number is passed over, never reused.
    """
    while True:
        with suppress(FileExistsError), transaction.atomic(using=using), connections[using].cursor() as cursor:
            cursor.execute("insert into core_epoch default values returning id")
            epoch_id = int(cursor.fetchone()[0])
            slots.write(f"epoch-{epoch_id}.key", crypt.new_key())
            return epoch_id


def new_locks(count: int, *, using: str = "default") -> list[Lock]:
    """`count` fresh content keys under the open epoch; up to a chunk of them at a time.

    `using` MUST be the connection that keeps them: an epoch begun in one transaction is not there for another.
    """
    epoch_id = open_epoch(using=using, count=count)
    epoch_key = slots.epoch_key(epoch_id)
    keys = [crypt.new_key() for _ in range(count)]
    return [Lock(key, epoch_id, crypt.wrap(key, epoch_key=epoch_key)) for key in keys]


def keep(lock: Lock) -> int:
    """Store a wrapped key; the id of its row."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "insert into core_key (epoch_id, wrapped) values (%s, %s) returning id", [lock.epoch_id, lock.wrapped]
        )
        return int(cursor.fetchone()[0])


def content_key(epoch_id: int, wrapped: bytes) -> bytes:
    """The content key of a row; raises NotOpened or SlotMissing when it was destroyed."""
    return crypt.unwrap(bytes(wrapped), epoch_key=slots.epoch_key(epoch_id))


def key_by_id(key_id: int) -> bytes:
    """The content key with that id; NotOpened if its row is gone."""
    with connections["default"].cursor() as cursor:
        cursor.execute("select epoch_id, wrapped from core_key where id = %s", [key_id])
        row = cursor.fetchone()
    if row is None:
        raise crypt.NotOpened("the key of this record was destroyed")
    return content_key(row[0], row[1])
