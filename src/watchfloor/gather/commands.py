"""Gather's command: a file of reports."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.gather.actions.files import Gathered, NotAccepted, accept
from watchfloor.gather.formats.mapping import read_mapping, shipped, told
from watchfloor.people import queries as people

LARGEST = 200 * 1024 * 1024


def gather(
    *, file: Path, mapping: str, agency: str, by: Audience, now: datetime, progress: Callable[[int], None]
) -> dict[str, Any]:
    """Bring one file in; `progress` hears the number of rows done after each chunk."""
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    result = Gathered()
    for result in accept(content=content, mapping=_mapping(mapping), agency_id=_agency(agency), by=by, now=now):
        progress(result.rows)
    return {
        "rows": result.rows,
        "opened": result.opened,
        "duplicates": result.duplicates,
        "set_aside": [{"row": row, "place": place, "reasons": list(r)} for row, place, r in result.set_aside],
        "records": [str(public_id) for public_id in result.records],
    }


def _mapping(name: str) -> dict[str, Any]:
    """A shipped mapping by name, or a file of the user's."""
    path = Path(name)
    if path.suffix == ".json" and path.exists():
        return told(read_mapping(path.read_bytes()))
    return told(shipped(name))


def _agency(code: str) -> int:
    found = people.agency(code=code) if code else people.center()
    if found is None:
        no = Because(
            f"There is no agency with the code {code!r}.", "gather.agency", ok=False, way_out="Import it first."
        )
        raise NotAccepted(Decision.of(no))
    return found.id
