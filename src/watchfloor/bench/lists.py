"""Lists: the first page of a million records for three viewers, beside the same queries without walls."""

import time
from collections.abc import Callable
from statistics import median

from django.db import connections
from rich.console import Console

from watchfloor.bench.figures import Figure, ratio
from watchfloor.bench.records import LABELS, make_records, viewers
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Actor, Audience

RECORDS = 1_000_000
TRIES = 15
COLUMNS = "n, kind, label, at, title, body, lon, lat"
WORDS = {"common": "vehicle", "rare": "ladder"}
FILL = (
    """insert into core_record (id, public_id, kind, legal_class, label_id, owner_id, origin_key, key_id, opened_at,
    review_on, purge_on, stamp_rules)
    select n, gen_random_uuid(), kind, 'open_source', label, 1, sha256(n::text::bytea), 0, at,
    at::date, at::date + 365, '{}' from made""",
    """insert into core_version (record_id, n, known_at, label_id, kind, opened_at, lon, lat, digest, mark, author,
    marking, title, body, data)
    select n, 1, at, label, kind, at, lon, lat, '', '', 0, 'U', title, body, '{}' from made""",
    "insert into core_label_count select label, kind, count(*) from made group by 1, 2",
)


def measure(server_pid: int, runs: int, say: Console, *, records: int = RECORDS) -> list[Figure]:
    """Medians a query in ms; the peer is the same code as the owner, whom no wall binds."""
    del server_pid
    _fill(records, say)
    seen = viewers(LABELS)
    figures = list[Figure]()
    for who, labels in (("broad", seen.broad), ("middle", seen.middle), ("narrow", seen.narrow)):
        audience = Audience(Actor(1, 1, 1), "threat-assessment", "bench", tuple(label + 1 for label in labels))
        for what, ask in _questions(audience).items():
            ours, peer = _both(audience, ask, max(runs, TRIES))
            name = f"first page of {records:,}, {what}, {who} viewer (peer: without walls)"
            figures.append(Figure(name, ours, "ms", peer, ratio(ours, peer), max(runs, TRIES)))
            say.print(f"  {name}: {ours} ms, peer {peer} ms", highlight=False)
    return figures


def _questions(audience: Audience) -> dict[str, Callable[[], object]]:
    return {
        "newest": lambda: core.latest(audience=audience),
        "full text, common word": lambda: core.search(audience=audience, words=WORDS["common"]),
        "full text, rare word": lambda: core.search(audience=audience, words=WORDS["rare"]),
        "counts": lambda: core.counts(audience=audience),
    }


def _both(audience: Audience, ask: Callable[[], object], tries: int) -> tuple[float, float]:
    """Interleaved medians: as the application behind both walls, and the same statement as the owner."""
    ours, peer = list[float](), list[float]()
    app, owner = connections["default"], connections["owner"]
    for _ in range(tries):
        with reading(audience):
            ours.append(_timed(ask))
        connections["default"] = owner  # the same code on a connection that no wall binds
        try:
            peer.append(_timed(ask))
        finally:
            connections["default"] = app
    return round(median(ours), 2), round(median(peer), 2)


def _timed(ask: Callable[[], object]) -> float:
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1000


def _fill(records: int, say: Console) -> None:
    """Straight into the tables by the owner: what is measured here is reading."""
    with connections["owner"].cursor() as cursor:
        for label in range(LABELS):
            cursor.execute("select core_label_of(%s)", [f'["bench {label:03}"]'])
        cursor.execute(
            "create temp table made (n bigint, kind text, label int, at timestamptz, title text, body text,"
            " lon float8, lat float8)"
        )
        with cursor.copy(f"copy made ({COLUMNS}) from stdin") as copy:
            for r in make_records(records, 1):
                copy.write_row((r.number + 1, r.kind, r.label + 1, r.at, r.title, r.body, *r.point))
        for start in range(0, records + 1, 50_000):
            cursor.execute("select core_make_partition(%s)", [start])
        for statement in FILL:
            say.print(f"  filling {records:,}: {statement.split()[2]}", highlight=False)
            cursor.execute(statement)
        cursor.execute("analyze core_record")
        cursor.execute("analyze core_version")
        cursor.execute("select core_measure_words()")
