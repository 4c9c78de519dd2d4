"""The watch board: clocks in their order, what they say, and the six lights of the mission, each with its reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from watchfloor.desk.rules.feeds import State as FeedState
from watchfloor.desk.rules.feeds import gap_words
from watchfloor.desk.rules.map import Mark

# targets, declared by us until the center sets its own
SECOND_LOOK, PRODUCT_REVIEW = timedelta(hours=8), timedelta(hours=24)
AHEAD = timedelta(days=7)  # reviews and purges of records are shown from then on
BEHIND_SOON, BEHIND_LATE = timedelta(seconds=60), timedelta(minutes=10)
JUST_NOW = timedelta(hours=1)  # what came within it shows that something can come, also without a known rhythm
FILES = "files are not taken in"
ClockState = Literal["ok", "soon", "overdue"]
LightState = Literal["ok", "soon", "overdue", "not known"]


@dataclass(frozen=True, slots=True)
class Clock:
    """Something that is due. `record` names the record it is about; `target` says what the time is counted against."""

    what: str
    url: str
    marking: str
    began_at: datetime
    due_at: datetime
    target: str
    owner: str = ""
    number: str = ""
    record: UUID | None = None


@dataclass(frozen=True, slots=True)
class Light:
    """Whether the center can do one part of its mission now, and why we say so."""

    name: str
    state: LightState
    because: str


def state_of(began_at: datetime, due_at: datetime, *, now: datetime) -> ClockState:
    """In time, soon (the last third of the target), or over."""
    if now >= due_at:
        return "overdue"
    return "soon" if due_at - now <= (due_at - began_at) / 3 else "ok"


def left(due_at: datetime, *, now: datetime) -> str:
    """ "18 min left", "1 h 50 over", "9 days left": minutes alone below an hour, whole hours from three on."""
    minutes = int(abs((due_at - now).total_seconds()) // 60)
    return f"{span(minutes)} {'over' if now >= due_at else 'left'}"


def span(minutes: int) -> str:
    """As clock.mjs says it."""
    hours = minutes // 60
    if minutes < 60:
        return f"{minutes} min"
    if hours < 3:
        return f"{hours} h {minutes % 60:02d}"
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"


def used(began_at: datetime, due_at: datetime, *, now: datetime) -> int:
    """Percent of the time that is gone, 100 at most."""
    whole = (due_at - began_at).total_seconds()
    return 100 if whole <= 0 else max(0, min(100, round(100 * (now - began_at).total_seconds() / whole)))


def in_order(clocks: Iterable[Clock]) -> list[Clock]:
    """What is over longest stands first."""
    return sorted(clocks, key=lambda clock: (clock.due_at, clock.what))


def clustered(marks: Sequence[Mark], *, near: float) -> list[tuple[Mark, int]]:
    """Marks that lie within `near` degrees of latitude as one, with how many it stands for; of mixed kinds `several`.

    Kinds are not kept apart: two numbers over each other can be read by nobody.
    """
    found: list[tuple[Mark, int]] = []
    for mark in marks:
        at = next((n for n, (other, _) in enumerate(found) if _touch(mark, other, near)), None)
        if at is None:
            found.append((mark, 1))
        else:
            first, count = found[at]
            found[at] = (first if first.kind == mark.kind else replace(first, kind="several"), count + 1)
    return found


def _touch(a: Mark, b: Mark, near: float) -> bool:
    return abs(a.lon - b.lon) <= near * 1.4 and abs(a.lat - b.lat) <= near


def coming_in(
    name: str, feeds: Sequence[tuple[str, FeedState]], *, last: datetime | None, aside: int, now: datetime
) -> Light:
    """Receive and gather: when anything came last, and which sources are out of their rhythm."""
    if last is None:
        return Light(name, "not known", "Nothing has come in that you may see.")
    heard = f"Last came {_ago(now - last)}."
    bad = [source for source, state in feeds if state in ("silent", "late")]
    silent = [source for source, state in feeds if state == "silent"]
    refused = f" {_some(aside)} set aside in 24 h." if aside else ""
    if not bad:
        known = any(state == "on time" for _, state in feeds)
        rhythm = "" if known else " No source has a known rhythm yet."
        return Light(name, "ok" if known or now - last <= JUST_NOW else "not known", f"{heard}{rhythm}{refused}")
    word = "silent" if silent else "late"
    return Light(name, "overdue" if silent else "soon", f"{heard} {_named(silent or bad)} {word}.{refused}")


def followed(name: str, behind: timedelta | None, *, who: str, facts: int) -> Light:
    """Analyze: how far the followers are behind the log; None when none has begun."""
    if behind is None:
        return Light(name, "not known", "No follower has begun to read the log.")
    if behind < BEHIND_SOON:
        return Light(name, "ok", "What came in is read and linked to within a minute.")
    state: LightState = "overdue" if behind >= BEHIND_LATE else "soon"
    return Light(name, state, f"{who} is {gap_words(behind)} behind, {facts} facts wait.")


def going_out(name: str, *, waiting: datetime | None, worker: timedelta | None, now: datetime) -> Light:
    """Disseminate: since when the outbox waits, and whether the worker that empties it is alive."""
    if worker is None:
        return Light(name, "not known", "The worker has written no checkpoint yet.")
    if worker >= BEHIND_LATE:
        return Light(name, "overdue", f"The worker does not answer: {gap_words(worker)} without a sealed fact.")
    since = now - waiting if waiting else timedelta(0)
    if since < BEHIND_SOON:
        return Light(name, "ok", "Notices leave at once; none waits.")
    state: LightState = "overdue" if since >= BEHIND_LATE else "soon"
    return Light(name, state, f"A notice has waited {gap_words(since)}.")


def guarded(name: str, *, unsealed: timedelta, purges: int, reviews: int, over: int) -> Light:
    """Protect: the ledger is written and sealed, purges are finished, records are reviewed and purged in time."""
    said = [
        "The ledger is written and sealed."
        if unsealed < BEHIND_SOON
        else f"Facts wait {gap_words(unsealed)} for the seal."
    ]
    said += [f"{_some(purges)} purge{'s are' if purges > 1 else ' is'} not finished."] if purges else []
    said += [f"{_some(over)} past the day of purge."] if over else []
    said += [f"{_some(reviews)} past review."] if reviews else []
    if unsealed >= BEHIND_LATE or over:
        return Light(name, "overdue", " ".join(said))
    state: LightState = "soon" if purges or reviews or unsealed >= BEHIND_SOON else "ok"
    return Light(name, state, " ".join(said))


def with_room(lights: Sequence[Light], *, level: str, percent: str) -> list[Light]:
    """The same lights on a disk that runs full ("short", "full"): what has stopped is said first where it belongs."""
    stopped = {"short": ("Receive", "Gather"), "full": ("Receive", "Gather", "Protect")}.get(level, ())
    what = {"Protect": "exports and bulk searches have stopped"}
    said = {name: f"{percent} of the disk is free: {what.get(name, FILES)}. " for name in stopped}
    return [
        replace(one, state="overdue", because=said[one.name] + one.because) if one.name in said else one
        for one in lights
    ]


def _ago(gap: timedelta) -> str:
    return f"{gap_words(gap)} ago"


def _named(sources: Sequence[str]) -> str:
    first = sources[0]
    return f"{first} is" if len(sources) == 1 else f"{first} and {len(sources) - 1} more are"


def _some(count: int) -> str:
    """A number that was counted no further than 100."""
    return "100 or more" if count >= 100 else str(count)
