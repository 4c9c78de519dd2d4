"""RFIs as their pages show them: rows with clocks, the tabs beside the request desk, the fields of the form."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.desk.rules.board import left, state_of
from watchfloor.people import queries as people
from watchfloor.plan.formats.relevance import sector_words
from watchfloor.plan.formats.rfis import rfi_policy
from watchfloor.plan.queries import ground
from watchfloor.plan.rules.rfis import DONE, IN, OUT, OWN_MARKING, STATES, Figures, RfiView, RfiWords
from watchfloor.protect.formats.policy import load
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.purpose import purpose_fields
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.wording import agency_words, moment, short

HERE = "/rfis/"
LISTS = {IN: HERE, OUT: f"{HERE}out/"}
NUMBER = "RFI"
CHOOSE = ("", "Choose")
FIRST_PURPOSE = "criminal-investigation"
Errors = Sequence[Mapping[str, str]]
# the states of an outgoing one in its own words
OUT_STATES = {**STATES, "submitted": "Sent", "rejected": "Not asked, or declined"}
# which rule speaks about which field, where their names differ
FIELDS = {
    "access.purpose": "purpose", "access.case": "case", "plan.rfi.case-ref": "case", "plan.rfi.due": "due",
    "plan.rfi.agreement": "agency", "plan.rfi.right-to-know": "agency", "plan.rfi.part-due": "part_due",
    "plan.rfi.reply": "reply", "disseminate.answer.words": "words",
}  # fmt: skip
SHOWN = frozenset(
    {"requester", "agency", "contact", "reference", "subject", "asked", "need", "predicate", "about", "basis",
     "priority", "marking", "protected", "reason", "person", "what", "reply"}
)  # fmt: skip


def number_of(view: RfiView) -> str:
    """RFI-1a2b3c4d."""
    return short(view.public_id, NUMBER)


def state_words(view: RfiView) -> str:
    """ "Sent" of an outgoing one that is submitted."""
    return (OUT_STATES if view.direction == OUT else STATES)[view.state]


def errors_of(decision: Decision) -> list[dict[str, str]]:
    """What refuses, each tied to its field where a form has one."""
    return [
        error(FIELDS.get(one.rule) or _field(one.rule), f"{one.text} {one.way_out} Rule {one.rule}, {one.citation}.")
        for one in decision.against
    ]


def _field(rule: str) -> str:
    name = rule.removeprefix("plan.rfi.").replace("-", "_")
    return name if rule.startswith("plan.rfi.") and name in SHOWN else ""


def rows_of(views: Iterable[RfiView], marks: Marks, audience: Audience, *, now: datetime) -> list[dict[str, Any]]:
    """RFIs as a table shows them. Of one that is withheld only that it is there: it is about a person."""
    shown = list(views)
    agencies = people.agencies(ids=[one.agency_id for one in shown if one.agency_id]) if shown else {}
    names = names_of({one.made_by for one in shown}, audience)
    return [_row(one, agencies, names, marks, now=now) for one in shown]


def _row(
    view: RfiView, agencies: Mapping[int, people.AgencyView], names: Mapping[int, str], marks: Marks, *, now: datetime
) -> dict[str, Any]:
    agency, policy = agencies.get(view.agency_id or 0), rfi_policy()
    priority = policy.priorities.get(view.priority)
    return {
        "number": number_of(view), "url": f"{HERE}{view.public_id}/", "subject": view.words.subject,
        "requester": view.words.requester, "agency": agency_words(agency.name) if agency else view.words.agency,
        "erased": view.erased, "withheld": view.withheld, "state": state_words(view),
        "priority": priority.words if priority else "", "made": moment(view.made_at),
        "made_by": names.get(view.made_by, ""), "known": view.direction == OUT or view.recipient_id is not None,
        "ended": moment(view.settled_at), "portion": portion_of(marks.of_label(view.label_id, marking=view.marking)),
        "clock": clock_of(view, now=now),
    }  # fmt: skip


def clock_of(view: RfiView, *, now: datetime) -> dict[str, str] | None:
    """As components/clock_chip.html takes it; None once it is done."""
    if view.state in DONE:
        return None
    return {
        "state": state_of(view.made_at, view.due_at, now=now), "text": left(view.due_at, now=now), "target": "",
        "what": "", "from_iso": view.made_at.isoformat(), "due_iso": view.due_at.isoformat(),
    }  # fmt: skip


def marking_of(view: RfiView, marks: Marks) -> str:
    """The whole marking of an RFI."""
    return marks.of_label(view.label_id, marking=view.marking)


def figures_words(made: Figures) -> list[tuple[str, str]]:
    """M9 of the measures in words; never a percentage without what it is of."""
    in_time = f"{made.in_time} of {made.answered}" if made.answered else "none answered"
    median = f"{made.median_hours:.1f} h" if made.median_hours is not None else "not known"
    return [
        ("Received", str(made.received)), ("Answered", f"{made.answered} of {made.received}"),
        ("In due time", in_time), ("Median time to the answer", median),
    ]  # fmt: skip


def fields_of(said: Mapping[str, str], errors: Errors, audience: Audience, *, direction: str) -> dict[str, Any]:
    """The fields of an RFI by name, filled with what was said."""
    policy, out = rfi_policy(), direction == OUT
    purpose, case = purpose_fields(purpose=said.get("purpose") or FIRST_PURPOSE, case_ref=said.get("case", ""))

    def text(name: str, label: str, **more: Any) -> dict[str, Any]:
        return field(name, label, value=said.get(name, ""), **more)

    def pick(name: str, label: str, pairs: Iterable[tuple[str, str]], **more: Any) -> dict[str, Any]:
        return field(name, label, kind="select", options=choices(pairs, chosen=said.get(name, "")), **more)

    needs = [(str(one.public_id), one.facts.title) for one in ground.needs(audience=audience, asked=True)]
    made = [
        text("agency", "Who is asked" if out else "Agency", list="agencies", focus=not errors),
        text("requester", "Who there" if out else "Requester"),
        text("contact", "Mail address", required=False),
        text("reference", "Their number", required=False, code=True),
        text("subject", "Subject"), text("asked", "What is asked", kind="area"),
        text("need", "Need to know", kind="area", hint="What the answer is used for."),
        text("predicate", "Facts that found a suspicion", kind="area", required=False,
             hint="Needed where it is about a person or an organization."),
        {**purpose, "hint": ""}, {**case, "hint": "Number and agency."},
        pick("about", "It is about", [CHOOSE, *[(one.code, one.words) for one in policy.abouts.values()]]),
        pick("basis", "Legal basis", [CHOOSE, *[(one.code, one.words) for one in policy.bases.values()]]),
        pick("priority", "Priority", [(one.code, f"{one.words}: {one.hours} h") for one in _slowest_first(policy)]),
        text("due", "Due", kind="datetime-local", required=False, hint="Empty: by its priority."),
        field("marking", "Marking", value=said.get("marking") or OWN_MARKING, code=True, hint="As received."),
        pick("sector", "Sector", [("", "None"), *sorted(sector_words().items(), key=lambda one: one[1])],
             required=False),
        pick("need_id", "Information need", [("", "None"), *needs], required=False),
    ]  # fmt: skip
    return {one["name"]: one for one in with_errors(made, errors)}


def _slowest_first(policy: Any) -> list[Any]:
    return sorted(policy.priorities.values(), key=lambda one: -one.hours)


def said_of(view: RfiView) -> dict[str, str]:
    """An RFI as its form says it."""
    words = view.words
    return {
        "agency": words.agency, "requester": words.requester, "contact": words.contact, "reference": words.reference,
        "subject": words.subject, "asked": words.asked, "need": words.need, "predicate": words.predicate,
        "purpose": view.purpose, "case": words.case_ref, "about": view.about, "basis": view.basis,
        "priority": view.priority, "due": f"{timezone.localtime(view.due_at):%Y-%m-%dT%H:%M}", "marking": view.marking,
        "sector": view.sector, "need_id": str(view.need_id or ""),
    }  # fmt: skip


def words_of(said: Mapping[str, str]) -> RfiWords:
    """The words of the form."""
    return RfiWords(
        said.get("requester", ""), said.get("agency", ""), said.get("contact", ""), said.get("case", ""),
        said.get("subject", ""), said.get("asked", ""), said.get("need", ""), said.get("predicate", ""),
        said.get("reference", ""),
    )  # fmt: skip


def purpose_words(view: RfiView) -> str:
    """ "Criminal investigation, case 26-0141 WCS"."""
    known = load().purposes.get(view.purpose)
    return f"{known.words if known else view.purpose}, case {view.words.case_ref or 'none'}"
