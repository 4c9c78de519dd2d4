"""How long a thing is kept: its schedule, what a review may do to its clocks, and who may do it (28 CFR 23.20(h))."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.protect.rules.policy import Policy, Schedule

Finding = Literal["validated", "kept"]
STAGES = (90, 60, 30)
VALIDATED = "criminal_intelligence"  # the class whose clock only a validation of current criminal activity sets anew
EXPIRED = "retention.expired"
COURSE = "28cfr23"
CITATION = "28 CFR 23.20(h)"
LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A record that comes to its review. `based_on` is the day of its last validation, else that of its opening."""

    legal_class: str
    based_on: date
    review_on: date
    purge_on: date
    owner_id: int


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who reviews, today."""

    agency_id: int
    of_center: bool
    center_id: int
    rights: frozenset[str]
    trained: bool


@dataclass(frozen=True, slots=True)
class Stated:
    """What the reviewer states: in his own words why it is kept, and whether its subject's activity is current."""

    explanation: str
    current_activity: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """The clocks after a review."""

    finding: Finding
    review_on: date
    purge_on: date


def schedule_of(legal_class: str, *, policy: Policy, state: str = "") -> Schedule:
    """The schedule in force: the class's, each of its days shortened by the state's own where that is less."""
    ours = policy.schedules[legal_class]
    theirs = policy.state_schedules.get((state, legal_class))
    if theirs is None:
        return ours
    return Schedule(
        legal_class, min(ours.review_days, theirs.review_days), min(ours.purge_days, theirs.purge_days),
        min(ours.most_days, theirs.most_days), f"{ours.citation}; {theirs.citation}",
    )  # fmt: skip


def stage_of(on: date, *, today: date) -> int | None:
    """The notice that is due for a day to come: 90, 60 or 30 days before; 0 once it has passed; None if it is far."""
    left = (on - today).days
    if left < 0:
        return 0
    return next((stage for stage in reversed(STAGES) if left <= stage), None)


def may_keep(it: Reviewed, who: Reviewer, said: Stated, *, schedule: Schedule, today: date) -> Decision:
    """Whether this person may keep the record, with these words. A new address is no reason: it is not asked for."""
    return Decision.of(*_person(it, who), *_words(it, said), _end(it, schedule, today))


def may_review(it: Reviewed, who: Reviewer) -> Decision:
    """Whether the person may decide it at all, before a word is written."""
    return Decision.of(*_person(it, who))


def kept_until(it: Reviewed, *, schedule: Schedule, today: date) -> Kept:
    """The clocks that a review sets. They never pass the class's end; a purge date is never drawn nearer by it."""
    validates = it.legal_class == VALIDATED
    end = (today if validates else it.based_on) + timedelta(days=schedule.most_days)
    purge_on = max(it.purge_on, min(today + timedelta(days=schedule.purge_days), end))
    review_on = min(today + timedelta(days=schedule.review_days), purge_on)
    return Kept("validated" if validates else "kept", review_on, purge_on)


def _person(it: Reviewed, who: Reviewer) -> list[Because]:
    found = [
        Because("Your role reviews records.", "right.record.review", "CJISSECPOL AC-6")
        if "record.review" in who.rights
        else _no("your role reviews no records.", "right.record.review", "Ask a supervisor.", "CJISSECPOL AC-6")
    ]
    if it.legal_class == VALIDATED:
        own = who.agency_id == it.owner_id
        text = "Your agency submitted it." if own else "only the agency that submitted it validates it."
        found.append(
            Because(text, "retention.owner", CITATION, own, "" if own else "Ask the agency that submitted it.")
        )
        text = "Your training is in date." if who.trained else "your training is not in date: 28cfr23."
        way_out = "" if who.trained else "Take the course and have it recorded."
        found.append(Because(text, "retention.training", "28 CFR 23.20(c)", who.trained, way_out))
    else:
        own = who.agency_id == it.owner_id or who.of_center
        text = "Your agency holds it." if own else "it belongs to another agency."
        found.append(Because(text, "retention.owner", CITATION, own, "" if own else "Ask the agency that holds it."))
    return found


def _words(it: Reviewed, said: Stated) -> list[Because]:
    enough = len(said.explanation.split()) >= LEAST_WORDS
    found = [
        Because("The reason is written down.", "retention.explanation", CITATION)
        if enough
        else _no("the reason is missing: what is kept after a review has an explanation.", "retention.explanation",
                 "Say in a sentence why it is still relevant.")
    ]  # fmt: skip
    if it.legal_class == VALIDATED:
        found.append(
            Because("Its subject's criminal activity is found to be current.", "retention.current", CITATION)
            if said.current_activity
            else _no("only a finding of current criminal activity validates it; new identifying data is none.",
                     "retention.current", "Let it go, or state what is known of current activity.")
        )  # fmt: skip
    return found


def _end(it: Reviewed, schedule: Schedule, today: date) -> Because:
    end = it.based_on + timedelta(days=schedule.most_days)
    if it.legal_class != VALIDATED and today >= end:
        return _no("it has been kept as long as its class may be.", "retention.most", "Let it go.", schedule.citation)
    if it.purge_on < today:
        return _no("its last day is over.", "retention.over", "It is purged by itself.", schedule.citation)
    return Because("The schedule allows it.", "retention.most", schedule.citation)


def _no(text: str, rule: str, way_out: str, citation: str = CITATION) -> Because:
    return Because(text, rule, citation, ok=False, way_out=way_out)
