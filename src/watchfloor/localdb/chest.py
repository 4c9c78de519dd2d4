"""A chest: a file that opens with one key or one passphrase, and not once it was changed, cut or swapped.

A line that says what it is, a line of JSON about it (in clear, but bound to the rest), then pieces of up to a megabyte,
each sealed by AES-256-GCM under a nonce that counts them and says which is the last (the STREAM construction of Hoang,
Reyhanitabar, Rogaway and Vizár). A passphrase is stretched by scrypt (RFC 7914).
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from watchfloor.localdb import files

MAGIC = b"watchfloor chest 1\n"
PIECE, TAG, PREFIX = 1 << 20, 16, 7
LONGEST_ABOUT = 1 << 16
# 64 MB and about 0.2 s a try; written into each chest, so that it can grow
SCRYPT = {"n": 1 << 16, "r": 8, "p": 1}
MOST_SCRYPT = {"n": 1 << 20, "r": 16, "p": 4}
Secret = bytes | str


class NotOpened(Exception):
    """It is no chest, the key or passphrase does not open it, or it was changed or cut. One line with the way out."""


def seal(path: Path, content: Iterable[bytes], *, about: Mapping[str, Any], secret: Secret) -> int:
    """Write a chest; its bytes. It appears whole and on disk, or not at all. `about` MUST hold nothing secret."""
    said = {**about, "nonce": secrets.token_hex(PREFIX)}
    if isinstance(secret, str):
        said["scrypt"] = {**SCRYPT, "salt": secrets.token_hex(16)}
    head = MAGIC + json.dumps(said, sort_keys=True).encode("ascii") + b"\n"
    box, bound = AESGCM(_key(secret, said)), hashlib.sha256(head).digest()
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(head)
            for number, (piece, last) in enumerate(_pieces(content)):
                file.write(box.encrypt(_nonce(said, number, last), piece, bound))
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    files.sync_folder(path.parent)
    return size


def about(path: Path) -> dict[str, Any]:
    """What a chest says of itself, unopened; raises NotOpened if it is none."""
    try:
        with path.open("rb") as file:
            return _head(file.read(LONGEST_ABOUT), path)[0]
    except OSError as error:
        raise NotOpened(f"{path}: {error.strerror}") from error


def unseal(path: Path, *, secret: Secret) -> Iterator[bytes]:
    """The content, piece by piece. Nothing of a piece is given before it was proved; raises NotOpened.

    Who needs all of it MUST read to the end: only there is it known that nothing was cut.
    """
    said, head = _head(path.open("rb").read(LONGEST_ABOUT), path)
    box, bound = AESGCM(_key(secret, said)), hashlib.sha256(head).digest()
    with path.open("rb") as file:
        file.seek(len(head))
        number, piece = 0, file.read(PIECE + TAG)
        while True:
            after = file.read(PIECE + TAG)
            try:
                yield box.decrypt(_nonce(said, number, not after), piece, bound)
            except (InvalidTag, ValueError) as error:
                raise NotOpened(f"{path} does not open: another key or passphrase, or it was changed") from error
            if not after:
                return
            number, piece = number + 1, after


def _head(begin: bytes, path: Path) -> tuple[dict[str, Any], bytes]:
    line, _, _ = begin.removeprefix(MAGIC).partition(b"\n")
    try:
        said = json.loads(line) if begin.startswith(MAGIC) else None
        if not isinstance(said, dict) or len(bytes.fromhex(said["nonce"])) != PREFIX:
            raise ValueError
    except (ValueError, KeyError, TypeError) as error:
        raise NotOpened(f"{path} is no chest of this house; name a file that `watchfloor backup` made") from error
    return said, MAGIC + line + b"\n"


def _key(secret: Secret, said: Mapping[str, Any]) -> bytes:
    if isinstance(secret, bytes):
        return secret
    how = said.get("scrypt")
    if not isinstance(how, dict) or any(not 1 <= int(how[name]) <= most for name, most in MOST_SCRYPT.items()):
        raise NotOpened("this chest opens with a key, not with a passphrase")
    salt = bytes.fromhex(how["salt"])
    return Scrypt(salt=salt, length=32, n=how["n"], r=how["r"], p=how["p"]).derive(secret.encode())


def _nonce(said: Mapping[str, Any], number: int, last: bool) -> bytes:
    return bytes.fromhex(said["nonce"]) + number.to_bytes(4, "big") + bytes([last])


def _pieces(content: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Pieces of one size, the last marked; one empty piece of nothing."""
    held = bytearray()
    for some in content:
        held += some
        while len(held) > PIECE:
            yield bytes(held[:PIECE]), False
            del held[:PIECE]
    yield bytes(held), True
