"""A second verifier of an exported ledger, written from docs/ledger.md alone: it imports nothing of Watchfloor.

    python second_verifier.py FOLDER [EARLIER_CHECKPOINT]

Prints what it found, one line each; status 0 if nothing, 1 otherwise.
"""

import base64
import hashlib
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha(data: bytes) -> bytes:
    """SHA-256."""
    return hashlib.sha256(data).digest()


def root_over(hashes: list[bytes]) -> bytes:
    """The root, level by level: an odd one out is carried up unchanged, which is the same as splitting at k."""
    if not hashes:
        return sha(b"")
    while len(hashes) > 1:
        pairs = [sha(b"\x01" + hashes[i] + hashes[i + 1]) for i in range(0, len(hashes) - 1, 2)]
        hashes = pairs + hashes[len(pairs) * 2 :]
    return hashes[0]


def check_note(note: list[str], name: str, key: bytes) -> tuple[int, bytes] | str:
    """Size and root of one checkpoint, or what is wrong with it."""
    if len(note) != 5 or note[3] != "" or not note[4].startswith("\u2014 "):
        return "a checkpoint is not of five lines"
    signer, packed = note[4][2:].split(" ")
    raw = base64.b64decode(packed)
    if signer != note[0] or signer != name or raw[:4] != sha(name.encode() + b"\n\x01" + key)[:4]:
        return "a checkpoint bears another name or key id"
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(raw[4:], "".join(line + "\n" for line in note[:3]).encode())
    except InvalidSignature:
        return "a checkpoint is not signed by this key"
    return int(note[1]), base64.b64decode(note[2])


def findings(folder: Path, earlier: Path | None) -> list[str]:
    """Everything that docs/ledger.md, "To verify", asks for."""
    name, _, packed = (folder / "key.txt").read_text().strip().split("+", 2)
    key = base64.b64decode(packed)[1:]
    texts = [(folder / "checkpoints.txt").read_text(encoding="utf-8")]
    texts += [earlier.read_text(encoding="utf-8")] if earlier else []
    lines = [line for text in texts for line in [*text.splitlines(), ""]]
    notes = [lines[i : i + 5] for i in range(0, len(lines), 6)]
    said = [check_note(note, name, key) for note in notes]
    found = [one for one in said if isinstance(one, str)]
    signed = [one for one in said if not isinstance(one, str)]
    hashes = [sha(b"\x00" + line) for line in (folder / "facts.log").read_bytes().split(b"\n")[:-1]]
    if max((size for size, _ in signed), default=0) != len(hashes):
        found.append(f"{len(hashes)} lines, and the newest checkpoint speaks of another number")
    found += [f"the root over {size} lines is another" for size, root in signed if root_over(hashes[:size]) != root]
    return found


if __name__ == "__main__":
    wrong = findings(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    sys.stdout.write("".join(f"{one}\n" for one in wrong))
    sys.exit(1 if wrong else 0)
