"""Small files and folders of the data directory, written so that no other account can redirect them."""

import os
import secrets
import stat
from pathlib import Path

from watchfloor.localdb.failure import LauncherError


def write(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Replace a file at once and durably. Written by root into somebody's directory it becomes that owner's."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    try:
        os.write(handle, text.encode())
        os.fchmod(handle, mode)
        give_to_owner_of(path.parent, handle)
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.replace(path)
    sync_folder(path.parent)


def remove(path: Path) -> None:
    """Remove a file if it is there, durably."""
    if path.exists():
        path.unlink()
        sync_folder(path.parent)


def give_to_owner_of(folder: Path, handle: int) -> None:
    """Root hands an open file to the owner of its folder; anybody else keeps it."""
    if os.geteuid() == 0:
        about = folder.stat()
        os.fchown(handle, about.st_uid, about.st_gid)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def private_folder(path: Path, *, uid: int, gid: int) -> None:
    """A folder of mode 0700 that belongs to this account.

    An existing one MUST be a real folder, and where everybody may make folders (/tmp) it MUST be the account's or ours.
    """
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        about = path.lstat()
        squatted = path.parent.stat().st_mode & 0o002 and about.st_uid not in {uid, os.geteuid()}
        if not stat.S_ISDIR(about.st_mode) or squatted:
            raise LauncherError(
                f"{path} is not a folder of the server's account but somebody else's; remove it and try again"
            ) from None
    path.chmod(0o700)
    if os.geteuid() == 0:
        os.chown(path, uid, gid, follow_symlinks=False)
