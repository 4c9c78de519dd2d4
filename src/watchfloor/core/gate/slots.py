"""Key slots: files beside the database, never in it, its WAL or its backups (house: two kinds of storage)."""

import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from watchfloor.core.formats import crypt


class SlotMissing(Exception):
    """A key file is not where it must be; without it nothing sealed under it can be read."""


def folder() -> Path:
    """`keys/` of the data directory, open to its owner alone."""
    path = Path(settings.DATA_DIR) / "keys"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def write(name: str, content: bytes) -> None:
    """Make a slot once; on disk before this returns. MUST NOT replace a slot that stands.

    It appears whole: a kill on the way, or a reader at the same moment, never finds a slot without its key.
    """
    path = folder() / name
    part = path.with_name(f"{name}.{secrets.token_hex(8)}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(part)
    finally:
        part.unlink()
    sync_folder()


def sync_folder() -> None:
    """The folder's own entry on disk."""
    handle = os.open(folder(), os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def read(name: str) -> bytes:
    """The key in a slot."""
    path = folder() / name
    if not path.exists():
        raise SlotMissing(f"key file {name} is not in the keys folder; restore it from the key backup")
    return path.read_bytes()


def once(name: str, size: int = crypt.KEY_BYTES) -> bytes:
    """The key in a slot, made at random the first time."""
    with suppress(FileExistsError):
        write(name, secrets.token_bytes(size))
    return read(name)


def lasting(name: str, size: int = crypt.KEY_BYTES) -> bytes:
    """`once` for a key that is never destroyed: read from its slot one time a process."""
    return _lasting(str(settings.DATA_DIR), name, size)


@lru_cache(maxsize=64)
def _lasting(_data_dir: str, name: str, size: int) -> bytes:
    return once(name, size)


@lru_cache(maxsize=256)
def _epoch(path: Path) -> bytes:
    return read(path.name)


def epoch_key(epoch_id: int) -> bytes:
    """The key of an epoch; kept in memory while the slot stands."""
    return _epoch(folder() / f"epoch-{epoch_id}.key")


def destroy(name: str) -> None:
    """Overwrite the slot, sync, remove. From here what it opened is unreadable, in WAL and backups too."""
    path = folder() / name
    if path.exists():
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        sync_folder()
    _epoch.cache_clear()


def destroy_epoch(epoch_id: int) -> None:
    """Destroy the slot of an epoch whose living keys were wrapped anew."""
    destroy(f"epoch-{epoch_id}.key")
