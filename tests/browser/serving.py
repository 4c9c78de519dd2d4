"""Exercise centers that tests make, serve, stop and serve again."""

import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commanding import command, environment
from exercising import copy


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def start(data: Path, port: int) -> subprocess.Popen[bytes]:
    """Serve that folder; the caller waits for it and stops it."""
    return subprocess.Popen(
        command("up", "--port", port, "--data-dir", data), env=environment(), stderr=subprocess.DEVNULL
    )


def stop(served: subprocess.Popen[bytes]) -> None:
    """End a center as an operator does."""
    served.send_signal(signal.SIGTERM)
    served.wait(60)


@contextmanager
def served(exercise: Path, data: Path) -> Iterator[str]:
    """The address of a served copy of the exercise center."""
    port = free_port()
    copy(exercise, data)
    process = start(data, port)
    address = f"http://127.0.0.1:{port}"
    try:
        wait(address)
        yield address
    finally:
        stop(process)


def wait(address: str) -> None:
    """Until the center there answers."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the center did not answer")
