"""The forms of vetting: what a person states of a tip, read and shown again; the desk joins them on a page."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.gather.formats.behavior import behaviors, vetting_policy
from watchfloor.gather.queries.vetting import VettingView
from watchfloor.gather.rules.vetting import Determination, Dismissal, own_report
from watchfloor.protect.web.fields import error, field, with_errors
from watchfloor.protect.web.shown import refusal_of

# which rule of vetting speaks about which field of the page
FIELDS = {
    "gather.behavior": "behavior", "gather.articulable_facts": "articulable_facts",
    "gather.first_amendment": "first_amendment", "gather.dismissal_reason": "code", "gather.dismissal_text": "words",
}  # fmt: skip
FIRST_AMENDMENT = (
    "Is the activity described protected by the First Amendment (speech, assembly, worship, press, petition)?"
)
Errors = list[dict[str, str]]


def determination_of(said: QueryDict) -> Determination:
    """What the form states; a question that was not answered stays unanswered."""
    answer = {"yes": True, "no": False}.get(said.get("first_amendment", ""))
    return Determination(
        behaviors=tuple(dict.fromkeys([*said.getlist("behavior"), *said.getlist("lawful")])),
        rationale=said.get("rationale", "").strip(),
        articulable_facts=said.get("articulable_facts", "").strip(),
        first_amendment=answer,
    )


def dismissal_of(said: QueryDict) -> Dismissal:
    """What the form states."""
    return Dismissal(said.get("code", ""), said.get("words", "").strip())


def own_refusal(audience: Audience, author: int) -> dict[str, str] | None:
    """What a page shows in place of the forms to the very person who reported; None for everybody else."""
    reported_by, policy = str(author) if author > 0 else None, vetting_policy()
    own = own_report(reported_by=reported_by, person=str(audience.actor.person_id), policy=policy)
    return refusal_of(Decision.of(own), what="decide about this tip") if own else None


def errors_of(decision: Decision) -> Errors:
    """What refuses, each with its rule and the way out, tied to its field where it has one."""
    return [error(_field_of(reason), sentence(reason)) for reason in decision.against]


def _field_of(reason: Because) -> str:
    if reason.rule == "gather.behavior" and reason.text.startswith("The reason why"):
        return "rationale"
    return FIELDS.get(reason.rule, "")


def sentence(reason: Because) -> str:
    """A reason in one line: what, way out, rule."""
    rule = f"Rule {reason.rule}" + (f", {reason.citation}." if reason.citation else ".")
    return " ".join(filter(None, (reason.text, reason.way_out, rule)))


def promote_fields(said: QueryDict, errors: Errors) -> list[dict[str, Any]]:
    """Part 1: the sixteen behaviors in two groups; part 2: why, and the question. Nothing is ticked beforehand."""
    known = behaviors()
    fields = [
        field("behavior", "Behaviors that are crimes in themselves", kind="checks", columns=True,
              hint="At least one of the two groups.", options=behavior_options(1, said.getlist("behavior"))),
        field("lawful", "Behaviors that are lawful in themselves", kind="checks", columns=True,
              hint=f"{known.group_two_rule} {known.citation}.", options=behavior_options(2, said.getlist("lawful"))),
        field("articulable_facts", "Articulable facts", kind="area", required=False,
              value=said.get("articulable_facts", ""),
              hint=f"Needed with any of the second group, {vetting_policy().facts_min} characters or more."),
        field("rationale", "Why the behavior fits", kind="area", value=said.get("rationale", ""),
              hint="What people did, and what makes it reasonably indicative. The second person judges these words."),
        field("first_amendment", FIRST_AMENDMENT, kind="radios", options=yes_no(said.get("first_amendment", "")),
              hint="Yes needs the approval of the privacy officer before the second look."),
    ]  # fmt: skip
    return with_errors(fields, errors)


def dismiss_fields(said: QueryDict, errors: Errors) -> list[dict[str, Any]]:
    """Reason code and words."""
    options = [
        {"value": one.code, "text": one.label, "hint": one.citation, "checked": said.get("code") == one.code}
        for one in vetting_policy().reasons
    ]
    fields = [
        field("code", "Reason", kind="radios", options=options),
        field("words", "In words", kind="area", value=said.get("words", ""),
              hint=f"What was checked and what was found, {vetting_policy().reason_min} characters or more."),
    ]  # fmt: skip
    return with_errors(fields, errors)


def behavior_options(group: int, ticked: list[str]) -> list[dict[str, Any]]:
    """The categories of one group as boxes."""
    return [
        {"value": one.code, "text": one.name, "hint": one.definition, "checked": one.code in ticked}
        for one in behaviors().by_code.values()
        if one.group == group
    ]


def yes_no(said: str) -> list[dict[str, Any]]:
    """Both answers, none chosen beforehand."""
    return [{"value": value, "text": value.capitalize(), "checked": said == value} for value in ("no", "yes")]


def stated(view: VettingView) -> list[tuple[str, str]]:
    """What the first person determined, as name and words, to be read and not changed."""
    if view.determination:
        told: Mapping[str, Any] = view.determination
        return [
            ("Determination", "Make it a SAR"),
            ("Behaviors", behavior_names(told["behaviors"])),
            ("Why it fits", told["rationale"]),
            *([("Articulable facts", told["articulable_facts"])] if told["articulable_facts"] else []),
            ("Protected by the First Amendment", "Yes" if told["first_amendment"] else "No"),
        ]
    told = view.dismissal or {}
    labels = {one.code: one.label for one in vetting_policy().reasons}
    return [
        ("Determination", "Dismiss it"), ("Reason", labels.get(told.get("code", ""), "")),
        ("In words", told.get("text", "")),
    ]  # fmt: skip


def behavior_names(codes: Iterable[str]) -> str:
    """The names of the categories, with their codes."""
    known = behaviors().by_code
    return "; ".join(f"{known[code].name} ({code})" if code in known else code for code in codes)
