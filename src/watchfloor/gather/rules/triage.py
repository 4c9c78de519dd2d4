"""Which report a person reads first: by time, place and danger as its sender stated them, each with its reason.

The inputs and their clocks are data (data/triage.json). Nothing about a person is among them, and none is added up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.gather.rules.danger import suggests_danger

NONE, DANGER, BY_PERSON = "none", "danger", "person-said"
PLACE, JUST_NOW, TODAY = "many-people", "seen-just-now", "seen-today"
TODAY_TO_COME, DAYS_TO_COME = "today-to-come", "days-to-come"
EXACT = frozenset({"minute"})  # precisions of a time that names its hour
BECAUSE_LEAST = 10
CLOCK_FAST = timedelta(minutes=15)  # of phones whose clock is set by hand
DAYS_AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Clock:
    """How long reports of this group may wait for a first look. `calls`: the roster is called when it is over."""

    code: str
    group: str
    words: str
    minutes: int
    calls: bool
    why: str
    citation: str


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that a report may state, the clock that it sets, and why it counts."""

    code: str
    clock: str
    words: str
    why: str
    citation: str


@dataclass(frozen=True, slots=True)
class Triage:
    """The declared policy; `clocks` from the most urgent on, `phrases` by input."""

    ways: frozenset[str]
    clocks: tuple[Clock, ...]
    inputs: Mapping[str, Input]
    phrases: Mapping[str, tuple[str, ...]]
    danger: tuple[str, ...]
    just_now: timedelta
    today: timedelta
    calls_most: int
    calls_window: timedelta

    def clock(self, code: str) -> Clock:
        """StopIteration for one that is not declared."""
        return next(one for one in self.clocks if one.code == code)

    def step(self, code: str) -> int:
        """0 for the most urgent."""
        return [one.code for one in self.clocks].index(code)


@dataclass(frozen=True, slots=True)
class Stated:
    """What its sender stated. `precision` is that of `seen_at` (core When); `danger`, `happening`: his own answers."""

    words: str
    seen_at: datetime | None = None
    precision: str = "unknown"
    danger: bool = False
    happening: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a report stands, and the inputs that put it there."""

    clock: str
    because: tuple[str, ...]


def standing_of(said: Stated, policy: Triage, *, now: datetime) -> Standing:
    """The most urgent clock among those of its inputs; the place counts beside a near time alone."""
    found = _inputs(said, policy, now)
    timed = [code for code in found if code != PLACE]
    codes = found if timed else []
    if not codes:
        return Standing(NONE, ())
    first = min((policy.inputs[code].clock for code in codes), key=policy.step)
    return Standing(first, tuple(code for code in codes if policy.inputs[code].clock == first or code in timed))


def phrases_of(text: str, code: str, policy: Triage) -> tuple[str, ...]:
    """The words of the text for which an input of words stands; they are shown beside it, and kept nowhere."""
    return suggests_danger(text, policy.danger if code == "danger-words" else policy.phrases.get(code, ()))


def due_at(opened_at: datetime, clock: Clock) -> datetime:
    """Until when somebody is to have looked."""
    return opened_at + timedelta(minutes=clock.minutes)


def may_raise(*, right: bool, because: str) -> Decision:
    """Whether a person may raise a report to the top and have the roster called."""
    if not right:
        no = Because("Your role does not work on reports.", "gather.triage.right", "CJISSECPOL AC-6", False, "Ask.")
        return Decision.of(no)
    if len(because.strip()) < BECAUSE_LEAST:
        text = f"Reason: shorter than {BECAUSE_LEAST} characters."
        way = "Say in a sentence who may be in danger, and why you think so."
        return Decision.of(Because(text, "gather.triage.because", "own rule", ok=False, way_out=way))
    return Decision.of(Because("You work on reports, and you say why.", "gather.triage.right", "CJISSECPOL AC-6"))


def _inputs(said: Stated, policy: Triage, now: datetime) -> Sequence[str]:
    told = {
        "said-danger": said.danger, "danger-words": bool(phrases_of(said.words, "danger-words", policy)),
        "said-now": said.happening, **{code: bool(phrases_of(said.words, code, policy)) for code in policy.phrases},
    }  # fmt: skip
    timed = _timed(said, policy, now)
    return [code for code in policy.inputs if told.get(code) or code == timed]


def _timed(said: Stated, policy: Triage, now: datetime) -> str:
    """What the stated time says, or "". A clock that is a few minutes fast says just now; what is ahead is to come."""
    if said.seen_at is None:
        return ""
    ago = now - said.seen_at
    if ago < -CLOCK_FAST:
        return TODAY_TO_COME if -ago <= policy.today else DAYS_TO_COME if -ago <= DAYS_AHEAD else ""
    just_now = said.precision in EXACT and ago <= policy.just_now
    return JUST_NOW if just_now else TODAY if ago <= policy.today else ""
