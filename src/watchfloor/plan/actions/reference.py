"""Bring in reference data: assets, places of the gazetteer, agencies; the same file twice changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
from django.db import connection

from watchfloor.core.actions.records import label_of
from watchfloor.core.formats.child import Limits, read_in_child_chunks
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.draft import Draft
from watchfloor.people import queries as people
from watchfloor.people.actions.directory import NewAgency, add_agencies
from watchfloor.plan.formats.drafts import COUNT
from watchfloor.plan.formats.mapping import read_mapping, shipped, told
from watchfloor.protect.actions.room import must_take_in_bulk
from watchfloor.protect.formats.handling import handling_of
from watchfloor.protect.rules.labels import Atom

READER = "watchfloor.plan.formats.drafts:read"
_json = msgspec.json.Encoder()
KEEP_PLACES = """
with given as (
  select distinct on (kind, code) * from jsonb_to_recordset(%s) as g(
    n int, code text, kind text, name text, names jsonb, state text, country text, lon double precision,
    lat double precision, radius_m double precision, time_zone text, population bigint, areas jsonb)
  order by kind, code, n desc),
kept as (
  insert into plan_place as p (mapping, code, kind, name, names, state, country, lon, lat, radius_m, time_zone,
    population, areas)
  select %s, code, kind, name, names, state, country, lon, lat, radius_m, time_zone, population, areas from given
  on conflict (mapping, kind, code) do update set name = excluded.name, names = excluded.names, state = excluded.state,
    country = excluded.country, lon = excluded.lon, lat = excluded.lat, radius_m = excluded.radius_m,
    time_zone = excluded.time_zone, population = excluded.population, areas = excluded.areas
  where (p.name, p.names, p.state, p.country, p.lon, p.lat, p.radius_m, p.time_zone, p.population, p.areas)
    is distinct from (excluded.name, excluded.names, excluded.state, excluded.country, excluded.lon, excluded.lat,
    excluded.radius_m, excluded.time_zone, excluded.population, excluded.areas)
  returning p.xmax = 0 as new)
select count(*) filter (where new), count(*) filter (where not new) from kept
"""


class NotImported(Refused):
    """Who brings in may not, or there is no center to own the assets."""


@dataclass(slots=True)
class ReferenceImported:
    """What became of one file. `rows` are source rows; a row may become two things (an airport: a place and an asset).

    `kinds`: asset, place, agency -> {"new", "updated", "unchanged"}; `new` and `updated` are their sums.
    `whole` is True when nothing of the file could be read.
    """

    rows: int = 0
    new: int = 0
    updated: int = 0
    kinds: dict[str, dict[str, int]] = field(default_factory=dict)
    set_aside: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    whole: bool = False

    def add(self, kind: str, given: int, new: int, updated: int) -> None:
        """Count what one chunk did to one kind."""
        if given:
            counts = self.kinds.setdefault(kind, {"new": 0, "updated": 0, "unchanged": 0})
            for name, number in (("new", new), ("updated", updated), ("unchanged", given - new - updated)):
                counts[name] += number
            self.new, self.updated = self.new + new, self.updated + updated


def import_reference(
    *, content: bytes, mapping: str | Mapping[str, Any], by: Audience, now: datetime, markings: tuple[str, ...] = ("U",)
) -> ReferenceImported:
    """Bring one file in, a chunk of 2,000 rows a transaction with its fact; a crash leaves whole chunks.

    `mapping` is a shipped one by name or one as data. Assets belong to the center and carry `markings`; rows are
    known by their code within mapping and center. What cannot be read is set aside with place, rule and way out.
    Raises NotImported, NoRoom while the disk is nearly full and, before anything is read, MappingUnusable.
    """
    center = _may_import(by)
    name = (shipped(mapping) if isinstance(mapping, str) else read_mapping(mapping)).name
    done, options = ReferenceImported(), {"mapping": mapping}
    for part in read_in_child_chunks(reader=READER, content=content, options=options, limits=Limits()):
        must_take_in_bulk()
        with reading(by):
            _keep(part.drafts, name, center, markings, done, by, now)
        done.rows += sum(draft.data["read"] for draft in part.drafts if draft.kind == COUNT)
        done.set_aside += [(one.place, one.reasons) for one in part.set_aside]
        done.whole = part.whole
    return done


def mapping_of(content: bytes) -> Mapping[str, Any]:
    """A mapping file of the user's as data. Raises MappingUnusable."""
    return told(read_mapping(content))


def _may_import(by: Audience) -> int:
    center = people.center()
    if "bring.in" in by.rights and center is not None:
        return center.id
    text = "You may not bring in reference data." if center else "There is no center yet to own what is brought in."
    no = Because(text, "plan.bring-in", "CJISSECPOL AC-6", False, "Ask the operator of the center.")
    raise NotImported(Decision.of(no))


def _keep(
    drafts: Sequence[Draft],
    mapping: str,
    center: int,
    markings: tuple[str, ...],
    done: ReferenceImported,
    by: Audience,
    now: datetime,
) -> None:
    rows: dict[str, list[Mapping[str, Any]]] = {"asset": [], "place": [], "agency": []}
    for draft in drafts:
        if draft.kind in rows:
            rows[draft.kind].append(draft.data)
    if rows["asset"]:
        done.add("asset", len(rows["asset"]), *_keep_assets(rows["asset"], mapping, center, markings, now))
    if rows["place"]:
        done.add("place", len(rows["place"]), *_keep_places(rows["place"], mapping))
    if rows["agency"]:
        done.add("agency", len(rows["agency"]), add_agencies(rows=[_agency(row) for row in rows["agency"]], by=by), 0)
    if drafts:
        tell(kind="plan.reference.imported", by=by, rules=[f"plan.mapping.{mapping.replace('_', '-')}"])


def _keep_assets(
    rows: Sequence[Mapping[str, Any]], mapping: str, center: int, markings: tuple[str, ...], now: datetime
) -> tuple[int, int]:
    handling = handling_of(markings)
    share = "closed" if handling.closed else "partners"
    atom = Atom(center, "reference", handling.level, share, handling.tlp, handling.federal_only)
    given = [
        {
            "n": n, "public_id": str(uuid4()), "code": row["key"], "name": row["name"], "kind": row["kind"],
            "sectors": [code for code in (row["sector"], *row["also_sectors"]) if code], "lon": row["lon"],
            "lat": row["lat"], "state": row["state"], "county": "", "owner_name": row["owner"],
            "capacity": row["capacity"], "unit": row["unit"], "also_named": row["names"],
            "criticality": row["criticality"]["level"], "criticality_because": row["criticality"]["because"],
            "findings": row["findings"],
        }
        for n, row in enumerate(rows)
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from plan_keep_assets(%s, %s, %s, %s, %s)",
            [center, label_of([atom.print()]), mapping, _json.encode(given).decode(), now],
        )
        new, updated = cursor.fetchone()
    return new, updated


def _keep_places(rows: Sequence[Mapping[str, Any]], mapping: str) -> tuple[int, int]:
    given = [{**row, "n": n, "code": row["key"]} for n, row in enumerate(rows)]
    with connection.cursor() as cursor:
        cursor.execute(KEEP_PLACES, [_json.encode(given).decode(), mapping])
        new, updated = cursor.fetchone()
    return new, updated


def _agency(row: Mapping[str, Any]) -> NewAgency:
    return NewAgency(
        row["ori"], row["name"], row["kind"].lower(), row["ori"], row["state"], row["county"], row["lon"], row["lat"]
    )
