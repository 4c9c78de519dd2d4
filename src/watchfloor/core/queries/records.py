"""Reading records. `visible` is the one gate; everything here goes through it or states the labels itself."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from watchfloor.core.models import Label, Record
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.opening import Known
from watchfloor.core.rules.searching import FEW_LABELS, Ground, Way, way_of
from watchfloor.core.rules.shapes import House, RecordView, Row, Text

__all__ = ["House", "RecordView", "Row", "Text"]

NEWEST = "select r.* from core_record r where {} and {} order by r.opened_at desc, r.id desc limit %s"
LITERAL_LABELS = 1000  # beyond this the planner is better off without the list (database.md rule 10)


ROW = (
    "r.id, r.public_id, r.kind, r.legal_class, r.label_id, r.owner_id, v.marking, v.title, r.opened_at, v.occurred_at,"
    " v.occurred_precision, v.lon, v.lat, r.review_on, r.purge_on"
)
# a record that the audience may not read is followed by nothing
FOLLOWING = "({}) < (select c.opened_at, c.id from core_record c where c.public_id = %s)"
HITS = "select v.* from core_version v where {} and {} order by v.opened_at desc, v.record_id desc limit %s"
# materialized: else the planner, to whom all words are rare, walks through everything in the order of time
HITS_BY_WORDS = (
    "(with h as materialized (select v.* from core_version v where {} and {})"
    " select * from h order by h.opened_at desc, h.record_id desc limit %s)"
)
# offset 0 keeps both parts as they are: the label's records newest first, each looked up until the page is full
HITS_BY_RECORD = (
    "select v.* from (select o.id from core_record o where o.label_id = l.label_id order by o.opened_at desc, o.id desc"
    " offset 0) o cross join lateral (select v.* from core_version v where v.record_id = o.id and {} offset 0) v"
    " limit %s"
)
GROUND = (
    "select count(*), coalesce(sum(greatest(c.reltuples, 0)), 0) from pg_inherits i"
    " join pg_class c on c.oid = i.inhrelid where i.inhparent = 'core_version'::regclass"
)
WORD_SHARES = (
    "select coalesce(s.share, 0) from unnest(tsvector_to_array(to_tsvector('english', %s))) w"
    " left join core_word_share s on s.word = w"
)
CURRENT = "core_record r join core_version v on v.record_id = r.id and v.superseded_at = 'infinity'"


def visible(*, audience: Audience) -> QuerySet[Record]:
    """Wall 1: the records this audience may read. Labels are sent as a literal list, grants as a second one."""
    mine = Q(label_id__in=audience.label_ids) | Q(id__in=audience.granted)
    return Record.objects.filter(mine, hidden_at=None)


def wall(audience: Audience, alias: str, *, record_column: str = "id") -> str:
    """The same wall for SQL written by hand: a condition on `alias`, ids as literals (they are ints of ours)."""
    return f"({labels_wall(audience=audience, alias=alias)}{_or_granted(audience, f'{alias}.{record_column}')})"


def _or_granted(audience: Audience, column: str) -> str:
    return f" or {column} = any('{_lists(audience)[1]}'::bigint[])" if audience.granted else ""


def labels_wall(*, audience: Audience, alias: str) -> str:
    """Its first half: the labels alone, for what nobody is granted."""
    labels = ",".join(map(str, audience.label_ids)) or "-1"
    return f"{alias}.label_id = any('{{{labels}}}'::int[])" if len(audience.label_ids) <= LITERAL_LABELS else "true"


def labels() -> dict[int, tuple[str, ...]]:
    """Every label with its atoms; they hold no words and no ids of records."""
    return {label_id: tuple(key) for label_id, key in Label.objects.values_list("id", "key")}


def known(*, keys: Sequence[bytes]) -> dict[bytes, Known]:
    """What stands under these keyed identities; only a sender's own objects can produce them."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select * from core_known(%s)", [list(keys)])
        return {bytes(row[0]): _known(row) for row in cursor.fetchall()}


def _known(row: tuple[Any, ...]) -> Known:
    return Known(
        row[1], row[2], row[3], row[4], bytes(row[5]), row[6], row[7], row[8], bytes(row[9])
    )  # fmt: skip


