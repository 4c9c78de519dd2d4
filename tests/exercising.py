"""The exercise center, made once a run beside the first tests; who serves one gets a copy of his own."""

import fcntl
import subprocess
import sys
import time
from pathlib import Path

from commanding import command, environment

REPORTS = 120
WAIT = 400  # seconds; it is made while other tests run


def begin(folder: Path) -> "subprocess.Popen[bytes]":
    """Have it made there in the background; of several that begin only the first one makes it."""
    return subprocess.Popen([sys.executable, __file__, str(folder)], stdin=subprocess.DEVNULL)


def copy(folder: Path, data: Path) -> None:
    """A copy in `data`, with owners and rights. Raises AssertionError with what the command said if none was made."""
    end = time.monotonic() + WAIT
    while not (folder / "ended").exists():
        assert time.monotonic() < end, f"no exercise was made in {WAIT} s"
        time.sleep(0.2)
    assert (folder / "ended").read_text(encoding="utf-8") == "0", (folder / "said").read_text(encoding="utf-8")[-3000:]
    data.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", folder / "data", data], check=True)


def _make(folder: Path) -> None:
    with (folder / "lock").open("w") as lock, (folder / "said").open("a") as said:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if (folder / "ended").exists():
            return
        words = ("demo", "--no-serve", "--json", "--reports", REPORTS, "--data-dir", folder / "data")
        made = subprocess.run(command(*words), env=environment(), stdout=subprocess.DEVNULL, stderr=said)
        (folder / "ending").write_text(str(made.returncode), encoding="utf-8")
        (folder / "ending").rename(folder / "ended")


if __name__ == "__main__":
    _make(Path(sys.argv[1]))
