"""The two-part review of a SAR: part 1 names behaviors, part 2 is a trained person's answer on terrorism; no score.

ISE-FS-200 v1.5.5 (text remembered: check before relying). Only an explicit yes to part 2, with what was checked and
why, makes an ISE-SAR; everything else leaves it a SAR.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Nexus:
    """Both parts as one person states them; `indicates` is None while part 2 is not answered."""

    behaviors: tuple[str, ...]
    fits: str
    articulable_facts: str
    checks: str
    indicates: bool | None
    rationale: str


@dataclass(frozen=True, slots=True)
class Shared:
    """What of an ISE-SAR a summary may draw from: nothing that a person wrote, nothing that names anybody."""

    number: str
    version: int
    owner: str
    behaviors: tuple[str, ...]
    occurred_on: date | None
    state: str
    city: str
    review_on: date
    purge_on: date
    found_on: date


def may_find_nexus(
    nexus: Nexus, person: PersonFacts, *, policy: VettingPolicy, behaviors: Behaviors, now: datetime
) -> Decision:
    """Whether this person may ask that the SAR become an ISE-SAR; a second person is asked by the class (protect)."""
    part_one = Determination(nexus.behaviors, nexus.fits, nexus.articulable_facts, False)
    return Decision.of(
        human(person), trained(person, policy, now), behavior_named(part_one, behaviors, policy),
        facts_stated(part_one, behaviors, policy),
        _words(nexus.checks, "checks", "Checks made", "Say what was checked, and what it gave.", policy),
        _indicates(nexus.indicates),
        _words(nexus.rationale, "rationale", "Why", "Say which facts indicate it, in their context.", policy),
    )  # fmt: skip


def _indicates(answer: bool | None) -> Because:
    rule = "gather.nexus.indicates"
    if answer:
        return Because("A person found that it reasonably indicates preoperational planning.", rule, CITATION)
    if answer is None:
        text = "Part 2: the question is not answered."
        return Because(text, rule, CITATION, ok=False, way_out="Answer it with yes or no.")
    text = "Part 2: it does not reasonably indicate preoperational planning associated with terrorism."
    return Because(text, rule, CITATION, ok=False, way_out="Leave it a SAR; other crime goes its own way.")


def _words(said: str, name: str, label: str, way_out: str, policy: VettingPolicy) -> Because:
    rule = f"gather.nexus.{name}"
    if len(" ".join(said.split())) >= policy.reason_min:
        return Because(f"{label}: stated.", rule, CITATION)
    text = f"{label}: {policy.reason_min} characters or more are needed."
    return Because(text, rule, CITATION, ok=False, way_out=way_out)


def summary(shared: Shared, behaviors: Behaviors) -> Mapping[str, Any]:
    """The summary format, by allow-list: no title, no narrative, no name, number or contact of anybody, no free words.

    Coordinates are no part of it: a house is found by them.
    """
    named = [behaviors.by_code[code] for code in shared.behaviors if code in behaviors.by_code]
    return {
        "format": "ISE-SAR summary, without privacy fields", "record": shared.number, "version": shared.version,
        "privacy_information_exists": True, "owning_organization": shared.owner,
        "suspicious_activity_codes": [{"code": one.code, "name": one.name} for one in named],
        "activity_on": shared.occurred_on.isoformat() if shared.occurred_on else None,
        "state": shared.state, "city": shared.city, "terrorism_nexus": "found by a person, seconded by another",
        "determined_on": shared.found_on.isoformat(), "privacy_purge_review_on": shared.review_on.isoformat(),
        "privacy_purge_on": shared.purge_on.isoformat(),
    }  # fmt: skip


def details(shared: Shared, behaviors: Behaviors, *, title: str, narrative: str) -> Mapping[str, Any]:
    """The detailed format: the summary and the words of the report, which are privacy fields as a whole."""
    return {
        **summary(shared, behaviors), "format": "ISE-SAR details, with privacy fields", "title": title,
        "narrative": narrative,
    }  # fmt: skip
