"""The hand-over sheet: what the outgoing officer leaves, built anew from what stands, line by line to be read back."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.plan.rules.watch import EntryView, ShiftView

PARTS = ("clock", "task", "claim", "feed", "entry")
AHEAD = timedelta(hours=12)  # a clock that rings during the next watch belongs on its sheet


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that a person works on; `holder` is the name as pages show it, `marking` that of the record."""

    record_id: int
    record: UUID
    title: str
    marking: str
    holder: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """Something that is due: `what` says what must be done by `due_at`."""

    record_id: int | None
    record: UUID | None
    title: str
    marking: str
    what: str
    due_at: datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A task that is not done. `holder` is the name as pages show it, "" for nobody; `asked`: its reason has ended."""

    task: UUID
    title: str
    marking: str
    holder: str
    due_at: datetime
    record_id: int | None = None
    record: UUID | None = None
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A source that should have sent: `state` in words, `since` when it last did."""

    code: str
    name: str
    state: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sheet. `part` and `ref` are ids alone; the words are those of the moment and are not kept.

    `state` is overdue, soon, silent, open or "". `at` is when it is due, began, was last heard of or happened.
    """

    part: str
    ref: str
    title: str = ""
    detail: str = ""
    marking: str = ""
    state: str = ""
    at: datetime | None = None
    record_id: int | None = None
    record: UUID | None = None
    url: str = ""

    @property
    def key(self) -> str:
        """What a confirmation of this line names."""
        return f"{self.part}:{self.ref}"


def sheet(
    *,
    entries: Iterable[EntryView],
    claims: Iterable[Claim],
    clocks: Iterable[Clock],
    feeds: Iterable[Feed],
    tasks: Iterable[Work] = (),
    now: datetime,
) -> tuple[Line, ...]:
    """Every line in the order of reading: clocks and tasks by when they ring, claims by age, silent feeds, the log."""
    due = sorted((one for one in clocks if one.due_at <= now + AHEAD), key=lambda one: one.due_at)
    held = sorted(claims, key=lambda one: one.since)
    silent = sorted(feeds, key=lambda one: (one.since is not None, one.since or now))
    left = [_task(one, now) for one in sorted(tasks, key=lambda one: one.due_at)]
    return (*(_clock(one, now) for one in due), *left, *map(_claim, held), *map(_feed, silent), *on_sheet(entries))


def _clock(one: Clock, now: datetime) -> Line:
    ref = f"{one.record or one.title}:{one.what}:{one.due_at.isoformat(timespec='minutes')}"
    state = "overdue" if one.due_at < now else "soon"
    return Line(
        "clock", ref, one.title, one.what, one.marking, state, one.due_at, one.record_id, one.record, one.url
    )  # fmt: skip


def _task(one: Work, now: datetime) -> Line:
    """Who has it is part of what is read back: a task that changed hands is read anew."""
    held = f"{one.holder} has it" if one.holder else "nobody has it"
    state = "overdue" if one.due_at < now else "soon" if one.due_at <= now + AHEAD else ""
    return Line(
        "task", f"{one.task}:{one.holder}:{one.asked}", one.title,
        f"{held}; asked whether it still stands" if one.asked else held,
        one.marking, state, one.due_at, one.record_id, one.record, f"/tasks/{one.task}/",
    )  # fmt: skip


def _claim(one: Claim) -> Line:
    detail = f"held by {one.holder}"
    return Line("claim", str(one.record), one.title, detail, one.marking, "", one.since, one.record_id, one.record)


def _feed(one: Feed) -> Line:
    ref = f"{one.code}:{one.since.isoformat() if one.since else 'never'}"
    return Line("feed", ref, one.name, one.state, "U", "silent", one.since)


def on_sheet(entries: Iterable[EntryView]) -> tuple[Line, ...]:
    """The log's part: what was not corrected and not erased; calls that reached nobody first, then in order of time.

    Notes stay with the records that they are pinned to.
    """
    kept = [one for one in entries if not one.corrected_by and not one.erased and one.kind != "note"]
    return tuple(_entry(one) for one in sorted(kept, key=lambda one: (one.reached is not False, one.happened_at)))


def _entry(one: EntryView) -> Line:
    detail = f"{one.kind}, {one.whom}" if one.whom else one.kind
    if one.reached is not None:
        detail += ", reached" if one.reached else ", not reached"
    state = "open" if one.reached is False else ""
    return Line(
        "entry", str(one.public_id), one.words, detail, "", state, one.happened_at, one.record_id, one.record_public_id
    )  # fmt: skip


def unread(lines: Sequence[Line], confirmed: Iterable[str]) -> tuple[Line, ...]:
    """The lines that were not confirmed; also one that came, or changed, since the officer began to read."""
    read = set(confirmed)
    return tuple(one for one in lines if one.key not in read)


def digest_of(lines: Sequence[Line]) -> bytes:
    """One digest over the ids of everything that was read back; it covers no word, so none can be guessed from it."""
    return hashlib.sha256("\n".join(sorted(one.key for one in lines)).encode()).digest()


def may_take(
    last: ShiftView | None, read: Sequence[Line], due: Sequence[Line], *, person_id: int, right: bool
) -> Decision:
    """Whether the officer takes the watch: not from himself, and with every entry of the log read back (`due`)."""
    missing = len(unread(due, (one.key for one in read)))
    left = "1 entry of the log was not read." if missing == 1 else f"{missing} entries of the log were not read."
    return Decision.of(
        Because(
            "Your role keeps the watch." if right else "Your role keeps no watch.",
            "plan.shift.right", "center policy", right, "" if right else "An analyst or the watch supervisor takes it.",
        ),
        _from_another(last, person_id),
        Because(
            left if missing else "Every entry of the log was read back.",
            "plan.shift.read-back", "center policy", not missing, "Read and confirm them." if missing else "",
        ),
    )  # fmt: skip


def _from_another(last: ShiftView | None, person_id: int) -> Because:
    own = last is not None and last.closed_at is None and last.opened_by == person_id
    text = "You hold the watch already." if own else "You do not hold the watch."
    return Because(text, "plan.shift.other", "center policy", not own, "The next officer reads it back." if own else "")
