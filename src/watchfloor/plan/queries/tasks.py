"""Reading tasks and the runs of playbooks; a purge that has begun hides what is about its record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import QuerySet

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.plan.models.events import SpecialEvent
from watchfloor.plan.models.tasks import PlaybookRun, Task
from watchfloor.plan.rules.tasks import State, TaskView

__all__ = ["TaskView"]

WORK, SUPERVISES = "task.work", "claim.take-over"
WAITING = ("open", "claimed")
MOST = 300


@dataclass(frozen=True, slots=True)
class RunView:
    """A playbook at work. `ended` is "" while it runs, then done, expired, called-off or cancelled."""

    public_id: UUID
    label_id: int
    playbook: str
    path: str
    opened_by: int
    opened_at: datetime
    closes_at: datetime | None
    ended: str
    ended_at: datetime | None
    record_id: int | None


def tasks(*, audience: Audience, since: datetime | None = None, run: UUID | None = None) -> list[TaskView]:
    """What is to be done, due first; with `since` what was settled since then, newest first; or all of a run."""
    rows = visible_tasks(audience=audience)
    if run is not None:
        rows = rows.filter(run=run).order_by("made_at", "due_at", "step")
    elif since is None:
        rows = rows.filter(state__in=WAITING).order_by("due_at", "public_id")
    else:
        rows = rows.filter(settled_at__gte=since).order_by("-settled_at", "public_id")
    return _views(audience, rows[:MOST])


def task(*, audience: Audience, public_id: UUID) -> TaskView | None:
    """One task; None for "is not" and "is not yours" alike."""
    found = _views(audience, visible_tasks(audience=audience).filter(public_id=public_id))
    return found[0] if found else None


def visible_tasks(*, audience: Audience) -> QuerySet[Task]:
    """Wall 1: by the label, the center's own besides; a grant of one record does not show who works for it."""
    if not (WORK in audience.rights or audience.actor.person_id < 0):
        return Task.objects.none()
    return Task.objects.filter(label_id__in=audience.label_ids, base_label_id__in=audience.label_ids)


def runs(*, audience: Audience, ended_since: datetime | None = None) -> list[RunView]:
    """Playbooks at work, the newest first; with `ended_since` those that ended since then."""
    rows = visible_runs(audience=audience)
    rows = rows.filter(ended_at__gte=ended_since) if ended_since else rows.filter(ended_at=None)
    return _runs(audience, rows.order_by("-opened_at", "public_id")[:MOST])


def run(*, audience: Audience, public_id: UUID) -> RunView | None:
    """One run; None for "is not" and "is not yours" alike."""
    found = _runs(audience, visible_runs(audience=audience).filter(public_id=public_id))
    return found[0] if found else None


def visible_runs(*, audience: Audience) -> QuerySet[PlaybookRun]:
    """Wall 1, as of tasks."""
    if not (WORK in audience.rights or audience.actor.person_id < 0):
        return PlaybookRun.objects.none()
    return PlaybookRun.objects.filter(label_id__in=audience.label_ids, base_label_id__in=audience.label_ids)


def event_begins(*, audience: Audience, public_id: UUID) -> datetime | None:
    """When a special event begins; None for "is not" and "is not yours" alike."""
    mine = SpecialEvent.objects.filter(label_id__in=audience.label_ids, public_id=public_id)
    return mine.values_list("starts_at", flat=True).first()


def _standing(audience: Audience, ids: Iterable[int | None]) -> set[int | None]:
    named = [one for one in ids if one is not None]
    return {None, *(row.id for row in core.rows_of(audience=audience, ids=named))} if named else {None}


def _views(audience: Audience, rows: Iterable[Task]) -> list[TaskView]:
    kept = list(rows)
    stand = _standing(audience, {row.record_id for row in kept})
    return [_view(row) for row in kept if row.record_id in stand]


def _view(row: Task) -> TaskView:
    return TaskView(
        row.public_id, row.label_id, row.title, row.due_at, row.made_by, row.made_at, cast("State", row.state),
        row.role, row.level, row.held_by, row.held_at, row.asked_at is not None, row.record_id, row.run, row.playbook,
        row.step, row.done_means, row.path, row.settled_by, row.settled_at, row.erased_at is not None,
    )  # fmt: skip


def _runs(audience: Audience, rows: Iterable[PlaybookRun]) -> list[RunView]:
    kept = list(rows)
    stand = _standing(audience, {row.record_id for row in kept})
    return [
        RunView(
            row.public_id, row.label_id, row.playbook, row.path, row.opened_by, row.opened_at, row.closes_at,
            row.ended, row.ended_at, row.record_id,
        )
        for row in kept if row.record_id in stand
    ]  # fmt: skip
