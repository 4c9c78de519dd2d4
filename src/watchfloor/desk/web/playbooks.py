"""Playbooks: what is at work, what ended lately, which there are; and starting one by hand."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.task_parts import BOOKS, HERE, errors_of, may_work, run_row, task_rows
from watchfloor.plan.actions.playbooks import NotStarted, cancel_playbook, start_playbook
from watchfloor.plan.formats.playbooks import playbooks
from watchfloor.plan.queries.tasks import SUPERVISES, run, runs, tasks
from watchfloor.plan.web.typed import local_moment
from watchfloor.protect.queries.numbers import named
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import number_of

FORM = ("code", "because", "record", "date")
LATELY = timedelta(days=7)


@page("plan.playbook.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """What is at work first."""
    may_work(audience)
    return _page(audience, {"record": request.GET.get("record", "")}, [])


@act("plan.playbook.read", known=True)
def start(request: HttpRequest, audience: Audience) -> Page | Done:
    """Start one by hand, or show the form again with every word."""
    may_work(audience)
    said = {name: request.POST.get(name, "") for name in FORM}
    date, wrong = local_moment(said["date"], "Date") if said["date"].strip() else (None, "")
    rows = named(audience=audience, said=said["record"]) if said["record"].strip() else []
    errors = [error("date", wrong)] if wrong else []
    if said["record"].strip() and len(rows) != 1:
        text = "About record: nothing here that you may read, or it does not exist. Copy the number from its page."
        errors.append(error("record", text))
    if errors:
        return _page(audience, said, errors)
    try:
        made = start_playbook(
            code=said["code"], because=said["because"], record_id=rows[0].id if rows else None, date=date,
            by=audience, now=timezone.now(),
        )  # fmt: skip
    except NotStarted as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _page(audience, said, errors_of(refused.decision, FORM))
    return Done(f"{BOOKS}{made}/", "Started.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=start)(request)


@page("plan.playbook.read")
def one(request: HttpRequest, audience: Audience, *, which: UUID) -> Page:
    """One run: why it opened, its steps with their clocks, what done means."""
    del request
    return _one(audience, which, {}, [])


@act("plan.playbook.read", known=True)
def cancel(request: HttpRequest, audience: Audience, *, which: UUID) -> Page | Done:
    """End it with a reason."""
    may_work(audience)
    said = {"because": request.POST.get("because", "")}
    try:
        cancel_playbook(run=which, because=said["because"], by=audience, now=timezone.now())
    except LookupError:
        raise Absent from None
    except NotStarted as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        return _one(audience, which, said, errors_of(refused.decision, FORM))
    return Done(f"{BOOKS}{which}/", "Ended. Whoever has one of its tasks is asked whether it still stands.")


def _one(audience: Audience, which: UUID, said: Mapping[str, str], errors: Sequence[Mapping[str, str]]) -> Page:
    may_work(audience)
    view = run(audience=audience, public_id=which)
    if view is None:
        raise Absent
    now, marks = timezone.now(), Marks()
    steps = tasks(audience=audience, run=which)
    rows = core.rows_of(audience=audience, ids=[view.record_id]) if view.record_id else []
    record = {"number": number_of(rows[0]), "title": rows[0].title} if rows else None
    context = {
        "run": run_row(view, names_of({view.opened_by}, audience), marks, steps), "back": BOOKS,
        "steps": task_rows(steps, marks, audience, now=now), "record": record, "errors": errors,
        "url": f"{BOOKS}{which}/", "errors_heading": "It was not ended.",
        "may_cancel": not view.ended and (view.opened_by == audience.actor.person_id or SUPERVISES in audience.rights),
        "why": with_errors([field("because", "Why it is not gone through", value=said.get("because", ""))], errors)[0],
    }  # fmt: skip
    return Page(
        "desk/playbook.html", context, records=[each.public_id for each in rows],
        markings=[marks.of_label(view.label_id), *(marks.of(each) for each in rows)], status=422 if errors else 200,
    )  # fmt: skip


def _page(audience: Audience, said: Mapping[str, str], errors: Sequence[Mapping[str, str]]) -> Page:
    now, marks = timezone.now(), Marks()
    running, ended = runs(audience=audience), runs(audience=audience, ended_since=now - LATELY)
    names = names_of({each.opened_by for each in (*running, *ended)}, audience)
    each_run = {each.public_id: tasks(audience=audience, run=each.public_id) for each in (*running, *ended)}
    known = [each for each in playbooks().values() if each.by_hand]
    made = [
        field("code", "Playbook", kind="select",
              options=choices([(each.code, each.words) for each in known], chosen=said.get("code", ""))),
        field("because", "Why", value=said.get("because", ""), autocomplete="off"),
        field("date", "Date of the matter", kind="datetime-local", required=False, value=said.get("date", ""),
              hint="What its steps count back from: an event's beginning, a deadline."),
        field("record", "About record", required=False, value=said.get("record", ""), code=True),
    ]  # fmt: skip
    context = {
        "errors": errors, "errors_heading": "No playbook was started.", "url": BOOKS, "tasks_url": HERE,
        "running": [run_row(each, names, marks, each_run[each.public_id]) for each in running],
        "ended": [run_row(each, names, marks, each_run[each.public_id]) for each in ended],
        "fields": {each["name"]: each for each in with_errors(made, errors)},
        "books": [
            {"words": each.words, "citation": each.citation, "steps": [step.words for step in each.steps],
             "opens": bool(each.opens)}
            for each in playbooks().values()
        ],
    }  # fmt: skip
    labels = {each.label_id for each in (*running, *ended)}
    return Page(
        "desk/playbooks.html", context, markings=[marks.of_label(label) for label in labels],
        status=422 if errors else 200,
    )  # fmt: skip


def one_door(request: HttpRequest, which: UUID) -> HttpResponse:
    """GET and POST of one address; the steps themselves are worked on as tasks."""
    return by_method(get=one, post=cancel)(request, which=which)
