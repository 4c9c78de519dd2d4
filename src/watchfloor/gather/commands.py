"""Gather's command: a file of reports."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.gather.actions.files import Gathered, NotAccepted, accept
from watchfloor.gather.actions.previewing import Preview, preview
from watchfloor.gather.formats.guess import suggested
from watchfloor.gather.formats.mapping import read_mapping, shipped, told
from watchfloor.gather.formats.reading import as_text, is_xml
from watchfloor.people import queries as people

LARGEST = 200 * 1024 * 1024
SUGGEST, MOST = "suggest", 50


def gather(
    *,
    file: Path,
    mapping: str,
    agency: str,
    dry_run: bool = False,
    by: Audience,
    now: datetime,
    progress: Callable[[int], None],
) -> dict[str, Any]:
    """Bring one file in; `progress` hears the number of rows done after each chunk. A dry run keeps nothing.

    Raises NotADelimitedFile, NothingGuessed and MappingUnusable.
    """
    with file.open("rb") as opened:
        content = as_text(opened.read(LARGEST + 1))
    chosen = suggested(content).mapping if mapping == SUGGEST and not is_xml(content) else _mapping(mapping)
    if dry_run:
        return _told(preview(content=content, mapping=chosen, agency_id=_agency(agency), most=MOST, by=by, now=now))
    result = Gathered()
    for result in accept(content=content, mapping=chosen, agency_id=_agency(agency), by=by, now=now):
        progress(result.rows)
    return {
        "rows": result.rows,
        "opened": result.opened,
        "duplicates": result.duplicates,
        "set_aside": [{"row": row, "place": place, "reasons": list(r)} for row, place, r in result.set_aside],
        "records": [str(public_id) for public_id in result.records],
    }


def _told(made: Preview) -> dict[str, Any]:
    """The counts and the first rows of a dry run."""
    told = {"opens": made.opens, "known": made.known, "set_aside": made.aside}
    return {**told, "rows": [asdict(row) for row in made.rows]}


def _mapping(name: str) -> dict[str, Any]:
    """A shipped mapping by name, or a file of the user's."""
    path = Path("generic" if name == SUGGEST else name)
    name = str(path)
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
