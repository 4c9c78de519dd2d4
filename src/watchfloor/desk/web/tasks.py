"""What is to be done: mine, open and overdue, with clocks; and the form for another task."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.task_parts import BOOKS, HERE, errors_of, fields_of, may_work, task_rows
from watchfloor.plan.actions.tasks import NotDone, add_task
from watchfloor.plan.queries.tasks import TaskView, tasks
from watchfloor.plan.rules.tasks import Said
from watchfloor.plan.web.typed import local_moment
from watchfloor.protect.queries.numbers import named
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.shown import Done, Page

KEYS = ((("j", "k"), "task"), (("Enter",), "open it"), (("Ctrl Enter",), "add the task"), (("g t",), "tasks"))
FORM = ("title", "due", "role", "level", "record")
VIEWS = (("all", "All"), ("mine", "Mine"), ("open", "Nobody has it"), ("overdue", "Overdue"))
USUALLY = timedelta(hours=8)


@page("plan.task.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """`?view=mine|open|overdue` narrows the list; `?record=` puts a record into the form."""
    may_work(audience)
    said = {"record": request.GET.get("record", "")} if request.GET.get("record") else {}
    return _page(audience, said, [], view=request.GET.get("view", "all"))


@act("plan.task.read", known=True)
def add(request: HttpRequest, audience: Audience) -> Page | Done:
    """Add the task, or show the form again with every word."""
    may_work(audience)
    said = {name: request.POST.get(name, "") for name in FORM}
    due, wrong = local_moment(said["due"], "Due")
    rows = named(audience=audience, said=said["record"]) if said["record"].strip() else []
    errors = [error("due", wrong)] if wrong else []
    if said["record"].strip() and len(rows) != 1:
        text = "About record: nothing here that you may read, or it does not exist. Copy the number from its page."
        errors.append(error("record", text))
    if errors or due is None:
        return _page(audience, said, errors)
    stated = Said(said["title"], due, said["level"], said["role"])
    try:
        made = add_task(said=stated, record_id=rows[0].id if rows else None, by=audience, now=timezone.now())
    except NotDone as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, said, errors_of(refused.decision, FORM))
    return Done(f"{HERE}{made}/", "Added.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=add)(request)


def _page(
    audience: Audience, said: Mapping[str, str], errors: Sequence[Mapping[str, str]], *, view: str = "all"
) -> Page:
    now, marks = timezone.now(), Marks()
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), datetime.min.time()))
    waiting = tasks(audience=audience)
    settled = tasks(audience=audience, since=midnight)
    lists = {code: _narrow(waiting, code, audience, now) for code, _ in VIEWS}
    chosen = view if view in lists else "all"
    shown = lists[chosen]
    context = {
        "errors": errors, "errors_heading": "The task was not added.", "url": HERE, "books_url": BOOKS,
        "views": [
            {"url": f"?view={code}", "text": text, "count": len(lists[code]), "current": code == chosen}
            for code, text in VIEWS
        ],
        "waiting": task_rows(shown, marks, audience, now=now), "settled": task_rows(settled, marks, audience, now=now),
        "fields": fields_of(said, errors, due=now + USUALLY),
    }  # fmt: skip
    labels = {one.label_id for one in (*shown, *settled)}
    return Page(
        "desk/tasks.html", context, markings=[marks.of_label(one) for one in labels],
        status=422 if errors else 200, keys=KEYS,
    )  # fmt: skip


def _narrow(waiting: Sequence[TaskView], view: str, audience: Audience, now: datetime) -> list[TaskView]:
    held = audience.actor.person_id
    return [
        one for one in waiting
        if view == "all"
        or (view == "mine" and one.held_by == held)
        or (view == "open" and one.state == "open")
        or (view == "overdue" and one.due_at <= now)
    ]  # fmt: skip
