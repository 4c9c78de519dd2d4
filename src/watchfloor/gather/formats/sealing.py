"""Boxes that only one key opens: X25519 with an ephemeral key, HKDF-SHA-256, AES-256-GCM (the shape of RFC 9180).

A report is sealed to the center's key of the day, a letter to the mailbox's key, which Argon2id (RFC 9106) derives from
the code on the receipt. Nobody but who has the code can derive it, and what is kept of the code is a digest.
"""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES, NONCE = 32, bytes(12)  # each box has a key of its own, so that its nonce may be nought
ITERATIONS, LANES, MEMORY_KIB = 3, 1, 64 * 1024


class NotOpened(Exception):
    """Another key, or the box was changed."""


@dataclass(frozen=True, slots=True)
class MailboxKeys:
    """What the code opens: `token` is the digest that finds the mailbox, `private` what its letters are sealed for."""

    token: bytes
    private: bytes

    @property
    def public(self) -> bytes:
        """The key that letters are sealed to."""
        return public_of(self.private)


def public_of(private: bytes) -> bytes:
    """The public half of 32 random bytes."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal_to(public: bytes, content: bytes, *, about: bytes) -> bytes:
    """The box; `about` says what it is for and binds it there: a letter does not open as a report."""
    once = X25519PrivateKey.generate()
    mine = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    return mine + AESGCM(_key(shared, mine, public, about)).encrypt(NONCE, content, None)


def open_box(private: bytes, box: bytes, *, about: bytes) -> bytes:
    """What is in the box; raises NotOpened."""
    theirs, sealed = box[:KEY_BYTES], box[KEY_BYTES:]
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(theirs))
        return AESGCM(_key(shared, theirs, public_of(private), about)).decrypt(NONCE, sealed, None)
    except (InvalidTag, ValueError) as error:
        raise NotOpened("this box is sealed for another key, or it was changed") from error


def _key(shared: bytes, once: bytes, public: bytes, about: bytes) -> bytes:
    info = b"watchfloor box 1\x00" + about + b"\x00" + once + public
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(shared)


def mailbox_keys(code: str, *, salt: bytes) -> MailboxKeys:
    """The keys of a code; about 0.15 s and 64 MB a time, which is the point."""
    made = Argon2id(salt=salt, length=2 * KEY_BYTES, iterations=ITERATIONS, lanes=LANES, memory_cost=MEMORY_KIB)
    derived = made.derive(code.encode())
    return MailboxKeys(hashlib.sha256(b"mailbox\x00" + derived[:KEY_BYTES]).digest(), derived[KEY_BYTES:])
