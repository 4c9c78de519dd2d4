"""Whom a notice goes to next that must be acknowledged: down the roster, then to the director, then an alarm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.notify.rules.duty import DutyView

DIRECTOR = "director"
CITATION = "fusion-process 5.1 (unread time-sensitive item: 15 min, 1 h)"
Outcome = Literal["calling", "told", "undelivered"]
State = Literal["open", "acknowledged", "settled", "exhausted"]


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a kind of notice goes on, in minutes from when it began; `next` is the time to acknowledge one try."""

    kind: str
    words: str
    desk: str
    first: int
    next: int
    last: int
    citation: str


@dataclass(frozen=True, slots=True)
class TryView:
    """One try: whom, when, by which ways, and what became of it. `because` is a code ("", "pager.timed-out")."""

    n: int
    person_id: int
    layer: str
    ways: tuple[str, ...]
    at: datetime
    outcome: Outcome
    because: str = ""


@dataclass(frozen=True, slots=True)
class EscalationView:
    """Something that somebody must acknowledge. `about` is what it is about, `path` the page where it is worked on."""

    public_id: UUID
    label_id: int
    kind: str
    about: UUID
    path: str
    began_at: datetime
    state: State
    tries: tuple[TryView, ...] = ()
    answered_by: int | None = None
    answered_at: datetime | None = None

    @property
    def number(self) -> str:
        """ "7F3A": what is said over a pager."""
        return str(self.public_id)[:4].upper()


@dataclass(frozen=True, slots=True)
class Step:
    """What is due: a try with this person, or (person 0) nobody is left."""

    person_id: int
    layer: str
    ways: tuple[str, ...] = ()
    duty: UUID | None = None


NOBODY = Step(0, "")


def next_step(
    view: EscalationView, pace: Pace, on: Sequence[DutyView], directors: Sequence[int], *, now: datetime
) -> Step | None:
    """The try that is due now, NOBODY where the list has come to its end, or None: it is not time yet.

    Everybody is tried once: down the layers of who is on duty, then the director; also a roster with a gap comes to an
    end. The director is tried at the latest after `pace.last` minutes. A clock that was set back makes a wait that
    cannot be measured: then it goes on at once.
    """
    if view.state not in ("open", "exhausted") or now < view.began_at + timedelta(minutes=pace.first):
        return None
    tried = {one.person_id for one in view.tries}
    heads = [Step(one, DIRECTOR, ("screen", "mail")) for one in directors if one not in tried]
    # who is told on duty is told; the director beside the roster is not called before his time
    late = now >= view.began_at + timedelta(minutes=pace.last) and not any(one.layer == DIRECTOR for one in view.tries)
    if late and heads:
        return heads[0]
    if view.tries and _waits(view.tries[-1], pace, now):
        return None
    line = [Step(one.person_id, str(one.layer), one.ways, one.public_id) for one in on if one.person_id not in tried]
    if line or heads:
        return (line or heads)[0]
    return NOBODY if view.state == "open" else None


def _waits(last: TryView, pace: Pace, now: datetime) -> bool:
    """Whether the last try may still be acknowledged in time; what reached nobody is not waited for."""
    if last.outcome == "undelivered":
        return False
    return last.at <= now < last.at + timedelta(minutes=pace.next)


def may_acknowledge(view: EscalationView, *, me: int, right: bool) -> Decision:
    """Whether this person may say "I have it": who was called, or who keeps the watch."""
    called = any(one.person_id == me for one in view.tries)
    return Decision.of(
        Because("You were called, or your role keeps the watch.", "notify.escalation.right", CITATION)
        if called or right
        else Because("You were not called.", "notify.escalation.right", CITATION, False, "Ask who keeps the watch."),
        Because("It waits.", "notify.escalation.state", CITATION)
        if view.state in ("open", "exhausted")
        else Because(
            "Somebody has it already.", "notify.escalation.state", CITATION, False, "Read who on the duty page."
        ),
    )
