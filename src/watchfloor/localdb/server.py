"""Starting, watching and ending the server's process."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from watchfloor.localdb import processes
from watchfloor.localdb.account import Account
from watchfloor.localdb.failure import LauncherError
from watchfloor.localdb.place import SOCKET_FILE

# what the server says while orphans of a killed one still hold its memory
HELD = ("pre-existing shared memory block", "is still in use", "already exists")
HOLD_SECONDS = 30.0
RECOVERY_SECONDS = 600.0
STOP_SECONDS = 120.0
# kept as long as we run: they outlive the Cluster that started them, and are reaped by processes.alive
_started: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, slots=True)
class Runner:
    """How programs of PostgreSQL run: their folder and the account, with an environment of their own."""

    bin: Path
    account: Account | None

    def popen(self, program: str, arguments: Sequence[str], *, out: int, stdin: int = subprocess.DEVNULL,
              err: int = subprocess.STDOUT) -> subprocess.Popen[bytes]:  # fmt: skip
        """Start a program in a session of its own, so that Ctrl-C at the terminal never reaches it."""
        who = self.account
        return subprocess.Popen(
            [str(self.bin / program), *arguments], stdin=stdin, stdout=out, stderr=err, cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "HOME": "/"},
            start_new_session=True, user=who.uid if who else None, group=who.gid if who else None,
            extra_groups=[] if who else None, umask=0o077,
        )  # fmt: skip

    def run(self, program: str, arguments: Sequence[str], *, said: bytes = b"") -> tuple[int, str, str]:
        """Run a program to its end: status, stdout, stderr."""
        pipe = subprocess.PIPE
        with self.popen(program, arguments, out=pipe, err=pipe, stdin=pipe if said else subprocess.DEVNULL) as process:
            out, err = process.communicate(said or None)
        return process.returncode, out.decode(errors="replace"), err.decode(errors="replace")


def launch(runner: Runner, arguments: Sequence[str], *, cluster: Path, socket: Path, log: Path) -> None:
    """Start the server and wait until it takes connections; tries again while orphans hold the shared memory."""
    deadline = time.monotonic() + HOLD_SECONDS
    while True:
        processes.clear_stale(cluster, socket)
        with log.open("ab") as file:
            begin = file.tell()
            process = runner.popen("postgres", ["-D", str(cluster), *arguments], out=file.fileno())
        _started.append(process)
        if wait_ready(process.pid, cluster=cluster, socket=socket):
            return
        process.wait()
        _started.remove(process)
        said = log.read_bytes()[begin:].decode(errors="replace")
        if not any(sign in said for sign in HELD) or time.monotonic() > deadline:
            raise LauncherError(f"the database server did not start: {reason(said)}; its log is {log}")
        end_orphans(cluster, harder=time.monotonic() > deadline - HOLD_SECONDS / 2)
        time.sleep(0.2)


def wait_ready(pid: int, *, cluster: Path, socket: Path) -> bool:
    """Wait until this server takes connections; False when it ended first. Recovery may take minutes."""
    deadline = time.monotonic() + RECOVERY_SECONDS
    while processes.alive(pid):
        now = processes.holder(cluster)
        if now and now.pid == pid and now.ready and processes.answers(socket / SOCKET_FILE):
            return True
        if time.monotonic() > deadline:
            raise LauncherError(
                f"the database server (process {pid}) recovers for more than {RECOVERY_SECONDS / 60:.0f} minutes; "
                f"leave it running and try again later"
            )
        time.sleep(0.02)
    return False


def end(pid: int, *, cluster: Path) -> None:
    """End the server: transactions are broken off, everything is written. Forced only when that takes too long."""
    for sign, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            break
        if _gone(pid, seconds):
            break
    _started[:] = [one for one in _started if one.poll() is None]
    end_orphans(cluster, harder=False)


def end_orphans(cluster: Path, *, harder: bool) -> None:
    """End processes whose server is gone: without it they can only hold the shared memory."""
    for process in processes.orphans(cluster):
        try:
            os.kill(process.pid, signal.SIGKILL if harder else signal.SIGTERM)
        except (ProcessLookupError, PermissionError):
            continue


def reason(said: str) -> str:
    """The line of a log that says why, without its time and process."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL:", "PANIC:", "error:", "ERROR:"))]
    line = (telling or lines or ["it said nothing"])[-1]
    return line.split("] ", 1)[-1]


def _gone(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not processes.alive(pid):
            return True
        time.sleep(0.02)
    return False
