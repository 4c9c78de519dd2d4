"""Facts: how many a second eight writers make, how far the sealer lags, and how fast the log verifies."""

import multiprocessing
import time
from statistics import median

from django.db import connections, transaction
from django.utils import timezone
from rich.console import Console

from watchfloor.bench.clock import CpuMeter
from watchfloor.bench.figures import Figure, median_of
from watchfloor.core.ledger.reading import state
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.sealer.sealing import seal, seal_all
from watchfloor.core.sealer.verifying import verify
from watchfloor.protect.actions.admit import admit_service

WRITERS = 8
SECONDS = 5.0
BULK = 100_000
# as a page's fact is: who, why, three records read, the rules that let him, a digest
TOLD = """insert into core_fact (kind, actor, affiliation, purpose, records, rules, digest)
select 'bench.fact.told', 7, 7, 'threat-assessment', array[gen_random_uuid(), gen_random_uuid(), gen_random_uuid()],
  array['access.center', 'access.purpose'], sha256(i::text::bytea) from generate_series(1, %s) i"""
WEIGHT = """select 'core_fact', coalesce(sum(pg_total_relation_size(inhrelid)), 0) from pg_inherits
where inhparent = 'core_fact'::regclass
union all select 'log', sum(pg_total_relation_size(c.oid)) from pg_class c
where c.relname in ('core_leaf', 'core_node', 'core_checkpoint') and c.relkind = 'r'"""


def _write(by: Audience, seconds: float) -> None:
    """One writer: a transaction with one fact each, as fast as it can."""
    connections.close_all()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with transaction.atomic():
            tell(kind="bench.fact.told", by=by, rules=["bench"])
    connections.close_all()


def measure(server_pid: int, runs: int, say: Console) -> list[Figure]:
    """Transactions of one fact a second with the sealer running beside them, and its lag in milliseconds."""
    by = admit_service(service="operator", now=timezone.now())
    rates, lags, costs = list[float](), list[float](), list[float]()
    for _ in range(runs):
        before = state().facts
        with CpuMeter(server_pid) as meter:
            lags += _fire(by)
        told = state().facts - before
        rates.append(told / SECONDS)
        costs.append(told / meter.total)
        say.print(f"  {told / SECONDS:,.0f} facts/s, {told / meter.total:,.0f} per CPU s")
    return [
        Figure(f"facts from {WRITERS} writers", round(median(rates)), "facts/s", None, None, runs),
        Figure(f"facts from {WRITERS} writers, sealed", round(median(costs)), "facts/CPU s", None, None, runs),
        Figure("lag of the sealer, median", round(median(lags), 1), "ms", None, None, len(lags)),
    ]


def _fire(by: Audience) -> list[float]:
    context = multiprocessing.get_context("fork")
    connections.close_all()
    writers = [context.Process(target=_write, args=(by, SECONDS)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    lags = list[float]()
    while any(writer.is_alive() for writer in writers):
        if not seal():
            time.sleep(0.05)
        oldest = state().oldest_unsealed
        lags.append(max(0.0, (timezone.now() - oldest).total_seconds() * 1000) if oldest else 0.0)
    for writer in writers:
        writer.join()
    seal_all()
    return lags


def verified(server_pid: int, runs: int, say: Console, *, rows: int = BULK) -> list[Figure]:
    """Sealed facts re-verified per CPU second, leaves and checkpoints; what sealing one costs, and what it weighs."""
    seal_all()
    before = _weight()
    with connections["owner"].cursor() as cursor:
        cursor.execute(TOLD, [rows])
    with CpuMeter(server_pid) as sealing:
        seal_all()
    heavier = {name: (weight - before[name]) / rows for name, weight in _weight().items()}
    say.print(f"  bytes a fact: {', '.join(f'{name} {weight:.0f}' for name, weight in heavier.items())}")

    def run() -> float:
        with CpuMeter(server_pid) as meter:
            done = verify()
        assert not done.findings
        return done.facts / meter.total

    return [
        Figure("verify of the log", round(median_of(runs, run)), "facts/CPU s", None, None, runs),
        Figure("sealing of a fact", round(1e6 * sealing.total / rows, 1), "CPU us"),
        Figure("disk of a fact, index included", round(heavier["core_fact"]), "bytes"),
        Figure("disk of its place in the log, index and inner nodes included", round(heavier["log"]), "bytes"),
    ]


def _weight() -> dict[str, int]:
    """Bytes on disk of the facts (every month) and of the log, indexes and out-of-line values included."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(WEIGHT)
        return {str(name): int(weight) for name, weight in cursor.fetchall()}
