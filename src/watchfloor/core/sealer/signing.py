"""The checkpoint key of this house's log (C2SP signed notes, Ed25519)."""

import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from watchfloor.core.gate import slots
from watchfloor.core.rules import merkle

ORIGIN = "watchfloor.local/ledger"


class BadCheckpoint(Exception):
    """A checkpoint that this house did not sign, or not with these figures."""


def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(slots.lasting("ledger.key"))


def public_key() -> bytes:
    """32 raw bytes; give them to whoever should be able to check our checkpoints."""
    return _private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def checkpoint(size: int, root: bytes) -> str:
    """A signed note over size and root."""
    body = merkle.checkpoint_body(ORIGIN, size, root)
    return merkle.note_text(body, ORIGIN, merkle.key_id(ORIGIN, public_key()), _private().sign(body.encode()))


def check_note(note: str, *, key: bytes) -> tuple[int, bytes]:
    """(size, root) of a note that `key` signed; raises BadCheckpoint."""
    try:
        body, name, keyed, signature = merkle.read_note(note)
        Ed25519PublicKey.from_public_bytes(key).verify(signature, body.encode())
        origin, size, root = body.strip().split("\n")
    except (ValueError, InvalidSignature) as error:
        raise BadCheckpoint("the note does not verify under this key") from error
    if name != origin or keyed != merkle.key_id(name, key):
        raise BadCheckpoint("the note was signed under another name")
    return int(size), base64.b64decode(root)
