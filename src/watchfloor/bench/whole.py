"""The whole product from outside: how long the demo takes, and what it weighs when idle."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from watchfloor.bench.clock import pss
from watchfloor.bench.figures import Figure, median_of

PORT = 8397
ADDRESS = f"http://127.0.0.1:{PORT}"
SETTLE_SECONDS = 10


def _command(*words: str) -> list[str]:
    return [str(Path(sys.executable).with_name("watchfloor")), *words]


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="wf-bench-"))
    folder.chmod(0o755)
    return folder


def play(data_dir: Path) -> float:
    """The demo as a command, into a data directory; its seconds."""
    done = subprocess.run(
        _command("demo", "--no-serve", "--json", "--data-dir", str(data_dir)),
        check=True, capture_output=True, env=_environment(),
    )  # fmt: skip
    return float(json.loads(done.stdout)["seconds"])


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("WATCHFLOOR_")}


def demo(runs: int, say: Console) -> list[Figure]:
    """Seconds from an empty directory to the screenful, set-up of the database included by the wall clock."""

    def run() -> float:
        folder, start = _folder(), time.monotonic()
        try:
            play(folder / "data")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        say.print(f"  demo {time.monotonic() - start:.1f} s")
        return time.monotonic() - start

    return [Figure("demo to the screenful, wall clock", round(median_of(runs, run), 1), "s", None, None, runs)]


def idle(runs: int, say: Console) -> list[Figure]:
    """Summed PSS of `up` on the demo's data after it has come to rest."""
    with served() as process:
        value = median_of(runs, lambda: _weight(process.pid))
    say.print(f"  idle {value:.0f} MB")
    return [Figure("idle `up` on demo data, summed PSS", round(value, 1), "MB", None, None, runs)]


@contextmanager
def served() -> Iterator["subprocess.Popen[bytes]"]:
    """`up` on the demo's data at ADDRESS while the context is open."""
    folder = _folder()
    try:
        play(folder / "data")
        words = _command("up", "--port", str(PORT), "--data-dir", str(folder / "data"))
        process = subprocess.Popen(words, env=_environment(), stderr=subprocess.DEVNULL)
        try:
            _answering()
            yield process
        finally:
            process.terminate()
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _answering() -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("`up` did not answer within a minute")


def _weight(pid: int) -> float:
    """MB after some quiet seconds, of the process and all that descend from it, the server included."""
    time.sleep(SETTLE_SECONDS / 2)
    weight = pss([pid])
    if weight is None:
        raise RuntimeError("this system does not tell the PSS of these processes; run as root")
    return weight / 1e6
