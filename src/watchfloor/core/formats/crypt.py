"""Sealing of bytes: AES-256-GCM under one key a record, keys wrapped by an epoch key (NIST SP 800-38D, RFC 3394)."""

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

KEY_BYTES = 32
NONCE_BYTES = 12


class NotOpened(Exception):
    """The key is gone or does not fit, or the sealed bytes were changed."""


def new_key() -> bytes:
    """256 random bits."""
    return os.urandom(KEY_BYTES)


def wrap(key: bytes, *, epoch_key: bytes) -> bytes:
    """The content key under the epoch key; 40 bytes."""
    return aes_key_wrap(epoch_key, key)


def unwrap(wrapped: bytes, *, epoch_key: bytes) -> bytes:
    """The inverse of `wrap`; raises NotOpened under any other epoch key."""
    try:
        return aes_key_unwrap(epoch_key, wrapped)
    except InvalidUnwrap as error:
        raise NotOpened("the key slot does not open this record") from error


def seal(content: bytes, *, key: bytes) -> bytes:
    """Nonce and ciphertext. A key seals few pieces, so random nonces are safe (SP 800-38D 8.2.2)."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, None)


def unseal(sealed: bytes, *, key: bytes) -> bytes:
    """The bytes as they came; raises NotOpened if one bit differs."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
    except InvalidTag as error:
        raise NotOpened("the sealed bytes do not open") from error


def mark(content: bytes, *, key: bytes) -> bytes:
    """HMAC-SHA-256 of content under a record's key: proves it while the key lives, says nothing once it is gone."""
    return hmac.digest(key, b"mark\x00" + content, "sha256")
