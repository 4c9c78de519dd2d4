"""A row of criminal intelligence that was set aside: what it says, what it lacks, and the form that completes it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.desk.web.predicate_form import FIELDS_OF_RULES, predicate_fields, said_predicate
from watchfloor.gather.actions import completing as action
from watchfloor.gather.actions.completing import Waiting
from watchfloor.gather.rules.stated import predicate_of
from watchfloor.protect.actions.classes import NotReclassed
from watchfloor.protect.rules.predicate import Predicate
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error, with_errors
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import moment

FACT, RIGHT = "gather.aside.read", "record.review"
ANSWERS = {
    "done": "It is criminal intelligence now. The act is on the ledger.",
    "waits": "It stands as a tip until the privacy officer decides on the protected activity.",
}
Said = Mapping[str, str]


@page(FACT)
def show(request: HttpRequest, audience: Audience, aside: UUID) -> Page:
    """The row as it came, and the form with what it states already."""
    del request
    row = _row(audience, aside)
    return _page(audience, aside, row, _said_of(predicate_of(row.draft.data["predicate"])), [])


@act(FACT, known=True)
def do(request: HttpRequest, audience: Audience, aside: UUID) -> Page | Done:
    """Complete it, or show what its predicate lacks beside the field."""
    row, said = _row(audience, aside), request.POST.dict()
    try:
        record, answer = action.complete(aside=aside, predicate=said_predicate(said), by=audience, now=timezone.now())
    except NotReclassed as refused:
        return _page(audience, aside, row, said, _errors_of(refused))
    return Done(f"/records/{record}/class/", ANSWERS[answer])


def door(request: HttpRequest, aside: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, aside=aside)


def _row(audience: Audience, aside: UUID) -> Waiting:
    try:
        return action.waiting_row(aside=aside, by=audience)
    except action.NotCompleted as no:
        raise Absent from no


def _page(audience: Audience, aside: UUID, row: Waiting, said: Said, errors: list[dict[str, str]]) -> Page:
    draft, marks = row.draft, Marks()
    may = RIGHT in audience.rights
    context = {
        "errors": errors, "url": f"/set-aside/{aside}/", "place": f"Row {draft.data['row']}", "title": draft.title,
        "body": draft.body, "said": draft.when.said if draft.when else "", "when": moment(row.at),
        "where": ", ".join(filter(None, draft.data.get("where", {}).values())), "reasons": row.reasons[:-1],
        "fields": with_errors(predicate_fields(said), errors) if may else [], "who": who_can(RIGHT),
    }  # fmt: skip
    return Page(
        "desk/set_aside.html", context, records=[aside], markings=[marks.of_label(row.label_id)],
        status=422 if errors else 200,
    )  # fmt: skip


def _said_of(stated: Predicate) -> dict[str, str]:
    """What the row states, as the form would have sent it."""
    said: dict[str, Any] = {name: getattr(stated, name) for name in Predicate.__dataclass_fields__}
    answer = {True: "yes", False: "no", None: ""}
    return {
        **said, "dated_on": stated.dated_on.isoformat() if stated.dated_on else "",
        "lawful": "yes" if stated.lawful else "", "political": answer[stated.political],
    }  # fmt: skip


def _errors_of(refused: Refused) -> list[dict[str, str]]:
    return [
        error(FIELDS_OF_RULES.get(one.rule, ""), f"{one.text} {one.way_out} Rule {one.rule}, {one.citation}.")
        for one in refused.decision.against
    ]
