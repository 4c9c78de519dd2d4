"""The two-part review of a SAR on a page of its own: both parts as stated, the form, and the answer to a no."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.desk.web.lists import record_url
from watchfloor.gather.actions.nexus import BECOMES, NotFound, answer_no, find_nexus
from watchfloor.gather.queries import nexus as gather
from watchfloor.gather.web.nexus import PLACES, nexus_said, part_one, part_two, stated_nexus
from watchfloor.protect.actions.classes import NotReclassed
from watchfloor.protect.queries import classes as kept
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of, shortened
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import moment, number_of

FACT, RIGHT = "gather.nexus.read", "tip.vet"
CLASSES_OF_IT = ("sar", BECOMES)
TOLD = {
    "waits": "Both parts are stated. Another trained person decides; it stays a SAR.",
    "done": "Both parts are stated and stand.",
    "confirmed": "The no is confirmed. Its clock runs; it is kept as carefully as a yes.",
    "declined": "Declined: both parts may be stated anew.", "withdrawn": "Withdrawn: both parts may be stated anew.",
}  # fmt: skip
ANSWERED = {"confirmed": "confirmed by", "declined": "declined by", "withdrawn": "withdrawn by"}
Errors = list[dict[str, str]]


@page(FACT)
def show(request: HttpRequest, audience: Audience, record: UUID) -> Page:
    """Both parts as they were stated, the form while it is a SAR, and the way to what is shared."""
    del request
    return _page(audience, record, QueryDict(), [])


@act(FACT)
def do(request: HttpRequest, audience: Audience, record: UUID) -> Page | Done:
    """State both parts, or answer the no of another; what was written stays on the page where it is refused."""
    said, now = request.POST, timezone.now()
    try:
        if said.get("deed") == "answer":
            told = answer_no(
                review=_uuid(said.get("review", "")), confirm=said.get("answer") == "confirm", by=audience, now=now
            )
            return Done(f"/records/{record}/ise-sar/", TOLD[told])
        told = find_nexus(record=record, nexus=nexus_said(said), by=audience, now=now)
    except (NotFound, NotReclassed) as refused:
        return _page(audience, record, said, _errors_of(refused))
    to = "class" if said.get("indicates") == "yes" else "ise-sar"
    return Done(f"/records/{record}/{to}/", TOLD[told])


def door(request: HttpRequest, record: UUID) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request, record=record)


def _uuid(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        return UUID(int=0)


def _errors_of(refused: Refused) -> Errors:
    found = []
    for one in refused.decision.against:
        name = (
            "fits" if one.rule == "gather.behavior" and one.text.startswith("The reason") else PLACES.get(one.rule, "")
        )
        rule = f"Rule {one.rule}" + (f", {one.citation}." if one.citation else ".")
        found.append(error(name, f"{one.text} {one.way_out} {rule}"))
    return found


def view_of(audience: Audience, record: UUID) -> core.RecordView:
    """A SAR or an ISE-SAR; raises Absent for everything else."""
    view = core.record(audience=audience, public_id=record)
    if view is None or view.row.legal_class not in CLASSES_OF_IT:
        raise Absent
    return view


def _page(audience: Audience, record: UUID, said: QueryDict, errors: Errors) -> Page:
    view, marks = view_of(audience, record), Marks()
    row, found = view.row, gather.nexus_of(audience=audience, record_id=view.row.id)
    names = names_of({one.by_id for one in found} | {one.answered_by or 0 for one in found} - {0}, audience)
    changes = any(not one.answer for one in kept.changes_of(audience=audience, record_id=row.id))
    no = next((one for one in found if one.waits), None)
    states = bool(errors) and said.get("deed") != "answer"
    may = RIGHT in audience.rights and row.legal_class == "sar" and (states or not (changes or no))
    context = {
        "record": {"number": number_of(row), "title": shortened(row.title), "url": record_url(row),
                   "portion": portion_of(marks.of(row))},
        "url": f"/records/{record}/ise-sar/", "class_url": f"/records/{record}/class/", "errors": errors,
        "waits": changes, "ise": row.legal_class == BECOMES, "no": _no(no, audience),
        "sharing_url": f"/records/{record}/sharing/" if RIGHT in audience.rights and found else "",
        "parts": [with_errors(part_one(said), errors), with_errors(part_two(said), errors)] if may else [],
        "stated": [{"pairs": stated_nexus(one), "who": names.get(one.by_id, ""), "when": moment(one.at),
                    "answer": _answer(one, names)} for one in found],
    }  # fmt: skip
    return Page("desk/ise_sar.html", context, records=[record], markings=[marks.of(row)], status=422 if errors else 200)


def _no(waiting: gather.NexusView | None, audience: Audience) -> dict[str, Any] | None:
    if waiting is None or RIGHT not in audience.rights:
        return None
    return {"id": str(waiting.public_id), "mine": waiting.by_id == audience.actor.person_id}


def _answer(one: gather.NexusView, names: dict[int, str]) -> str:
    if not one.said.outcome:
        return ""
    if not one.answer or one.answered_at is None:
        return "waits for a second person"
    return f"{ANSWERED[one.answer]} {names.get(one.answered_by or 0, '')}, {moment(one.answered_at)}"
