"""The read audit measured in place: of the CPU of a page, what its fact takes, and the milliseconds that it adds.

Counted to the audit is all that a door does for the ledger: how need and right are told, the sealing of an inquiry's
words, and the fact on its second connection until it is committed. To seal the fact into the log costs beside that
what `facts` says ("sealing of a fact").
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from statistics import fmean, median, quantiles
from typing import NamedTuple, ParamSpec, TypeVar
from unittest.mock import patch

from rich.console import Console

from watchfloor.bench.clock import Spent, ran_seconds, spent
from watchfloor.bench.figures import Figure, ratio
from watchfloor.bench.visiting import backends, pages, signed_in, visit, without_ticks
from watchfloor.core.ledger.telling import witness
from watchfloor.protect.web import door
from watchfloor.protect.web.recording import Recorded, recorded

P = ParamSpec("P")
T = TypeVar("T")
VISITS = 60
# what a door calls for the ledger on every page that is read
RECORDED, WITNESS = f"{door.__name__}.recorded", f"{door.__name__}.witness"


class Visits(NamedTuple):
    """Of the same page by turns: as it is, with its audit's own share, and without any audit."""

    whole: list[Spent]
    audit: list[Spent]
    without: list[Spent]


def measure(runs: int, say: Console, *, visits: int = VISITS) -> list[Figure]:
    """Four figures a page; those of CPU are not known where the system does not tell what a process ran."""
    client, figures = signed_in(), list[Figure]()
    with without_ticks():
        for name, path in pages().items():
            ask = partial(visit, client, path)
            ask()  # connections stand, templates are compiled
            figures += _figures(name, _visited(ask, visits * max(runs, 1)), runs)
            share, p50 = figures[-3].value, figures[-2].value
            say.print(f"  {name}: audit takes {share} % of the CPU and adds {p50} ms", highlight=False)
    return figures


def _figures(name: str, seen: Visits, runs: int) -> list[Figure]:
    added = [one.elapsed * 1000 for one in seen.audit]
    p99 = quantiles(added, n=100)[98] if len(added) > 1 else added[0]
    whole, audit, without = (fmean(one.cpu for one in spent) * 1000 for spent in seen)
    known = whole > 0 and ran_seconds(backends()) is not None
    peer = round(without, 2) if known else None
    cost = round(whole, 2) if known else None
    share = round(100 * audit / whole, 2) if known else None
    return [
        Figure(f"{name}, CPU of a visit (peer: without its fact)", cost, "CPU ms", peer, ratio(cost, peer), runs),
        Figure(f"{name}, share of the read audit in it", share, "%", None, None, runs),
        Figure(f"{name}, added by the read audit, p50", round(median(added), 2), "ms", None, None, runs),
        Figure(f"{name}, added by the read audit, p99", round(p99, 2), "ms", None, None, runs),
    ]


def _visited(ask: Callable[[], None], visits: int) -> Visits:
    seen = Visits([], [], [])
    for _ in range(visits):
        seen.whole.append(_spent(ask))
        with _timed_audit() as parts:
            ask()
        seen.audit.append(Spent(sum(part.cpu for part in parts), sum(part.elapsed for part in parts)))
        with _no_audit():
            seen.without.append(_spent(ask))
    return seen


@contextmanager
def _timed_audit() -> Iterator[list[Spent]]:
    """What each call of the audit takes, while the context is open; the audit is the real one."""
    parts = list[Spent]()

    def timed(real: Callable[P, T]) -> Callable[P, T]:
        def call(*args: P.args, **named: P.kwargs) -> T:
            answer = list[T]()
            parts.append(_spent(lambda: answer.append(real(*args, **named))))
            return answer[0]

        return call

    with patch(RECORDED, timed(recorded)), patch(WITNESS, timed(witness)):
        yield parts


@contextmanager
def _no_audit() -> Iterator[None]:
    """Pages answer without a word to the ledger: what they would cost."""
    with patch(RECORDED, lambda *_, **__: Recorded(())), patch(WITNESS, lambda **_: None):
        yield


def _spent(work: Callable[[], None]) -> Spent:
    return spent(work, backends=backends())
