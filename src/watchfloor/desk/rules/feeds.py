"""Whether a source sends in its rhythm. Nothing is expected of one that was heard fewer than three times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Literal

State = Literal["on time", "late", "silent", "not known"]
ORDER: tuple[State, ...] = ("silent", "late", "not known", "on time")
LEAST_HEARD, MOST_HEARD = 3, 10
TOGETHER = timedelta(minutes=10)  # what comes within it is one sending, in several pieces
LATE_AFTER, SILENT_AFTER = 1.5, 4.0  # times the middle gap; declared by us
LEAST_GAP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`every`: the middle gap of the last sendings; `due_at`: when it turns late. Both None where it is not known."""

    state: State
    heard: int
    every: timedelta | None = None
    due_at: datetime | None = None


def rhythm_of(times: Sequence[datetime], *, now: datetime) -> Rhythm:
    """From the moments at which something came, in any order."""
    sendings = _sendings(times)[:MOST_HEARD]
    if len(sendings) < LEAST_HEARD:
        return Rhythm("not known", len(sendings))
    gaps = [later - earlier for later, earlier in pairwise(sendings)]
    every = max(LEAST_GAP, timedelta(seconds=median(gap.total_seconds() for gap in gaps)))
    waited = now - sendings[0]
    state: State = "on time" if waited <= LATE_AFTER * every else "late"
    return Rhythm(
        "silent" if waited > SILENT_AFTER * every else state, len(sendings), every, sendings[0] + LATE_AFTER * every
    )


def _sendings(times: Sequence[datetime]) -> list[datetime]:
    """The end of each sending, newest first."""
    found: list[datetime] = []
    last: datetime | None = None
    for at in sorted(times, reverse=True):
        if last is None or last - at > TOGETHER:
            found.append(at)
        last = at
    return found


def gap_words(gap: timedelta) -> str:
    """ "20 min", "6 h", "3 days", as far as the gap deserves."""
    minutes = round(gap.total_seconds() / 60)
    if minutes < 90:
        return f"{minutes} min"
    return f"{round(minutes / 60)} h" if minutes < 48 * 60 else f"{round(minutes / 1440)} days"
