"""The one exception: in imminent danger one person alone may release an assessment, never the record."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from watchfloor.analyze.rules.reasons import either
from watchfloor.core.rules.decision import Decision

CITATION = "28 CFR 23.20(f)(2) (text seen)"


@dataclass(frozen=True, slots=True)
class Phoned:
    """Whom the releasing person called, at which agency, and when."""

    who: str
    agency: str
    at: datetime


def may_release_imminent(
    *,
    danger: str,
    reason: str,
    phoned: Phoned | None,
    recipients: tuple[str, ...],
    assessment_only: bool,
    now: datetime,
) -> Decision:
    """One person, at once. `recipients` are named persons or officials; `assessment_only` = no record goes along.

    A call not yet made, or said to be in the future, refuses: the phone is quicker than any page.
    """
    called = phoned is not None and bool(phoned.who.strip()) and phoned.at <= now
    named = bool(recipients) and all(recipient.strip() for recipient in recipients)
    return Decision.of(
        either(
            _said(danger), f"Danger: {danger.strip()}", "Danger: say to whose life or property, where and when.",
            rule="disseminate.imminent.danger", citation=CITATION, way_out="Describe the danger in a sentence.",
        ),
        either(
            _said(reason), f"Reason: {reason.strip()}", "Reason: say why this assessment helps to avoid the danger.",
            rule="disseminate.imminent.reason", citation=CITATION, way_out="Give the reason in a sentence.",
        ),
        either(
            called, "The danger was phoned through.", "Phoned: nobody was called, or the time lies ahead.",
            rule="disseminate.imminent.phoned", citation="Declared by us: a mail alone is no warning",
            way_out="Call first, then write whom and when.",
        ),
        either(
            named, f"{len(recipients)} recipients are named.",
            "Recipients: name each person or official; a group is none.",
            rule="disseminate.imminent.recipients", citation=CITATION, way_out="Name the recipients.",
        ),
        either(
            assessment_only, "Only the assessment goes.", "The record itself never goes on this path.",
            rule="disseminate.imminent.assessment-only", citation=CITATION, way_out="Take the record out.",
        ),
    )  # fmt: skip


def due_at(released_at: datetime, *, hours: int = 24) -> datetime:
    """By when supervisor or privacy officer confirm or recall."""
    return released_at + timedelta(hours=hours)


def is_due(
    released_at: datetime, *, confirmed_at: datetime | None, recalled_at: datetime | None, now: datetime
) -> bool:
    """Is an answer still owed? True from the release on until somebody confirms or recalls."""
    return confirmed_at is None and recalled_at is None and now >= released_at


def is_overdue(
    released_at: datetime,
    *,
    confirmed_at: datetime | None,
    recalled_at: datetime | None,
    now: datetime,
    hours: int = 24,
) -> bool:
    """Is the answer owed and its time past?"""
    return is_due(released_at, confirmed_at=confirmed_at, recalled_at=recalled_at, now=now) and now > due_at(
        released_at, hours=hours
    )


def may_settle(*, answer: str, by: str, released_by: str, role: str) -> Decision:
    """Confirm or recall: a supervisor, the director or the privacy officer, never the person who released."""
    citation = "28 CFR 23.20(f)(2), (g) (texts seen); Declared by us: 24 hours"
    return Decision.of(
        either(
            answer in ("confirm", "recall"), f"Answer: {answer}.", f"Answer: '{answer}' is neither confirm nor recall.",
            rule="disseminate.imminent.answer", citation=citation, way_out="Choose confirm or recall.",
        ),
        either(
            by != released_by, "Another person than the one who released.",
            "You cannot confirm or recall your own release.",
            rule="disseminate.imminent.second-person", citation=citation,
            way_out="Ask the supervisor or the privacy officer.",
        ),
        either(
            role in ("supervisor", "director", "privacy"), "The role may settle it.",
            "A supervisor, the director or the privacy officer confirms or recalls.",
            rule="disseminate.imminent.role", citation=citation, way_out="Ask the supervisor or the privacy officer.",
        ),
    )  # fmt: skip


def _said(words: str) -> bool:
    return len(words.split()) >= 3
