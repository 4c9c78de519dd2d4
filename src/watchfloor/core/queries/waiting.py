"""What waits for a person: records that no determination has taken off the desk. Counted and found by label, so that
what is settled costs nothing, however much there is of it.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from watchfloor.core.queries.records import FOLLOWING, ROW, labels_wall, rows_by, wall
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.shapes import Row

ByLabel = Counter[tuple[int, str]]
STANDS = "r.settled_at is null and r.hidden_at is null"


def waiting(
    *,
    audience: Audience,
    kinds: Sequence[str],
    by_label: ByLabel | None = None,
    besides: Sequence[int] = (),
    after: UUID | None = None,
    how_many: int = 50,
) -> list[Row]:
    """The newest of these kinds that wait, without those named in `besides`; a page follows on the record `after`.

    `by_label` spares asking again what waiting_by_label has said.
    """
    said, values = [STANDS], list[Any]()
    if besides:
        said.append("r.id <> all(%s)")
        values.append(list(besides))
    if after:
        said.append(FOLLOWING.format("r.opened_at, r.id"))
        values.append(after)
    pairs = [pair for pair in by_label or waiting_by_label(audience=audience) if pair[1] in kinds]
    probe = " and ".join(["select r.* from core_record r where {}", *said])
    probe += " order by r.opened_at desc, r.id desc limit %s"
    granted = "{" + ",".join(map(str, audience.granted)) + "}"
    sql = (
        f"select {ROW} from (select * from (select p.* from unnest(%s::int[], %s::text[]) as l(label_id, kind)"
        f" cross join lateral ({probe.format('r.label_id = l.label_id and r.kind = l.kind')}) p"
        f" union all ({probe.format('r.id = any(%s::bigint[]) and r.label_id <> all(%s) and r.kind = any(%s)')})) r"
        " order by r.opened_at desc, r.id desc limit %s) r"
        " join core_version v on v.record_id = r.id and v.superseded_at = 'infinity'"
        " order by r.opened_at desc, r.id desc"
    )
    given = [
        [label for label, _ in pairs], [kind for _, kind in pairs], *values, how_many,
        granted, list(audience.label_ids), list(kinds), *values, how_many, how_many,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [Row(*row) for row in cursor.fetchall()]


def waiting_counts(*, audience: Audience, by_label: ByLabel | None = None) -> dict[str, int]:
    """How many of each kind wait that the audience may read; those granted one by one are counted too."""
    found = Counter[str]()
    for (_, kind), number in (by_label or waiting_by_label(audience=audience)).items():
        found[kind] += number
    if audience.granted:
        alone = f"r.id = any(%s) and r.label_id <> all(%s) and {STANDS}"
        with connection.cursor() as cursor:
            cursor.execute(
                f"select r.kind, count(*) from core_record r where {alone} group by r.kind",
                [list(audience.granted), list(audience.label_ids)],
            )
            found.update(dict(cursor.fetchall()))
    return dict(found)


def in_force(*, audience: Audience, now: datetime, how_many: int = 200) -> list[Row]:
    """Alerts that wait and have not ended, the newest first."""
    alerts = "select c.record_id, c.opened_at from core_version c where c.superseded_at = 'infinity' and c.kind = 'cap'"
    newest = "order by {}opened_at desc limit %s"
    ends = (
        f"select record_id from (({alerts} and c.occurred_until > %s) union all"
        f" ({alerts} and c.occurred_until is null {newest.format('c.')})) a {newest.format('a.')}"
    )
    where = f"{wall(audience, 'r')} and {STANDS} and r.id in ({ends})"
    return rows_by(where=where, values=[now, how_many, how_many])


def waiting_by_label(*, audience: Audience) -> ByLabel:
    """(label, kind) with how many of it wait, from the counters; none without any."""
    mine = labels_wall(audience=audience, alias="c")
    sql = f"select c.label_id, c.kind, sum(c.waiting)::bigint from core_label_count c where {mine}"
    sql += " group by 1, 2 having sum(c.waiting) > 0"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return Counter({(label, kind): number for label, kind, number in cursor.fetchall()})
