"""`up`: the server, the web and the worker in the foreground, until SIGTERM or Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from watchfloor.desk.rules.live import STREAMS
from watchfloor.localdb.failure import LauncherError

PAGES = 16  # threads for pages; each open stream of events takes one more
STOP_SECONDS = 15
AGAIN_SECONDS = 10
CHORE_EVERY = 120  # rounds of half a second
# the settings come before anything that needs them
PUBLIC_THREADS = 12
# which passwords and keys each child is never handed
OTHERS = ("PUBLIC_PASSWORD", "PUBLIC_SECRET_KEY")
HIDDEN = {
    "worker": ("OWNER_PASSWORD", *OTHERS), "web": ("OWNER_PASSWORD", "SEALER_PASSWORD", *OTHERS),
    "public": ("OWNER_PASSWORD", "SEALER_PASSWORD", "APP_PASSWORD", "AUDITOR_PASSWORD", "SECRET_KEY"),
}  # fmt: skip
WORKER = "import django; django.setup(); from watchfloor.cli import worker; worker.run()"


def commands(host: str, port: int) -> dict[str, Sequence[str]]:
    """What runs beside the database."""
    return {"web": web(host, port, PAGES + STREAMS), "worker": [sys.executable, "-c", WORKER]}


def web(host: str, port: int, threads: int) -> list[str]:
    """One process of the web server; no access log, of the desk's pages nor of the public's."""
    granian = Path(sys.executable).with_name("granian")
    return [
        str(granian), "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1",
        "--blocking-threads", str(threads), "--workers-kill-timeout", "5", "--no-ws", "--log-level", "warning",
        "--no-access-log", "watchfloor.wsgi:application",
    ]  # fmt: skip


def serve(*, host: str, port: int, public: int, ready: Callable[[], None], chore: Callable[[], None]) -> None:
    """Run the web, the worker and (with a port) the public's door; if one of the first two ends, end all.

    Says which. Returns on SIGTERM and Ctrl-C. The door stands open to anybody: if it ends, it is begun anew.
    `chore` is called about once a minute: it does what neither of the two has the password for.
    """
    running = {name: _start(name, words) for name, words in commands(host, port).items()}
    door = Door(host, public) if public else None
    try:
        _wait_for(host, port, running)
        ready()
        rounds = 0
        while True:
            rounds += 1
            if rounds % CHORE_EVERY == 0:
                chore()
            if door:
                door.keep()
            for name, process in running.items():
                if process.poll() is not None:
                    raise LauncherError(f"the {name} process ended with status {process.returncode}; see above")
            time.sleep(0.5)
    except KeyboardInterrupt:
        return
    finally:
        _stop([*running.values(), *([door.process] if door and door.process else [])])


class Door:
    """The public's own process, begun again some seconds after it ended."""

    def __init__(self, host: str, port: int) -> None:
        self._words, self._again_at = web(host, port, PUBLIC_THREADS), 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def keep(self) -> None:
        """Begin it if it does not run."""
        if (self.process is None or self.process.poll() is not None) and time.monotonic() >= self._again_at:
            self._again_at = time.monotonic() + AGAIN_SECONDS
            self.process = _start("public", self._words)


def serve_public(*, host: str, port: int) -> int:
    """The public's door alone, in the foreground; its status."""
    process = _start("public", web(host, port, PUBLIC_THREADS))
    try:
        return process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        _stop([process])


def _start(name: str, words: Sequence[str]) -> "subprocess.Popen[bytes]":
    """In a session of its own: Ctrl-C reaches only us, and we end the others in order."""
    environment = without_secrets(name, os.environ) | {"WATCHFLOOR_PROCESS": name}
    return subprocess.Popen(list(words), env=environment, stdin=subprocess.DEVNULL, start_new_session=True)


def _wait_for(host: str, port: int, running: "dict[str, subprocess.Popen[bytes]]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and all(p.poll() is None for p in running.values()):
        try:
            with urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    if all(p.poll() is None for p in running.values()):
        raise LauncherError(f"nothing answered on http://{host}:{port} within a minute")
    raise LauncherError(f"the web could not start; is port {port} taken? choose another with --port")


def _stop(processes: "list[subprocess.Popen[bytes]]") -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with suppress(ProcessLookupError):  # whatever it started ends with it
            os.killpg(process.pid, signal.SIGKILL)


def without_secrets(name: str, environment: Mapping[str, str]) -> dict[str, str]:
    """What a child is handed: no password of the owner, none of the sealer for the web, of the public only its own."""
    keys = HIDDEN[name]
    hidden = {f"WATCHFLOOR_{key}{end}" for key in keys for end in ("", "_FILE")}
    handed = {key: value for key, value in environment.items() if key not in hidden}
    url = handed.get("WATCHFLOOR_DATABASE_URL")
    if url:  # whoever may make roles on an external server is named there: no child needs him
        parts = urlsplit(url)
        handed["WATCHFLOOR_DATABASE_URL"] = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return handed
