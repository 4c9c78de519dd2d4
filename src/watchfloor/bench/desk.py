"""The desk: how long the server works at a page over a million records, audit included, ticks left out."""

import time
from statistics import median

from django.db import connections
from django.test import Client
from rich.console import Console

from watchfloor.bench import pages as browsed
from watchfloor.bench.clock import CpuMeter, calibrate
from watchfloor.bench.figures import Figure, median_of
from watchfloor.bench.filling import fill
from watchfloor.bench.visiting import pages, signed_in, visit, without_ticks

RECORDS = 1_000_000
FIRST = 50_000_000  # far above what the exercise numbered itself
TRIES = 15


def measure(server_pid: int, runs: int, say: Console, *, rows: int = RECORDS) -> list[Figure]:
    """Medians a page in ms as an analyst; MUST run in a house of the exercise, whose people and labels it uses.

    Beside each median stands the processor's time for the same page, ours and the database's: on a machine that others
    use too the first holds their work as well, the second does not. Then the same pages in a browser (pages.measure).
    """
    fill(rows, say, labels=labels(), first=FIRST)
    client, tries = signed_in(), max(runs, TRIES)
    figures = list[Figure]()
    with without_ticks():
        for name, path in pages().items():
            with CpuMeter(server_pid) as meter:
                took = _median(client, path, tries)
            work = round(1000 * meter.total / (tries + 1), 1)
            figures += [
                Figure(f"{name}, {rows:,} records, server time", took, "ms", None, None, tries),
                Figure(f"{name}, {rows:,} records, processor time", work, "ms", None, None, tries),
            ]
            say.print(f"  {name}: {took} ms, {work} ms of processor", highlight=False)
    loop = median_of(tries, lambda: calibrate(clock=time.perf_counter, tries=1))
    figures.append(Figure("calibration loop by the wall clock, median", round(loop, 2), "ms", None, None, tries))
    return [*figures, *browsed.measure(runs, say)]


def labels() -> list[int]:
    """The exercise's labels, the commonest first: some of them the reader's, some not."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select label_id from core_record group by 1 order by count(*) desc, 1")
        return [int(row[0]) for row in cursor.fetchall()]


def _median(client: Client, path: str, tries: int) -> float:
    took = list[float]()
    for _ in range(tries + 1):
        start = time.perf_counter()
        visit(client, path)
        took.append((time.perf_counter() - start) * 1000)
    return round(median(took[1:]), 1)
