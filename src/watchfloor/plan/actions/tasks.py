"""Add a task, take it, hand it over, finish or cancel it; each is a fact, and the watch log says what was done."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from watchfloor.core.actions.records import label_joins
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.notify.actions.escalate import Matter, call_out
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.plan.actions.callouts import notice_label
from watchfloor.plan.actions.requests import purge_on
from watchfloor.plan.actions.watch import RIGHT as WATCH
from watchfloor.plan.actions.watch import own_label, write_entry
from watchfloor.plan.models.tasks import PlaybookRun, Task
from watchfloor.plan.queries import tasks as queries
from watchfloor.plan.queries.tasks import SUPERVISES, WAITING, WORK
from watchfloor.plan.rules import tasks as rule
from watchfloor.plan.rules.tasks import Said, TaskView
from watchfloor.protect.actions.admit import NotAdmitted, admit
from watchfloor.protect.formats.policy import load

HERE = "/tasks/"


class NotDone(Refused):
    """A rule of tasks refuses: it is somebody else's, done already, or says too little."""


class NoSuchTask(LookupError):
    """There is none, or it is not the asker's to see: both answer alike."""


def task_roles() -> tuple[str, ...]:
    """The roles that work on tasks."""
    return tuple(role for role, rights in load().roles.items() if WORK in rights)


def vacant_roles() -> frozenset[str]:
    """Of those, the ones that nobody of the center has."""
    held = {one.role for one in people.persons().values() if one.of_center}
    return frozenset(task_roles()) - held


def add_task(*, said: Said, record_id: int | None = None, by: Audience, now: datetime) -> UUID:
    """Add a task by hand, about a record or not. The fact names task and record alone. Raises NotDone.

    MUST be called under its writer's audience.
    """
    decision = rule.may_add(said, roles=task_roles(), right=WORK in by.rights, now=now)
    row = _record(record_id, by)
    if not decision:
        raise NotDone(decision)
    with transaction.atomic():
        owner, base = own_label()
        made = Task(
            public_id=uuid4(), owner_id=owner, base_label_id=base, record_id=row.id if row else None,
            label_id=label_joins([(row.label_id, base)])[row.label_id, base] if row else base,
            title=said.title.strip(), path=f"/records/{row.public_id}/" if row else "", role=said.role,
            level=said.level, due_at=said.due_at, made_by=by.actor.person_id, made_at=now,
            purge_on=purge_on(owner_id=owner, now=now),
        )  # fmt: skip
        made.save(force_insert=True)
        records = [made.public_id, *([row.public_id] if row else [])]
        tell(kind="plan.task.opened", by=by, records=records, rules=decision.rules)
    return made.public_id


def claim_task(*, task_id: UUID, by: Audience, now: datetime) -> None:
    """Take it. Of two who take it at once one has it, and the other is refused. Raises NoSuchTask and NotDone."""
    with transaction.atomic():
        view = _held(task_id, by)
        me = people.person(person_id=by.actor.person_id)
        _must(rule.may_claim(
            view, me=by.actor.person_id, role=me.role if me else "", vacant=view.role in vacant_roles(),
            right=WORK in by.rights,
        ))  # fmt: skip
        _change(view, state="claimed", held_by=by.actor.person_id, held_at=now)
        tell(kind="plan.task.claimed", by=by, records=[task_id], rules=["plan.task.claim"])


def hand_over_task(*, task_id: UUID, to: UUID | None, because: str, by: Audience, now: datetime) -> None:
    """Give it to somebody else, who is told that it waits; the reason is kept sealed. Raises NoSuchTask, NotDone."""
    with transaction.atomic():
        view, whom = _held(task_id, by), people.person_of(public_id=to) if to else None
        decision = _must(rule.may_hand_over(
            view, to=whom.id if whom else None, able=_able(whom, view, by, now), because=because,
            me=by.actor.person_id, supervises=SUPERVISES in by.rights, right=WORK in by.rights,
        ))  # fmt: skip
        assert whom is not None
        _change(view, state="claimed", held_by=whom.id, held_at=now)
        notice(
            person_id=whom.id, kind="task", subject="A task was handed to you", path=f"{HERE}{task_id}/",
            text="A task was handed to you. Its page says what is to be done.", label_id=notice_label(),
            once_key=f"task-{task_id}-{whom.id}-{now.isoformat()}", now=now,
        )  # fmt: skip
        words = Words(because.strip(), view.label_id, view.record_id)
        tell(kind="plan.task.handed-over", by=by, records=[task_id], rules=decision.rules, words=words)


