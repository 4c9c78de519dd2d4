"""Receive's commands: receive, source rate and feeds."""

import random
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.actions.admit import admit_service
from watchfloor.receive.actions.feeds.running import run_feed
from watchfloor.receive.actions.feeds.switching import Account, add_feed, approve_feed, switch_off, switch_on
from watchfloor.receive.actions.feeds.trying import try_feed
from watchfloor.receive.actions.files import accept
from watchfloor.receive.actions.sources import rate_source
from watchfloor.receive.queries import FeedView, feeds
from watchfloor.receive.rules.feeds import Feed

LARGEST = 150 * 1024 * 1024
LARGEST_DIGEST = 4096
DIGESTS = (".sha512", ".sha256")
BESIDE = (*DIGESTS, ".asc")
ARCHIVES, MOST_FILES = (".tar", ".tar.gz", ".tgz"), 20_000
COUNTS = ("opened", "updated", "unchanged", "set_aside", "revoked", "deprecated")


def receive(*, files: Sequence[Path], source: str, by: Audience, now: datetime) -> dict[str, Any]:
    """Bring files in, one after the other; a bad one does not stop the rest.

    A folder and an archive (tar, packed with gzip or not) stand for the files in them. A digest (advisory.json.sha512)
    is held against the file that it stands beside, also where it was not named; a signature (.asc) is left to who
    holds the publisher's key.
    """
    items = [_told(one, source, by, now) for one in held(files)]
    totals = {name: sum(item["counts"][name] for item in items) for name in COUNTS}
    return {"items": items, "totals": {"files": len(items), "records": sum(i["records"] for i in items), **totals}}


@dataclass(frozen=True, slots=True)
class File:
    """A file to bring in: its path, its bytes, what a digest beside it says."""

    path: str
    content: bytes
    digest: bytes


def held(paths: Sequence[Path]) -> Iterator[File]:
    """The files that these paths stand for, each read when it is asked for."""
    plain = [one for path in paths for one in _in_folder(path)]
    beside = {path for path in plain if path.suffix in BESIDE and path.with_suffix("") in set(plain)}
    for path in plain:
        if path in beside:
            continue
        if path.name.endswith(ARCHIVES) and tarfile.is_tarfile(path):
            yield from _in_archive(path)
        else:
            yield File(str(path), read(path), _digest(path))


def _in_folder(path: Path) -> list[Path]:
    return sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]


def _in_archive(path: Path) -> Iterator[File]:
    """Its ordinary files, from first to last; nothing is written anywhere, so no name in it can lead outside."""
    with tarfile.open(path) as archive:
        inside = {one.name: one for one in islice(archive, MOST_FILES) if one.isfile()}
        for name, one in inside.items():
            stem, dot, ending = name.rpartition(".")
            if f"{dot}{ending}" in BESIDE and stem in inside:
                continue
            digest = next((inside[name + end] for end in DIGESTS if name + end in inside), None)
            said = _taken(archive, digest, LARGEST_DIGEST) if digest else b""
            yield File(f"{path}/{name}", _taken(archive, one, LARGEST + 1), said)


def _taken(archive: tarfile.TarFile, one: tarfile.TarInfo, most: int) -> bytes:
    file = archive.extractfile(one)
    return file.read(most) if file else b""


def _digest(path: Path) -> bytes:
    """What a digest file beside this one says; nothing where there is none."""
    beside = (path.with_name(path.name + suffix) for suffix in DIGESTS)
    found = next((one for one in beside if one.is_file()), None)
    return found.read_bytes()[:LARGEST_DIGEST] if found else b""


def read(path: Path) -> bytes:
    """The bytes of a file, but no more than one above the limit: what is larger is set aside by the intake's rule."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _told(file: File, source: str, by: Audience, now: datetime) -> dict[str, Any]:
    received = accept(content=file.content, source_name=source, digest=file.digest, by=by, now=now)
    return {
        "path": file.path, "sha256": received.sha256, "format": received.format, "state": received.state,
        "records": received.records, "counts": received.counts, "reasons": received.reasons,
    }  # fmt: skip


def rate(*, source: str, grade: str, by: Audience, now: datetime) -> dict[str, Any]:
    """Grade a source."""
    with reading(by):
        rate_source(name=source, reliability=grade, by=by, now=now)
    return {"source": source, "grade": grade}


def list_feeds(*, now: datetime) -> dict[str, Any]:
    """Every feed, on or off, with its health."""
    return {"items": [_feed(one, now) for one in feeds()]}


def _feed(one: FeedView, now: datetime) -> dict[str, Any]:
    stands, known = one.health(now=now), one.known
    return {
        "name": one.feed.name, "kind": one.feed.kind, "state": stands.state, "words": stands.words,
        "trouble": one.trouble_code, "standing": one.feed.standing, "source": one.feed.source,
        "address": one.feed.address, "about": one.feed.about, "citation": one.feed.citation,
        "every_seconds": int(one.feed.every.total_seconds()), "documents": one.documents, "records": one.records,
        "set_aside": one.set_aside, "last_success": known.well_at and known.well_at.isoformat(),
        "last_new": known.fresh_at and known.fresh_at.isoformat(), "next": one.next_at and one.next_at.isoformat(),
        "lag_seconds": int(one.lag.total_seconds()) if one.lag is not None else None,
    }  # fmt: skip


def feed_on(
    *, name: str, address: str, user: str, secret: str, header: bool, by: Audience, now: datetime
) -> dict[str, Any]:  # fmt: skip
    """Switch one on."""
    with reading(by):
        switch_on(name=name, address=address, account=Account(user, secret, header), by=by, now=now)
    return {"feed": name, "on": True}


def feed_off(*, name: str, by: Audience, now: datetime) -> dict[str, Any]:
    """Switch one off."""
    with reading(by):
        switch_off(name=name, by=by, now=now)
    return {"feed": name, "on": False}


def feed_approved(*, name: str, by: Audience, now: datetime) -> dict[str, Any]:
    """Approve one that is no government, sector or vendor source."""
    with reading(by):
        approve_feed(name=name, by=by, now=now)
    return {"feed": name, "approved": True}


def feed_added(
    *, name: str, kind: str, address: str, source: str, standing: str, every_minutes: int, silent_hours: int,
    by: Audience, now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """Add one that is not in the catalog."""
    every, silent = timedelta(minutes=every_minutes), timedelta(hours=silent_hours)
    with reading(by):
        add_feed(feed=Feed(name, kind, address, source, standing, every, silent), by=by, now=now)
    return {"feed": name, "on": False}


def feed_tried(*, name: str, address: str, secret: str, by: Audience, now: datetime) -> dict[str, Any]:
    """Ask once and keep nothing."""
    said = try_feed(name=name, address=address, secret=secret, by=by, now=now)
    return {
        "feed": name, "format": said.format, "bytes": said.bytes, "records": said.records,
        "set_aside": said.set_aside, "trouble": said.trouble, "words": said.text,
    }  # fmt: skip


def feed_run(*, name: str, now: datetime) -> dict[str, Any]:
    """Ask one that is on, now, as the worker would."""
    by = admit_service(service="receive.feeds", now=now)
    run = run_feed(name=name, jitter=random.random(), by=by, now=now)
    return {
        "feed": name, "documents": run.documents, "records": run.records, "new": run.fresh,
        "set_aside": run.set_aside, "trouble": run.trouble, "words": run.text, "more": run.more,
    }  # fmt: skip
