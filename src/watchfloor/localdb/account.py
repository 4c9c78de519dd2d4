"""Which account of the operating system runs the server: PostgreSQL refuses root."""

import functools
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from watchfloor.localdb.binaries import Binaries
from watchfloor.localdb.failure import LauncherError

OWN = ("watchfloor", "postgres")
LAST = "nobody"
# folders that root owns and every account may enter; the first in which programs may run is taken
CACHES = ("/var/cache/watchfloor", "/var/lib/watchfloor-programs", "/tmp/watchfloor-programs")  # noqa: S108 - owner checked


@dataclass(frozen=True, slots=True)
class Account:
    """An account that is not root; `own` is false for `nobody`, which other programs share."""

    name: str
    uid: int
    gid: int
    own: bool = True


def choose(cluster: Path, *, evaluation: bool) -> Account | None:
    """The account for this cluster; None: we are not root, the server runs as we do.

    As root: the owner that the cluster has, else `watchfloor`, else `postgres`, else `nobody`, the last only for
    evaluation data. A cluster of `nobody` passes to an own account as soon as there is one.
    """
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() != 0:
        _must_be_ours(cluster, owner)
        return None
    if owner not in {None, 0, _uid(LAST)}:
        return _of_uid(owner or 0)
    for name in OWN:
        if _uid(name) is not None:
            return _named(name)
    if evaluation and _uid(LAST) is not None:
        return replace(_named(LAST), own=False)
    raise LauncherError(
        "PostgreSQL does not run as root and there is no account `watchfloor` or `postgres` for it; "
        "make one with `useradd --system watchfloor`, or run the command as an ordinary user"
    )


def reaches(account: Account, path: Path) -> bool:
    """Whether the account may enter a folder; asked of the system itself, so that ACLs and mounts count."""
    asked = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]
    done = subprocess.run(
        asked, user=account.uid, group=account.gid, extra_groups=[], cwd="/", check=False, stdin=subprocess.DEVNULL
    )
    return done.returncode == 0


def must_reach(account: Account, data_dir: Path) -> None:
    """Open the data directory itself for passing through; raise LauncherError where a folder above it is closed."""
    mode = stat.S_IMODE(data_dir.stat().st_mode)
    if not mode & 0o001 and data_dir.stat().st_uid == 0:
        data_dir.chmod(mode | 0o011)
    if reaches(account, data_dir):
        return
    closed = next(folder for folder in [*reversed(data_dir.parents), data_dir] if not reaches(account, folder))
    raise LauncherError(
        f"{closed}: the account `{account.name}`, which runs the database server, may not enter this folder; choose "
        f"another place with --data-dir or $WATCHFLOOR_DATA_DIR, or open it with `chmod o+x {closed}`"
    )


@functools.cache
def usable(binaries: Binaries, account: Account | None) -> Binaries:
    """The same programs where the account can run them: as they are, or copied to a folder that only root writes."""
    if account is None or _runs(binaries.bin, account):
        return binaries
    name = f"postgresql-{binaries.version}-{_digest(binaries.bin.parent)}"
    tried = []
    for cache in map(Path, CACHES):
        copied = _copied(binaries.bin.parent, cache / name)
        if copied and _runs(copied / "bin", account):
            return replace(binaries, bin=copied / "bin")
        tried.append(str(cache))
    raise LauncherError(
        f"the account `{account.name}` cannot run the programs in {binaries.bin}, nor a copy in {', '.join(tried)}; "
        f"move the installation to a folder that every account may enter"
    )


def own_tree(folder: Path, account: Account) -> None:
    """Give a stopped cluster to the account; links are not followed, and a file with a second name is left alone."""
    if folder.lstat().st_uid == account.uid:
        return
    for _, folders, names, handle in os.fwalk(folder, follow_symlinks=False):
        for name in [*folders, *names]:
            about = os.stat(name, dir_fd=handle, follow_symlinks=False)
            if stat.S_ISDIR(about.st_mode) or about.st_nlink == 1:
                os.chown(name, account.uid, account.gid, dir_fd=handle, follow_symlinks=False)
    # last, so that a kill on the way is made good by the next start
    os.chown(folder, account.uid, account.gid, follow_symlinks=False)


def _must_be_ours(cluster: Path, owner: int | None) -> None:
    if owner not in {None, os.geteuid()}:
        raise LauncherError(
            f"{cluster} belongs to the account `{_of_uid(owner or 0).name}`; run the command as that account or as "
            f"root, or choose another place with --data-dir"
        )


def _named(name: str) -> Account:
    entry = pwd.getpwnam(name)
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def _uid(name: str) -> int | None:
    try:
        return pwd.getpwnam(name).pw_uid or None
    except KeyError:
        return None


def _of_uid(uid: int) -> Account:
    try:
        return _named(pwd.getpwuid(uid).pw_name)
    except KeyError:
        return Account(name=str(uid), uid=uid, gid=uid)


def _runs(folder: Path, account: Account) -> bool:
    try:
        done = subprocess.run(
            [str(folder / "postgres"), "-V"], user=account.uid, group=account.gid, extra_groups=[], cwd="/",
            capture_output=True, check=False,
        )  # fmt: skip
    except OSError:
        return False
    return done.returncode == 0


def _digest(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for part in ("bin", "lib", "share") for path in (root / part).rglob("*") if path.is_file()):
        digest.update(os.fsencode(path.relative_to(root)))
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:20]


def _copied(root: Path, copy: Path) -> Path | None:
    try:
        copy.parent.mkdir(mode=0o755, exist_ok=True)
        _must_be_roots(copy.parent)
        if not copy.exists():
            fresh = Path(tempfile.mkdtemp(dir=copy.parent))
            for part in ("bin", "lib", "share"):
                shutil.copytree(root / part, fresh / part, symlinks=True)
            for path in [fresh, *fresh.rglob("*")]:
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
            fresh.rename(copy)
        _must_be_roots(copy)
    except OSError:
        return None
    return copy


def _must_be_roots(folder: Path) -> None:
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != 0 or about.st_mode & 0o022:
        raise LauncherError(f"{folder} holds programs that run the database but is not root's alone; remove it")
