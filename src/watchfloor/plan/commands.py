"""Plan's command: reference import."""

from datetime import datetime
from pathlib import Path
from typing import Any

from watchfloor.core.rules.audience import Audience
from watchfloor.plan.actions import reference

LARGEST = 150 * 1024 * 1024


def import_reference(*, file: Path, mapping: str, by: Audience, now: datetime) -> dict[str, Any]:
    """Bring one file in by a shipped mapping or a file of the user's (./my.json); the same file twice is unchanged."""
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    path = Path(mapping)
    chosen = reference.mapping_of(path.read_bytes()) if path.suffix == ".json" and path.exists() else mapping
    done = reference.import_reference(content=content, mapping=chosen, by=by, now=now)
    return {
        "path": str(file), "rows": done.rows, "new": done.new, "updated": done.updated, "kinds": done.kinds,
        "set_aside": [{"place": place, "reasons": list(reasons)} for place, reasons in done.set_aside],
        "state": "set-aside" if done.whole else "read",
    }  # fmt: skip
