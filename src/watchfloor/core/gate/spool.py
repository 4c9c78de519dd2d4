"""Bytes that came and are not yet read: sealed files beside the database, each under a slot of its own.

They are on disk before receipt is acknowledged, survive any kill, and are destroyed once every piece of them is kept
under the key of its own record; else forgetting one record would leave its words in the container.
"""

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings

from watchfloor.core.formats import crypt
from watchfloor.core.gate import slots


def _path(item: UUID) -> Path:
    folder = Path(settings.DATA_DIR) / "spool"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{item}.sealed"


def put(item: UUID, content: bytes) -> None:
    """Keep the bytes; on disk when this returns. A second put of the same item changes nothing."""
    path = _path(item)
    if path.exists():
        return
    key = slots.once(f"spool-{item}.key")
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(crypt.seal(content, key=key))
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)


def get(item: UUID) -> bytes | None:
    """The bytes, or None when they were already taken apart."""
    path = _path(item)
    if not path.exists():
        return None
    return crypt.unseal(path.read_bytes(), key=slots.read(f"spool-{item}.key"))


def destroy(item: UUID) -> None:
    """Overwrite the key, then remove the file: what is left on the disk opens with nothing."""
    slots.destroy(f"spool-{item}.key")
    _path(item).unlink(missing_ok=True)


def waiting() -> list[UUID]:
    """Items whose reading was cut short; the next run takes them up."""
    folder = Path(settings.DATA_DIR) / "spool"
    return [UUID(path.stem) for path in sorted(folder.glob("*.sealed"))] if folder.exists() else []
