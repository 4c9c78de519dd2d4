"""Lists: the first page of a million records for three viewers, beside the same queries on the same rows without walls.

The peer is the same code as the owner, whom no wall binds; both send the viewer's labels, for they choose the rows.
"""

from collections.abc import Callable
from statistics import median
from typing import NamedTuple

from django.db import connections
from rich.console import Console

from watchfloor.bench.clock import Spent, spent
from watchfloor.bench.figures import Figure, ratio
from watchfloor.bench.filling import fill, made_labels
from watchfloor.bench.records import LABELS, viewers
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Actor, Audience

RECORDS = 1_000_000
TRIES = 31
WORDS = {"common": "vehicle", "rare": "ladder"}
COUNTS = "counts"
SHARE, LEAST_MS = 0.10, 0.1  # what protection may add: a tenth, or a tenth of a millisecond


class Compared(NamedTuple):
    """A question's medians in ms, behind the walls and without them: on a core, and by the clock."""

    cpu: float
    bare_cpu: float
    elapsed: float
    bare_elapsed: float

    @property
    def within(self) -> bool:
        """Whether what protection costs of CPU is within what it may add."""
        return self.cpu - self.bare_cpu <= max(SHARE * self.bare_cpu, LEAST_MS)


def measure(
    server_pid: int, runs: int, say: Console, *, rows: int = RECORDS, first: int = 1, tries: int = TRIES
) -> list[Figure]:
    """Two figures a question and how many are within a tenth; records are numbered from `first`."""
    del server_pid
    own = made_labels(LABELS)
    fill(rows, say, labels=own, first=first)
    seen, tries, found = viewers(LABELS), max(runs, tries), dict[str, Compared]()
    for who, labels in (("broad", seen.broad), ("middle", seen.middle), ("narrow", seen.narrow)):
        audience = Audience(Actor(1, 1, 1), "threat-assessment", "bench", tuple(own[label] for label in labels))
        for what, ask in _questions(audience).items():
            one = found[f"{what}, {who} viewer"] = _compared(audience, ask, tries)
            say.print(f"  {what}, {who}: {one.cpu} CPU ms, without walls {one.bare_cpu}", highlight=False)
    return [figure for name, one in found.items() for figure in _figures(f"first page of {rows:,}, {name}", one, tries)
            ] + [_kept(found)]  # fmt: skip


def _figures(name: str, one: Compared, tries: int) -> list[Figure]:
    return [
        Figure(f"{name} (peer: without walls)", one.cpu, "CPU ms", one.bare_cpu, ratio(one.cpu, one.bare_cpu), tries),
        Figure(f"{name}, by the clock", one.elapsed, "ms", one.bare_elapsed, ratio(one.elapsed, one.bare_elapsed),
               tries),
    ]  # fmt: skip


def _kept(found: dict[str, Compared]) -> Figure:
    """Counts come from counters and are not among them."""
    asked = [one for name, one in found.items() if not name.startswith(COUNTS)]
    name = f"of {len(asked)} lists and searches, those within a tenth or 0.1 ms of CPU"
    return Figure(name, sum(one.within for one in asked), "questions")


def _questions(audience: Audience) -> dict[str, Callable[[], object]]:
    return {
        "newest": lambda: core.latest(audience=audience),
        "newest of a kind": lambda: core.latest(audience=audience, kinds=["report"]),
        "full text, common word": lambda: core.search(audience=audience, words=WORDS["common"]),
        "full text, rare word": lambda: core.search(audience=audience, words=WORDS["rare"]),
        COUNTS: lambda: core.counts(audience=audience),
    }


def _compared(audience: Audience, ask: Callable[[], object], tries: int) -> Compared:
    """Interleaved medians: as the application behind both walls, and the same statement as the owner."""
    ours, bare, answers = list[Spent](), list[Spent](), list[object]()
    app, owner = connections["default"], connections["owner"]
    for _ in range(tries):
        with reading(audience):
            ours.append(_spent(ask, answers))
        connections["default"] = owner  # the same code on a connection that no wall binds
        try:
            bare.append(_spent(ask, answers))
        finally:
            connections["default"] = app
    if any(answer != answers[0] for answer in answers):
        raise RuntimeError("the wall and the labels sent do not open the same rows")
    cpu, bare_cpu = (round(median(one.cpu for one in each) * 1000, 3) for each in (ours, bare))
    elapsed, bare_elapsed = (round(median(one.elapsed for one in each) * 1000, 2) for each in (ours, bare))
    return Compared(cpu, bare_cpu, elapsed, bare_elapsed)


def _spent(ask: Callable[[], object], answers: list[object]) -> Spent:
    connections["default"].ensure_connection()
    backend = connections["default"].connection.info.backend_pid
    return spent(lambda: answers.append(ask()), backends=[backend])
