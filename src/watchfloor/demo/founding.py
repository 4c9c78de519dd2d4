"""The exercise center comes to be: agencies, people, groups, sources and assets, by the same actions as a real one."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.demo.assets import Asset
from watchfloor.demo.cast import Agency, Person
from watchfloor.demo.scenario import Scenario
from watchfloor.people import queries as people
from watchfloor.people.actions import directory
from watchfloor.plan.actions.reference import import_reference
from watchfloor.receive.actions.sources import rate_source, source_named

COLUMNS = ("id", "name", "kind", "lat", "lon", "county", "owner", "criticality", "because")


def found(scenario: Scenario, *, by: Audience, now: datetime) -> None:
    """Agencies, people, groups, the rated federal source, and the assets. What stands already stays as it is."""
    with reading(by):
        for agency in scenario.agencies:
            _agency(agency, scenario.state, by)
        for person in scenario.people:
            _person(person, by, now)
        for group in scenario.groups:
            members = [_id_of(code) for code in group.agencies]
            directory.add_group(
                code=group.code, name=group.name, release_level=group.release_level, agency_ids=members, by=by
            )
        for source in sorted({file.source for file in scenario.files if file.source}):
            source_named(name=source, by=by, now=now)
            rate_source(name=source, reliability="B", by=by, now=now)
    by_sector = sorted(scenario.assets, key=lambda asset: asset.sector)
    for sector, assets in groupby(by_sector, key=lambda asset: asset.sector):
        import_reference(content=_csv(assets), mapping=_mapping(sector), by=by, now=now)


def _id_of(code: str) -> int:
    found = people.agency(code=code)
    assert found is not None, code
    return found.id


def _agency(agency: Agency, state: str, by: Audience) -> None:
    known = people.agency(code=agency.code)
    agency_id = directory.add_agency(
        code=agency.code, name=agency.name, kind=agency.kind, is_center=agency.kind == "center", state=state,
        county=agency.county, lon=agency.lon, lat=agency.lat, by=by,
    )  # fmt: skip
    if agency.agreement and known is None:
        directory.record_agreement(
            agency_id=agency_id, reference=agency.agreement.reference, agreed_on=agency.agreement.agreed_on,
            valid_until=agency.agreement.valid_until, by=by,
        )  # fmt: skip


def _person(person: Person, by: Audience, now: datetime) -> None:
    if people.person(login=person.login):
        return
    person_id = directory.add_person(
        login=person.login, name=person.name, agency_id=_id_of(person.agency), role=person.role,
        release_level=person.release_level, email=person.email, phone=person.phone, by=by, now=now,
    )  # fmt: skip
    for one in person.trainings:
        directory.record_training(
            person_id=person_id, course=one.course, taken_on=one.taken_on, valid_until=one.valid_until, by=by
        )


def _csv(assets: Iterable[Asset]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([[getattr(asset, column) for column in COLUMNS] for asset in assets])
    return out.getvalue().encode()


def _mapping(sector: str) -> Mapping[str, Any]:
    """A mapping of the user's own, as anybody may hand one in."""
    levels = [
        {"column": "criticality", "value": level, "level": level, "because": "Rated by its owner for the exercise."}
        for level in ("high", "medium", "low")
    ]
    makes = {
        "row": "asset",
        "kind_from": "kind",
        "sector": sector,
        "key": "id",
        "name": "name",
        "lon": "lon",
        "lat": "lat",
        "owner": "owner",
        "criticality": [*levels, {"level": "unrated", "because": "Not rated."}],
    }
    return {
        "name": "exercise-assets",
        "about": f"Assets of the exercise, sector {sector}.",
        "files": [{"file": f"{sector}.csv", "shape": "csv", "columns": list(COLUMNS), "makes": [makes]}],
    }
