"""Answers leave at fixed ticks."""

from hypothesis import given
from hypothesis import strategies as st

from watchfloor.protect.rules.ticks import TICKS, next_tick


@given(st.floats(0, 30))
def test_an_answer_leaves_at_a_tick_and_never_before_its_work_is_done(spent: float) -> None:
    """The moment of leaving is one of a few, and not earlier than the work."""
    tick = next_tick(spent)
    assert tick >= spent
    assert tick in TICKS or tick == int(tick)


def test_what_takes_no_time_and_what_takes_a_little_leave_together() -> None:
    """One hit and a thousand hidden ones cannot be told apart by the clock."""
    assert next_tick(0.0) == next_tick(0.013) == next_tick(0.099) == 0.1
    assert next_tick(0.1001) == next_tick(0.24) == 0.25
    assert next_tick(1.2) == 2.0
