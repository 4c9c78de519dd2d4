"""Who may file from the field as a liaison officer: approved by a sponsor, trained, certified anew each year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from watchfloor.core.rules.decision import Because, Decision

SELF = "Another person approves: nobody is his own sponsor."


@dataclass(frozen=True, slots=True)
class OfficerPolicy:
    """`course` MUST be in date; an approval holds `valid_days`. `plain` names behaviors, those of `first` first."""

    course: str
    valid_days: int
    longest_wait_days: int
    first: tuple[str, ...]
    plain: Mapping[str, str]
    citations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Officer:
    """One person's standing as a liaison officer; no date of approval: he has asked and waits."""

    person_id: int
    asked_on: date
    approved_on: date | None = None
    ended_on: date | None = None

    def until(self, policy: OfficerPolicy) -> date | None:
        """The last day of the approval."""
        return self.approved_on + timedelta(days=policy.valid_days) if self.approved_on else None


def in_force(officer: Officer | None, *, trained: bool, policy: OfficerPolicy, today: date) -> Decision:
    """Whether he may file from the field today. It lapses by itself: no job has to suspend anybody."""
    cited = policy.citations
    until = officer.until(policy) if officer else None
    ended = officer is not None and officer.ended_on is not None and officer.ended_on <= today
    return Decision.of(
        Because(
            "A sponsor approved you." if until else "No sponsor approved you as liaison officer yet.",
            "officer.approved", cited["valid_days"], until is not None, "" if until else "Ask for it on this page.",
        ),
        Because(
            "The approval is in date." if until is None or today <= until else f"The approval lapsed on {until}.",
            "officer.recertified", cited["valid_days"], until is None or today <= until,
            "" if until is None or today <= until else "Ask your sponsor to certify you anew.",
        ),
        Because(
            "The approval was not ended." if not ended else "The approval was ended.", "officer.ended",
            cited["valid_days"], not ended, "" if not ended else "Ask your sponsor.",
        ),
        Because(
            f"The course {policy.course} is in date." if trained else f"The course {policy.course} is not in date.",
            "officer.trained", cited["course"], trained, "" if trained else "Take it; the administrator records it.",
        ),
    )  # fmt: skip


def may_approve(
    *, rights: frozenset[str], sponsor: int, officer: int, trained: bool, policy: OfficerPolicy
) -> Decision:
    """A sponsor approves another person whose course is in date."""
    held = "officer.approve" in rights
    return Decision.of(
        Because("You may approve.", "officer.approve") if held
        else Because("Your role approves no officers.", "officer.approve", "AC-5", False, "Ask a supervisor."),
        Because("Another person approves.", "officer.two") if sponsor != officer
        else Because(SELF, "officer.two", "CJISSECPOL AC-5", False, "Ask another supervisor."),
        Because("The course is in date.", "officer.trained", policy.citations["course"], trained,
                "" if trained else f"The course {policy.course} comes first; the administrator records it."),
    )  # fmt: skip


def seen_at(*, now: datetime, waited_ms: int | None, policy: OfficerPolicy) -> datetime | None:
    """When a report that says "now" was written, by our clock: now less how long it waited by the phone's own clock.

    So a phone whose clock is wrong does no harm. None where it was turned in between: then no time is believed.
    """
    waited = timedelta(milliseconds=waited_ms or 0)
    return now - waited if timedelta(0) <= waited <= timedelta(days=policy.longest_wait_days) else None
