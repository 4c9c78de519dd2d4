"""A house on a file system of its own that really runs full: what stops, what goes on, no reading unlogged."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from commanding import command, environment

from watchfloor.localdb import binaries, cluster

SIZE_MB = 700
FILLER = "filler"
REPORT = {"title": "Sandmartin at the lock", "narrative": "A sandmartin flew over the lock twice.", "attested": "yes"}
CALL = {
    "danger": "The night shift of the plant, tonight at two.", "reason": "It says which gate to close and when.",
    "phoned_who": "Shift chief", "phoned_agency": "County", "phoned_at": "2026-01-05T01:10",
}  # fmt: skip


@pytest.fixture
def small() -> Iterator[Path]:
    """A file system of 700 MB in memory; skipped where this account may mount none."""
    if sys.platform != "linux" or os.geteuid():
        pytest.skip("only root of a Linux may mount a file system")
    at = Path(tempfile.mkdtemp(prefix="wf-small-", dir="/tmp"))
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m,mode=755", "tmpfs", at], capture_output=True, text=True
    )  # fmt: skip
    if made.returncode:
        at.rmdir()
        pytest.skip(f"no file system can be mounted here: {made.stderr.strip()}")
    try:
        yield at
    finally:
        subprocess.run(["umount", "--lazy", at], check=True)
        at.rmdir()


class Reader:
    """One of the cast over HTTP, with cookies and form tokens; no redirect is followed."""

    def __init__(self, base: str, login: str) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.base, self.opener = base, urllib.request.build_opener(jar, _Stays())
        _, html = self.get("/demo/cast/")
        self.signed_in = self.post("/demo/cast/", {"login": login}, of=html)[0]

    def get(self, path: str) -> tuple[int, str]:
        """(status, body)."""
        return self._ask(urllib.request.Request(self.base + path))

    def post(self, path: str, said: dict[str, str], *, of: str) -> tuple[int, str]:
        """(status, body or where it leads) of a form whose page is `of`."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', of)
        assert token, of[:300]
        form = urllib.parse.urlencode({**said, "csrfmiddlewaretoken": token[1]}).encode()
        return self._ask(urllib.request.Request(self.base + path, form, {"Referer": self.base + path}))

    def _ask(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=30) as answer:
                return int(answer.status), answer.headers.get("Location") or answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.headers.get("Location") or refused.read().decode()


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """What it answers is looked at, and not what it leads to."""


def fill(at: Path, *, leave: float) -> None:
    """Take room until this share of the disk is free."""
    about = os.statvfs(at)
    with (at / FILLER).open("ab") as file:
        size = file.tell() + int(about.f_bavail * about.f_frsize - leave * about.f_blocks * about.f_frsize)
        os.posix_fallocate(file.fileno(), 0, size)


def fill_up(at: Path) -> None:
    """Take what is left of it to the last page, whoever else writes meanwhile."""
    with (at / FILLER).open("ab") as file:
        for step in (1 << 22, 1 << 16, 1 << 12):
            with suppress(OSError):
                while True:
                    os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), step)


def until(what: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait for something that the worker does in its own time."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.2)


def alarm(base: str) -> int:
    """What the metrics say of the disk: 0, 1 or 2."""
    with urllib.request.urlopen(f"{base}/metrics", timeout=30) as answer:
        found = re.search(r"^watchfloor_disk_alarm (\d)", answer.read().decode(), re.MULTILINE)
    assert found
    return int(found[1])


@pytest.fixture
def center(small: Path) -> Iterator[str]:
    """An exercise center that lives on it, served."""
    data = ("--data-dir", small / "data")
    subprocess.run(
        command("demo", "--no-serve", "--json", "--reports", 40, *data), check=True, env=environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=400,
    )  # fmt: skip
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    served = subprocess.Popen(
        command("up", "--port", port, "--public-port", 0, *data), env=environment(), stderr=subprocess.DEVNULL
    )
    base = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _answers(base), seconds=240)
        yield base
    finally:
        (small / FILLER).unlink(missing_ok=True)
        served.send_signal(signal.SIGTERM)
        served.wait(120)


