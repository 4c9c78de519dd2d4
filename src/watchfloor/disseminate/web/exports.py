"""Bulk exports by pages: ask with a reason, answer in one's own session, take the file once; counts for oversight."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.actions import exporting as action
from watchfloor.disseminate.formats.exporting import export_policy
from watchfloor.disseminate.queries import exports as queries
from watchfloor.disseminate.queries.exports import ExportView
from watchfloor.notify.actions.outbox import seen
from watchfloor.people import queries as people
from watchfloor.protect.formats.policy import load
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error
from watchfloor.protect.web.frame import ROLES
from watchfloor.protect.web.marks import Marks
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.shown import Absent, Done, File, Page, Withheld, lacking
from watchfloor.protect.web.stepping import said_against
from watchfloor.protect.web.wording import hour, moment

HERE, ASK, RIGHT, OVERSEES = action.HERE, f"{action.HERE}ask/", action.RIGHT, queries.OVERSEES
FACT, APPROVE = "disseminate.export.read", "export.approve"
STATES = {
    "waiting": "waiting for the second person", "approved": "approved, not taken yet", "taken": "taken",
    "refused": "refused", "lapsed": "lapsed", "erased": "erased with a record that was purged",
}  # fmt: skip


@page(FACT)
def show(request: HttpRequest, audience: Audience) -> Page:
    """What one asked for and what waits for one; for who oversees, how many there are."""
    del request
    if not audience.rights & {"record.read", OVERSEES}:
        no = lacking("record.read", text="your role reads no records.")
        raise Withheld(no, what="see bulk exports")
    action.empty_lapsed(now=timezone.now())
    found, counts = queries.exports(audience=audience), queries.export_counts(audience=audience)
    names = names_of({who for one in found for who in (one.asked.by_id, one.asked.second_id)}, audience)
    policy = export_policy()
    context = {
        "exports": [_row(one, names, audience) for one in found],
        "counts": [{"state": STATES[state], "n": n} for state, n in counts.items()],
        "oversees": OVERSEES in audience.rights, "most": policy.most_alone,
        "hours": int(policy.within.total_seconds() // 3600), "citation": policy.citation,
    }  # fmt: skip
    return Page("disseminate/exports.html", context, markings=[Marks().of_label(one.label_id) for one in found])


def _row(one: ExportView, names: dict[int, str], audience: Audience) -> dict[str, Any]:
    state = _state(one)
    return {
        "url": f"{HERE}{one.public_id}/", "when": moment(one.asked_at), "records": len(one.records),
        "by": names.get(one.asked.by_id, "not known"), "second": names.get(one.asked.second_id, "not known"),
        "state": STATES[state], "mine": state == "waiting" and one.asked.second_id == audience.actor.person_id,
    }  # fmt: skip


def _state(one: ExportView) -> str:
    asked, now = one.asked, timezone.now()
    if asked.erased_at:
        return "erased"
    if asked.taken_at:
        return "taken"
    if asked.answer == "refused":
        return "refused"
    open_until = asked.expires_at if asked.answer else asked.lapses_at
    return "lapsed" if open_until is None or now >= open_until else "approved" if asked.answer else "waiting"


@page(FACT)
def ask_form(request: HttpRequest, audience: Audience) -> Page:
    """In place of a file that takes two: what it would hold, the reason, and whom to ask."""
    return _ask_form(audience, request.GET.get("what", ""), request.GET.get("asked", ""))


def _ask_form(
    audience: Audience, what: str, asked: str, *, said: dict[str, str] | None = None, wrong: str = ""
) -> Page:
    made, said = action.previewed(what=what, asked=asked, by=audience), said or {}
    if made is None:
        raise Absent
    alone = action.alone(records=len(made.records), by=audience, now=timezone.now())
    able = [one for one in action.seconds(by=audience) if one.of_center]
    two = {
        "what": "Bulk export", "stage": "ask", "url": ASK, "because": said.get("because", ""),
        "people": [{"value": str(one.id), "text": f"{one.name}, {ROLES.get(one.role, one.role)}"} for one in able],
        "chosen": said.get("second", ""), "effects": [{"count": len(made.records), "noun": "records leave as a file"}],
        "carried": [("what", what), ("asked", asked)],
    }  # fmt: skip
    against = "" if alone else alone.against[0].text
    context = {
        "two": two, "against": against, "errors": [error("because", wrong)] if wrong else [],
        "need": _need(audience.purpose, audience.case_ref), "state": "", "take": "",
    }  # fmt: skip
    return Page(
        "disseminate/export.html", context, records=made.records, status=422 if wrong else 200,
        markings=[Marks().of_label(one) for one in made.label_ids],
    )  # fmt: skip


def _need(purpose: str, case_ref: str) -> dict[str, str]:
    known = load().purposes.get(purpose)
    return {"purpose": known.words if known else purpose, "case": case_ref}


@act(FACT, known=True)
def ask(request: HttpRequest, audience: Audience) -> Page | Done:
    """Ask the second person."""
    said = {name: request.POST.get(name, "") for name in ("what", "asked", "because", "second")}
    second = said["second"]
    who = people.person(person_id=int(second)) if second.isdecimal() and len(second) < 19 else None
    try:
        made = action.ask_export(
            what=said["what"], asked=said["asked"], because=said["because"], second_id=who.id if who else 0,
            by=audience, now=timezone.now(),
        )  # fmt: skip
    except action.NotExported as refused:
        wrong = said_against(refused)
        return _ask_form(audience, said["what"], said["asked"], said=said, wrong=wrong)
    return Done(f"{HERE}{made}/", f"{who.name if who else ''} is asked. The question lapses in half an hour.")


@page(FACT)
def one(request: HttpRequest, audience: Audience, export: UUID) -> Page:
    """The question as its two persons see it, and the file for who asked."""
    del request
    found = queries.export(audience=audience, public_id=export)
    if found is None:
        raise Absent
    seen(kind="bulk-export", path=f"{HERE}{export}/", by=audience, now=timezone.now())
    names = names_of({found.asked.by_id, found.asked.second_id}, audience)
    state, me = _state(found), audience.actor.person_id
    two = {
        "what": "Bulk export", "stage": "confirm" if found.asked.second_id == me else "waiting",
        "url": f"{HERE}{export}/", "effects": [{"count": len(found.records), "noun": "records leave as a file"}],
        "first": {"name": names.get(found.asked.by_id, ""), "when": moment(found.asked_at), "because": found.because},
        "second": {"name": names.get(found.asked.second_id, "")}, "lapses": f"at {hour(found.asked.lapses_at)}",
    }  # fmt: skip
    context = {
        "two": two if state == "waiting" else None, "state": STATES[state], "errors": [], "against": "",
        "need": _need(found.purpose, found.case_ref), "lapses": moment(found.asked.expires_at),
        "take": f"{HERE}{export}/file" if state == "approved" and found.asked.by_id == me else "",
        "first": two["first"], "second": two["second"],
    }  # fmt: skip
    return Page("disseminate/export.html", context, records=found.records, markings=[Marks().of_label(found.label_id)])


def _confirms(request: HttpRequest) -> str:
    return APPROVE if request.POST.get("answer") == "confirm" else ""


@act(FACT, known=True, fresh=_confirms)
def answer(request: HttpRequest, audience: Audience, export: UUID) -> Done:
    """Approve, and the file is made for who asked as of now; or refuse."""
    if queries.export(audience=audience, public_id=export) is None:
        raise Absent
    if _confirms(request):
        action.approve_export(public_id=export, by=audience, now=timezone.now())
        return Done(HERE, "Approved. Who asked takes the file once, within a day.")
    action.refuse_export(public_id=export, by=audience, now=timezone.now())
    return Done(HERE, "Refused. No file was made.")


@act("disseminate.export.taken", known=True)
def take(request: HttpRequest, audience: Audience, export: UUID) -> File:
    """The file, once."""
    del request
    if queries.export(audience=audience, public_id=export) is None:
        raise Absent
    made = action.take_export(public_id=export, by=audience, now=timezone.now())
    return File(made.content, made.content_type, made.name, records=made.records)


def one_door(request: HttpRequest, export: UUID) -> HttpResponse:
    """GET and POST of one question."""
    return by_method(get=one, post=answer)(request, export=export)


def ask_door(request: HttpRequest) -> HttpResponse:
    """GET and POST of asking."""
    return by_method(get=ask_form, post=ask)(request)
