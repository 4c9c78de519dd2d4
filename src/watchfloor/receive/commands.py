"""Receive's commands: receive and source rate."""

from collections.abc import Sequence
from datetime import datetime
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
COUNTS = ("opened", "updated", "unchanged", "set_aside", "revoked", "deprecated")


def receive(*, files: Sequence[Path], source: str, by: Audience, now: datetime) -> dict[str, Any]:
    """Bring files in, one after the other; a bad one does not stop the rest.

    A digest (advisory.json.sha512) is held against the file that it stands beside, also where it was not named; a
    signature (.asc) is left to who holds the publisher's key.
    """
    beside = {path for path in files if path.suffix in BESIDE and path.with_suffix("") in set(files)}
    items = [_told(path, source, by, now) for path in files if path not in beside]
    totals = {name: sum(item["counts"][name] for item in items) for name in COUNTS}
    return {"items": items, "totals": {"files": len(items), "records": sum(i["records"] for i in items), **totals}}


def _digest(path: Path) -> bytes:
    """What a digest file beside this one says; nothing where there is none."""
    beside = (path.with_name(path.name + suffix) for suffix in DIGESTS)
    found = next((one for one in beside if one.is_file()), None)
    return found.read_bytes()[:LARGEST_DIGEST] if found else b""


def read(path: Path) -> bytes:
    """The bytes of a file, but no more than one above the limit: what is larger is set aside by the intake's rule."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _told(path: Path, source: str, by: Audience, now: datetime) -> dict[str, Any]:
    received = accept(content=read(path), source_name=source, digest=_digest(path), by=by, now=now)
    return {
        "path": str(path), "sha256": received.sha256, "format": received.format, "state": received.state,
        "records": received.records, "counts": received.counts, "reasons": received.reasons,
    }  # fmt: skip


def rate(*, source: str, grade: str, by: Audience, now: datetime) -> dict[str, Any]:
    """Grade a source."""
    with reading(by):
        rate_source(name=source, reliability=grade, by=by, now=now)
    return {"source": source, "grade": grade}
