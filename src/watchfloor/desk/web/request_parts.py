"""Requests as the pages of the request desk show them: rows, the fields of the form, what refuses and where."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.desk.rules.board import left, state_of
from watchfloor.people import queries as people
from watchfloor.plan.formats.requests import request_policy
from watchfloor.plan.queries.requests import RequestView
from watchfloor.plan.rules.requests import HOWS
from watchfloor.protect.formats.policy import load
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.purpose import purpose_fields
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.wording import agency_words, hour, moment, short

HERE = "/requests/"
NUMBER, FIRST_PURPOSE, NONE_YET = "RQ", "officer-safety", "none yet"
AGENCIES = "agencies"  # the datalist of the form
STATES = {"open": "open", "answered": "answered", "closed": "closed without an answer"}
CHECKED = {"registry": "Number is that of the registry", "called-back": "Called back at the number of the registry"}
# which rule speaks about which field, where their names differ
FIELDS = {"access.purpose": "purpose", "access.case": "case"}
SHOWN = frozenset({"caller", "agency", "number", "asked", "urgency", "how", "case", "reached", "closing", "words"})


def number_of(view: RequestView) -> str:
    """RQ-1a2b3c4d."""
    return short(view.public_id, NUMBER)


def tabs(here: str) -> list[dict[str, Any]]:
    """Requests, RFIs in, RFIs out: one desk."""
    ways = ((HERE, "Requests"), ("/rfis/", "RFIs in"), ("/rfis/out/", "RFIs out"))
    return [{"url": url, "text": text, "current": url == here} for url, text in ways]


def errors_of(decision: Decision) -> list[dict[str, str]]:
    """What refuses, each tied to its field where the form has one."""
    return [
        error(FIELDS.get(one.rule) or _field(one.rule), f"{one.text} {one.way_out} Rule {one.rule}, {one.citation}.")
        for one in decision.against
    ]


def _field(rule: str) -> str:
    name = rule.removeprefix("plan.request.").removeprefix("disseminate.answer.")
    return name if name in SHOWN else ""


def fields_of(said: Mapping[str, str], errors: Sequence[Mapping[str, str]]) -> dict[str, dict[str, Any]]:
    """The fields of a new request by name, filled with what was said; the first has the focus if nothing is wrong."""
    policy = request_policy()
    urgencies = [(one.code, one.words) for one in policy.urgencies]
    purpose, case = purpose_fields(purpose=said.get("purpose") or FIRST_PURPOSE, case_ref=said.get("case", ""))
    made = [
        field("caller", "Caller", value=said.get("caller", ""), autocomplete="off", focus=not errors),
        field("agency", "Agency", value=said.get("agency", ""), autocomplete="off", list=AGENCIES),
        field("number", "Call-back number", kind="tel", value=said.get("number", ""), autocomplete="off", code=True),
        field("asked", "What is asked", kind="area", value=said.get("asked", "")),
        {**purpose, "hint": ""}, {**case, "label": "Case or incident", "hint": ""},
        field("urgency", "Urgency", kind="select", options=choices(urgencies, chosen=said.get("urgency", ""))),
        field("how", "How", kind="select", options=choices(HOWS.items(), chosen=said.get("how", ""))),
    ]  # fmt: skip
    return {one["name"]: one for one in with_errors(made, errors)}


def agencies_of() -> list[dict[str, str]]:
    """The agencies that have people in the registry, as the form offers them."""
    known = {one.agency_code: agency_words(one.agency_name) for one in people.persons().values()}
    return [{"code": code, "name": name} for code, name in sorted(known.items(), key=lambda one: one[1])]


def rows_of(views: Iterable[RequestView], marks: Marks, audience: Audience, *, now: datetime) -> list[dict[str, Any]]:
    """Requests as a table shows them."""
    shown = list(views)
    agencies = people.agencies(ids=[one.agency_id for one in shown if one.agency_id]) if shown else {}
    names = names_of({who for one in shown for who in (one.taken_by, one.settled_by) if who}, audience)
    return [_row(one, agencies, names, marks, now=now) for one in shown]


def _row(
    view: RequestView, agencies: Mapping[int, people.AgencyView], names: Mapping[int, str], marks: Marks, *,
    now: datetime,
) -> dict[str, Any]:  # fmt: skip
    agency = agencies.get(view.agency_id or 0)
    return {
        "number": number_of(view), "url": f"{HERE}{view.public_id}/", "caller": view.words.caller,
        "agency": agency_words(agency.name) if agency else view.words.agency, "asked": view.words.asked,
        "erased": view.erased, "known": view.recipient_id is not None, "taken": hour(view.taken_at),
        "taken_by": names.get(view.taken_by, ""), "state": STATES[view.state],
        "settled": moment(view.settled_at), "settled_by": names.get(view.settled_by or 0, ""),
        "portion": portion_of(marks.of_label(view.label_id)), "clock": clock_of(view, now=now),
    }  # fmt: skip


def clock_of(view: RequestView, *, now: datetime) -> dict[str, str] | None:
    """As components/clock_chip.html takes it; None once it is settled."""
    if view.state != "open":
        return None
    return {
        "state": state_of(view.taken_at, view.due_at, now=now), "text": left(view.due_at, now=now), "target": "",
        "what": "", "from_iso": view.taken_at.isoformat(), "due_iso": view.due_at.isoformat(),
    }  # fmt: skip


def purpose_words(view: RequestView) -> str:
    """ "Officer safety, case 26-0141 WCS" or "Officer safety, case none yet"."""
    known = load().purposes.get(view.purpose)
    return f"{known.words if known else view.purpose}, case {view.words.case_ref or NONE_YET}"
