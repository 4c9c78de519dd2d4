"""Receiving: STIX read and validated beside the OASIS library, and a large bundle from file to inbox and ledger.

The peer, `stix2`, is of the dependency group `dev`; without it the peer's figure is not known, never zero.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from os import getpid
from statistics import median
from threading import Event, Thread
from time import process_time

from django.utils import timezone
from rich.console import Console

from watchfloor.bench.bundle import bundle
from watchfloor.bench.clock import CpuMeter, pss
from watchfloor.bench.figures import Figure, beside, median_of
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.following import follow, followers
from watchfloor.core.queries import records as core
from watchfloor.core.sealer.sealing import seal
from watchfloor.people.actions.directory import add_agency
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.jobs import follow_all
from watchfloor.receive.actions.files import accept
from watchfloor.receive.formats import stix

OBJECTS, READ = 25_000, 5_000
MATCHING = "plan.relevance"
FEW = 4  # facts at a time: each names 500 records here, and a transaction ends within 30 s by the clock
SOURCE, WORD = "BENCH", "kestrel"
MIB = 1024 * 1024
SAMPLE_SECONDS = 0.2


def measure(server_pid: int, runs: int, say: Console, *, rows: int = OBJECTS) -> list[Figure]:
    """Reading in this process; then bundles of `rows` objects, each run others, into the same growing house."""
    figures = [_read(runs, say)]
    by = admit_service(service="operator", now=timezone.now())
    add_agency(code=SOURCE, name="Bench center", kind="federal", is_center=True, by=by)
    peaks, all_of_it, seed = list[float](), list[float](), 0

    def run() -> float:
        nonlocal seed
        seed += 1
        content = bundle(rows, seed)
        with _weighed(server_pid) as peak:
            with CpuMeter(server_pid) as meter:
                received = accept(content=content, source_name=SOURCE, by=by, now=timezone.now())
                _settled(MATCHING)
            with CpuMeter(server_pid) as rest:
                _settled()
        assert received.counts["opened"] == rows, received.counts
        assert _searched(WORD), "what came in is not found"
        peaks.append(max(peak))
        own, server = f"ours {meter.own:.1f} s", f"server {meter.server:.1f} s"
        all_of_it.append(rows / (meter.total + rest.total))
        said = f"{own}, {server}; with all followers {all_of_it[-1]:,.0f}"
        say.print(f"  {rows / meter.total:,.0f} objects/CPU s ({said}), peak {peaks[-1]:,.0f} MiB")
        return rows / meter.total

    rate = round(median_of(runs, run))
    name = f"a bundle of {rows:,} objects from file to inbox, search, relevance and sealed ledger"
    rest = "the same, until every follower has seen it (links, offers to partners, clocks)"
    return [
        *figures,
        Figure(name, rate, "objects/CPU s", None, None, runs),
        Figure(rest, round(median(all_of_it)), "objects/CPU s", None, None, runs),
        Figure(f"{name}: peak memory, all processes", round(max(peaks)), "MiB", None, None, runs),
    ]


def _read(runs: int, say: Console) -> Figure:
    """Objects a CPU second, read and validated, ours and the library's in turn over the same bytes."""
    contents = [bundle(READ, -seed) for seed in range(1, runs + 1)]  # each run other bytes: nothing is remembered
    mine, theirs = iter(contents), iter(contents)

    def ours() -> float:
        content = next(mine)
        return _rate(lambda: len(stix.read(content, {}).drafts))

    def peer() -> float:
        content = next(theirs)
        return _rate(lambda: len(stix2.parse(content).objects))

    name = f"STIX 2.1 read and validated, {READ:,} objects; peer stix2.parse"
    try:
        import stix2
    except ImportError:
        return Figure(name, round(median_of(runs, ours)), "objects/CPU s", None, None, runs)
    figure = beside(name, "objects/CPU s", runs=runs, ours=ours, peer=peer)
    say.print(f"  read: {figure.value:,.0f} objects/CPU s, stix2 {figure.peer:,.0f}: {figure.ratio} times")
    return figure


def _rate(work: Callable[[], int]) -> float:
    before = process_time()
    done = work()
    assert done == READ
    return done / (process_time() - before)


def _settled(only: str = "") -> None:
    """Facts sealed and every follower at their end, or this one only."""
    while seal() or (_followed(only) if only else follow_all(batch=FEW)):
        continue


def _followed(name: str) -> int:
    follower = next(one for one in followers() if one.name == name)
    return follow(follower=follower, audience=admit_service(service=follower.service, now=timezone.now()), batch=FEW)


@contextmanager
def _weighed(server_pid: int) -> Iterator[list[float]]:
    """The memory of all processes, sampled five times a second; a shared page counts by its share."""
    found, over = list[float]([0.0]), Event()

    def look() -> None:
        while not over.wait(SAMPLE_SECONDS):
            found.append((pss([getpid(), server_pid]) or 0) / MIB)

    watcher = Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()


def _searched(words: str) -> int:
    """How many records are found by these words: what came in can be searched."""
    with reading(admit_service(service="plan.relevance", now=timezone.now())) as by:
        return len(core.search(audience=by, words=words))
