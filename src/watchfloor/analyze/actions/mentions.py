"""Keep what records name: identifiers, STIX ids and relations, places; one statement a chunk."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
from django.db import connection

from watchfloor.analyze.actions.warning import on_lists
from watchfloor.analyze.formats.tables import link_rules, mention_rules
from watchfloor.analyze.queries.known import key_of
from watchfloor.analyze.rules.mentions import IN_FIELDS, Said, mentions_of
from watchfloor.analyze.rules.sightings import cell_of
from watchfloor.analyze.rules.warning import BENIGN
from watchfloor.core.queries import records as core
from watchfloor.core.rules.draft import Place, When
from watchfloor.plan.queries import ground as plan
from watchfloor.plan.rules.thing import place_of, when_of
from watchfloor.plan.rules.where import places_of
from watchfloor.text.gazetteer import Gazetteer

COLUMNS = (
    'record_id, version_n, label_id, kind, value, said, start, "end", role, note, lon, lat, radius_m, seen_from,'
    " seen_until, precision"
)
# one JSON array of arrays: far cheaper to hand over than seventeen arrays
KEEP = f"""
insert into analyze_mention (key, {COLUMNS})
select decode(g.key, 'hex'), {COLUMNS} from jsonb_to_recordset(%s) as g(key text, record_id bigint, version_n smallint,
  label_id int, kind text, value text, said text, start int, "end" int, role text, note text, lon double precision,
  lat double precision, radius_m double precision, seen_from timestamptz, seen_until timestamptz, precision text)
"""
SUPERSEDE = """
update analyze_mention set superseded_at = %s where record_id = any(%s::bigint[]) and superseded_at is null
"""
_json = msgspec.json.Encoder()
Row = dict[str, object]
LISTED = frozenset(("domain", "ip", "email", "hash"))


def keep_mentions(*, texts: Sequence[core.Text], now: datetime) -> int:
    """Keep what the current versions name; mentions of older versions are superseded. How many were kept."""
    gazetteer = plan.gazetteer()
    rows = [row for text in texts for row in _rows(text, gazetteer)]
    _hold_back(rows)
    with connection.cursor() as cursor:
        cursor.execute(SUPERSEDE, [now, "{" + ",".join(str(text.row.id) for text in texts) + "}"])
        if rows:
            cursor.execute(KEEP, [_json.encode(rows).decode()])
    return len(rows)


def _hold_back(rows: Sequence[Row]) -> None:
    """What stands on a warning list says which, in a part by which nothing is matched; whose it is matters no more."""
    listed = on_lists(values={(str(row["kind"]), str(row["value"])) for row in rows if row["kind"] in LISTED})
    for row in rows:
        if name := listed.get((str(row["kind"]), str(row["value"]))):
            row["role"], row["note"] = BENIGN, name


def _rows(text: core.Text, gazetteer: Gazetteer) -> Iterator[Row]:
    row = text.row
    head = {"record_id": row.id, "version_n": text.n, "label_id": row.label_id, "precision": "unknown", "radius_m": 0}
    for said in mentions_of(kind=row.kind, title=row.title, body=text.body, data=text.data, rules=mention_rules()):
        yield {**head, **_identifier(said)}
    when = when_of(row.occurred_at, text.occurred_until, row.occurred_precision, text.data.get("said") or "")
    own = place_of(row.lon, row.lat, text.radius_m, text.data.get("place") or "")
    offset = len(row.title) + 1
    for found in places_of(own=own, kind=row.kind, body=text.body, data=text.data, gazetteer=gazetteer):
        place = Place(found.lon, found.lat, found.radius_m, found.name)
        at = (found.start + offset, found.end + offset) if found.end else (IN_FIELDS, IN_FIELDS)
        yield {**head, **_place(place, when, at, found.how)}


def _identifier(said: Said) -> Row:
    key = key_of(kind=said.kind, value=said.value).hex()
    return {
        "kind": said.kind, "value": said.value, "key": key, "said": said.said,
        "start": said.start, "end": said.end, "role": said.role, "note": said.note,
    }  # fmt: skip


def _place(place: Place, when: When | None, at: tuple[int, int], how: str) -> Row:
    cell = cell_of(place, when, link_rules().near)
    key = key_of(kind="place", value=cell).hex() if cell else None
    return {
        "kind": "place", "value": place.name, "key": key, "said": place.name,
        "start": at[0], "end": at[1], "role": "", "note": how, "lon": place.lon, "lat": place.lat,
        "radius_m": place.radius_m, "seen_from": when.start if when else None, "seen_until": when.end if when else None,
        "precision": when.precision if when else "unknown",
    }  # fmt: skip
