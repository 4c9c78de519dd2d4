"""Grouping: how long a new report takes to find its wave among a million, through the query of a tip's page."""

import time
from statistics import median, quantiles

from django.db import connections
from django.utils import timezone
from rich.console import Console

from watchfloor.bench.clock import CpuMeter
from watchfloor.bench.figures import Figure
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.gather.actions.waves import keep_keys, salt
from watchfloor.gather.queries.waves import alike
from watchfloor.protect.actions.admit import admit_service

REPORTS, REAL, ASKED = 1_000_000, 5_000, 200
FILL = """
insert into gather_likeness (record_id, label_id, at, keys)
select 10000000000 + n, 1, now() - n * interval '1 second', array(
  select hashint8extended(n * 17 + k, 2611) from generate_series(1, 17) k)
from generate_series(1, %s) n
"""


def measure(server_pid: int, runs: int, say: Console, *, reports: int = REPORTS) -> list[Figure]:
    """Milliseconds by the clock and on a core; the keys of all but a few thousand are made up, each of 17."""
    follower = admit_service(service="gather.waves", now=timezone.now())
    with reading(follower):
        newest = core.latest(audience=follower, kinds=["tip"], how_many=REAL)
        keep_keys(records=[row.public_id for row in newest], by=follower, now=timezone.now())
    with connections["owner"].cursor() as cursor:
        cursor.execute("drop index gather_likeness_keys")
        cursor.execute(FILL, [reports - len(newest)])
        cursor.execute("create index gather_likeness_keys on gather_likeness using gin (keys) with (fastupdate = off)")
        cursor.execute("analyze gather_likeness (record_id, at)")
    taken, found = list[float](), 0
    with reading(follower):
        texts, own = core.texts_of(audience=follower, ids=[row.id for row in newest[:ASKED]]), salt()
    with CpuMeter(server_pid) as meter:
        for text in texts * runs:
            with reading(follower):
                began = time.perf_counter()
                found += len(alike(audience=follower, text=text, salt=own))
                taken.append((time.perf_counter() - began) * 1000)
    asked = len(taken)
    say.print(f"  {asked} reports asked, {found} found to be of their waves", highlight=False)
    name = f"grouping of a report among {reports:,}"
    return [
        Figure(f"{name}, median", round(median(taken), 2), "ms", None, None, asked),
        Figure(f"{name}, 95th percentile", round(quantiles(taken, n=20)[-1], 2), "ms", None, None, asked),
        Figure(f"{name}, on a core", round(meter.total / asked * 1000, 2), "CPU ms", None, None, asked),
    ]
