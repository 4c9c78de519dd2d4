"""How much room the file systems below the data directory have, and a file that holds some of it back."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RESERVE = "reserve"
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Space:
    """One file system in bytes, as an account that is not root may use it; `where` is a path on it.

    `given_back`: what the reserve held here and let go; it counts as taken, so that letting go changes no share.
    """

    where: str
    free: int
    total: int
    given_back: int = 0

    @property
    def share(self) -> float:
        """The free share, 0 to 1."""
        return max(0, self.free - self.given_back) / self.total if self.total else 0.0


def spaces(folder: Path, *, reserve: int = 0) -> list[Space]:
    """The file systems of the data directory and of the cluster in it, each once; of what is not there, its parent's.

    `reserve`: the size in bytes that the file has where it stands.
    """
    found, seen = list[Space](), set[int]()
    for at in (folder, folder / "postgres"):
        here = next(path for path in (at, *at.absolute().parents) if path.exists())
        if (device := here.stat().st_dev) in seen:
            continue
        seen.add(device)
        about = os.statvfs(here)
        free, used = about.f_bavail * about.f_frsize, (about.f_blocks - about.f_bfree) * about.f_frsize
        lost = 0 if found else _given_back(folder, reserve)
        found.append(Space(str(here), free, free + used, lost))
    return found


def said_by(report: Path) -> Space:
    """What monitoring wrote of another machine's disk: two numbers, free bytes and all. Raises OSError, ValueError."""
    free, total = report.read_text(encoding="ascii").split()
    return Space(str(report), int(free), int(total))


def held(folder: Path) -> int | None:
    """How many bytes the reserve holds now: 0 once it was given back, None where none was ever made."""
    try:
        return (folder / RESERVE).stat().st_size
    except FileNotFoundError:
        return None


def hold_back(folder: Path, size: int) -> None:
    """Make the reserve, with its blocks taken. Raises OSError; what was taken by then is given back."""
    handle = os.open(folder / RESERVE, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        for start in _blocks(handle, size):
            os.pwrite(handle, bytes(min(BLOCK, size - start)), start)
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, 0)
        raise
    finally:
        os.close(handle)


def give_back(folder: Path) -> int:
    """Let the reserve go, by cutting it to nothing: a full disk allows that. How many bytes were given back."""
    size = held(folder) or 0
    if size:
        os.truncate(folder / RESERVE, 0)
    return size


def _blocks(handle: int, size: int) -> Iterator[int]:
    """Starts of the blocks that are still to be written: none where the system takes them at once."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, size)
        return iter(())
    return iter(range(0, size, BLOCK))


def _given_back(folder: Path, reserve: int) -> int:
    now = held(folder)
    return 0 if now is None else max(0, reserve - now)