def latest(
    *, audience: Audience, kinds: Sequence[str] = (), after: UUID | None = None, how_many: int = 50
) -> list[Row]:
    """The newest records first; a page follows on the record `after` (keyset, rule 14; a chunk shares one moment)."""
    where, values = ["r.hidden_at is null"], list[Any]()
    if kinds:
        where.append("r.kind = any(%s)")
        values.append(list(kinds))
    if after:
        where.append(FOLLOWING.format("r.opened_at, r.id"))
        values.append(after)
    said = " and ".join(where)
    if len(audience.label_ids) > FEW_LABELS:
        inner, given = f"{NEWEST.format(wall(audience, 'r'), said)}", [*values, how_many]
    else:
        inner, given = _label_by_label(audience, said), [*values, how_many, *values, how_many, how_many]
    sql = (
        f"select {ROW} from ({inner}) r join core_version v on v.record_id = r.id and v.superseded_at = 'infinity'"
        " order by r.opened_at desc, r.id desc"
    )
    return _rows(sql, given)


def _label_by_label(audience: Audience, said: str) -> str:
    """One index probe a label (database.md: the lateral form), then the records granted one by one."""
    labels, granted = _lists(audience)
    probe = NEWEST.format("r.label_id = l.label_id", said)
    alone = NEWEST.format(f"r.id = any('{granted}'::bigint[]) and r.label_id <> all('{labels}'::int[])", said)
    return (
        f"select * from (select p.* from unnest('{labels}'::int[]) l(label_id) cross join lateral ({probe}) p"
        f" union all ({alone})) r order by r.opened_at desc, r.id desc limit %s"
    )


def rows_of(*, audience: Audience, ids: Sequence[int] = (), public_ids: Sequence[UUID] = ()) -> list[Row]:
    """Those of the named records that the audience may read, newest first."""
    named = f"{wall(audience, 'r')} and r.hidden_at is null and (r.id = any(%s) or r.public_id = any(%s))"
    return rows_by(where=named, values=[list(ids), list(public_ids)])


def rows_by(*, where: str, values: Sequence[Any]) -> list[Row]:
    """Records r and their newest versions v by a condition that MUST hold the wall; newest first."""
    return _rows(f"select {ROW} from {CURRENT} where {where} order by r.opened_at desc, r.id desc", values)


def rows_numbered(*, audience: Audience, begins: str) -> list[Row]:
    """Those whose public id begins with these eight hex digits, as numbers on pages do; nearly always one or none."""
    named = f"{wall(audience, 'r')} and r.hidden_at is null and r.public_id between %s::uuid and %s::uuid"
    ends = [f"{begins}-0000-0000-0000-{'0' * 12}", f"{begins}-ffff-ffff-ffff-{'f' * 12}"]
    return rows_by(where=named, values=ends)


