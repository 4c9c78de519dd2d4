"""The center's own pager or phone gateway: one command for one call, with a number and a short text without content."""

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress

NUMBER, TEXT = "{number}", "{text}"


def short_text(number: str, *, exercise: bool) -> str:
    """All that leaves by a pager: that a notice waits, and which. No name, no subject, no content."""
    said = f"Watchfloor: notice {number}, sign in"
    return f"EXERCISE {said}" if exercise else said


def call(*, command: Sequence[str], number: str, text: str, seconds: float) -> str:
    """Run the gateway once; "" if it said that it took the call, else a code of why not.

    No shell; an empty environment; number and text stand where the arguments say {number} and {text}, and as two lines
    on its input. What it writes is thrown away unread. One that has not ended in time is killed with its whole group.
    """
    arguments = [one.replace(NUMBER, number).replace(TEXT, text) for one in command]
    try:
        run = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={}, cwd="/",
            start_new_session=True,
        )  # fmt: skip
    except OSError:
        return "pager.not-started"
    try:
        run.communicate(f"{number}\n{text}\n".encode(), timeout=seconds)
    except subprocess.TimeoutExpired:
        _kill(run)
        return "pager.timed-out"
    return "" if run.returncode == 0 else f"pager.exit-{run.returncode if run.returncode > 0 else 'killed'}"


def _kill(run: "subprocess.Popen[bytes]") -> None:
    """The group outlives its leader as long as one of it runs; all of it goes."""
    with suppress(ProcessLookupError):
        os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    if run.stdin:
        with suppress(OSError):
            run.stdin.close()
