"""kill -9 in the middle of bringing in: nothing half-done, the next run takes it up."""

import signal
import subprocess
import time
from pathlib import Path

from commanding import Run, command, environment

from watchfloor.bench.rows import make_reports

ROWS = 9_000


def _kill_midway(folder: Path, *words: object, after: float) -> None:
    process = subprocess.Popen(
        command(*words, "--data-dir", folder / "data"), env=environment(), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    time.sleep(after)
    assert process.poll() is None, "it ended before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_gather_resumes_after_kill(folder: Path, watchfloor: Run) -> None:
    """Killed midway, the next run of the same file accounts for every row once, and `check` is clean."""
    file = folder / "reports.csv"
    file.write_bytes(b"".join(make_reports(ROWS, 7)))
    watchfloor("check", "--json")
    _kill_midway(folder, "gather", file, "--mapping", "generic", after=2.6)
    told = watchfloor("gather", file, "--mapping", "generic", "--json")
    assert told["rows"] == ROWS
    assert told["opened"] == len(set(told["records"])) == ROWS
    assert told["duplicates"] == 0
    assert watchfloor("gather", file, "--mapping", "generic", "--json")["duplicates"] == ROWS
    assert watchfloor("check", "--json")["clean"]
