"""Triage: how long the server works at the inbox over all open reports of a center, audit included, ticks left out."""

import time
from datetime import timedelta
from statistics import median

from django.db import connections
from django.utils import timezone
from rich.console import Console

from watchfloor.bench.clock import CpuMeter
from watchfloor.bench.figures import Figure
from watchfloor.bench.visiting import signed_in, visit, without_ticks
from watchfloor.people.actions.directory import add_person, record_training
from watchfloor.people.queries import person
from watchfloor.protect.actions.admit import admit_service

READER, TRIES, COURSES = "bench-analyst", 15, ("pcrcl", "28cfr23", "sar-analyst")
PAGES = {"triage page": "/inbox/?kind=tip", "triage page, an item fetched": "/inbox/{}/"}
# one report in ten states something near: the newest 5,000 or fewer, over the three clocks that are not the last
STATE = """
insert into gather_priority (record_id, public_record, label_id, step, clock, because, since, due_at)
select id, public_id, label_id, n %% 3, (array['danger', 'now', 'soon'])[1 + n %% 3], array['seen-today'], opened_at,
  opened_at + interval '1 hour'
from (select id, public_id, label_id, opened_at, row_number() over (order by id desc)::int n from core_record
  where kind = 'tip' order by id desc limit %s) r on conflict do nothing
"""
OPEN = "select count(*) from core_record where kind = 'tip' and settled_at is null"
NEWEST = "select public_id from core_record where kind = 'tip' order by id desc limit 1"


def measure(server_pid: int, say: Console, *, agency: int) -> list[Figure]:
    """Medians in ms by the clock and on a core, as an analyst of the center whose reports these are."""
    _analyst(agency)
    with connections["owner"].cursor() as cursor:
        cursor.execute(OPEN)
        waiting = int(cursor.fetchone()[0])
        cursor.execute(STATE, [min(5_000, waiting // 10)])
        cursor.execute("analyze gather_priority")
        cursor.execute(NEWEST)
        newest = cursor.fetchone()[0]
    client, figures = signed_in(READER), list[Figure]()
    with without_ticks():
        for name, path in PAGES.items():
            took = list[float]()
            visit(client, path.format(newest))  # the first one builds what a process builds once
            with CpuMeter(server_pid) as meter:
                for _ in range(TRIES):
                    began = time.perf_counter()
                    visit(client, path.format(newest))
                    took.append((time.perf_counter() - began) * 1000)
            of = f"{name} over {waiting:,} open reports"
            figures += [
                Figure(f"{of}, server time", round(median(took), 1), "ms", None, None, TRIES),
                Figure(f"{of}, on a core", round(1000 * meter.total / TRIES, 1), "CPU ms", None, None, TRIES),
            ]
            say.print(f"  {of}: {median(took):.1f} ms", highlight=False)
    return figures


def _analyst(agency: int) -> None:
    now, by = timezone.now(), admit_service(service="operator", now=timezone.now())
    add_person(
        login=READER, name="Bench analyst", agency_id=agency, role="analyst", release_level="CUI", by=by, now=now
    )
    who = person(login=READER)
    assert who is not None
    for course in COURSES:
        until = now.date() + timedelta(days=300)
        record_training(person_id=who.id, course=course, taken_on=now.date(), valid_until=until, by=by)
