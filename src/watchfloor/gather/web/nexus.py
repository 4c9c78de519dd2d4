"""The form of the two-part review; nothing of it is ticked beforehand, and no score enters it."""

from typing import Any

from django.http import QueryDict

from watchfloor.gather.formats.behavior import behaviors, vetting_policy
from watchfloor.gather.formats.sharing import sharing_policy
from watchfloor.gather.queries.nexus import NEXUS_SEALED, NexusView
from watchfloor.gather.rules.nexus import SUPERVISED, Nexus
from watchfloor.gather.web.vetting import behavior_names, behavior_options, yes_no
from watchfloor.protect.web.fields import choices, field

PLACES = {
    "gather.behavior": "behavior", "gather.articulable_facts": "articulable_facts", "gather.nexus.checks": "checks",
    "gather.nexus.indicates": "indicates", "gather.nexus.rationale": "rationale",
    "gather.nexus.supervisor": "supervisor", "gather.nexus.outcome": "outcome",
}  # fmt: skip
QUESTION = "Is it reasonably indicative of preoperational planning associated with terrorism?"


def nexus_said(said: QueryDict) -> Nexus:
    """Both parts as the form states them."""
    named = [one for one in (*said.getlist("behavior"), *said.getlist("lawful")) if one]
    words = {name: said.get(name, "").strip() for name in NEXUS_SEALED}
    return Nexus(
        behaviors=tuple(dict.fromkeys(named)), indicates={"yes": True, "no": False}.get(said.get("indicates", "")),
        outcome=said.get("outcome", "").strip(), **words,
    )  # fmt: skip


def part_one(said: QueryDict) -> list[dict[str, Any]]:
    """Whether the agency's supervisor looked first; which of the sixteen behaviors, and why."""
    looked = [*SUPERVISED.items(), ("not", "A supervisor of the agency that reported has not looked at it yet.")]
    return [
        field("supervisor", "The check of the agency that reported", kind="radios",
              options=choices(looked, chosen=said.get("supervisor", ""))),
        field("behavior", "Behaviors that are crimes in themselves", kind="checks", columns=True,
              hint="At least one of the two groups.", options=behavior_options(1, said.getlist("behavior"))),
        field("lawful", "Behaviors that are lawful in themselves", kind="checks", columns=True,
              hint=behaviors().group_two_rule, options=behavior_options(2, said.getlist("lawful"))),
        field("fits", "Why the behavior fits", kind="area", required=False, value=said.get("fits", "")),
        field("articulable_facts", "Articulable facts", kind="area", required=False,
              value=said.get("articulable_facts", ""),
              hint=f"Needed with any of the second group, {vetting_policy().facts_min} characters or more."),
    ]  # fmt: skip


def part_two(said: QueryDict) -> list[dict[str, Any]]:
    """What was checked, the answer, and why; the answer is a person's and follows from no number."""
    outcomes = [("", "Choose, where the answer is no"), *_outcomes()]
    return [
        field("checks", "Checks made", kind="area", value=said.get("checks", ""),
              hint="What was looked at within your authority, and what it gave."),
        field("indicates", QUESTION, kind="radios", options=yes_no(said.get("indicates", ""))),
        field("outcome", "If no, what it comes to", kind="select", required=False,
              hint="A no is stated like a yes: with what was checked and why. Another person answers it.",
              options=choices(outcomes, chosen=said.get("outcome", ""))),
        field("rationale", "Why", kind="area", value=said.get("rationale", ""),
              hint="Facts and circumstances in their context. The second person judges these words."),
    ]  # fmt: skip


def _outcomes() -> list[tuple[str, str]]:
    return [(one.code, one.words) for one in sharing_policy().outcomes.values()]


def stated_nexus(view: NexusView) -> list[tuple[str, str]]:
    """Both parts, to be read and not changed."""
    said = view.said
    return [
        ("The reporting agency's check", SUPERVISED.get(said.supervisor, "")),
        ("Behaviors", behavior_names(said.behaviors)), ("Why they fit", said.fits),
        ("Articulable facts", said.articulable_facts), ("Checks made", said.checks),
        (QUESTION, "Yes" if said.indicates else "No"), ("It comes to", dict(_outcomes()).get(said.outcome, "")),
        ("Why", said.rationale),
    ]  # fmt: skip
