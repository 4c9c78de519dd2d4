"""Readers that the tests of the child process run inside it: some honest, most of them hostile."""

import os
import socket
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from watchfloor.core.rules.draft import Draft, Reading, SetAside, When

CENTRAL = timezone(timedelta(hours=-6))
Options = Mapping[str, Any]


def tip(row: int) -> Draft:
    """One row of a report list."""
    when = When(datetime(2026, 11, 21, 9, 14, tzinfo=CENTRAL), None, "minute", "2026-11-21 09:14")
    data = {"fields": {"date": "2026-11-21 09:14", "city": "Arden", "summary": f"A drone was seen, number {row}."}}
    return Draft("tip", "", "", "A drone", "A drone was seen. " * 10, data, when, piece=(row * 10, 10))


def echo(content: bytes, options: Options) -> Reading:
    """Says what it was handed."""
    told = {
        "size": len(content),
        "first": content[:5].hex(),
        "depth": options["depth"],
        "word": options.get("word", ""),
    }
    return Reading("echo", (Draft("tip", "", "", "", "", told, tip(0).when, findings=("é \U0001f6f8",)),), ())


def rows(content: bytes, options: Options) -> Iterator[Reading]:
    """As many rows as asked for, in chunks of 2,000."""
    del content
    for start in range(0, options["rows"], 2000):
        yield Reading("rows", tuple(tip(row) for row in range(start, min(start + 2000, options["rows"]))), ())


def breaks_off(content: bytes, options: Options) -> Iterator[Reading]:
    """Gives a first part, then dies."""
    yield Reading("rows", (tip(0), tip(1)), (SetAside("row 3", ("It is empty.",), (20, 5)),))
    os.abort()


def spins(content: bytes, options: Options) -> Reading:
    """Never ends."""
    while True:
        pass


def sleeps(content: bytes, options: Options) -> Reading:
    """Never ends either, at no cost."""
    time.sleep(600)
    return Reading("asleep", (), ())


def hoards(content: bytes, options: Options) -> Reading:
    """Takes all memory."""
    return Reading(str(len(bytearray(4_000_000_000))), (), ())


def raises(content: bytes, options: Options) -> Reading:
    """Fails with the words of the file in its mouth."""
    raise KeyError(content.decode())


def lies(content: bytes, options: Options) -> Reading:
    """Writes its own answer past the frame."""
    for fd in range(3, 10):
        try:
            os.write(fd, b"R" + (9).to_bytes(4, "big") + b'{"a": 12}')
        except OSError:
            continue
    return Reading("lies", (), ())


def mutters(content: bytes, options: Options) -> Reading:
    """Writes a failure that is none of the forms agreed on."""
    for fd in range(3, 10):
        try:
            os.write(fd, b"X\0\0\0\x02\xff\xfe")
        except OSError:
            continue
    return Reading("mutters", (), ())


def blames_us(content: bytes, options: Options) -> Reading:
    """Pretends that the program named a reader that does not exist."""
    for fd in range(3, 10):
        try:
            os.write(fd, b"X\0\0\0\x21" + b'{"why":"reader","text":"nothing"}')
        except OSError:
            continue
    return Reading("blames", (), ())


def shouts(content: bytes, options: Options) -> Reading:
    """Announces an answer of 4 GB."""
    for fd in range(3, 10):
        try:
            os.write(fd, b"R\xff\xff\xff\xff")
        except OSError:
            continue
    return Reading("shouts", (), ())


def prints(content: bytes, options: Options) -> Reading:
    """Prints something, as a library might."""
    print("R\0\0\0\1x" * 3, flush=True)
    return Reading("prints", (), ())


def points_outside(content: bytes, options: Options) -> Reading:
    """Names a piece that no file has."""
    return Reading("outside", (), (SetAside("row 1", ("-",), (-5, 5)),))


def reaches_out(content: bytes, options: Options) -> Reading:
    """Tries whatever would hurt, and says what worked."""
    tries = {
        "inet": lambda: socket.socket(socket.AF_INET).connect(("127.0.0.1", options["port"])),
        "unix": lambda: socket.socket(socket.AF_UNIX).connect(options["unix"]),
        "secret": lambda: Path(options["secret"]).read_text(encoding="utf-8"),
        "write": lambda: Path(options["secret"]).with_suffix(".new").write_text("x", encoding="utf-8"),
        "fork": os.fork,
        "program": lambda: os.execv("/bin/true", ["true"]),
        "kill": lambda: os.kill(os.getppid(), 0),
    }
    worked = []
    for name, attempt in tries.items():
        try:
            attempt()
        except OSError:
            continue
        worked.append(name)
    seen = {"worked": worked, "env": dict(os.environ), "cwd": str(Path.cwd())}
    seen["fds"] = [fd for fd in range(64) if _is_open(fd)]
    return Reading("tried", (Draft("tip", "", "", "", "", seen),), ())


def _is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True
