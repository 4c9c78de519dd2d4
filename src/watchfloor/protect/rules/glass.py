"""Break-glass: an hour without a stated need, told at once, reviewed by another within a day."""

from datetime import datetime, timedelta

from watchfloor.core.rules.decision import Because, Decision

LASTS = timedelta(hours=1)
REVIEWED_WITHIN = timedelta(hours=24)
SHORTEST = 20  # letters of the reason: one sentence
CITATION = "AC-6 and AC-2(2) of CJISSECPOL 5.9.5; house rule: review within 24 h"
VERDICTS = {"justified": "It was justified", "not-justified": "It was not justified"}


def may_break(*, reads: bool, reason: str, open_already: bool) -> Decision:
    """Anybody who may read records at all, with a reason, once at a time."""
    return Decision.of(
        Because("Your role reads records.", "glass.right", CITATION)
        if reads
        else _no("Your role reads no records; break-glass waives no right.", "glass.right", "Ask the director."),
        Because("You say why.", "glass.reason", CITATION)
        if len(reason.strip()) >= SHORTEST
        else _no(
            "Say why in a sentence: 20 letters or more.", "glass.reason", "Write what must be known, and why now."
        ),
        _no("It is open already.", "glass.once", "Read, or end it.")
        if open_already
        else Because("None of yours is open.", "glass.once", CITATION),
    )


def may_review(*, reviews: bool, by_id: int, person_id: int, verdict: str, reviewed_at: datetime | None) -> Decision:
    """One who may, never the person himself, once."""
    return Decision.of(
        Because("You may review it.", "glass.review", CITATION)
        if reviews and by_id != person_id
        else _no("Another person reviews it: the privacy officer or the director.", "glass.review", ""),
        Because("The verdict is one of two.", "glass.verdict", CITATION)
        if verdict in VERDICTS
        else _no("Choose one of the two.", "glass.verdict", "Justified, or not justified."),
        _no("It was reviewed already.", "glass.once", "")
        if reviewed_at
        else Because("Nobody has reviewed it yet.", "glass.once", CITATION),
    )


def _no(text: str, rule: str, way_out: str) -> Because:
    return Because(text, rule, CITATION, ok=False, way_out=way_out)
