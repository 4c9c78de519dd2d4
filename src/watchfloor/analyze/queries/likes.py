"""Who of those that a reader may see is like one record that he has: asked of the table of keys, kept nowhere.

This module loads the engine; a door imports it when it is first asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import msgspec
import numpy as np
from django.db import connection

from watchfloor.analyze.formats.tables import party_rules
from watchfloor.analyze.queries.frozen import frozen
from watchfloor.analyze.queries.models import in_force
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.classes import may_meet
from watchfloor.resolution import engine, online, telling
from watchfloor.resolution.records import from_rows
from watchfloor.resolution.warming import warm

# of a key so many parties are looked at, the newest; of all keys together so many, those that share the most
OF_A_KEY, TOGETHER = 500, 2_000
FOUND = """
with found as (
  select k.party_id, count(*) as shared from unnest(%s::bigint[]) as asked(key) cross join lateral (
    select party_id from analyze_partykey where version = %s and key = asked.key and label_id = any(%s)
    order by party_id desc limit %s) k
  group by k.party_id order by shared desc, k.party_id desc limit %s)
select p.record_id, p.role, p.fields::text from found join analyze_party p on p.id = found.party_id
where p.superseded_at is null and p.label_id = any(%s)
"""


@cache
def ready() -> None:
    """Have the engine's machine code at hand, which on a new machine is compiled first. MUST be called outside a
    transaction; once a process it takes a second."""
    warm()


@dataclass(frozen=True, slots=True)
class Like:
    """A record that names somebody like the one asked for: role, weight and prior (sixty-fourths of a bit), steps."""

    record: core.Row
    role: str
    weight: int
    prior: int
    model: str
    steps: tuple[telling.Step, ...]


def likes(*, audience: Audience, kind: str, fields: Mapping[str, str], legal_class: str) -> list[Like]:
    """The surest first, at most as many as a party may bring questions; from the same weight on.

    `legal_class` is that of the record that the asker has: only classes that may be matched with it and shown beside it
    are looked at (class-join table, deny by default). MUST see through the audience's wall alone.
    """
    version = in_force(audience=audience)[kind]
    made_of, model = frozen(kind=kind, version=version)
    there = _candidates(audience, online.keys_of(made_of, model, [fields])[0], version)
    if not there:
        return []
    made, encoded, _, _ = engine.encoded(from_rows(made_of, [fields, *(one.fields for one in there)]), made_of, model)
    pairs = np.array([(0, n) for n in range(1, len(there) + 1)], np.int64)
    weights = telling.weights(made, model, encoded, pairs)
    sure = np.flatnonzero(weights + model.prior >= party_rules().least_bits * telling.UNIT).tolist()
    records = sorted({there[n].record_id for n in sure})
    rows = {
        row.id: row
        for row in core.rows_of(audience=audience, ids=records)
        if may_meet(legal_class, row.legal_class, classes=classes(), policy=load())
    }
    met = [(there[n], n) for n in sure if there[n].record_id in rows]
    best = sorted(met, key=lambda one: (-int(weights[one[1]]), -one[0].record_id))[: party_rules().most]
    told = telling.steps(made, model, encoded, pairs[[n for _, n in best]])
    return [
        Like(rows[one.record_id], one.role, int(weights[n]), model.prior, version, steps)
        for (one, n), steps in zip(best, told, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _There:
    record_id: int
    role: str
    fields: Mapping[str, str]


def _candidates(audience: Audience, keys: Sequence[int], version: str) -> list[_There]:
    mine = list(audience.label_ids)
    with connection.cursor() as cursor:
        cursor.execute(FOUND, [list(keys), version, mine, OF_A_KEY, TOGETHER, mine])
        return [_There(record_id, role, msgspec.json.decode(said)) for record_id, role, said in cursor.fetchall()]