def _answers(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/readyz", timeout=5) as answer:
            return int(answer.status) == 200
    except OSError:
        return False


def facts_of(data: Path, record: str) -> int:
    """How many readings of one record stand on the ledger."""
    chosen = binaries.fitting(wheel=True, made_by=cluster.made_by(data))
    name = os.environ.get("WATCHFLOOR_DATABASE", "watchfloor")
    with psycopg.connect(cluster.Cluster(data, binaries=chosen).dsn(), dbname=name) as admin:
        sql = "select count(*) from core_fact where kind = 'core.record.read' and records @> array[%s::uuid]"
        row = admin.execute(sql, [record]).fetchone()
    assert row
    return int(row[0])


@pytest.mark.long
def test_a_disk_runs_full_under_a_house_at_work(small: Path, center: str) -> None:
    """Below 10 % intake stops with an alarm; below 5 % the reserve is let go and bulk reading stops, while signing in,
    reading and an imminent release go on; at nothing every page is closed; then it goes on, and every reading has its
    fact.
    """
    data, ana = small / "data", Reader(center, "ana")
    reserve = data / "reserve"
    until(lambda: reserve.exists() and reserve.stat().st_size > 0)
    _, inbox = ana.get("/")
    record = re.search(r"/records/([0-9a-f-]{36})/", inbox) or re.search(r"/tips/([0-9a-f-]{36})/", inbox)
    assert record and alarm(center) == 0
    here, read = f"/records/{record[1]}/", 0
    before = facts_of(data, record[1])

    def reads(reader: Reader) -> bool:
        nonlocal read
        status, html = reader.get(here)
        read += status == 200
        return status == 200 and "Who read it" in html

    assert reads(ana)
    title = re.search(r'<h1 dir="auto">([^<]+)</h1>', ana.get(here)[1])
    read, title_said = read + 1, title and title[1]
    fill(small, leave=0.08)
    assert alarm(center) == 1
    file = small.parent / f"{small.name}.csv"
    file.write_bytes(b"occurred,narrative\r\n2026-11-14,Bittern.\r\n")
    words = ("gather", file, "--mapping", "generic", "--data-dir", data)
    refused = subprocess.run(command(*words), capture_output=True, text=True, env=environment())
    file.unlink()
    assert refused.returncode == 1 and "% of the disk is free" in refused.stderr
    assert reads(ana) and ana.post("/report/", REPORT, of=ana.get("/report/")[1])[0] == 303
    assert ana.get(f"/workspace/export/?ids={record[1]}&format=csv")[0] == 200

    fill(small, leave=0.03)
    until(lambda: reserve.stat().st_size == 0)
    assert alarm(center) == 2
    status, said = ana.get(f"/workspace/export/?ids={record[1]}&format=csv")
    assert status == 403 and "% of the disk is free" in said
    sol = Reader(center, "sol")
    assert sol.signed_in == 303 and reads(sol) and reads(ana)
    _, threats = ana.get("/threats/")
    form = next(
        found[0] for path in re.findall(r'href="(/threats/[0-9a-f-]{36}/)', threats)
        if (found := re.search(r"/imminent/[0-9a-f-]{36}/", ana.get(path)[1]))
    )  # fmt: skip
    html = ana.get(form)[1]
    recipient = re.search(r'name="recipients" value="(\d+)"', html)
    assert recipient
    status, there = ana.post(form, {**CALL, "recipients": recipient[1]}, of=html)
    assert status == 303 and sol.get(there)[0] == 200

    closed = []
    while len(closed) < 5:
        fill_up(small)  # again and again: the server gives back what it has no use for
        status, html = ana.get(here)
        read += status == 200
        closed += [(status, html)] if status != 200 else []
        assert read < 2000, "it never ran full"
    assert title_said and not [status for status, html in closed if title_said in html]
    assert any(one == 503 and "The watch of this center" in html for one, html in closed)
    (small / FILLER).unlink()
    until(lambda: reads(ana), seconds=120)
    until(lambda: alarm(center) == 0 and reserve.stat().st_size > 0, seconds=120)
    assert facts_of(data, record[1]) - before == read
