"""When a checkpoint has to leave, and when the last one outside is too old."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from watchfloor.protect.rules.outside import Outside, age, is_due, state

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOURS = st.integers(0, 200)


def ago(hours: float) -> datetime:
    """So many hours before."""
    return NOW - timedelta(hours=hours)


@given(HOURS, HOURS)
def test_red_after_48_hours(left: int, since: int) -> None:
    """Red exactly when the last one outside, or the log of a house from which none left, is 48 hours old."""
    assert (state(Outside(ago(left), 5, ago(left), ago(200)), now=NOW) == "overdue") == (left >= 48)
    assert (state(Outside(None, 0, None, ago(since)), now=NOW) == "overdue") == (since >= 48)
    assert state(Outside(None, 0, None, None), now=NOW) == "ok" and age(Outside(None, 0, None, None), now=NOW) is None


@given(HOURS)
def test_daily_and_hourly_while_nothing_leaves(tried: int) -> None:
    """A day after one left, an hour after a try by which nothing did; an exercise daily; nothing before a note."""
    assert is_due(Outside(ago(tried), 5, ago(tried), ago(300)), exercise=False, now=NOW) == (tried >= 24)
    failed = Outside(ago(250), 5, ago(tried), ago(300))
    assert is_due(failed, exercise=False, now=NOW) == (tried >= 1)
    assert is_due(failed, exercise=True, now=NOW) == (tried >= 24)
    assert is_due(Outside(None, 0, None, ago(1)), exercise=False, now=NOW)
    assert not is_due(Outside(None, 0, None, None), exercise=False, now=NOW)
