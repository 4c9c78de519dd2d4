"""Who may review a product? A second person, and the privacy officer for privacy; never one who wrote it."""

from dataclasses import dataclass
from typing import Literal, get_args

from watchfloor.analyze.rules.reasons import either
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.disseminate.rules.checking import Check, stands

ReviewKind = Literal["second", "privacy"]
LEAST = 10
_SECOND = "Declared by us: two people release"


class NotReviewable(Refused):
    """This person may not review this product; `.decision` says why."""


@dataclass(frozen=True, slots=True)
class Review:
    """A review of one revision. `by` is a person's id."""

    kind: str
    by: str
    revision: int
    approved: bool


@dataclass(frozen=True, slots=True)
class ReviewerFacts:
    """Who reviews: `privacy_officer` holds that role, `trained` = privacy training is current."""

    person: str
    may_review: bool
    privacy_officer: bool
    trained: bool


def may_return(*, kind: str, by: ReviewerFacts, authors: frozenset[str], because: str, comments: int) -> Decision:
    """To the author with a reason: in words, or in a comment on a statement. Open checks are one, never a hindrance."""
    said = len(because.strip()) >= LEAST or comments > 0
    return Decision.of(
        *_who(kind, by, authors),
        either(
            said, "The author is told what to mend.", "The author is not told what to mend.",
            rule="disseminate.review.because", citation=_SECOND,
            way_out="Say it in a sentence, or comment on the statement.",
        ),
    )  # fmt: skip


def may_review(*, kind: str, by: ReviewerFacts, authors: frozenset[str], checks: tuple[Check, ...]) -> Decision:
    """A second person, never an author; the privacy review by the privacy officer; only what stands its checks."""
    return Decision.of(*_who(kind, by, authors), checks_settled(checks, "disseminate.review.checks"))


def _who(kind: str, by: ReviewerFacts, authors: frozenset[str]) -> tuple[Because, ...]:
    second = _SECOND
    privacy = kind != "privacy" or by.privacy_officer
    return (
        either(
            kind in get_args(ReviewKind), f"Review: {kind}.", f"Review: '{kind}' is no kind of review.",
            rule="disseminate.review.kind", citation=second, way_out=f"Choose {' or '.join(get_args(ReviewKind))}.",
        ),
        either(
            by.person not in authors, "The reviewer is not an author.", "You cannot review what you wrote.",
            rule="disseminate.review.second-person", citation=second, way_out="Ask another person to review it.",
        ),
        either(
            by.may_review, "The reviewer's role reviews products.", "Reviewing products is not part of your role.",
            rule="disseminate.review.role", citation=second, way_out="Ask a supervisor or the privacy officer.",
        ),
        either(
            privacy, "The right role for this review.", "The privacy review is the privacy officer's.",
            rule="disseminate.review.privacy", citation="Fusion center attribute P9 (text remembered)",
            way_out="Ask the privacy officer.",
        ),
        either(
            by.trained, "Training is current.", "Training on privacy and civil liberties is not current.",
            rule="disseminate.review.training", citation="Fusion center attribute P3 (text remembered)",
            way_out="Renew the training.",
        ),
    )  # fmt: skip


def checks_settled(checks: tuple[Check, ...], rule: str) -> Because:
    """The reason that speaks for or against a product by its checks; nothing checked speaks against."""
    open_ = [check for check in checks if check.refuses and not check.ok]
    first = "; ".join(check.text for check in open_[:3])
    return either(
        stands(checks), "Every statement is sourced and marked.",
        f"{len(open_)} checks are open: {first}" if open_ else "Nothing was checked.",
        rule=rule, citation="ICD 206; CUI Marking Handbook v1.1 (texts seen in part)", way_out="Settle the checks.",
    )  # fmt: skip
