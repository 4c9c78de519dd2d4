"""One task: what done means, its clock, whose it is; take it, finish it, hand it over, or leave it undone."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.task_parts import ASKED, HERE, deed_fields, errors_of, may_work, task_rows
from watchfloor.plan.actions.tasks import (
    NoSuchTask,
    NotDone,
    cancel_task,
    claim_task,
    finish_task,
    hand_over_task,
)
from watchfloor.plan.queries.tasks import SUPERVISES, task
from watchfloor.plan.web.log import uuid_of
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import own_path
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import number_of as record_number

FIELDS = ("note", "to", "because")
SAID = {"claim": "It is yours.", "finish": "Done; the watch log has it.", "hand-over": "Handed over.",
        "cancel": "Not done; the watch log says why."}  # fmt: skip


@page("plan.task.read")
def show(request: HttpRequest, audience: Audience, *, which: UUID) -> Page:
    """The task with what its reader may do."""
    del request
    may_work(audience)
    return _page(audience, which, {}, [])


@act("plan.task.read", known=True)
def do(request: HttpRequest, audience: Audience, *, which: UUID) -> Page | Done:
    """One deed; a mistake shows the page again with every word."""
    may_work(audience)
    said = request.POST
    try:
        _deed(said, which, audience)
    except NoSuchTask:
        raise Absent from None
    except NotDone as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        words = {name: said.get(name, "") for name in FIELDS}
        return _page(audience, which, words, errors_of(refused.decision, FIELDS))
    to = f"{HERE}{which}/" if said.get("do") == "claim" else HERE
    return Done(own_path(said.get("next"), otherwise=to), SAID[said.get("do", "")])


def door(request: HttpRequest, which: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, which=which)


def _deed(said: QueryDict, which: UUID, by: Audience) -> None:
    now, because = timezone.now(), said.get("because", "")
    match said.get("do"):
        case "claim":
            claim_task(task_id=which, by=by, now=now)
        case "finish":
            finish_task(task_id=which, note=said.get("note", ""), by=by, now=now)
        case "hand-over":
            hand_over_task(task_id=which, to=uuid_of(said.get("to")), because=because, by=by, now=now)
        case "cancel":
            cancel_task(task_id=which, because=because, by=by, now=now)
        case _:
            raise Absent


def _page(audience: Audience, which: UUID, said: Mapping[str, str], errors: Sequence[Mapping[str, str]]) -> Page:
    view = task(audience=audience, public_id=which)
    if view is None:
        raise Absent
    now, marks = timezone.now(), Marks()
    rows = core.rows_of(audience=audience, ids=[view.record_id]) if view.record_id else []
    (row,) = task_rows([view], marks, audience, now=now)
    mine, supervises = view.held_by == audience.actor.person_id, SUPERVISES in audience.rights
    context = {
        "errors": errors, "errors_heading": "The task stands as it was.", "url": f"{HERE}{which}/", "back": HERE,
        "task": row, "asked": ASKED if row["asked"] else "", "may_claim": view.state == "open",
        "may_finish": view.waits and mine, "may_change": view.waits and (mine or supervises),
        "fields": deed_fields(said, errors, besides=view.held_by),
        "record": {"number": record_number(rows[0]), "title": rows[0].title, "url": f"/records/{rows[0].public_id}/"}
        if rows else None,
    }  # fmt: skip
    keys = ((("c",), "claim"),) if view.state == "open" else ((("Ctrl Enter",), "done"),) if mine else ()
    return Page(
        "desk/task.html", context, records=[one.public_id for one in rows],
        markings=[marks.of_label(view.label_id), *(marks.of(one) for one in rows)], status=422 if errors else 200,
        keys=keys if view.waits else (),
    )  # fmt: skip
