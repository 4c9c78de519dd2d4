"""RFIs and answers as files between centers: canonical JSON under a signed note (docs/reference/rfi-file.md).

A file is one line of JSON with keys in order and no blank that is not in a text, so that one RFI is one row of bytes:
whatever else is read, even with the same meaning, is refused.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.tlog import notes

FORMAT = "watchfloor-rfi/1"
ORIGIN = "watchfloor.local/rfi"  # not that of checkpoints or packs: their signatures are never taken for one
READER = "watchfloor.plan.formats.rfi_file:read"
LARGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class AskedFile:
    """An RFI of another center. Times are aware; `words` by the names of RfiWords; `exercise`: of no real event."""

    kind: Literal["request"]
    id: UUID
    center: str
    to: str
    made_at: datetime
    due_at: datetime
    priority: str
    purpose: str
    basis: str
    about: str
    marking: str
    sector: str
    words: Mapping[str, str]
    exercise: bool


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """An answer on an RFI of ours, whose id is `request`."""

    kind: Literal["answer"]
    id: UUID
    request: UUID
    center: str
    made_at: datetime
    whole: bool
    marking: str
    words: str
    exercise: bool


class BadFile(ValueError):
    """It is no file of this form, or a byte of it was changed; the text names the rule and the way out."""


def canonical(said: Any) -> bytes:
    """The one way in which a value is written."""
    plain = msgspec.to_builtins(said)
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def written(body: AskedFile | AnswerFile, *, sign: Callable[[str, str], str]) -> bytes:
    """The file; `sign(text, name)` makes the signed note."""
    content = canonical(body)
    note = sign(note_body(content), ORIGIN)
    return canonical({"body": msgspec.to_builtins(body), "format": FORMAT, "signature": note}) + b"\n"


def note_body(content: bytes) -> str:
    """The text that is signed: the name of the form and the hash of the body."""
    return f"{ORIGIN}\n{hashlib.sha256(content).hexdigest()}\n"


def read(content: bytes, options: Mapping[str, Any]) -> Iterable[Reading]:
    """The reader of the child process: the whole file as one draft, or set aside with its reason."""
    del options
    try:
        said = _envelope(content)
        _body(said["body"])
    except BadFile as fault:
        return [Reading("rfi", (), (SetAside("file", (str(fault),)),), whole=True)]
    return [Reading("rfi", (Draft("rfi", "", "", "", "", said, piece=(0, len(content))),), ())]


def body_of(said: Mapping[str, Any]) -> AskedFile | AnswerFile:
    """The body of an envelope that was read. Raises BadFile."""
    return _body(said["body"])


def signer(said: Mapping[str, Any], *, known: Iterable[tuple[int, str]]) -> int | None:
    """The agency whose key signed this envelope, of (agency, verifier key); None for a key that nobody gave us.

    Raises BadFile where the key is known and the signature is not right: a byte was changed on the way.
    """
    try:
        body, name, keyed, signature = notes.read_note(said["signature"])
    except ValueError:
        raise BadFile("Its signature is none. Rule rfi.signature; ask for the file again.") from None
    for agency_id, vkey in known:
        key = notes.read_vkey(vkey)
        if keyed == notes.key_id(ORIGIN, key):
            _verify(key, body, name, signature, note_body(canonical(said["body"])))
            return agency_id
    return None


def _verify(key: bytes, body: str, name: str, signature: bytes, expected: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, body.encode())
    except InvalidSignature:
        raise BadFile("Its signature does not verify. Rule rfi.signature; ask for the file again.") from None
    if (name, body) != (ORIGIN, expected):
        raise BadFile("It was changed after it was signed. Rule rfi.signature; ask for the file again.")


def _envelope(content: bytes) -> dict[str, Any]:
    wrong = "It is no RFI file. Rule rfi.form, docs/reference/rfi-file.md; ask for the file again."
    try:
        said = json.loads(content.decode())
    except (ValueError, RecursionError):
        raise BadFile(wrong) from None
    if not isinstance(said, dict) or set(said) != {"body", "format", "signature"} or said["format"] != FORMAT:
        raise BadFile(wrong)
    if not isinstance(said["signature"], str) or canonical(said) + b"\n" != content:
        raise BadFile("Its bytes are not those that were written. Rule rfi.canonical; ask for the file again.")
    return said


def _body(said: Any) -> AskedFile | AnswerFile:
    try:
        asks = said["kind"] != "answer"
        made: AskedFile | AnswerFile = msgspec.convert(said, AskedFile) if asks else msgspec.convert(said, AnswerFile)
    except (msgspec.ValidationError, KeyError, TypeError) as fault:
        field = str(fault).partition("`$.")[2].rstrip("`")
        raise BadFile(
            f"Its body is not whole{': ' + field if field else ''}. Rule rfi.form; ask for it anew."
        ) from None
    moments = [made.made_at, *([made.due_at] if isinstance(made, AskedFile) else [])]
    if any(one.tzinfo is None for one in moments) or canonical(made) != canonical(said):
        raise BadFile("Its body says more or otherwise than the form. Rule rfi.form; ask for it anew.")
    return made
