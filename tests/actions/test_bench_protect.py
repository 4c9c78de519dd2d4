"""The bench of protection at its smallest: every part runs on the real tables and its figures can be wrong."""

import io
from types import SimpleNamespace

from rich.console import Console

from watchfloor.bench import facts, lists

SAY = Console(file=io.StringIO())


def test_the_ledger_is_weighed(house: SimpleNamespace) -> None:
    """Two thousand facts verify, and each weighs no less than its bytes: ids, digest and hash alone are 112."""
    pid = house.server.cluster.pid()
    verified, sealing, fact, place = facts.verified(pid, 1, SAY, rows=2_000)
    assert verified.value is not None and verified.value > 1_000
    assert sealing.value is not None and 0 < sealing.value < 10_000
    assert fact.value is not None and 112 < fact.value < 1_000
    assert place.value is not None and 40 < place.value < 1_000


def test_lists_are_asked_with_and_without_walls(house: SimpleNamespace) -> None:
    """Every question answers the same rows both ways, costs something, and is judged against the same without."""
    *figures, kept = lists.measure(house.server.cluster.pid(), 1, SAY, rows=3_000, tries=2)
    assert len(figures) == 2 * 5 * 3
    assert all(one.value and one.peer and one.ratio for one in figures)
    assert kept.value is not None and 0 <= kept.value <= 12
    assert lists.Compared(1.05, 1.0, 2, 1).within and lists.Compared(0.19, 0.1, 1, 1).within
    assert not lists.Compared(1.2, 1.0, 1, 1).within
