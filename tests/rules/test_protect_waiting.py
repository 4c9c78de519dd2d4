"""How long a question waits at the privacy desk before it comes due, and before it is over."""

from datetime import timedelta

import pytest

from watchfloor.protect.formats.waiting import limits
from watchfloor.protect.rules.waiting import Limits, state_of

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def test_the_policy_says_two_days_and_a_week() -> None:
    """The shipped days, each side of their edges."""
    policy = limits()
    waited = (timedelta(0), 2 * DAY - SECOND, 2 * DAY, 7 * DAY - SECOND, 7 * DAY, 900 * DAY)
    said = [state_of(one, limits=policy) for one in waited]
    assert said == ["ok", "ok", "soon", "soon", "overdue", "overdue"]


@pytest.mark.parametrize(("soon", "late"), [(0, 7), (7, 7), (9, 7), (-1, 1)])
def test_days_that_make_no_sense_stop_the_start(soon: int, late: int) -> None:
    """A file whose days are in the wrong order is no policy."""
    with pytest.raises(ValueError, match="soon"):
        Limits(soon * DAY, late * DAY)
