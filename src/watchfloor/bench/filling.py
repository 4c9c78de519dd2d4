"""A house filled with records straight into its tables, by the owner: what is measured on it is reading."""

from collections.abc import Callable, Sequence

from django.db import connections
from rich.console import Console

from watchfloor.bench.records import make_records

COLUMNS = "n, kind, label, at, title, body, lon, lat"
PARTITION = 50_000
FILL = (
    """insert into core_record (id, public_id, kind, legal_class, label_id, owner_id, origin_key, key_id, opened_at,
    review_on, purge_on, stamp_rules)
    select n, gen_random_uuid(), kind, 'open_source', label, 1, sha256(n::text::bytea), 0, at,
    at::date, at::date + 365, '{}' from made""",
    """insert into core_version (record_id, n, known_at, label_id, kind, opened_at, lon, lat, digest, mark, author,
    marking, title, body, data)
    select n, 1, at, label, kind, at, lon, lat, '', '', 0, 'U', title, body, '{}' from made""",
    "insert into core_label_count select label, kind, count(*), count(*) from made group by 1, 2",
)


def fill(records: int, say: Console, *, labels: Sequence[int], first: int = 1) -> None:
    """`records` records numbered from `first`, under `labels` (the first is the commonest); counts and samples too."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "create temp table made (n bigint, kind text, label int, at timestamptz, title text, body text,"
            " lon float8, lat float8)"
        )
        with cursor.copy(f"copy made ({COLUMNS}) from stdin") as copy:
            for r in make_records(records, 1, labels=len(labels)):
                copy.write_row((r.number + first, r.kind, labels[r.label], r.at, r.title, r.body, *r.point))
        for start in range(first - first % PARTITION, first + records + 1, PARTITION):
            cursor.execute("select core_make_partition(%s)", [start])
        for statement in FILL:
            say.print(f"  filling {records:,}: {statement.split()[2]}", highlight=False)
            cursor.execute(statement)
        # vacuumed as a house in use is: else the server begins to in the midst of what is measured
        for name in ("core_record", "core_version"):
            cursor.execute(f"vacuum (analyze) {name}")
        cursor.execute("select core_measure_words()")


def made_labels(count: int) -> list[int]:
    """Labels of the bench's own, the first `count` of an empty house."""
    with connections["owner"].cursor() as cursor:
        return [_label(cursor.execute, cursor.fetchone, number) for number in range(count)]


def _label(execute: Callable[..., object], fetch: Callable[[], tuple[int] | None], number: int) -> int:
    execute("select core_label_of(%s)", [f'["bench {number:03}"]'])
    row = fetch()
    assert row is not None
    return int(row[0])
