"""Plan's command: reference import."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from watchfloor.core.rules.audience import Audience
from watchfloor.plan.actions import reference

LARGEST = 150 * 1024 * 1024


def import_reference(
    *, file: Path, mapping: str, dry_run: bool = False, swapped: bool = False, by: Audience, now: datetime
) -> dict[str, Any]:
    """Bring one file in by a shipped mapping or a file of the user's (./my.json); the same file twice is unchanged.

    With `dry_run` nothing is written; the answer is the same, with what would change.
    """
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    path = Path(mapping)
    chosen = reference.mapping_of(path.read_bytes()) if path.suffix == ".json" and path.exists() else mapping
    done = reference.import_reference(
        content=content, mapping=chosen, file=file.name.split(".")[0], swapped=swapped, dry=dry_run, by=by, now=now
    )
    return {
        "path": str(file), "written": not dry_run, "rows": done.rows, "new": done.new, "updated": done.updated,
        "kinds": done.kinds,
        "differences": [
            {"kind": one.kind, "code": one.code, "becomes": _shown(one.fields)} for one in done.differences
        ],
        "set_aside": [{"place": place, "reasons": list(reasons)} for place, reasons in done.set_aside],
        "state": "set-aside" if done.whole else "read",
    }  # fmt: skip


def _shown(fields: Mapping[str, Any]) -> dict[str, Any]:
    """New values by field; an outline is too long for a screen."""
    return {name: "another outline" if name in ("outlines", "areas") else value for name, value in fields.items()}
