"""Bytes from outside are parsed in a child that holds nothing, may do nothing, and always answers."""

import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watchfloor.core.formats import child
from watchfloor.core.formats.child import (
    MIB,
    Limits,
    NoSuchReader,
    confinement,
    read_in_child,
    read_in_child_chunks,
    too_large,
)
from watchfloor.core.rules.draft import Reading

SMALL = Limits(bytes=MIB, cpu_seconds=1, memory_bytes=512 * MIB, drafts=5000)


def read(name: str, content: bytes = b"some words", limits: Limits = SMALL, **options: object) -> Reading:
    """What one of our test readers makes of it."""
    return read_in_child(reader=f"child_readers:{name}", content=content, options=options, limits=limits)


def reason(reading: Reading) -> str:
    """The one reason for which a whole file was set aside."""
    assert reading.whole
    assert not reading.drafts
    return reading.set_aside[0].reasons[0]


def test_a_reading_comes_back_as_it_was_made() -> None:
    """Bytes, options, texts of any script and the offsets of times cross the pipe unchanged."""
    draft = read("echo", b"\x00\xff\xfe\x00\x01" + bytes(1000), word="Über").drafts[0]
    assert draft.data == {"size": 1005, "first": "00fffe0001", "depth": 64, "word": "Über"}
    assert draft.findings == ("é \U0001f6f8",)
    assert draft.when
    assert draft.when.start
    assert draft.when.start.utcoffset() == timedelta(hours=-6)


def test_rows_stream_in_chunks() -> None:
    """A generator's chunks arrive one by one, in order, none lost."""
    parts = list(read_in_child_chunks(reader="child_readers:rows", content=b"", options={"rows": 4500}, limits=SMALL))
    assert [len(part.drafts) for part in parts] == [2000, 2000, 500]
    assert [draft.piece[0] for part in parts for draft in part.drafts] == list(range(0, 45_000, 10))


def test_a_consumer_may_stop_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever needs no more rows leaves; the child is gone when he has left."""
    started, popen = list[subprocess.Popen[bytes]](), subprocess.Popen

    def begin(*words: Any, **more: Any) -> "subprocess.Popen[bytes]":
        started.append(popen(*words, **more))
        return started[0]

    monkeypatch.setattr(subprocess, "Popen", begin)
    parts = read_in_child_chunks(reader="child_readers:rows", content=b"", options={"rows": 5000}, limits=SMALL)
    assert len(next(parts).drafts) == 2000
    assert [one.returncode for one in started] == [None]
    parts.close()
    assert started[0].returncode is not None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("spins", "more than 1 s of computing"),
        ("hoards", "more than 512 MiB of memory"),
        ("raises", "failed (KeyError in child_readers.py"),
        ("lies", "answered with something that is no reading"),
        ("mutters", "failed ()"),
        ("blames_us", "failed (nothing)"),
        ("shouts", "an answer of 4,294,967,295 bytes"),
        ("points_outside", "named bytes that do not exist"),
    ],
)
def test_a_reader_that_misbehaves_gives_a_reason(name: str, said: str) -> None:
    """Time, memory, failure and nonsense each end in a sentence with rule and way out, never in an exception."""
    told = reason(read(name))
    assert said in told
    assert "(rule intake." in told
    assert "some words" not in told


def test_silence_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that sleeps costs nothing, yet it does not hold the intake for ever."""
    monkeypatch.setattr(child, "PATIENCE", -1.6)
    assert "without a sign of progress" in reason(read("sleeps"))


def test_what_came_before_a_crash_is_kept_when_streamed_and_dropped_when_not() -> None:
    """A stream sets the rest of the file aside; a reading in one piece is whole or not at all."""
    content = bytes(100)
    first, last = read_in_child_chunks(reader="child_readers:breaks_off", content=content, options={}, limits=SMALL)
    assert len(first.drafts) == 2
    assert (last.whole, last.set_aside[0].place, last.set_aside[0].piece) == (False, "the rest of the file", (25, 75))
    assert "broke off" in reason(read("breaks_off", content))


def test_too_many_objects_are_refused() -> None:
    """The number of objects of one file is bounded."""
    assert "more than 5,000 objects" in reason(read("rows", rows=6000))


def test_a_large_file_is_refused_before_anything_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """200 MB meet a sentence that names the limit, without a child."""
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **more: pytest.fail(f"a child was begun: {more}"))
    told = reason(read("echo", bytes(200 * MIB), limits=Limits()))
    assert "209,715,200 bytes" in told
    assert "Split it" in told
    assert too_large(10, Limits()) is None


def test_a_print_is_no_answer() -> None:
    """What a library prints does not reach the pipe of answers."""
    assert read("prints").format == "prints"


def test_a_reader_that_does_not_exist_is_our_mistake() -> None:
    """A wrong dotted path is an error of the program and is raised as one."""
    for name in ("child_readers:nowhere", "no_such_module:read", "child_readers"):
        with pytest.raises(NoSuchReader):
            read_in_child(reader=name, content=b"", options={}, limits=SMALL)


def test_the_child_reaches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket, no secret, no file to write, no process, no environment: whatever a hostile file tries."""
    if "calls for sockets" not in confinement()[-1]:
        pytest.skip("this machine offers no filter of system calls: " + "; ".join(confinement()))
    monkeypatch.setenv("WATCHFLOOR_DATABASE_URL", "postgres://secret")
    (tmp_path / "secret").write_text("key", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as inet, socket.socket(socket.AF_UNIX) as unix:
        monkeypatch.chdir(tmp_path)  # the name of a socket is short
        unix.bind("db.sock")
        unix.listen()
        port = inet.getsockname()[1]
        seen = read("reaches_out", port=port, unix=str(tmp_path / "db.sock"), secret=str(tmp_path / "secret")).drafts[0]
    assert seen.data["env"].keys() <= {"LC_CTYPE"}
    assert seen.data["cwd"] == "/"
    assert len(seen.data["fds"]) <= 4
    allowed = set() if "nothing else" in confinement()[3] else {"secret"}
    assert set(seen.data["worked"]) <= allowed


def test_the_machine_says_which_walls_stand() -> None:
    """The sentences for `doctor` name network, account, limits, files and calls."""
    assert len(confinement()) == 5
    assert all(confinement())


def test_a_child_starts_fast() -> None:
    """One child a file is affordable: beside an interpreter that does nothing the best start is a few times it."""
    bare = [sys.executable, "-I", "-c", "import json, subprocess"]
    ours, theirs = [], []
    for _ in range(5):
        for times, start in ((ours, lambda: read("echo")), (theirs, lambda: subprocess.run(bare, check=True))):
            began = time.monotonic()
            start()
            times.append(time.monotonic() - began)
    assert min(ours) < 8 * min(theirs)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200) | st.sampled_from([b"{", b"[" * 5000, b"<alert", b"\x1f\x8b", b'{"type":"bundle"}']))
def test_arbitrary_bytes_never_raise(content: bytes) -> None:
    """Whatever the bytes, there is a Reading, and if nothing could be opened it says why."""
    made = read_in_child(reader="watchfloor.receive.formats.sniff:read", content=content, options={}, limits=SMALL)
    assert made.drafts or made.set_aside[0].reasons[0]
