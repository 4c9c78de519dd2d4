"""Tasks: who may take, hand over, finish and cancel one, and what is called out for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from watchfloor.core.rules.decision import Because, Decision

State = Literal["open", "claimed", "done", "cancelled"]
LEVELS = {
    "none": "Nobody is called", "late": "The roster is called when it is late",
    "hot": "The roster is called until somebody takes it, and when it is late",
}  # fmt: skip
TITLE_MOST, WORDS_MOST = 200, 2000
FARTHEST = timedelta(days=366)
CITATION = "center policy"


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task. `record` is the public id of its record, None where there is none or it is not the reader's any more.

    `role`: whose it is until somebody has it, "" for anybody's who works on tasks. `asked`: what it was for has ended.
    """

    public_id: UUID
    label_id: int
    title: str
    due_at: datetime
    made_by: int
    made_at: datetime
    state: State = "open"
    role: str = ""
    level: str = "none"
    held_by: int | None = None
    held_at: datetime | None = None
    asked: bool = False
    record_id: int | None = None
    run: UUID | None = None
    playbook: str = ""
    step: str = ""
    done_means: str = ""
    path: str = ""
    settled_by: int | None = None
    settled_at: datetime | None = None
    erased: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is still to be done."""
        return self.state in ("open", "claimed")


@dataclass(frozen=True, slots=True)
class Said:
    """A task as somebody states it by hand."""

    title: str
    due_at: datetime
    level: str = "none"
    role: str = ""


def may_add(said: Said, *, roles: Iterable[str], right: bool, now: datetime) -> Decision:
    """Whether this may stand as a task. Rules plan.task.right, title, due, level, role."""
    return Decision.of(
        _right(right),
        *_unless(bool(said.title.strip()), "What: empty.", "title", "Write what is to be done."),
        *_unless(len(said.title) <= TITLE_MOST, f"What: {len(said.title)} characters.", "title",
                 f"Write {TITLE_MOST} or fewer; the rest belongs into the watch log."),
        *_unless(said.due_at > now, "Due: it lies back.", "due", "Write a time to come."),
        *_unless(said.due_at <= now + FARTHEST, "Due: more than a year ahead.", "due", "Check the year."),
        *_unless(said.level in LEVELS, "If nobody does it: not chosen.", "level", "Choose one."),
        *_unless(said.role in {"", *roles}, "Whose: no role that works on tasks.", "role", "Choose one."),
    )  # fmt: skip


def may_claim(view: TaskView, *, me: int, role: str, vacant: bool, right: bool) -> Decision:
    """Whether this person takes it. A role's task is for who has it; for anybody while nobody has (`vacant`)."""
    fits = view.role in ("", role) or vacant
    return Decision.of(
        _right(right), _waits(view),
        *_unless(view.held_by is None, "Somebody has taken it." if view.held_by != me else "You have it already.",
                 "claim", "Ask who has it to hand it over."),
        *_unless(fits, f"It is for the role {view.role}.", "role", "Somebody with that role takes it."),
    )  # fmt: skip


def may_hand_over(
    view: TaskView, *, to: int | None, able: bool, because: str, me: int, supervises: bool, right: bool
) -> Decision:
    """Whether it goes to another person: by who has it, or by who supervises, with a reason."""
    return Decision.of(
        _right(right),
        _waits(view),
        _mine(view, me, supervises),
        *_unless(
            to is not None and able, "To whom: nobody who works on tasks and may see it.", "to", "Choose another."
        ),
        *_unless(to is None or to != view.held_by, "To whom: has it already.", "to", "Choose another."),
        *_because(because),
    )


def may_finish(view: TaskView, *, note: str, me: int, right: bool) -> Decision:
    """Whether it is done: by who has it. What was done may be said."""
    return Decision.of(
        _right(right), _waits(view), _mine(view, me, False),
        *_unless(len(note) <= WORDS_MOST, "What was done: too long.", "note", f"Write {WORDS_MOST} or fewer."),
    )  # fmt: skip


def may_cancel(view: TaskView, *, because: str, me: int, supervises: bool, right: bool) -> Decision:
    """Whether it needs not be done: by who has it or who supervises, with a reason."""
    return Decision.of(_right(right), _waits(view), _mine(view, me, supervises), *_because(because))


def call_outs(
    views: Iterable[TaskView], *, vacant: frozenset[str], now: datetime
) -> list[tuple[str, TaskView, datetime]]:
    """(kind, task, since when) of what somebody must acknowledge: nobody took it, or it is late.

    A task for a role that nobody has is called out for at once, whatever its level.
    """
    found = []
    for one in views:
        if one.state == "open" and (one.level == "hot" or one.role in vacant):
            found.append(("task", one, one.made_at))
        if one.waits and one.level != "none" and one.due_at <= now:
            found.append(("task-late", one, one.due_at))
    return found


def _right(right: bool) -> Because:
    if right:
        return Because("Your role works on tasks.", "plan.task.right", CITATION)
    return Because("Your role works on no tasks.", "plan.task.right", CITATION, False, "Ask who keeps the watch.")


def _waits(view: TaskView) -> Because:
    if view.waits:
        return Because("It is to be done.", "plan.task.state", CITATION)
    return Because(
        f"It is {view.state} already.", "plan.task.state", CITATION, False, "Add a new one if more is to do."
    )


def _mine(view: TaskView, me: int, supervises: bool) -> Because:
    if view.held_by == me or supervises:
        return Because("You have it, or you supervise the watch.", "plan.task.own", CITATION)
    text = "Somebody else has it." if view.held_by else "Nobody has taken it."
    return Because(text, "plan.task.own", CITATION, False, "Claim it first, or ask a supervisor.")


def _because(said: str) -> tuple[Because, ...]:
    return (
        *_unless(bool(said.strip()), "Why: empty.", "because", "Write the reason in a line."),
        *_unless(len(said) <= WORDS_MOST, "Why: too long.", "because", f"Write {WORDS_MOST} or fewer."),
    )


def _unless(ok: bool, text: str, rule: str, way_out: str) -> tuple[Because, ...]:
    return () if ok else (Because(text, f"plan.task.{rule}", CITATION, False, way_out),)
