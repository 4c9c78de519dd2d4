"""A question "are these two one": how even it is, its weight in words, and who may work on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2

from watchfloor.core.rules.decision import Because

UNIT = 64  # weights are sixty-fourths of a bit (watchfloor.resolution)
SMALL, MOST_SAID = 3, 1000  # odds said to the tenth, and not beyond
POLICY = "center policy"


@dataclass(frozen=True, slots=True)
class Step:
    """One comparison: its name, how the two agree in words, and its weight in sixty-fourths of a bit."""

    comparison: str
    level: str
    weight: int


def gain(weight: int, prior: int) -> float:
    """How many bits an answer is expected to tell: the entropy of the question, most where it is even."""
    odds: float = 2.0 ** (min(max(weight + prior, -30 * UNIT), 30 * UNIT) / UNIT)
    p = odds / (1 + odds)
    return -(p * log2(p) + (1 - p) * log2(1 - p))


def said(weight: int, prior: int) -> str:
    """What the evidence comes to, as odds; it weighs identity only and is never a likelihood of anything done."""
    bits = (weight + prior) / UNIT
    if abs(bits) < 0.5:
        return "Evidence is even"
    odds = 2.0 ** min(abs(bits), 30)
    to = f"{odds:.1f}" if odds < SMALL else f"{round(odds):,}" if odds < MOST_SAID else f"more than {MOST_SAID:,}"
    return f"Evidence favors {'same' if bits > 0 else 'different'}, {to} to 1"


def is_held(held_by: int | None, held_until: datetime | None, *, person_id: int, now: datetime) -> bool:
    """Whether somebody else works on it at this moment."""
    return held_by is not None and held_by != person_id and held_until is not None and held_until > now


def free(held_by: int | None, held_until: datetime | None, *, person_id: int, holder: str, now: datetime) -> Because:
    """What every answer asks: nobody else holds the pair."""
    who = holder or "Somebody else"
    if is_held(held_by, held_until, person_id=person_id, now=now):
        way_out = f"Take the next pair, or ask {holder or 'the holder'}."
        return Because(f"{who} works on this pair.", "analyze.match.held", POLICY, ok=False, way_out=way_out)
    return Because("Nobody else works on this pair.", "analyze.match.held", POLICY)


def until(now: datetime, minutes: int) -> datetime:
    """When a pair that is taken now is free again by itself."""
    return now + timedelta(minutes=minutes)
