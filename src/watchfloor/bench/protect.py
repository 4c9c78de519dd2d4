"""What protection costs, each part a function that gives its figures; measured in a house of the exercise."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from django.db import connections
from django.utils import timezone
from rich.console import Console

from watchfloor.bench import auditing, deciding, facts, guards, lists
from watchfloor.bench.figures import Figure
from watchfloor.core.rules.audience import Audience
from watchfloor.people import queries as people
from watchfloor.protect.actions.admit import admit, admit_service
from watchfloor.protect.actions.purge import purge
from watchfloor.protect.actions.scrub import scrub

DERIVED = 10_000  # rows that rest on the one record
BESIDE = 200_000  # rows of other records in the same tables: what is deleted has to be found
FIRST, SECOND = "pia", "dee"
ROWS = 1_000_000
FIRST_ROW = 50_000_000  # far above what the exercise numbered itself


@dataclass(frozen=True, slots=True)
class Measuring:
    """What each part is told: the database server's process, how many runs, over how many rows, whom to tell."""

    server_pid: int
    runs: int
    rows: int
    say: Console


def measure(server_pid: int, runs: int, say: Console, *, rows: int = ROWS, part: str = "") -> list[Figure]:
    """Every part in turn, or the one; `rows` below a million make all parts smaller, for a test of the bench itself."""
    if part and part not in PARTS:
        raise ValueError(f"there is no part {part!r} of this bench; there are {', '.join(PARTS)}")
    given = Measuring(server_pid, runs, rows, say)
    return [figure for name, of in PARTS.items() if part in ("", name) for figure in _told(name, of, given)]


def _told(name: str, part: Callable[[Measuring], list[Figure]], given: Measuring) -> list[Figure]:
    given.say.print(f"  {name}", highlight=False)
    return part(given)


def guarded(given: Measuring) -> list[Figure]:
    """The text guards on real texts."""
    return guards.measure(given.runs)


def audited(given: Measuring) -> list[Figure]:
    """The fact of a reading, page by page."""
    return auditing.measure(given.runs, given.say, visits=min(auditing.VISITS, given.rows))


def decided(given: Measuring) -> list[Figure]:
    """The decision beside Cedar, and whether both decide alike."""
    return deciding.measure(given.runs, given.say, rows=given.rows)


def walled(given: Measuring) -> list[Figure]:
    """Lists and searches behind the walls and without them."""
    return lists.measure(given.server_pid, given.runs, given.say, rows=given.rows, first=FIRST_ROW)


def kept(given: Measuring) -> list[Figure]:
    """The ledger: how fast it verifies, what a fact costs to seal and to keep."""
    told = min(facts.BULK, given.rows)
    return facts.verified(given.server_pid, given.runs, given.say, rows=told)


def purged(given: Measuring) -> list[Figure]:
    """One record with 10,000 derived rows: from the decision until nothing of it is left; and the scrub after it."""
    beside, derived, runs, say = min(BESIDE, given.rows), min(DERIVED, given.rows), given.runs, given.say
    _fill_beside(beside)
    took, scrubbed = list[float](), list[float]()
    for _ in range(runs):
        record = _derived(derived)
        begun = time.monotonic()
        done = purge(record_ids=[record], because="Measured.", second_id=_person(SECOND), by=_by(FIRST),
                     now=timezone.now())  # fmt: skip
        took.append(time.monotonic() - begun)
        assert done.forgotten_at is not None and sum(done.counts.values()) > derived
        begun = time.monotonic()
        scrub(by=admit_service(service="protect.purge", now=timezone.now()), now=timezone.now())
        scrubbed.append(time.monotonic() - begun)
        say.print(f"  purge {took[-1]:.2f} s, scrub {scrubbed[-1]:.2f} s", highlight=False)
    return [
        Figure(f"purge of one record, {derived:,} derived rows", round(median(took), 2), "s", None, None, runs),
        Figure(f"its scrub, {beside:,} rows beside", round(median(scrubbed), 2), "s", None, None, runs),
    ]


PARTS: Mapping[str, Callable[[Measuring], list[Figure]]] = {
    "guards": guarded,
    "decision": decided,
    "audit": audited,
    "purge": purged,
    "lists": walled,
    "ledger": kept,
}


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


def _fill_beside(rows: int) -> None:
    """Rows of records that are none, so that each is a row which the purge has to pass by."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(MENTIONS.format(record="-i", label="(select min(id) from core_label)", rows=rows))
        cursor.execute(RELEVANCE.format(record="-i", label="(select min(id) from core_label)", rows=rows))
        cursor.execute("analyze analyze_mention, plan_relevance")


def _derived(rows: int) -> UUID:
    """The newest tip of the center, with as many rows resting on it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select r.id, r.public_id, r.label_id from core_record r join people_agency a on a.id = r.owner_id"
            " and a.is_center where r.kind = 'tip' and r.legal_class = 'tip_lead' and r.hidden_at is null"
            " order by r.id desc limit 1"
        )
        record, public_id, label = cursor.fetchone()
        for sql in (MENTIONS, RELEVANCE):
            cursor.execute(sql.format(record=record, label=label, rows=rows // 2))
    return UUID(str(public_id))
