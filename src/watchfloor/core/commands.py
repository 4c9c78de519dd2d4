"""Core's commands: check and the ledger."""

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


def verify(*, file: Path | None, key: Path | None) -> dict[str, Any]:
    """Verify the log in the database, or an exported file against its checkpoint."""
    if file is not None:
        public = bytes.fromhex(key.read_text(encoding="utf-8").strip()) if key else signing.public_key()
        found = exporting.verify_file(file, key=public)
    else:
        found = verifying.verify()
    return {"facts": found.facts, "findings": list(found.findings)}


def export(*, file: Path) -> dict[str, Any]:
    """Write the log as lines with its newest checkpoint, for a second program and for safe keeping elsewhere."""
    facts = exporting.export(file)
    return {"facts": facts, "file": str(file), "public_key": signing.public_key().hex()}
