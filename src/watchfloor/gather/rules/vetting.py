"""Who may make a tip into a suspicious activity report, or dismiss it: a person proposes, another confirms.

A program MUST NOT promote: no score and no suggestion enters these rules, only what a trained person stated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.gather.rules.behavior import Behaviors

State = Literal["received", "promotion proposed", "dismissal proposed", "promoted", "dismissed"]
Look = Literal["propose", "confirm"]


@dataclass(frozen=True, slots=True)
class DismissalReason:
    """A reason for which a tip may be dismissed, with where it stands."""

    code: str
    label: str
    citation: str
    text: Literal["seen", "remembered"]


@dataclass(frozen=True, slots=True)
class VettingPolicy:
    """Parameters of vetting: lengths in characters, the course that a reviewer needs, dismissal reasons, citations."""

    facts_min: int
    reason_min: int
    course: str
    reasons: tuple[DismissalReason, ...]
    citations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TipFacts:
    """What vetting must know of a tip: its state, who submitted it, who proposed first (None: nobody or unknown)."""

    state: State
    submitted_by: str | None = None
    proposed_by: str | None = None


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Who asks. `human` is False for services and the operator; `trained` maps a course to its last valid day."""

    person: str
    human: bool
    trained: Mapping[str, date]


@dataclass(frozen=True, slots=True)
class Determination:
    """What a person determined. `first_amendment` None means that the question was not answered.

    `approved_by` is the privacy officer who approved a "yes" (None: nobody yet).
    """

    behaviors: tuple[str, ...]
    rationale: str
    articulable_facts: str = ""
    first_amendment: bool | None = None
    approved_by: str | None = None


@dataclass(frozen=True, slots=True)
class Dismissal:
    """Why a tip is to be dismissed: a code of the policy and words."""

    code: str
    text: str


def look_of(tip: TipFacts) -> Look:
    """Which of the two looks comes next: nobody has proposed yet, or a second person is to confirm."""
    return "confirm" if tip.state in ("promotion proposed", "dismissal proposed") else "propose"


def may_promote(
    tip: TipFacts,
    determination: Determination,
    person: PersonFacts,
    *,
    policy: VettingPolicy,
    behaviors: Behaviors,
    now: datetime,
) -> Decision:
    """Whether this person may propose the promotion, or confirm it when another proposed it.

    Both looks judge the whole determination anew: a training that lapsed or an approval withdrawn in between stops it.
    """
    return Decision.of(
        _state(tip, "promotion proposed"),
        human(person),
        trained(person, policy, now),
        *_independent(tip, person, policy),
        behavior_named(determination, behaviors, policy),
        facts_stated(determination, behaviors, policy),
        _amendment(determination, tip, person, policy),
    )


def may_dismiss(
    tip: TipFacts, dismissal: Dismissal, person: PersonFacts, *, policy: VettingPolicy, now: datetime
) -> Decision:
    """Whether this person may propose the dismissal, or confirm it when another proposed it."""
    return Decision.of(
        _state(tip, "dismissal proposed"),
        human(person),
        trained(person, policy, now),
        *_independent(tip, person, policy),
        _reason(dismissal, policy),
        _words(dismissal, policy),
    )


def may_decline(tip: TipFacts, person: PersonFacts, text: str, *, policy: VettingPolicy, now: datetime) -> Decision:
    """Whether this person may send a proposal back to the start; who made it may withdraw it so."""
    rule, waits = "gather.state", tip.state.endswith("proposed")
    way = "" if waits else "Open the tip anew: its state has changed."
    return Decision.of(
        Because(f"The tip is in the state '{tip.state}'.", rule, ok=waits, way_out=way),
        human(person),
        trained(person, policy, now),
        _words(Dismissal("", text), policy),
    )


def _state(tip: TipFacts, proposed: State) -> Because:
    if tip.state in ("received", proposed):
        return Because(f"The tip is in the state '{tip.state}'.", "gather.state")
    way = (
        "Withdraw the other proposal first."
        if tip.state.endswith("proposed")
        else "Report new information as a new tip."
    )
    return Because(f"The tip is in the state '{tip.state}'.", "gather.state", ok=False, way_out=way)


def human(person: PersonFacts) -> Because:
    """A program decides nothing about a person's conduct."""
    rule, citation = "gather.person", "ISE-FS-200 v1.5.5, two-part review"
    if person.human:
        return Because("A person decides.", rule, citation)
    return Because("Only a person may decide about a tip.", rule, citation, ok=False, way_out="Ask a trained analyst.")


def trained(person: PersonFacts, policy: VettingPolicy, now: datetime) -> Because:
    """The course of the policy, in date."""
    rule, citation = "gather.training", policy.citations.get("training", "")
    until = person.trained.get(policy.course)
    if until is not None and now.date() <= until:
        return Because(f"Training '{policy.course}' is in date until {until}.", rule, citation)
    text = f"Training '{policy.course}' " + ("is not recorded." if until is None else f"lapsed on {until}.")
    return Because(
        text, rule, citation, ok=False, way_out="Take the course and have it recorded, or ask a trained analyst."
    )


