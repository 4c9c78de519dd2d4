"""Core's commands: check and the ledger."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from watchfloor.core.actions import checking
from watchfloor.core.sealer import exporting, signing, verifying


def check(*, skip: tuple[str, ...] = ()) -> dict[str, Any]:
    """The house's fsck; `findings` empty means that everything stands as it should."""
    findings = checking.check(skip=skip)
    return {
        "clean": not findings,
        "findings": [{"about": f.about, "text": f.text, "way_out": f.way_out} for f in findings],
    }


def verify(*, older: Sequence[str] = ()) -> dict[str, Any]:
    """Verify the log in the database, against signed notes kept elsewhere too."""
    found = verifying.verify(older=older)
    return {"facts": found.facts, "findings": list(found.findings)}


def export(*, folder: Path) -> dict[str, Any]:
    """Write the log, its checkpoints and the public key, for a second program and for safe keeping elsewhere."""
    facts = exporting.export(folder)
    return {"facts": facts, "folder": str(folder), "key": signing.vkey()}
