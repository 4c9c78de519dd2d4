"""Where tests keep their databases: in memory if there is plenty, since a disk is waited for at every commit."""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
PLENTY = 8 * 10**9  # bytes; a whole run holds two or three at once


def folder(prefix: str) -> Path:
    """A fresh folder that the account of the server can reach; who asks takes it away again."""
    made = Path(tempfile.mkdtemp(prefix=f"wf-{prefix}-", dir=MEMORY if _plenty() else "/tmp"))
    made.chmod(0o755)
    return made


def _plenty() -> bool:
    """Both the file system and the memory behind it: the first promises half of the second to everybody."""
    if not os.access(MEMORY, os.W_OK | os.X_OK) or shutil.disk_usage(MEMORY).free < PLENTY:
        return False
    available = [line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemAvailable:")]
    return bool(available) and int(available[0].split()[1]) * 1024 > PLENTY
