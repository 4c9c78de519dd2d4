"""Plan's commands: reference import, RFIs from files, topic packs."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.people import queries as people
from watchfloor.plan.actions import packs as packing
from watchfloor.plan.actions import reference, rfi_files
from watchfloor.plan.formats.packs import shipped_packs
from watchfloor.plan.formats.rfi_file import LARGEST as LARGEST_RFI
from watchfloor.plan.queries.packs import taken_packs
from watchfloor.protect.actions.admit import admit, admit_service
from watchfloor.protect.formats.policy import load

LARGEST = 150 * 1024 * 1024
PACKS = "plan.packs"


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
            {"kind": one.kind, "code": one.code, "was": _shown(one.was or {}), "becomes": _shown(one.fields),
             "kept": one.kept}
            for one in done.differences
        ],
        "set_aside": [{"place": place, "reasons": list(reasons)} for place, reasons in done.set_aside],
        "state": "set-aside" if done.whole else "read",
    }  # fmt: skip


def _shown(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Values by field; an outline is too long for a screen."""
    return {name: "an outline" if name in ("outlines", "areas") else value for name, value in fields.items()}


def import_rfi(*, file: Path, login: str, now: datetime) -> dict[str, Any]:
    """Bring one signed file in as this person, for the purpose of his role; the same file twice is unchanged."""
    with file.open("rb") as opened:
        content = opened.read(LARGEST_RFI + 1)
    by = person_of(login=login, now=now)
    with reading(by):
        came = rfi_files.import_rfi(content=content, by=by, now=now)
    return {"path": str(file), "state": came.state, "rfi": str(came.rfi or ""), "reasons": list(came.reasons)}


def trust_signer(*, agency: str, vkey: str, by: Audience, now: datetime) -> dict[str, Any]:
    """Believe the files that this key signed as those of the agency."""
    with reading(by):
        made = rfi_files.trust_signer(agency=agency, vkey=vkey, by=by, now=now)
    return {"agency": agency, "signer": str(made)}


def end_signer(*, agency: str, by: Audience, now: datetime) -> dict[str, Any]:
    """Believe no key of this agency any more."""
    with reading(by):
        return {"agency": agency, "ended": rfi_files.end_signer(agency=agency, by=by, now=now)}


def person_of(*, login: str, now: datetime) -> Audience:
    """The audience of a person at the command line. Raises ValueError for a login that nobody has."""
    who = people.person(login=login)
    if who is None:
        raise ValueError(f"Login: nobody is called {login!r}. Say --by with the login of the person who does it.")
    purpose = load().purpose_by_role.get(who.role, "upkeep")
    return admit(person_id=who.id, affiliation_id=who.affiliation_id, purpose=purpose, case_ref="", now=now)


def packs(*, now: datetime) -> list[dict[str, Any]]:
    """The topic packs that come with Watchfloor, and which of them stand: "" (not taken), "waits" or "approved"."""
    with reading(admit_service(service=PACKS, now=now)) as by:
        taken = taken_packs(audience=by)
    return [
        {"name": one.name, "title": one.title, "needs": len(one.needs),
         "state": "" if one.name not in taken else "approved" if taken[one.name].approved else "waits"}
        for one in shipped_packs()
    ]  # fmt: skip


def take_pack(*, name: str, now: datetime) -> dict[str, Any]:
    """Put a pack before the privacy officer."""
    with reading(admit_service(service=PACKS, now=now)) as by:
        packing.take_pack(name=name, by=by, now=now)
    return {"pack": name, "state": "waits"}


def remove_pack(*, name: str, now: datetime) -> dict[str, Any]:
    """Remove a pack; how many needs were retired with it."""
    with reading(admit_service(service=PACKS, now=now)) as by:
        return {"pack": name, "retired": packing.remove_pack(name=name, by=by, now=now)}
