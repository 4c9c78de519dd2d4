"""Receive's commands: receive and source rate."""

import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.receive.actions.files import accept
from watchfloor.receive.actions.sources import rate_source

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
