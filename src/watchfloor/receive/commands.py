"""Receive's commands: receive and source rate."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.receive.actions.files import Received, accept
from watchfloor.receive.actions.sources import rate_source

LARGEST = 150 * 1024 * 1024
COUNTS = ("opened", "updated", "unchanged", "set_aside", "revoked", "deprecated")


def receive(*, files: Sequence[Path], source: str, by: Audience, now: datetime) -> dict[str, Any]:
    """Bring files in, one after the other; a bad one does not stop the rest."""
    items = [
        {"path": str(path), **_told(accept(content=read(path), source_name=source, by=by, now=now))} for path in files
    ]
    totals = {name: sum(item["counts"][name] for item in items) for name in COUNTS}
    return {"items": items, "totals": {"files": len(items), "records": sum(i["records"] for i in items), **totals}}


def read(path: Path) -> bytes:
    """The bytes of a file, but no more than one above the limit: what is larger is set aside by the intake's rule."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _told(received: Received) -> dict[str, Any]:
    return {
        "sha256": received.sha256, "format": received.format, "state": received.state, "records": received.records,
        "counts": received.counts, "reasons": received.reasons,
    }  # fmt: skip


def rate(*, source: str, grade: str, by: Audience, now: datetime) -> dict[str, Any]:
    """Grade a source."""
    with reading(by):
        rate_source(name=source, reliability=grade, by=by, now=now)
    return {"source": source, "grade": grade}
