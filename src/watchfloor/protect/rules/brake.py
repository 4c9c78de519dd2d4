"""Expiry believes no clock by itself: it stops where the ledger's facts or the size of what is due speak against it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from watchfloor.core.rules.decision import Because, Decision


@dataclass(frozen=True, slots=True)
class BrakePolicy:
    """The limits, from data/brake.json. `most_share`: 0 to 1; `always`: so many records never stop anything."""

    most_silent: timedelta
    most_share: float
    always: int
    confirmed_for: timedelta
    citation: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What the ledger knows of time: its last fact, and its longest silence since expiry last went well.

    None where there is no fact yet; the silence is zero where there are fewer than two.
    """

    last_at: datetime | None
    longest: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Due:
    """How many records are held, and how many of them are past their last day by the clock of now."""

    held: int
    due: int


def may_expire(heard: Heard, due: Due, *, policy: BrakePolicy, now: datetime) -> Decision:
    """Whether the schedule may end anything. A clock that is set back ends nothing too early and stops nothing."""
    return Decision.of(_clock(heard, policy, now), _share(due, policy))


def clock_believed(heard: Heard, *, policy: BrakePolicy, now: datetime) -> bool:
    """Whether the ledger's own facts bear the clock out."""
    return _clock(heard, policy, now).ok


def _clock(heard: Heard, policy: BrakePolicy, now: datetime) -> Because:
    silent = max(heard.longest, now - heard.last_at if heard.last_at else timedelta(0))
    if silent <= policy.most_silent:
        return Because("The ledger's facts bear the clock out.", "expiry.clock", policy.citation)
    text = f"the clock went {silent.days} days ahead without a fact of the ledger."
    return Because(text, "expiry.clock", policy.citation, False, "Set it right, or two persons say that it is right.")


def _share(due: Due, policy: BrakePolicy) -> Because:
    if due.due <= max(policy.always, due.held * policy.most_share):
        return Because("What is due is no more than usual.", "expiry.share", policy.citation)
    text = f"{due.due} of {due.held} records are past their last day at once."
    return Because(text, "expiry.share", policy.citation, False, "Two persons look at it and let it go on.")
