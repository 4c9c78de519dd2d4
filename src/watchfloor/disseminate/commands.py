"""Disseminate's commands: an RFI or its answer as a signed file."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import witness
from watchfloor.core.sealer import signing
from watchfloor.disseminate.actions.exporting_rfis import export_rfi
from watchfloor.plan.actions.rfis import NoSuchRfi
from watchfloor.plan.commands import person_of

EXPORTED = "plan.rfi.exported"


def write_rfi(*, rfi: str, to: Path, login: str, now: datetime) -> dict[str, Any]:
    """Write the signed file of an RFI of ours, or of our answer on another center's; its fact stands before it does.

    Raises ValueError for one that is not there for this person, and NotAsked.
    """
    by = person_of(login=login, now=now)
    try:
        which = UUID(rfi)
        with reading(by):
            content = export_rfi(rfi_id=which, by=by, now=now)
    except (NoSuchRfi, ValueError):
        raise ValueError("Nothing here that you may read, or it does not exist. Rule 2.") from None
    witness(kind=EXPORTED, by=by, records=[which])
    to.touch(mode=0o600)
    to.write_bytes(content)
    return {"rfi": rfi, "path": str(to), "bytes": len(content)}


def own_key() -> dict[str, Any]:
    """The key that our files are signed by, to be given to other centers on another way than the files."""
    return {"key": signing.vkey()}
