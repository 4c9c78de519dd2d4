"""Hits that are narrowed by kind, label, time and place, and how many that are, no further than is cheap."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from watchfloor.core.queries.records import Row, found_by, labels_wall, rows_by, wall, way_to
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.searching import Narrowed, Ring


def hits(
    *, audience: Audience, words: str, narrowed: Narrowed, after: UUID | None = None, how_many: int = 50
) -> list[Row]:
    """The newest hits first, a page following on the record `after`; without words all that is narrowed to."""
    if narrowed.labels is not None:
        mine = set(narrowed.labels) & set(audience.label_ids)
        audience = replace(audience, label_ids=tuple(sorted(mine)))
    where, values = _conditions(narrowed)
    return found_by(audience=audience, words=words, where=where, values=values, after=after, how_many=how_many)


def horizon(*, audience: Audience, words: str, before: datetime | None, most: int) -> datetime | None:
    """When the last of the newest `most` records (opened before a moment) was opened; None if there are no more.

    None too where the words alone are rare enough to find every hit by them.
    """
    if words and way_to(audience=audience, words=words, page=most).startswith("by words"):
        return None
    sql = (
        f"select r.opened_at from core_record r where {wall(audience, 'r')} and r.hidden_at is null"
        f" {'and r.opened_at < %s' if before else ''} order by r.opened_at desc, r.id desc offset %s limit 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [before, most] if before else [most])
        row = cursor.fetchone()
    return row[0] if row else None


def those(*, audience: Audience, ids: Sequence[int], narrowed: Narrowed) -> list[Row]:
    """Of the named records those that the audience may read and that are narrowed to, newest first."""
    where, values = _conditions(narrowed)
    said = [wall(audience, "r"), "r.hidden_at is null", "r.id = any(%s)", *where]
    return rows_by(where=" and ".join(said), values=[list(ids), *values])


def label_counts(*, audience: Audience) -> Counter[tuple[int, str]]:
    """How many records the audience may read by (label, kind), from the counters; grants are not counted."""
    mine = labels_wall(audience=audience, alias="c")
    with connection.cursor() as cursor:
        cursor.execute(f"select c.label_id, c.kind, sum(c.n) from core_label_count c where {mine} group by 1, 2")
        return Counter({(label, kind): int(n) for label, kind, n in cursor.fetchall() if n > 0})


def _conditions(narrowed: Narrowed) -> tuple[list[str], list[Any]]:
    """On the version v of a record."""
    where, values = list[str](), list[Any]()
    for condition, value in (
        ("v.kind = any(%s)", list(narrowed.kinds)),
        ("v.label_id = any(%s)", None if narrowed.labels is None else list(narrowed.labels)),
        ("v.opened_at >= %s", narrowed.opened_from),
        ("v.opened_at < %s", narrowed.opened_before),
        ("v.occurred_at >= %s", narrowed.seen_from),
        ("v.occurred_at < %s", narrowed.seen_until),
    ):
        if value is not None and value != []:
            where.append(condition)
            values.append(value)
    if narrowed.labels == ():
        where.append("false")
    if narrowed.areas:
        inside = " or ".join("%s::polygon @> point(v.lon, v.lat)" for _ in narrowed.areas)
        where.append(f"(v.lon is not null and ({inside}))")
        values += [_polygon(ring) for ring in narrowed.areas]
    return where, values


def _polygon(ring: Ring) -> str:
    return "(" + ",".join(f"({lon},{lat})" for lon, lat in ring) + ")"
