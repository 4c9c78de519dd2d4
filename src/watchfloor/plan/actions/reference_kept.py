"""Keep reference rows of one file, kind by kind, and tell how each stands to what was brought in before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
from django.db import connection

from watchfloor.core.actions.records import label_of
from watchfloor.core.rules.audience import Audience
from watchfloor.people import queries as people
from watchfloor.people.actions.directory import NewAgency, add_agencies
from watchfloor.protect.formats.handling import handling_of
from watchfloor.protect.rules.labels import Atom

Rows = list[dict[str, Any]]
_json, _said = msgspec.json.Encoder(), msgspec.json.Decoder(dict[str, Any])
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
KEEP_GROUND = {
    "asset": "select * from plan_keep_assets(%s, %s, %s, %s, %s)",
    "area": "select * from plan_keep_areas(%s, %s, %s, %s, %s)",
}
KEEP_SOFTWARE = "select * from plan_keep_software(%s, %s, %s)"
COMPARE = "select code, state, fields, was from plan_standing(%s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Bringing:
    """Whose rows these are and how they are marked."""

    center: int
    mapping: str
    markings: tuple[str, ...]
    by: Audience
    now: datetime

    @property
    def label_id(self) -> int:
        """Reference data of the center, open to partners unless its marking closes it."""
        handling = handling_of(self.markings)
        share = "closed" if handling.closed else "partners"
        atom = Atom(self.center, "reference", handling.level, share, handling.tlp, handling.federal_only)
        return label_of([atom.print()])


@dataclass(frozen=True, slots=True)
class Standing:
    """How one row stands to what was there: new, changed, unchanged, corrected by hand, or other (two with one number).

    `was`: the old values of `fields`, None where they stand under another label than this file brings.
    """

    code: str
    state: str
    fields: tuple[str, ...]
    was: Mapping[str, Any] | None


def rows_of(*, kind: str, given: Sequence[Mapping[str, Any]]) -> tuple[Rows, list[tuple[str, str]]]:
    """The rows as the database takes them, and (key, reason) of those that name what is not there."""
    if kind in ("area", "software"):
        known = {one.code: one.id for one in people.agencies().values()}
        return _belonging(kind, given, known)
    rows = [_ROW[kind](row) for row in given]
    return [{**row, "n": n} for n, row in enumerate(rows)], []


def compared(*, kind: str, rows: Rows, it: Bringing) -> list[Standing]:
    """How each row stands; agencies are only ever added and are not compared."""
    with connection.cursor() as cursor:
        label = 0 if kind == "software" else it.label_id
        cursor.execute(COMPARE, [kind, it.center, label, it.mapping, _told(rows)])
        return [
            Standing(code, state, tuple(fields), None if was is None else _said.decode(was))
            for code, state, fields, was in cursor.fetchall()
        ]


def keep(*, kind: str, rows: Rows, it: Bringing) -> tuple[int, int]:
    """How many are new and how many changed."""
    if kind == "agency":
        return add_agencies(rows=[_agency(row) for row in rows], by=it.by), 0
    statement, values = _asked(kind, rows, it)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        new, updated = cursor.fetchone()
    return new, updated


def _asked(kind: str, rows: Rows, it: Bringing) -> tuple[str, list[Any]]:
    if kind == "place":
        return KEEP_PLACES, [_told(rows), it.mapping]
    if kind == "software":
        return KEEP_SOFTWARE, [_told(_labelled(rows)), it.now, it.by.actor.person_id]
    return KEEP_GROUND[kind], [it.center, it.label_id, it.mapping, _told(rows), it.now]


def software_label(*, owner_id: int) -> int:
    """What a partner runs is for the center and for the partner himself."""
    return label_of([Atom(owner_id, "reference", "LES", "center").print()])


def _told(rows: Rows) -> str:
    return _json.encode(rows).decode()


def _labelled(rows: Rows) -> Rows:
    labels = {owner: software_label(owner_id=owner) for owner in {row["owner_id"] for row in rows}}
    return [{**row, "label_id": labels[row["owner_id"]]} for row in rows]


def _asset(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "public_id": str(uuid4()), "code": row["key"], "name": row["name"], "kind": row["kind"],
        "sectors": [code for code in (row["sector"], *row["also_sectors"]) if code], "lon": row["lon"],
        "lat": row["lat"], "state": row["state"], "county": row["county"], "owner_name": row["owner"],
        "capacity": row["capacity"], "unit": row["unit"], "also_named": row["names"],
        "criticality": row["criticality"]["level"], "criticality_because": row["criticality"]["because"],
        "criticality_source": row["criticality"]["source"], "details": row["details"], "findings": row["findings"],
    }  # fmt: skip


def _area(row: Mapping[str, Any]) -> dict[str, Any]:
    west, south, east, north = row["box"]
    return {
        "public_id": str(uuid4()), "code": row["key"], "name": row["name"], "kind": row["kind"], "ours": row["ours"],
        "agencies": row["agencies"], "outlines": row["outlines"], "west": west, "south": south, "east": east,
        "north": north, "findings": row["findings"],
    }  # fmt: skip


def _software(row: Mapping[str, Any]) -> dict[str, Any]:
    parts = ("vendor", "product", "versions", "supplier", "declared_by", "declared_on", "reviewed_on")
    said = {part: row[part] for part in parts}
    return {**said, "public_id": str(uuid4()), "code": row["key"], "asset_code": row["asset"]}


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "code": row["key"]}


def _agency(row: Mapping[str, Any]) -> NewAgency:
    return NewAgency(
        row["ori"], row["name"], row["kind"].lower(), row["ori"], row["state"], row["county"], row["lon"], row["lat"]
    )


_ROW: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "asset": _asset, "area": _area, "software": _software, "place": _place, "agency": dict,
}  # fmt: skip


def _belonging(
    kind: str, given: Sequence[Mapping[str, Any]], known: Mapping[str, int]
) -> tuple[Rows, list[tuple[str, str]]]:
    """Rows that name agencies by their codes, with the ids of these."""
    rows: Rows = []
    unknown: list[tuple[str, str]] = []
    for row in given:
        codes = row["agencies"] if kind == "area" else [row["agency"]]
        missing = [code for code in codes if code not in known]
        if missing:
            text = f"names agency '{missing[0]}', which is not in the registry. Add it first, or mend its code."
            unknown.append((row["key"], text))
            continue
        ids = [known[code] for code in codes]
        own = {"agencies": ids} if kind == "area" else {"owner_id": ids[0]}
        rows.append({**_ROW[kind](row), **own, "n": len(rows)})
    return rows, unknown
