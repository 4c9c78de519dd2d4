"""Lists: the first page of a million records for three viewers, beside the same queries without walls."""

import time
from collections.abc import Callable
from statistics import median

from django.db import connections
from rich.console import Console

from watchfloor.bench.figures import Figure, ratio
from watchfloor.bench.filling import fill, made_labels
from watchfloor.bench.records import LABELS, viewers
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Actor, Audience

RECORDS = 1_000_000
TRIES = 15
WORDS = {"common": "vehicle", "rare": "ladder"}


def measure(server_pid: int, runs: int, say: Console, *, rows: int = RECORDS) -> list[Figure]:
    """Medians a query in ms; the peer is the same code as the owner, whom no wall binds."""
    del server_pid
    own = made_labels(LABELS)
    fill(rows, say, labels=own)
    seen = viewers(LABELS)
    figures = list[Figure]()
    for who, labels in (("broad", seen.broad), ("middle", seen.middle), ("narrow", seen.narrow)):
        audience = Audience(Actor(1, 1, 1), "threat-assessment", "bench", tuple(own[label] for label in labels))
        for what, ask in _questions(audience).items():
            ours, peer = _both(audience, ask, max(runs, TRIES))
            name = f"first page of {rows:,}, {what}, {who} viewer (peer: without walls)"
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
