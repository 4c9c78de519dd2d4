"""Two locks of a data directory: one for those who change its server, one shared by those who use it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from watchfloor.localdb import files


@contextmanager
def changing(data_dir: Path) -> Iterator[None]:
    """Alone while making, starting or stopping the server. Waits for its turn; the system frees it with the process."""
    handle = _open(data_dir / "change.lock")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def join(data_dir: Path) -> int:
    """Be one of those who use the server; the handle ends it. MUST be called under `changing`."""
    handle = _open(data_dir / "use.lock")
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def last(handle: int) -> bool:
    """Whether nobody else uses the server. MUST be called under `changing`, so that nobody joins meanwhile."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open(path: Path) -> int:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    files.give_to_owner_of(path.parent, handle)
    return handle
