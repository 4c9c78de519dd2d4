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
CHORE_EVERY = 120  # rounds of half a second
# the settings come before anything that needs them
WORKER = "import django; django.setup(); from watchfloor.cli import worker; worker.run()"


def commands(host: str, port: int) -> dict[str, Sequence[str]]:
    """What runs beside the database."""
    granian = Path(sys.executable).with_name("granian")
    web = [
        str(granian), "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1",
        "--blocking-threads", str(PAGES + STREAMS), "--workers-kill-timeout", "5", "--no-ws", "--log-level", "warning",
        "watchfloor.wsgi:application",
    ]  # fmt: skip
    return {"web": web, "worker": [sys.executable, "-c", WORKER]}


def serve(*, host: str, port: int, ready: Callable[[], None], chore: Callable[[], None]) -> None:
    """Run the web and the worker; if one ends, end the other and say which. Returns on SIGTERM and Ctrl-C.

    `chore` is called about once a minute: it does what neither of the two has the password for.
    """
    running = {name: _start(name, words) for name, words in commands(host, port).items()}
    try:
        _wait_for(host, port, running)
        ready()
        rounds = 0
        while True:
            rounds += 1
            if rounds % CHORE_EVERY == 0:
                chore()
            for name, process in running.items():
                if process.poll() is not None:
                    raise LauncherError(f"the {name} process ended with status {process.returncode}; see above")
            time.sleep(0.5)
    except KeyboardInterrupt:
        return
    finally:
        _stop(list(running.values()))


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
    """What a child is handed: no password of the owner, none of the sealer for the web, no maker of roles."""
    keys = ("OWNER_PASSWORD",) if name == "worker" else ("OWNER_PASSWORD", "SEALER_PASSWORD")
    hidden = {f"WATCHFLOOR_{key}{end}" for key in keys for end in ("", "_FILE")}
    handed = {key: value for key, value in environment.items() if key not in hidden}
    url = handed.get("WATCHFLOOR_DATABASE_URL")
    if url:  # whoever may make roles on an external server is named there: no child needs him
        parts = urlsplit(url)
        handed["WATCHFLOOR_DATABASE_URL"] = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return handed
