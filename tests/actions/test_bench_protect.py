"""The bench of protection at its smallest: every part runs on the real tables and its figures can be wrong."""

import io
from types import SimpleNamespace

from rich.console import Console

from watchfloor.bench import facts

SAY = Console(file=io.StringIO())


def test_the_ledger_is_weighed(house: SimpleNamespace) -> None:
    """Two thousand facts verify, and each weighs no less than its bytes: ids, digest and hash alone are 112."""
    pid = house.server.cluster.pid()
    verified, sealing, fact, place = facts.verified(pid, 1, SAY, rows=2_000)
    assert verified.value is not None and verified.value > 1_000
    assert sealing.value is not None and 0 < sealing.value < 10_000
    assert fact.value is not None and 112 < fact.value < 1_000
    assert place.value is not None and 40 < place.value < 1_000
