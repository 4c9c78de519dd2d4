"""What protection costs, each part a function that adds its figures; measured in a house of the exercise."""

import time
from collections.abc import Callable
from statistics import median
from uuid import UUID

from django.db import connections
from django.utils import timezone
from rich.console import Console

from watchfloor.bench.figures import Figure
from watchfloor.core.rules.audience import Audience
from watchfloor.people import queries as people
from watchfloor.protect.actions.admit import admit, admit_service
from watchfloor.protect.actions.purge import purge
from watchfloor.protect.actions.scrub import scrub

DERIVED = 10_000  # rows that rest on the one record
BESIDE = 200_000  # rows of other records in the same tables: what is deleted has to be found
FIRST, SECOND = "pia", "dee"
Part = Callable[[int, Console], list[Figure]]


def measure(server_pid: int, runs: int, say: Console) -> list[Figure]:
    """Every part in turn."""
    del server_pid
    return [figure for part in PARTS for figure in part(runs, say)]


def purged(runs: int, say: Console) -> list[Figure]:
    """One record with 10,000 derived rows: from the decision until nothing of it is left; and the scrub after it."""
    _fill_beside()
    took, scrubbed = list[float](), list[float]()
    for _ in range(runs):
        record = _derived()
        begun = time.monotonic()
        done = purge(record_ids=[record], because="Measured.", second_id=_person(SECOND), by=_by(FIRST),
                     now=timezone.now())  # fmt: skip
        took.append(time.monotonic() - begun)
        assert done.forgotten_at is not None and sum(done.counts.values()) > DERIVED
        begun = time.monotonic()
        scrub(by=admit_service(service="protect.purge", now=timezone.now()), now=timezone.now())
        scrubbed.append(time.monotonic() - begun)
        say.print(f"  purge {took[-1]:.2f} s, scrub {scrubbed[-1]:.2f} s", highlight=False)
    return [
        Figure(f"purge of one record, {DERIVED:,} derived rows", round(median(took), 2), "s", None, None, runs),
        Figure(f"its scrub, {BESIDE:,} rows beside", round(median(scrubbed), 2), "s", None, None, runs),
    ]


PARTS: tuple[Part, ...] = (purged,)


def _person(login: str) -> int:
    found = people.person(login=login)
    assert found is not None, "this is measured in a house of the exercise"
    return found.id


def _by(login: str) -> Audience:
    found = people.person(login=login)
    assert found is not None
    return admit(
        person_id=found.id, affiliation_id=found.affiliation_id, purpose="privacy-oversight", case_ref="",
        now=timezone.now(),
    )  # fmt: skip


MENTIONS = """
insert into analyze_mention (record_id, version_n, label_id, kind, value, said, start, "end", role, note, radius_m,
  precision)
select {record}, 1, {label}, 'phone', 'n' || i, '', -1, -1, '', '', 0, 'unknown' from generate_series(1, {rows}) i
"""
RELEVANCE = """
insert into plan_relevance (record_id, version_n, label_id, base_label_id, touched, sector, how, because, weight,
  made_at)
select {record}, 1, {label}, {label}, 'sector', 's', 'said', 'b' || i, 1, now() from generate_series(1, {rows}) i
"""


def _fill_beside() -> None:
    """Rows of records that are none, so that each is a row which the purge has to pass by."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(MENTIONS.format(record="-i", label="(select min(id) from core_label)", rows=BESIDE))
        cursor.execute(RELEVANCE.format(record="-i", label="(select min(id) from core_label)", rows=BESIDE))
        cursor.execute("analyze analyze_mention, plan_relevance")


def _derived() -> UUID:
    """The newest tip of the center, with as many rows resting on it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select r.id, r.public_id, r.label_id from core_record r join people_agency a on a.id = r.owner_id"
            " and a.is_center where r.kind = 'tip' and r.legal_class = 'tip_lead' and r.hidden_at is null"
            " order by r.id desc limit 1"
        )
        record, public_id, label = cursor.fetchone()
        for sql in (MENTIONS, RELEVANCE):
            cursor.execute(sql.format(record=record, label=label, rows=DERIVED // 2))
    return UUID(str(public_id))
