"""Tasks and playbooks as their pages show them: rows with clocks, the fields of forms, what refuses and where."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.desk.rules.board import left, state_of
from watchfloor.people import queries as people
from watchfloor.plan.actions.tasks import task_roles, vacant_roles
from watchfloor.plan.formats.playbooks import playbooks
from watchfloor.plan.queries.tasks import WORK, RunView
from watchfloor.plan.rules.tasks import LEVELS, TaskView
from watchfloor.plan.web.typed import as_typed
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.frame import ROLES
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of, who_can
from watchfloor.protect.web.shown import Withheld, lacking
from watchfloor.protect.web.wording import moment, short

HERE, BOOKS = "/tasks/", "/playbooks/"
STATES = {"open": "nobody has it", "claimed": "in hand", "done": "done", "cancelled": "not done"}
ENDED = {
    "": "at work", "done": "done", "expired": "ended: what it was for has run out",
    "called-off": "ended: what it was for was called off", "cancelled": "ended by a person, with a reason",
}  # fmt: skip
ASKED = "What it was for has ended. Finish it, or say that it needs not be done."


def may_work(audience: Audience) -> None:
    """Tasks are the center's own; who does not work on any may know that there are some."""
    if WORK not in audience.rights:
        no = lacking(WORK, text="your role works on no tasks.", way_out="")
        raise Withheld(no, what="read the tasks", who=who_can(WORK))


def number_of(view: TaskView) -> str:
    """TASK-1a2b3c4d."""
    return short(view.public_id, "TASK")


def errors_of(decision: Decision, shown: Iterable[str]) -> list[dict[str, str]]:
    """What refuses, each tied to its field where the form has one of that name."""
    fields, found = set(shown), []
    for one in decision.against:
        name = one.rule.rpartition(".")[2]
        found.append(error(name if name in fields else "", f"{one.text} {one.way_out} Rule {one.rule}."))
    return found


def task_rows(
    views: Sequence[TaskView], marks: Marks, audience: Audience, *, now: datetime
) -> list[dict[str, Any]]:  # fmt: skip
    """Tasks as a table shows them."""
    names = names_of({who for one in views for who in (one.held_by, one.settled_by, one.made_by) if who}, audience)
    vacant = vacant_roles() if views else frozenset[str]()
    return [_row(one, names, vacant, marks, audience, now=now) for one in views]


def _row(
    view: TaskView, names: Mapping[int, str], vacant: frozenset[str], marks: Marks, audience: Audience, *, now: datetime
) -> dict[str, Any]:
    book = playbooks().get(view.playbook)
    return {
        "number": number_of(view), "url": f"{HERE}{view.public_id}/", "title": view.title, "erased": view.erased,
        "playbook": book.words if book else "", "state": STATES[view.state], "waits": view.waits,
        "holder": names.get(view.held_by or 0, ""), "mine": view.held_by == audience.actor.person_id,
        "role": ROLES.get(view.role, view.role),
        "vacant": view.state == "open" and view.role in vacant, "asked": view.asked and view.waits,
        "hot": view.level == "hot" and view.waits, "done_means": view.done_means,
        "settled": moment(view.settled_at), "settled_by": names.get(view.settled_by or 0, ""),
        "made": moment(view.made_at), "made_by": names.get(view.made_by, ""), "due": moment(view.due_at),
        "level": LEVELS[view.level], "portion": portion_of(marks.of_label(view.label_id)),
        "clock": clock_of(view, now=now), "path": view.path,
        "run_url": f"{BOOKS}{view.run}/" if view.run else "",
    }  # fmt: skip


def clock_of(view: TaskView, *, now: datetime) -> dict[str, str] | None:
    """As components/clock_chip.html takes it; None once it is settled."""
    if not view.waits:
        return None
    return {
        "state": state_of(view.made_at, view.due_at, now=now), "text": left(view.due_at, now=now), "target": "",
        "what": "", "from_iso": view.made_at.isoformat(), "due_iso": view.due_at.isoformat(),
    }  # fmt: skip


def fields_of(
    said: Mapping[str, str], errors: Sequence[Mapping[str, str]], *, due: datetime
) -> dict[str, dict[str, Any]]:
    """The fields of a new task by name, filled with what was said."""
    roles = [("", "Anybody's who works on tasks"), *((one, ROLES.get(one, one)) for one in task_roles())]
    made = [
        field("title", "What is to be done", value=said.get("title", ""), autocomplete="off"),
        field("due", "Due", kind="datetime-local", value=said.get("due", as_typed(due))),
        field("role", "Whose", kind="select", required=False, options=choices(roles, chosen=said.get("role", ""))),
        field("level", "If nobody does it", kind="select",
              options=choices(LEVELS.items(), chosen=said.get("level", ""))),
        field("record", "About record", required=False, value=said.get("record", ""), code=True),
    ]  # fmt: skip
    return {one["name"]: one for one in with_errors(made, errors)}


def deed_fields(
    said: Mapping[str, str], errors: Sequence[Mapping[str, str]], *, besides: int | None
) -> dict[str, dict[str, Any]]:
    """What finishing, handing over and cancelling ask; `besides` has the task already."""
    roles = set(task_roles())
    center = [one for one in people.persons().values() if one.of_center and one.role in roles]
    able = [(str(one.public_id), one.name) for one in center if one.id != besides]
    made = [
        field("note", "What was done", kind="area", required=False, value=said.get("note", "")),
        field("to", "To whom", kind="select", options=choices(able, chosen=said.get("to", ""))),
        field("because", "Why", value=said.get("because", ""), autocomplete="off"),
    ]  # fmt: skip
    return {one["name"]: one for one in with_errors(made, errors)}


def run_row(one: RunView, names: Mapping[int, str], marks: Marks, tasks: Sequence[TaskView]) -> dict[str, Any]:
    """A playbook at work, or ended, with how much of it is done."""
    book = playbooks().get(one.playbook)
    mine = [each for each in tasks if each.run == one.public_id]
    return {
        "words": book.words if book else one.playbook, "url": f"{BOOKS}{one.public_id}/", "path": one.path,
        "opened": moment(one.opened_at), "by": names.get(one.opened_by, ""), "state": ENDED[one.ended],
        "ended": moment(one.ended_at), "closes": moment(one.closes_at),
        "left": sum(each.waits for each in mine), "steps": len(mine),
        "portion": portion_of(marks.of_label(one.label_id)), "citation": book.citation if book else "",
    }  # fmt: skip
