"""`--data DIR`: a folder of real files on an exercise, each by the door that its bytes fit."""

from datetime import datetime
from pathlib import Path

from rich.console import Console

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.gather.actions.files import accept as accept_reports
from watchfloor.gather.formats.mapping import shipped, shipped_mappings, told
from watchfloor.people import queries as people
from watchfloor.receive.actions.files import accept as accept_threats
from watchfloor.receive.formats.unpack import NotUnpackable, unpack

SUFFIXES = (".json", ".xml", ".cap", ".csv", ".json.gz", ".xml.gz", ".csv.gz")
LARGEST = 200 * 1024 * 1024
SOURCE = "exercise-folder"


def bring(folder: Path, *, by: Audience, now: datetime, say: Console) -> int:
    """Bring every file of the folder in; how many reports were opened. A file that fits no door is said so."""
    opened = 0
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name.lower().endswith(SUFFIXES)):
        content = path.read_bytes()[: LARGEST + 1]
        if ".csv" in path.name.lower():
            opened += _reports(path, content, by, now, say)
        else:
            received = accept_threats(content=content, source_name=SOURCE, by=by, now=now)
            say.print(f"  {path.name}: {received.state}, {received.records} objects", highlight=False)
            for reason in received.reasons[:3]:
                say.print(f"    {reason}", highlight=False)
    return opened


def _reports(path: Path, content: bytes, by: Audience, now: datetime, say: Console) -> int:
    """By the shipped mapping whose required columns the header has."""
    name = _fitting(content)
    center = people.center()
    if name is None or center is None:
        say.print(f"  {path.name}: no shipped mapping fits its columns; bring it in with `gather --mapping ./my.json`")
        return 0
    try:
        results = list(
            accept_reports(content=content, mapping=told(shipped(name)), agency_id=center.id, by=by, now=now)
        )
    except Refused as error:
        say.print(f"  {path.name}: {error}", highlight=False)
        return 0
    last = results[-1]
    say.print(f"  {path.name}: {last.opened} opened, {last.duplicates} duplicates, {len(last.set_aside)} set aside")
    return last.opened


def _fitting(content: bytes) -> str | None:
    try:
        head = unpack(content, LARGEST).split(b"\n", 1)[0].decode("utf-8-sig", "replace")
    except NotUnpackable:
        return None
    columns = {name.strip().strip('"').lower() for name in head.split(",")}
    for name in shipped_mappings():
        required = {column.name.lower() for column in shipped(name).columns if column.required}
        if required <= columns:
            return name
    return None
