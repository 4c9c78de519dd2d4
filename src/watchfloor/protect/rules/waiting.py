"""How long a question may wait for somebody who decides, and how that stands."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

State = Literal["ok", "soon", "overdue"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Waiting from `soon` on comes due, from `late` on it is overdue. MUST be 0 < soon < late."""

    soon: timedelta
    late: timedelta

    def __post_init__(self) -> None:
        if not timedelta(0) < self.soon < self.late:
            raise ValueError("waiting: the days of `soon` must be more than none and fewer than those of `late`")


def state_of(waited: timedelta, *, limits: Limits) -> State:
    """In time, coming due, or over."""
    return "overdue" if waited >= limits.late else "soon" if waited >= limits.soon else "ok"
