"""Bytes from outside are parsed in a child process: a hostile file meets a reader that holds nothing worth taking.

The child (`confined`) is a fresh interpreter with an empty environment, no open files but its two pipes, no network, no
sockets, limits on computing, memory and files, and another account when we are root. What it answers is checked like
any other input: JSON of the shape of a Reading, never pickle, in frames of bounded size.
"""

import os
import selectors
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import msgspec

from watchfloor.core.rules.draft import Reading, SetAside

MIB = 1024 * 1024
PATIENCE = 10.0  # seconds of silence beyond twice the computing that is allowed
BOOT = "import sys; sys.path[:] = sys.argv[1:]; from watchfloor.core.formats.confined import main; main()"
_reading = msgspec.json.Decoder(Reading)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. `bytes` is checked before anything is parsed; `depth` is handed to the reader."""

    bytes: int = 150 * MIB
    cpu_seconds: int = 60
    memory_bytes: int = 2048 * MIB
    drafts: int = 1_000_000
    depth: int = 64


@dataclass(frozen=True, slots=True)
class Job:
    """What the child is told before the bytes: reader by dotted path ("package.module:function"), options, limits."""

    reader: str
    options: dict[str, Any]
    limits: Limits


class NoSuchReader(LookupError):
    """The dotted path names no function; a mistake in the program, not in the file."""


class _Unanswered(Exception):
    """The child gave no answer that can be used; the text is a sentence with the rule and the way out."""


def too_large(size: int, limits: Limits) -> Reading | None:
    """The refusal of a file by its size alone, so that a door need not load it; None if it may be read."""
    if size <= limits.bytes:
        return None
    text = f"The file has {size:,} bytes; {limits.bytes:,} are the most that one file may have (rule intake.limit)."
    return _whole(f"{text} Split it and send the parts.", size)


def read_in_child(*, reader: str, content: bytes, options: Mapping[str, Any], limits: Limits) -> Reading:
    """What `reader` makes of the bytes, in one piece; a reader that failed half-way gives a whole=True without drafts.

    MUST NOT raise for what the bytes hold. Raises NoSuchReader.
    """
    parts = list(read_in_child_chunks(reader=reader, content=content, options=options, limits=limits))
    broken = next((part for part in parts if part.format == "unread"), None)
    if broken:
        return _whole(broken.set_aside[0].reasons[0], len(content))
    drafts = tuple(draft for part in parts for draft in part.drafts)
    set_aside = tuple(aside for part in parts for aside in part.set_aside)
    return Reading(parts[0].format, drafts, set_aside, whole=all(part.whole for part in parts))


def read_in_child_chunks(
    *, reader: str, content: bytes, options: Mapping[str, Any], limits: Limits
) -> Iterator[Reading]:
    """The Readings that a reader (a generator function, or one that returns a Reading) makes, as they come.

    At least one is given. If the child fails after some, the last one has format "unread" and sets the rest aside;
    whole=True only if nothing came before. MUST NOT raise for what the bytes hold. Raises NoSuchReader.
    """
    refused = too_large(len(content), limits)
    if refused:
        yield refused
        return
    given, end = 0, 0
    try:
        with _child(Job(reader, dict(options), limits), content) as process:
            for part in _readings(process, limits):
                given += len(part.drafts) + len(part.set_aside)
                if given > limits.drafts:
                    raise _Unanswered(_over(f"more than {limits.drafts:,} objects"))
                end = max([end, *map(sum, _pieces(part))])
                yield part
    except _Unanswered as error:
        rest = SetAside(
            "file" if not given else "the rest of the file", (str(error),), (end, max(len(content) - end, 0))
        )
        yield Reading("unread", (), (rest,), whole=not given)


def confinement() -> tuple[str, ...]:
    """The walls that a child really has on this machine, as sentences; what `doctor` shows."""
    with _child(Job("watchfloor.core.formats.confined:nothing", {}, Limits()), b"") as process:
        _, payload = next(_frames(process, Limits()))
    return tuple(msgspec.json.decode(payload, type=list[str]))


@contextmanager
def _child(job: Job, content: bytes) -> Iterator[subprocess.Popen[bytes]]:
    with _handed(job, content) as stdin:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", BOOT, *(path for path in sys.path if path)],
            stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/", env={}, close_fds=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@contextmanager
def _handed(job: Job, content: bytes) -> Iterator[IO[bytes]]:
    """Job and bytes in memory without a name: no path is told, nothing reaches a disk (elsewhere: an unlinked file)."""
    with os.fdopen(os.memfd_create("intake"), "w+b") if sys.platform == "linux" else tempfile.TemporaryFile() as file:
        told = msgspec.json.encode(job)
        file.write(len(told).to_bytes(8, "big") + told)
        file.write(content)
        file.seek(0)
        yield file


def _readings(process: subprocess.Popen[bytes], limits: Limits) -> Iterator[Reading]:
    greeted = False
    for kind, payload in _frames(process, limits):
        greeted = greeted or kind == b"H"
        if kind == b"R":
            yield _decoded(payload)
        elif kind == b"X":
            raise _failed(payload, limits, greeted)
        elif kind == b"E":
            return
    raise _Unanswered(_died(process.wait(), limits))


def _decoded(payload: bytes) -> Reading:
    try:
        part = _reading.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _Unanswered(_odd("answered with something that is no reading")) from error
    if any(min(piece) < 0 for piece in _pieces(part)):
        raise _Unanswered(_odd("named bytes that do not exist"))
    return part


def _pieces(part: Reading) -> list[tuple[int, int]]:
    return [draft.piece for draft in part.drafts] + [aside.piece for aside in part.set_aside]


def _failed(payload: bytes, limits: Limits, greeted: bool) -> Exception:
    """Once the child has greeted it may have met hostile bytes: it can set the file aside, no more."""
    try:
        told = msgspec.json.decode(payload, type=dict[str, str])
    except (msgspec.DecodeError, UnicodeDecodeError):
        told = {}
    why, text = told.get("why"), told.get("text", "")[:500]
    if why == "reader" and not greeted:
        return NoSuchReader(text)
    if why == "memory":
        return _Unanswered(_over(f"more than {limits.memory_bytes // MIB:,} MiB of memory"))
    return _Unanswered(text if why == "refused" and text else _odd(f"failed ({text})"))


def _frames(process: subprocess.Popen[bytes], limits: Limits) -> Iterator[tuple[bytes, bytes]]:
    """Kind and payload, until the pipe ends. A frame is bounded, and so is the time that the child may stay silent."""
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while head := _exactly(process.stdout, 5, selector, limits):
            size = int.from_bytes(head[1:], "big")
            if size > limits.memory_bytes // 4:
                raise _Unanswered(_over(f"an answer of {size:,} bytes"))
            yield head[:1], _exactly(process.stdout, size, selector, limits)


def _exactly(pipe: IO[bytes], size: int, selector: selectors.BaseSelector, limits: Limits) -> bytes:
    got = bytearray()
    while len(got) < size:
        if not selector.select(timeout=2 * limits.cpu_seconds + PATIENCE):
            raise _Unanswered(_over(f"more than {2 * limits.cpu_seconds + PATIENCE:g} s without a sign of progress"))
        part = os.read(pipe.fileno(), min(size - len(got), MIB))
        if not part:
            return b""
        got += part
    return bytes(got)


def _died(status: int, limits: Limits) -> str:
    if status == -24:  # SIGXCPU
        return _over(f"more than {limits.cpu_seconds} s of computing")
    return _odd(
        "was ended by the machine, often for want of memory" if status == -9 else f"broke off (status {status})"
    )


def _over(what: str) -> str:
    return f"The file needs {what} to read (rule intake.limit). Split it and send the parts."


def _odd(what: str) -> str:
    return (
        f"The reader of this format {what} (rule intake.reader). Check that the file is whole, or have it written anew."
    )


def _whole(reason: str, size: int) -> Reading:
    return Reading("unread", (), (SetAside("file", (reason,), (0, size)),), whole=True)
