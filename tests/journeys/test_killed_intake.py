"""kill -9 in the middle of bringing in: nothing half-done, the next run takes it up."""

import os
import pty
import signal
import subprocess
from pathlib import Path

from commanding import Run, command, environment

from watchfloor.bench.rows import make_reports

ROWS = 2_800
FIRST = b"2,000 rows"  # what the progress says once the first chunk stands


def _kill_midway(folder: Path, *words: object) -> None:
    """Kill -9 in the second chunk: the command is watched on a screen, as its user watches it."""
    screen, its_end = pty.openpty()
    process = subprocess.Popen(
        command(*words, "--data-dir", folder / "data"), env=environment(), stdout=subprocess.DEVNULL, stderr=its_end,
        start_new_session=True,
    )  # fmt: skip
    os.close(its_end)
    shown = b""
    while FIRST not in shown:
        shown += os.read(screen, 4096)
    assert process.poll() is None, "it ended before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()
    os.close(screen)


def test_gather_resumes_after_kill(folder: Path, watchfloor: Run) -> None:
    """Killed midway, the next run of the same file accounts for every row once, and `check` is clean."""
    file = folder / "reports.csv"
    file.write_bytes(b"".join(make_reports(ROWS, 7)))
    watchfloor("check", "--json")
    _kill_midway(folder, "gather", file, "--mapping", "generic")
    told = watchfloor("gather", file, "--mapping", "generic", "--json")
    assert told["rows"] == ROWS
    assert told["opened"] == len(set(told["records"])) == ROWS
    assert told["duplicates"] == 0
    assert watchfloor("gather", file, "--mapping", "generic", "--json")["duplicates"] == ROWS
    assert watchfloor("check", "--json")["clean"]
