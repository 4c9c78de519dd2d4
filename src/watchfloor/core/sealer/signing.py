"""The checkpoint key of this house's log (C2SP signed notes, Ed25519)."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from watchfloor.core.gate import slots
from watchfloor.tlog import notes

ORIGIN = "watchfloor.local/ledger"


def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(slots.lasting("ledger.key"))


def public_key() -> bytes:
    """32 raw bytes; give them to whoever should be able to check our checkpoints."""
    return _private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def vkey() -> str:
    """The public key as C2SP writes it."""
    return notes.vkey_text(ORIGIN, public_key())


def checkpoint(size: int, root: bytes) -> str:
    """A signed note over size and root."""
    return note(notes.checkpoint_body(ORIGIN, size, root), ORIGIN)


def note(body: str, origin: str) -> str:
    """A signed note of this house under a name that is its origin."""
    return notes.note_text(body, origin, notes.key_id(origin, public_key()), _private().sign(body.encode()))