def _independent(tip: TipFacts, person: PersonFacts, policy: VettingPolicy) -> list[Because]:
    own = own_report(reported_by=tip.submitted_by, person=person.person, policy=policy)
    found = [own] if own else []
    if look_of(tip) == "confirm":
        found.append(_second(tip, person, policy.citations.get("second_look", "")))
    return found


def own_report(*, reported_by: str | None, person: str, policy: VettingPolicy) -> Because | None:
    """Why who reported a tip decides nothing about it; None for everybody else."""
    if reported_by is None or reported_by != person:
        return None
    text, citation = "You reported this tip yourself.", policy.citations.get("second_look", "")
    return Because(text, "gather.own_report", citation, ok=False, way_out="Ask another analyst.")


def _second(tip: TipFacts, person: PersonFacts, citation: str) -> Because:
    if tip.proposed_by is not None and tip.proposed_by != person.person:
        return Because("Another person than the first takes the second look.", "gather.second_look", citation)
    text = "You made the proposal yourself." if tip.proposed_by else "It is not known who made the proposal."
    return Because(text, "gather.second_look", citation, ok=False, way_out="Another trained person must confirm it.")


def behavior_named(determination: Determination, behaviors: Behaviors, policy: VettingPolicy) -> Because:
    """Part 1: at least one of the sixteen categories, and why it fits."""
    rule, citation = "gather.behavior", behaviors.citation
    way = "Name at least one of the sixteen behaviors and say why it fits."
    if not determination.behaviors:
        return Because("No behavior is named.", rule, citation, ok=False, way_out=way)
    if unknown := behaviors.unknown(determination.behaviors):
        return Because(f"{', '.join(unknown)} is no behavior category.", rule, citation, ok=False, way_out=way)
    if len(determination.rationale.strip()) < policy.reason_min:
        text = f"The reason why the behavior fits needs {policy.reason_min} characters."
        return Because(text, rule, citation, ok=False, way_out=way)
    return Because(f"Behavior named: {', '.join(determination.behaviors)}.", rule, citation)


def facts_stated(determination: Determination, behaviors: Behaviors, policy: VettingPolicy) -> Because:
    """What is lawful in itself needs articulable facts."""
    rule, citation = "gather.articulable_facts", policy.citations.get("articulable_facts_min", "")
    lawful = behaviors.group_two(determination.behaviors)
    if not lawful:
        return Because("No behavior of group 2 is named.", rule, citation)
    if len(" ".join(determination.articulable_facts.split())) >= policy.facts_min:
        return Because("Articulable facts are stated.", rule, citation)
    text = f"{', '.join(lawful)} is lawful in itself: articulable facts of {policy.facts_min} characters are needed."
    way = "State the facts and circumstances, or leave that behavior out."
    return Because(text, rule, citation, ok=False, way_out=way)


def _amendment(determination: Determination, tip: TipFacts, person: PersonFacts, policy: VettingPolicy) -> Because:
    rule, citation = "gather.first_amendment", policy.citations.get("first_amendment", "")
    if determination.first_amendment is None:
        text = "The question about First Amendment activity is not answered."
        return Because(text, rule, citation, ok=False, way_out="Answer it with yes or no.")
    if not determination.first_amendment:
        return Because("No activity protected by the First Amendment is described.", rule, citation)
    proposer = tip.proposed_by or person.person
    if determination.approved_by is not None and determination.approved_by != proposer:
        return Because("The privacy officer approved it.", rule, citation)
    if determination.approved_by is None and look_of(tip) == "propose":
        return Because("The privacy officer must approve it before the second look confirms it.", rule, citation)
    text = "Activity protected by the First Amendment is described and the privacy officer has not approved."
    return Because(text, rule, citation, ok=False, way_out="Ask the privacy officer for a decision.")


def _reason(dismissal: Dismissal, policy: VettingPolicy) -> Because:
    for reason in policy.reasons:
        if reason.code == dismissal.code:
            return Because(f"Reason: {reason.label}.", "gather.dismissal_reason", reason.citation)
    way = f"Choose one of {', '.join(reason.code for reason in policy.reasons)}."
    return Because(f"'{dismissal.code}' is no reason.", "gather.dismissal_reason", ok=False, way_out=way)


def _words(dismissal: Dismissal, policy: VettingPolicy) -> Because:
    citation = policy.citations.get("reason_min", "")
    if len(" ".join(dismissal.text.split())) >= policy.reason_min:
        return Because("The reason is given in words.", "gather.dismissal_text", citation)
    text = f"The reason needs {policy.reason_min} characters of words."
    return Because(
        text, "gather.dismissal_text", citation, ok=False, way_out="Say what was checked and what was found."
    )
