"""The form of the two-part review; nothing of it is ticked beforehand, and no score enters it."""

from typing import Any

from django.http import QueryDict

from watchfloor.gather.formats.behavior import behaviors, vetting_policy
from watchfloor.gather.queries.nexus import NEXUS_SEALED, NexusView
from watchfloor.gather.rules.nexus import Nexus
from watchfloor.gather.web.vetting import behavior_names, behavior_options, yes_no
from watchfloor.protect.web.fields import field

PLACES = {
    "gather.behavior": "behavior", "gather.articulable_facts": "articulable_facts", "gather.nexus.checks": "checks",
    "gather.nexus.indicates": "indicates", "gather.nexus.rationale": "rationale",
}  # fmt: skip
QUESTION = "Is it reasonably indicative of preoperational planning associated with terrorism?"


def nexus_said(said: QueryDict) -> Nexus:
    """Both parts as the form states them."""
    named = [one for one in (*said.getlist("behavior"), *said.getlist("lawful")) if one]
    words = {name: said.get(name, "").strip() for name in NEXUS_SEALED}
    return Nexus(
        behaviors=tuple(dict.fromkeys(named)), indicates={"yes": True, "no": False}.get(said.get("indicates", "")),
        **words,
    )  # fmt: skip


def part_one(said: QueryDict) -> list[dict[str, Any]]:
    """Which of the sixteen behaviors, and why."""
    return [
        field("behavior", "Behaviors that are crimes in themselves", kind="checks", columns=True,
              hint="At least one of the two groups.", options=behavior_options(1, said.getlist("behavior"))),
        field("lawful", "Behaviors that are lawful in themselves", kind="checks", columns=True,
              hint=behaviors().group_two_rule, options=behavior_options(2, said.getlist("lawful"))),
        field("fits", "Why the behavior fits", kind="area", value=said.get("fits", "")),
        field("articulable_facts", "Articulable facts", kind="area", required=False,
              value=said.get("articulable_facts", ""),
              hint=f"Needed with any of the second group, {vetting_policy().facts_min} characters or more."),
    ]  # fmt: skip


def part_two(said: QueryDict) -> list[dict[str, Any]]:
    """What was checked, the answer, and why; the answer is a person's and follows from no number."""
    return [
        field("checks", "Checks made", kind="area", value=said.get("checks", ""),
              hint="What was looked at within your authority, and what it gave."),
        field("indicates", QUESTION, kind="radios", options=yes_no(said.get("indicates", ""))),
        field("rationale", "Why", kind="area", value=said.get("rationale", ""),
              hint="Facts and circumstances in their context. The second person judges these words."),
    ]  # fmt: skip


def stated_nexus(view: NexusView) -> list[tuple[str, str]]:
    """Both parts, to be read and not changed."""
    said = view.said
    return [
        ("Behaviors", behavior_names(said.behaviors)), ("Why they fit", said.fits),
        ("Articulable facts", said.articulable_facts), ("Checks made", said.checks), (QUESTION, "Yes"),
        ("Why", said.rationale),
    ]  # fmt: skip
