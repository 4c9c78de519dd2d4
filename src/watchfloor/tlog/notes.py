"""C2SP checkpoints, signed notes and verifier keys as texts; signing is the sealer's."""

import base64
import hashlib
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class BadCheckpoint(Exception):
    """A checkpoint that this key did not sign, or not with these figures."""


def checkpoint_body(origin: str, size: int, root: bytes) -> str:
    """The signed text of a C2SP checkpoint."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def key_id(name: str, public_key: bytes) -> bytes:
    """C2SP signed-note key id of an Ed25519 key: the first four bytes of SHA-256(name, newline, 0x01, key)."""
    return hashlib.sha256(name.encode() + b"\n\x01" + public_key).digest()[:4]


def note_text(body: str, name: str, keyed: bytes, signature: bytes) -> str:
    """A signed note: the body, an empty line, one signature line."""
    return f"{body}\n\u2014 {name} {base64.b64encode(keyed + signature).decode()}\n"


def read_note(note: str) -> tuple[str, str, bytes, bytes]:
    """(body, name, key id, signature); ValueError if the note is not of that form."""
    body, _, signatures = note.partition("\n\n")
    mark, name, packed = signatures.strip().split(" ")
    raw = base64.b64decode(packed, validate=True)
    if mark != "\u2014" or len(raw) != 68:
        raise ValueError("no Ed25519 signature line")
    return body + "\n", name, raw[:4], raw[4:]


def vkey_text(name: str, public_key: bytes) -> str:
    """The public key as C2SP writes verifier keys: name, key id in hex, algorithm byte and key in base64."""
    return f"{name}+{key_id(name, public_key).hex()}+{base64.b64encode(bytes([1]) + public_key).decode()}"


def read_vkey(text: str) -> bytes:
    """The 32 raw bytes of a verifier key, or of a bare key in hex; ValueError if it is neither."""
    said = text.strip()
    if "+" not in said:
        return _sized(bytes.fromhex(said))
    name, keyed, packed = said.split("+", 2)
    raw = base64.b64decode(packed, validate=True)
    if raw[:1] != bytes([1]) or key_id(name, _sized(raw[1:])).hex() != keyed:
        raise ValueError("not an Ed25519 verifier key")
    return raw[1:]


def _sized(key: bytes) -> bytes:
    if len(key) != 32:
        raise ValueError("an Ed25519 key has 32 bytes")
    return key


def notes_text(notes: Sequence[str]) -> str:
    """Signed notes one after the other, an empty line between them."""
    return "\n".join(notes)


def read_notes(text: str) -> list[str]:
    """The inverse of `notes_text`: a note is its body of three lines, an empty one and its signature line."""
    lines = text.splitlines(keepends=True)
    return ["".join(lines[start : start + 5]) for start in range(0, len(lines), 6)]


def check_note(note: str, *, key: bytes) -> tuple[int, bytes]:
    """(size, root) of a note that `key` signed; raises BadCheckpoint."""
    try:
        body, name, keyed, signature = read_note(note)
        Ed25519PublicKey.from_public_bytes(key).verify(signature, body.encode())
        origin, size, root = body.strip().split("\n")
    except (ValueError, InvalidSignature) as error:
        raise BadCheckpoint("the note does not verify under this key") from error
    if name != origin or keyed != key_id(name, key):
        raise BadCheckpoint("the note was signed under another name")
    return int(size), base64.b64decode(root)
