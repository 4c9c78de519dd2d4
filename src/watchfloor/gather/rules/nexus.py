"""The two-part review of a SAR: part 1 names behaviors, part 2 is a trained person's answer on terrorism; no score.

ISE-FS-200 v1.5.5 (text remembered: check before relying). Only an explicit yes to part 2, with what was checked and
why, makes an ISE-SAR. A no is stated as carefully, with its outcome, and is seconded as well; it leaves it a SAR.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.gather.rules.behavior import Behaviors
from watchfloor.gather.rules.vetting import (
    Determination,
    PersonFacts,
    VettingPolicy,
    behavior_named,
    facts_stated,
    human,
    trained,
)

CITATION = "ISE-FS-200 v1.5.5, two-part review"
SUPERVISED = {
    "seen": "A supervisor of the agency that reported has looked at it.",
    "public": "It came from the public: no agency has a supervisor for it.",
}


@dataclass(frozen=True, slots=True)
class Nexus:
    """Both parts as one person states them; `indicates` is None while part 2 is not answered.

    `supervisor`: "seen" (by a supervisor of the agency that reported) or "public" (no agency reported); `outcome`: what
    a no comes to, a code of the policy.
    """

    behaviors: tuple[str, ...]
    fits: str
    articulable_facts: str
    checks: str
    indicates: bool | None
    rationale: str
    supervisor: str = ""
    outcome: str = ""


def may_find_nexus(
    nexus: Nexus, person: PersonFacts, *, policy: VettingPolicy, behaviors: Behaviors, outcomes: Collection[str],
    now: datetime,
) -> Decision:  # fmt: skip
    """Whether this person may state both parts: yes asks that the SAR become an ISE-SAR, no ends the question.

    A second person is asked either way. Behaviors and their facts are needed for a yes; a no may find none.
    """
    part_one = Determination(nexus.behaviors, nexus.fits, nexus.articulable_facts, False)
    ones = [] if nexus.indicates is False and not nexus.behaviors else [behavior_named(part_one, behaviors, policy)]
    return Decision.of(
        human(person), trained(person, policy, now), _supervised(nexus.supervisor), *ones,
        facts_stated(part_one, behaviors, policy),
        _words(nexus.checks, "checks", "Checks made", "Say what was checked, and what it gave.", policy),
        _indicates(nexus, outcomes),
        _words(nexus.rationale, "rationale", "Why", "Say which facts indicate it, in their context.", policy),
    )  # fmt: skip


def may_second_no(*, stated_by: int, asked: int, person: PersonFacts, policy: VettingPolicy, now: datetime) -> Decision:
    """Whether this person may confirm or decline the no of another; who stated it may only withdraw it."""
    rule, way = "gather.nexus.second", "Another trained person decides; you may withdraw it."
    return Decision.of(
        human(person), trained(person, policy, now),
        Because("Another person than the first answers.", rule, CITATION) if stated_by != asked
        else Because("You stated it yourself.", rule, CITATION, ok=False, way_out=way),
    )  # fmt: skip


def _supervised(said: str) -> Because:
    rule = "gather.nexus.supervisor"
    if said in SUPERVISED:
        return Because(SUPERVISED[said], rule, CITATION)
    text = "A supervisor of the agency that reported has not looked at it."
    way = "Ask that agency; its check comes before the two parts. State it here once it is done."
    return Because(text, rule, CITATION, ok=False, way_out=way)


def _indicates(nexus: Nexus, outcomes: Collection[str]) -> Because:
    rule = "gather.nexus.indicates"
    if nexus.indicates:
        return Because("A person found that it reasonably indicates preoperational planning.", rule, CITATION)
    if nexus.indicates is None:
        text = "Part 2: the question is not answered."
        return Because(text, rule, CITATION, ok=False, way_out="Answer it with yes or no.")
    if nexus.outcome in outcomes:
        return Because("A person found that it does not, and what it comes to.", rule, CITATION)
    text = "Part 2: no, and it is not said what it comes to."
    return Because(text, "gather.nexus.outcome", CITATION, ok=False, way_out="Choose one of the outcomes.")


def _words(said: str, name: str, label: str, way_out: str, policy: VettingPolicy) -> Because:
    rule = f"gather.nexus.{name}"
    if len(" ".join(said.split())) >= policy.reason_min:
        return Because(f"{label}: stated.", rule, CITATION)
    text = f"{label}: {policy.reason_min} characters or more are needed."
    return Because(text, rule, CITATION, ok=False, way_out=way_out)
