"""A watch list of people whom nobody bears the name of; a few are spelled like whom the exercise's reports name."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

from watchfloor.analyze.actions.screenings import ask_screening
from watchfloor.analyze.actions.watch_lists import import_list, list_label
from watchfloor.analyze.formats.lists import read_mapping
from watchfloor.analyze.queries.watch_lists import screenings
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.demo.names import FAMILY, GIVEN
from watchfloor.demo.scenario import Scenario
from watchfloor.demo.working import as_person
from watchfloor.protect.actions.admit import admit_service

ENTRIES, LIKE = 240, 6
COLUMNS = ("number", "name", "other", "born", "kind")
MAPPING: Mapping[str, Any] = {
    "code": "exercise-list", "name": "Exercise list of persons", "publisher": "State of Northland (EXERCISE)",
    "basis": "made up from the seed; no such person lives", "kinds": {"person": "person"},
    "forms": [{"form": "csv", "parts": [
        {"part": "entries", "columns": list(COLUMNS), "uid": "number", "kind": "kind", "names": ["name", "other"],
         "values": {"birth_date": ["born"]}},
    ]}],
}  # fmt: skip


def keep_list(scenario: Scenario, *, by: Audience, now: datetime) -> None:
    """Bring the list in, and have Ana order that suspects be screened; a second run changes and orders nothing."""
    with reading(by):
        label_id = list_label(by=by)
    import_list(
        contents=[_list(scenario)], mapping=read_mapping(MAPPING), fewer=False, label_id=label_id,
        keeper=admit_service(service="analyze.lists", now=now), by=by, now=now,
    )  # fmt: skip
    with reading(as_person("ana", now=now)) as ana:
        if not screenings(audience=ana):
            ask_screening(codes=[str(MAPPING["code"])], by=ana, now=now)


def _list(scenario: Scenario) -> bytes:
    rng = Random(f"{scenario.seed} list")
    named = [one.named for one in scenario.reports if one.named.get("subject_birth_date")]
    rows = [
        (_spelled(one["subject_name"], rng), one["subject_birth_date"])
        for one in rng.sample(named, min(LIKE, len(named)))
    ]
    while len(rows) < ENTRIES:
        rows.append((f"{rng.choice(FAMILY)}, {rng.choice(GIVEN)}", f"{rng.randint(1950, 2004)}"))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for number, (name, born) in enumerate(rows, start=1):
        writer.writerow((f"X{number:04d}", name, "", born, "person"))
    return out.getvalue().encode()


def _spelled(name: str, rng: Random) -> str:
    """As a list would have it: one letter doubled."""
    at = rng.randrange(1, len(name) - 1)
    return name[:at] + name[at] + name[at:] if name[at].isalpha() else name