def texts_of(*, audience: Audience, ids: Sequence[int] = (), public_ids: Sequence[UUID] = ()) -> list[Text]:
    """Those of the named records that the audience may read, by id."""
    sql = (
        f"select {ROW}, v.n, v.occurred_until, v.radius_m, v.body, v.data, v.author from {CURRENT} where"
        f" {wall(audience, 'r')} and r.hidden_at is null and (r.id = any(%s) or r.public_id = any(%s)) order by r.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(ids), list(public_ids)])
        return [
            Text(Row(*row[:15]), row[15], row[16], row[17], row[18], json.loads(row[19]), row[20])
            for row in cursor.fetchall()
        ]


def search(
    *, audience: Audience, words: str, kinds: Sequence[str] = (), after: UUID | None = None, how_many: int = 50
) -> list[Row]:
    """Full text over what the audience may read; the newest first, a page following on the record `after`.

    `words` is web-search syntax, never raw patterns.
    """
    if not words.strip():
        return latest(audience=audience, kinds=kinds, after=after, how_many=how_many)
    where, values = (["v.kind = any(%s)"], [list(kinds)]) if kinds else ([], list[Any]())
    return found_by(audience=audience, words=words, where=where, values=values, after=after, how_many=how_many)


def found_by(
    *, audience: Audience, words: str, where: Sequence[str], values: Sequence[Any], after: UUID | None, how_many: int
) -> list[Row]:
    """Newest first, what the audience may read, holds the words (if any) and meets conditions on its version v."""
    said, given = ["v.superseded_at = 'infinity'", *where], [*values]
    if words:
        said.append("v.tsv @@ websearch_to_tsquery('english', %s)")
        given.append(words)
    if after:
        said.append(FOLLOWING.format("v.opened_at, v.record_id"))
        given.append(after)
    way = way_to(audience=audience, words=words, page=how_many)
    inner, times = _inner(audience, way, " and ".join(said))
    sql = (
        f"select {ROW} from ({inner}) v join core_record r on r.id = v.record_id and r.hidden_at is null"
        " order by v.opened_at desc, r.id desc"
    )
    given = [*given, how_many] * times
    with _newest_first() if way.startswith("newest") else nullcontext():
        return _rows(sql, given if times == 1 else [*given, how_many])


def _inner(audience: Audience, way: Way, said: str) -> tuple[str, int]:
    """The statement that finds the page, and how often it takes its values."""
    hits = HITS if way.startswith("newest") else HITS_BY_WORDS
    if "label by label" not in way:
        # "+ 0": with one index probe a label and partition, the index of words would be asked thousands of times
        labels = labels_wall(audience=audience, alias="v").replace("v.label_id", "v.label_id + 0")
        return hits.format(f"({labels}{_or_granted(audience, 'v.record_id')})", said), 1
    labels, granted = _lists(audience)
    each = HITS_BY_RECORD.format(said) if way.startswith("newest") else hits.format("v.label_id = l.label_id", said)
    alone = HITS.format(f"v.record_id = any('{granted}'::bigint[]) and v.label_id <> all('{labels}'::int[])", said)
    return (
        f"select * from (select p.* from unnest('{labels}'::int[]) l(label_id) cross join lateral ({each}) p"
        f" union all ({alone})) v order by v.opened_at desc, v.record_id desc limit %s"
    ), 2


def _lists(audience: Audience) -> tuple[str, str]:
    """Labels and granted ids as array literals; they are ints of ours."""
    labels, granted = ",".join(map(str, audience.label_ids)), ",".join(map(str, audience.granted))
    return f"{{{labels or '-1'}}}", f"{{{granted or '-1'}}}"


def way_to(*, audience: Audience, words: str, page: int) -> Way:
    """The planner's statistics of words are off (rule 17), so the way is chosen here."""
    with connection.cursor() as cursor:
        cursor.execute(WORD_SHARES, [words])
        shares = [share for (share,) in cursor.fetchall()]
        cursor.execute(GROUND)
        partitions, total = cursor.fetchone()
    seen = float(sum(counts(audience=audience).values()))
    ground = Ground(max(float(total), seen), seen, len(audience.label_ids), partitions)
    return way_of(shares=shares, ground=ground, page=page)


@contextmanager
def _newest_first() -> Iterator[None]:
    """Keep the planner to the order of time: it knows nothing of the words and would read everything."""
    settings = ("enable_bitmapscan", "enable_hashjoin", "enable_mergejoin", "enable_seqscan", "enable_sort")
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"set local {name} = off" for name in settings))
        try:
            yield
        finally:
            cursor.execute("; ".join(f"set local {name} = on" for name in settings))


def _rows(sql: str, values: Sequence[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Row(*row) for row in cursor.fetchall()]


def record(*, audience: Audience, public_id: UUID, as_of: datetime | None = None) -> RecordView | None:
    """The record as it stands, or as it was known at a moment; None for "is not" and "is not yours" alike."""
    moment = "v.known_at <= %s and v.superseded_at > %s" if as_of else "v.superseded_at = 'infinity'"
    sql = (
        f"select {ROW}, v.n, (select count(*) from core_version h where h.record_id = r.id), v.known_at,"
        " v.superseded_at = 'infinity', v.occurred_until, v.radius_m, v.body, v.data, v.author, r.source_item_id,"
        " r.stamp_rules from core_record r join core_version v on v.record_id = r.id"
        f" where r.public_id = %s and {wall(audience, 'r')} and r.hidden_at is null and {moment}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [public_id, as_of, as_of] if as_of else [public_id])
        row = cursor.fetchone()
    if row is None:
        return None
    data = json.loads(row[22]) if isinstance(row[22], str) else row[22]
    return RecordView(Row(*row[:15]), *(*row[15:22], data, *row[23:25], tuple(row[25])))


def history(*, audience: Audience, public_id: UUID) -> list[tuple[int, datetime, str, int]]:
    """(n, known_at, title, author) of each version, newest first."""
    sql = (
        "select v.n, v.known_at, v.title, v.author from core_version v join core_record r on r.id = v.record_id"
        f" where r.public_id = %s and {wall(audience, 'r')} and r.hidden_at is null order by v.n desc"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [public_id])
        return list(cursor.fetchall())


def counts(*, audience: Audience) -> dict[str, int]:
    """How many records of each kind the audience may read, from the per-label counters (rule 13)."""
    mine = labels_wall(audience=audience, alias="c")
    with connection.cursor() as cursor:
        cursor.execute(f"select c.kind, sum(c.n)::bigint from core_label_count c where {mine} group by c.kind")
        return dict(cursor.fetchall())


def house() -> House | None:
    """None before the first set-up."""
    with connection.cursor() as cursor:
        cursor.execute("select exercise, code from core_house")
        row = cursor.fetchone()
    return House(*row) if row else None
