"""The inside of the child: raise the walls, then read. Imports no more than it needs; each file starts it anew.

Order matters: our own code is imported first, the walls stand next, and only then is the first byte from outside read.
A wall that the machine does not offer is left out and named in the greeting; `watchfloor doctor` shows which stand.
"""

import gc
import importlib
import os
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from watchfloor.confine.walls import raise_walls
from watchfloor.core.formats.child import Job
from watchfloor.core.rules.draft import Reading


def main() -> None:
    """Read job and bytes from stdin, answer in frames on what was stdout. MUST NOT let a traceback out."""
    gc.disable()  # what is read holds no cycles, and the process ends with the file
    out = os.dup(1)
    os.dup2(2, 1)  # a stray print must not look like an answer
    try:
        job = msgspec.json.decode(_read(int.from_bytes(_read(8), "big")), type=Job)
        try:
            module, _, name = job.reader.partition(":")
            reader = getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError, ValueError) as error:
            _send(out, b"X", {"why": "reader", "text": f"{job.reader}: {error}"})
            return
        _send(out, b"H", raise_walls(cpu_seconds=job.limits.cpu_seconds, memory_bytes=job.limits.memory_bytes))
        with os.fdopen(0, "rb", closefd=False) as rest:
            content = rest.read()
        for part in _parts(reader, content, {**job.options, "depth": job.limits.depth}):
            _send(out, b"R", part)
        _send(out, b"E", None)
    except MemoryError:
        _send(out, b"X", {"why": "memory", "text": ""})
    except Exception as error:  # noqa: BLE001 - whatever a hostile file provokes must come back as a reason
        ours = type(error).__module__.startswith("watchfloor.")
        _send(out, b"X", {"why": "refused", "text": str(error)} if ours else {"why": "failed", "text": _place(error)})


def nothing(content: bytes, options: dict[str, Any]) -> Reading:
    """A reader that reads nothing, to ask which walls stand."""
    del content, options
    return Reading("nothing", (), ())


def _parts(
    reader: Callable[[bytes, dict[str, Any]], Reading | Iterator[Reading]], content: bytes, options: dict[str, Any]
) -> Iterator[Reading]:
    made = reader(content, options)
    if isinstance(made, Reading):
        yield made
    else:
        yield from made


def _send(out: int, kind: bytes, what: object) -> None:
    payload = msgspec.json.encode(what)
    frame = memoryview(kind + len(payload).to_bytes(4, "big") + payload)
    while frame:
        frame = frame[os.write(out, frame) :]


def _read(size: int) -> bytes:
    """Unbuffered, so that what follows stays in the file."""
    return os.read(0, size)


def _place(error: Exception) -> str:
    """Kind of failure and line of ours, never the words of the file."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
