"""When the newest checkpoint has to leave the machine, and how old the last one outside may be."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

EVERY = timedelta(hours=24)
AGAIN = timedelta(hours=1)  # after a try by which nothing left
RED, SOON = timedelta(hours=48), timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Outside:
    """`left_at`: when a checkpoint last left, None if none did; `size` how many facts it covered.

    `tried_at`: the last try, whether or not anything left; `since`: when the first checkpoint was signed.
    """

    left_at: datetime | None
    size: int
    tried_at: datetime | None
    since: datetime | None


def is_due(it: Outside, *, exercise: bool, now: datetime) -> bool:
    """Daily; hourly while nothing leaves. An exercise, which sends nothing out, tries daily alone."""
    if it.since is None:
        return False
    if it.tried_at is None:
        return True
    nothing_left = it.left_at is None or it.left_at < it.tried_at
    return now - it.tried_at >= (AGAIN if nothing_left and not exercise else EVERY)


def age(it: Outside, *, now: datetime) -> timedelta | None:
    """Of the last one outside; while none ever left, of the log. None before the first checkpoint."""
    begun = it.left_at or it.since
    return now - begun if begun else None


def state(it: Outside, *, now: datetime) -> Literal["ok", "soon", "overdue"]:
    """Red after 48 hours: from there on who holds the signing key could have written another log unseen."""
    old = age(it, now=now)
    if old is None:
        return "ok"
    if old >= RED:
        return "overdue"
    return "soon" if it.left_at is None or old >= SOON else "ok"