def finish_task(*, task_id: UUID, note: str = "", by: Audience, now: datetime) -> None:
    """Say that it is done, and what was done; the watch log keeps both. Raises NoSuchTask and NotDone."""
    with transaction.atomic():
        view = _held(task_id, by)
        decision = _must(rule.may_finish(view, note=note, me=by.actor.person_id, right=WORK in by.rights))
        _settle(view, "done", by, now)
        _log(view, f"Done: {view.title}. {note.strip()}".strip(), by, now)
        words = Words(note.strip(), view.label_id, view.record_id) if note.strip() else None
        tell(kind="plan.task.finished", by=by, records=[task_id], rules=decision.rules, words=words)
        _end_run(view.run, by, now)


def cancel_task(*, task_id: UUID, because: str, by: Audience, now: datetime) -> None:
    """Say that it needs not be done, and why; the watch log keeps both. Raises NoSuchTask and NotDone."""
    with transaction.atomic():
        view = _held(task_id, by)
        decision = _must(rule.may_cancel(
            view, because=because, me=by.actor.person_id, supervises=SUPERVISES in by.rights, right=WORK in by.rights
        ))  # fmt: skip
        _settle(view, "cancelled", by, now)
        _log(view, f"Not done: {view.title}. {because.strip()}", by, now)
        words = Words(because.strip(), view.label_id, view.record_id)
        tell(kind="plan.task.cancelled", by=by, records=[task_id], rules=decision.rules, words=words)
        _end_run(view.run, by, now)


def call_out_tasks(*, by: Audience, now: datetime) -> int:
    """Begin to escalate what nobody took, is late, or is a role's that nobody has; how many began now.

    `by` MUST be the service of the clocks.
    """
    waiting = queries.tasks(audience=by)
    bases = dict(queries.visible_tasks(audience=by).values_list("public_id", "base_label_id"))
    began = 0
    for kind, one, since in rule.call_outs(waiting, vacant=vacant_roles(), now=now):
        matter = Matter(
            kind, one.public_id, f"{HERE}{one.public_id}/", one.label_id, bases[one.public_id], since, one.record_id
        )
        began += call_out(matter=matter, by=by, now=now)
    return began


def forget_due_tasks(*, by: Audience, now: datetime) -> int:
    """Forget the words of settled tasks past their day; how many. `by` MUST be a service."""
    with connection.cursor() as cursor:
        cursor.execute("select plan_forget_tasks(%s)", [now.date()])
        gone = int(cursor.fetchone()[0])
    if gone:
        tell(kind="plan.task.forgotten", by=by)
    return gone


def _record(record_id: int | None, by: Audience) -> core.Row | None:
    rows = core.rows_of(audience=by, ids=[record_id]) if record_id else []
    if record_id and not rows:
        text = "Record: nothing here that you may read, or it does not exist."
        way_out = "Copy the number from the record's page."
        raise NotDone(Decision.of(Because(text, "plan.task.record", "center policy", False, way_out)))
    return rows[0] if rows else None


def _held(task_id: UUID, by: Audience) -> TaskView:
    """The task, held until the commit, so that it is taken and settled once."""
    Task.objects.select_for_update().filter(public_id=task_id, label_id__in=by.label_ids).first()
    view = queries.task(audience=by, public_id=task_id)
    if view is None:
        raise NoSuchTask
    return view


def _must(decision: Decision) -> Decision:
    if not decision:
        raise NotDone(decision)
    return decision


def _able(whom: people.PersonView | None, view: TaskView, by: Audience, now: datetime) -> bool:
    """Whether the other works on tasks and may see this one (his audience, not ours)."""
    if whom is None:
        return False
    try:
        theirs = admit(
            person_id=whom.id, affiliation_id=whom.affiliation_id, purpose=by.purpose, case_ref=by.case_ref, now=now
        )
    except NotAdmitted:
        return False
    return WORK in theirs.rights and view.label_id in theirs.label_ids


def _change(view: TaskView, **what: Any) -> None:
    Task.objects.filter(public_id=view.public_id).update(**what)


def _settle(view: TaskView, state: str, by: Audience, now: datetime) -> None:
    _change(view, state=state, settled_by=by.actor.person_id, settled_at=now)


def _log(view: TaskView, words: str, by: Audience, now: datetime) -> None:
    """Into the log of the watch, by who keeps it; what has a narrower label than the watch stays out of it."""
    if WATCH in by.rights and (view.record_id or view.label_id == own_label()[1]):
        write_entry(kind="event", words=words[:4000], happened_at=now, record_id=view.record_id, by=by, now=now)


def _end_run(run: UUID | None, by: Audience, now: datetime) -> None:
    """The last of its tasks ends the run."""
    if run is None or Task.objects.filter(run=run, state__in=WAITING).exists():
        return
    if PlaybookRun.objects.filter(public_id=run, ended_at=None).update(ended_at=now, ended="done"):
        tell(kind="plan.playbook.ended", by=by, records=[run], rules=["plan.playbook.done"])
