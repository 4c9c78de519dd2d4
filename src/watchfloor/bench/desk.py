"""The desk: how long the server works at a page over a million records, audit included, ticks left out."""

import time
from collections.abc import Callable
from importlib import import_module
from statistics import median
from unittest.mock import patch

from django.conf import settings
from django.db import connections
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone
from rich.console import Console

from watchfloor.bench.figures import Figure
from watchfloor.bench.filling import fill
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.people import queries as people
from watchfloor.protect.actions.admit import admit
from watchfloor.protect.web import door
from watchfloor.protect.web.reader import default_purpose

RECORDS = 1_000_000
FIRST = 50_000_000  # far above what the exercise numbered itself
TRIES = 15
READER = "ana"
STATED = "purpose=criminal-investigation&case=2026-004417+EXPD"


def measure(server_pid: int, runs: int, say: Console, *, rows: int = RECORDS) -> list[Figure]:
    """Medians a page in ms as an analyst; MUST run in a house of the exercise, whose people and labels it uses."""
    del server_pid
    fill(rows, say, labels=_labels(), first=FIRST)
    client, tries = _signed_in(), max(runs, TRIES)
    figures = list[Figure]()
    # pages answer when they are done: what is measured is the work, not the wait that hides it
    with patch(f"{door.__name__}.next_tick", lambda _: 0.0):
        for name, path in _pages().items():
            took = _median(lambda path=path: client.get(path), tries)  # type: ignore[misc] # - lambda's default
            figures.append(Figure(f"{name}, {rows:,} records, server time", took, "ms", None, None, tries))
            say.print(f"  {name}: {took} ms", highlight=False)
    return figures


def _labels() -> list[int]:
    """The exercise's labels, the commonest first: some of them the reader's, some not."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select label_id from core_record group by 1 order by count(*) desc, 1")
        return [int(row[0]) for row in cursor.fetchall()]


def _pages() -> dict[str, str]:
    reader = people.person(login=READER)
    assert reader is not None, "the desk is measured in a house of the exercise"
    by = admit(
        person_id=reader.id, affiliation_id=reader.affiliation_id, purpose=default_purpose(reader), case_ref="",
        now=timezone.now(),
    )  # fmt: skip
    with reading(by):
        newest = core.latest(audience=by, how_many=1)[0]
    return {
        "watch board": "/watch/",
        "inbox": "/",
        "record page": f"/records/{newest.public_id}/",
        "search, common word": f"/search/?q=vehicle&{STATED}",
        "search, rare word": f"/search/?q=ladder&{STATED}",
    }


def _signed_in() -> Client:
    reader = people.person(login=READER)
    assert reader is not None
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store["person_id"], store["affiliation_id"] = reader.id, reader.affiliation_id
    store.create()
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    return client


def _median(ask: Callable[[], HttpResponseBase], tries: int) -> float:
    took = list[float]()
    for _ in range(tries + 1):
        start = time.perf_counter()
        answer = ask()
        took.append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"the page answered {answer.status_code}")
    return round(median(took[1:]), 1)
