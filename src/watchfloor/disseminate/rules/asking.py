"""A release takes two people: one asks, another confirms the very same effect within half an hour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from watchfloor.analyze.rules.reasons import either
from watchfloor.core.rules.decision import Decision, Refused

LAPSES_AFTER = timedelta(minutes=30)
LEAST = 10
_TWO = "Declared by us: two people release"


class NotAsked(Refused):
    """The first person cannot ask for this; `.decision` says why."""


class NotConfirmed(Refused):
    """The second person cannot confirm this; `.decision` says why. Both start again if the effect changed."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Who releases: ids of persons, whether each may release, and the authors."""

    first: str
    second: str
    first_may: bool
    second_may: bool
    authors: frozenset[str]


def may_ask(pair: Pair, *, because: str, goes: int) -> Decision:
    """Two different people who may release and did not write it, a reason, and something that goes."""
    return Decision.of(
        _two(pair),
        either(
            pair.second_may, "The second person may release.", "That person cannot be the second.",
            rule="disseminate.ask.second", citation=_TWO, way_out="Choose one of those offered.",
        ),
        either(
            len(because.strip()) >= LEAST, "A reason is given.", f"Reason: {len(because.strip())} characters.",
            rule="disseminate.ask.because", citation="28 CFR 23.20(g) (text seen)", way_out="Say in a sentence why.",
        ),
        either(
            goes > 0, f"{goes} people get something.", "Nobody would get anything.", rule="disseminate.ask.effect",
            citation=_TWO, way_out="Choose a group that gets the full text or the tear line.",
        ),
    )  # fmt: skip


def may_confirm(
    pair: Pair, *, by: str, asked: Mapping[str, Any], found: Mapping[str, Any], lapses_at: datetime, now: datetime
) -> Decision:
    """The person who was asked, in time, and the effect is what the first person saw."""
    return Decision.of(
        _two(pair),
        either(
            by == pair.second and pair.second_may, "You were asked.", "You were not asked to confirm this.",
            rule="disseminate.ask.second", citation=_TWO, way_out="The person who was asked confirms it.",
        ),
        either(
            now <= lapses_at, "In time.", "It lapsed: half an hour is over.", rule="disseminate.ask.lapsed",
            citation=_TWO, way_out="Both start again.",
        ),
        either(
            dict(asked) == dict(found), "The effect is what the first person saw.",
            "What it would do has changed since the first person asked.", rule="disseminate.ask.changed",
            citation=_TWO, way_out="Both start again: the first person looks at the new effect and asks anew.",
        ),
    )  # fmt: skip


def _two(pair: Pair) -> Any:
    different = pair.first != pair.second and pair.first_may and not {pair.first, pair.second} & pair.authors
    return either(
        different, "Two people who did not write it.",
        "It takes two different people who may release and wrote none of it.",
        rule="disseminate.ask.two-people", citation=_TWO, way_out="Ask two of those who may release.",
    )  # fmt: skip
