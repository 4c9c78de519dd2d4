"""Analysis' commands: watch lists brought in and shown, suspects screened against them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from watchfloor.analyze.actions import watch_lists
from watchfloor.analyze.queries.watch_lists import lists as standing
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.people import queries as people
from watchfloor.people.actions.directory import DirectoryError
from watchfloor.protect.actions.admit import admit, admit_service

LARGEST = 150 * 1024 * 1024
KEEPER = "analyze.lists"


def import_list(*, name: str, files: Sequence[Path], fewer: bool, by: Audience, now: datetime) -> dict[str, Any]:
    """Bring in an edition by a shipped mapping or a file of the user's. Raises NotListed, MappingUnusable."""
    path = Path(name)
    mapping = watch_lists.chosen(path.read_bytes() if path.suffix == ".json" and path.exists() else name)
    with reading(by):
        label_id = watch_lists.list_label(by=by)
    keeper = admit_service(service=KEEPER, now=now)
    done = watch_lists.import_list(
        contents=[_content(file) for file in files], mapping=mapping, fewer=fewer, label_id=label_id, keeper=keeper,
        by=by, now=now,
    )  # fmt: skip
    return {
        "list": done.code, "name": done.name, "edition": done.n, "entries": done.entries,
        "added": len(done.change.added), "changed": len(done.change.changed), "delisted": len(done.change.delisted),
        "set_aside": [{"place": one.place, "reasons": list(one.reasons)} for one in done.set_aside],
        "state": "taken" if done.n else "unchanged",
    }  # fmt: skip


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def lists(*, now: datetime) -> dict[str, Any]:
    """Which lists stand, how old they are, how much they hold and what their editions changed."""
    with reading(admit_service(service=KEEPER, now=now)) as keeper:
        found = standing(audience=keeper, now=now)
        witness(kind="analyze.list.read", by=keeper)
    return {"lists": [
        {
            "list": one.newest.code, "name": one.newest.name, "publisher": one.newest.publisher,
            "published": one.newest.published, "edition": one.newest.n, "entries": one.newest.entries,
            "age_days": one.age_days, "stale": one.stale,
            "editions": [
                {"edition": e.n, "imported_at": e.imported_at.isoformat(), "entries": e.entries, "added": e.added,
                 "changed": e.changed, "delisted": e.delisted}
                for e in (one.newest, *one.before)
            ],
        }
        for one in found
    ]}  # fmt: skip


def screen(*, by: str, purpose: str, case: str, codes: Sequence[str], now: datetime) -> dict[str, Any]:
    """Hold suspects whom this person may read of against lists, for a purpose. Raises NotScreened, NotAdmitted."""
    from watchfloor.analyze.actions.screen import screen as do  # loads the engine of names

    person = people.person(login=by)
    if person is None:
        raise DirectoryError(f"There is no person with the login {by!r}.")
    audience = admit(person_id=person.id, affiliation_id=person.affiliation_id, purpose=purpose, case_ref=case, now=now)
    done = do(codes=codes, by=audience, now=now)
    return {
        "lists": list(done.lists), "entries": done.entries, "suspects": done.parties, "hits": done.hits,
        "too_common": done.too_common, "purpose": purpose,
    }  # fmt: skip
