"""Where the data lies, and whether it is evaluation data."""

import hashlib
import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import platformdirs

from watchfloor.localdb import files

Standing = Literal["own", "marked", "accepted"]

SOCKET_FILE = ".s.PGSQL.5432"
# sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included; the smaller one holds everywhere
LONGEST_SOCKET_PATH = 103


def choose(argument: str | Path | None = None, *, environ: Mapping[str, str] = os.environ) -> Path:
    """The data directory: the argument, else $WATCHFLOOR_DATA_DIR, else the platform's place. Always absolute.

    Root's own home is closed to the account that runs the server, hence /var/lib for root on Linux.
    """
    said = argument or environ.get("WATCHFLOOR_DATA_DIR") or ""
    if said:
        return Path(said).expanduser().resolve()
    if os.geteuid() == 0 and sys.platform == "linux":
        return Path("/var/lib/watchfloor")
    return Path(platformdirs.user_data_dir("watchfloor", appauthor=False)).resolve()


def socket_dir(data_dir: Path) -> Path:
    """The folder of the server's socket; known before the first start, and short enough for the operating system.

    Where `<data_dir>/socket` is too long, or has a comma (which separates hosts for libpq), a private folder
    elsewhere takes its place, and the file `<data_dir>/socket-folder` says which.
    """
    noted = data_dir / "socket-folder"
    if noted.is_file():
        folder, _, of = noted.read_text(encoding="utf-8").strip().partition("\n")
        if of == str(data_dir):  # else the directory was moved or copied, and the folder may be another server's
            return Path(folder)
    near = data_dir / "socket"
    return near if _fits(near) else _far(data_dir)


def note_socket_dir(data_dir: Path, folder: Path) -> None:
    """Say in a file where the socket is, when it is not below the data directory."""
    if folder.parent != data_dir:
        files.write(data_dir / "socket-folder", f"{folder}\n{data_dir}\n", mode=0o644)


def standing(data_dir: Path) -> Standing:
    """Whether this is evaluation data: "own" (no), "marked", or "accepted" by `up --accept-evaluation-database`."""
    mark = data_dir / "evaluation"
    if not mark.is_file():
        return "own"
    return "accepted" if mark.read_text(encoding="utf-8").startswith("accepted") else "marked"


def mark_evaluation(data_dir: Path, *, because: str) -> None:
    """Say that this directory holds evaluation data: exercise data, or made by a one-shot command.

    MUST come before the cluster is made; only so may the account `nobody` run its server.
    """
    if standing(data_dir) == "own":
        data_dir.mkdir(parents=True, exist_ok=True)
        files.write(data_dir / "evaluation", f"marked: {because}\n", mode=0o644)


def accept_evaluation(data_dir: Path) -> None:
    """Keep what `up --accept-evaluation-database` was told. Does nothing where nothing is marked."""
    if standing(data_dir) == "marked":
        files.write(data_dir / "evaluation", "accepted\n", mode=0o644)


def accept_wheel(data_dir: Path) -> None:
    """Keep that real data lies on the wheel's programs, knowingly; /readyz says so from now on."""
    accept_evaluation(data_dir)
    files.write(data_dir / "accepted-wheel", "accepted\n", mode=0o644)


def on_wheel(data_dir: Path) -> bool:
    """Whether real data was put on the wheel's programs, knowingly."""
    return (data_dir / "accepted-wheel").is_file()


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / SOCKET_FILE)) <= LONGEST_SOCKET_PATH and "," not in str(folder)


def _far(data_dir: Path) -> Path:
    name = f"watchfloor-{os.geteuid()}-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]}"
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    if os.geteuid() != 0 and runtime.is_absolute() and _private(runtime) and _fits(runtime / name):
        return runtime / name
    return Path("/tmp") / name  # noqa: S108 - $TMPDIR is long on macOS; the launcher makes the folder 0700 and checks its owner


def _private(folder: Path) -> bool:
    try:
        about = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(about.st_mode) and about.st_uid == os.geteuid()
