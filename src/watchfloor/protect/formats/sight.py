"""What a page showed, to whom and how far the log stood then: sealed, so that only we make it and only we read it."""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from uuid import UUID

from watchfloor.core.formats import crypt

HEAD = struct.Struct(">qqq")
ID_BYTES = 16
MOST = 300  # ids; an address of 6.5 kB passes every proxy


@dataclass(frozen=True, slots=True)
class Sight:
    """The page knows everything before the log's position `head`; `records` are the ids shown, at most 300."""

    person_id: int
    affiliation_id: int
    head: int
    records: tuple[UUID, ...] = ()


def seal_sight(sight: Sight, *, key: bytes) -> str:
    """As it travels in an address. The same length for the same number of ids, whatever they are."""
    ids = b"".join(one.bytes for one in sight.records[:MOST])
    said = HEAD.pack(sight.person_id, sight.affiliation_id, sight.head) + ids
    return urlsafe_b64encode(crypt.seal(said, key=key)).decode().rstrip("=")


def read_sight(said: str, *, key: bytes) -> Sight | None:
    """None for anything that `seal_sight` did not make under this key."""
    try:
        sealed = urlsafe_b64decode(said + "=" * (-len(said) % 4))
        opened = crypt.unseal(sealed, key=key)
        person_id, affiliation_id, at = HEAD.unpack(opened[: HEAD.size])
        return Sight(person_id, affiliation_id, at, _ids(opened[HEAD.size :]))
    except (NotBase64, ValueError, struct.error, crypt.NotOpened):
        return None


def _ids(packed: bytes) -> tuple[UUID, ...]:
    return tuple(UUID(bytes=packed[at : at + ID_BYTES]) for at in range(0, len(packed), ID_BYTES))
