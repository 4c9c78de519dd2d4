"""Two persons purge: what the second one must be, when the question lapses, and that he agrees to what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchfloor.core.rules.decision import Because, Decision

GOOD_FOR = timedelta(minutes=30)
CITATION = "28 CFR 23.20(g)(3)"


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands of a proposal. `effect`: rows by table, and how many people are told."""

    by_id: int
    second_id: int
    lapses_at: datetime
    answer: str
    effect: Mapping[str, int]


def may_confirm(asked: Asked, *, person_id: int, effect: Mapping[str, int], now: datetime) -> Decision:
    """The named second person, in time, to the very effect that was asked about."""
    return Decision.of(
        Because("You are the second person, not the first.", "purge.two-persons", CITATION)
        if person_id == asked.second_id and person_id != asked.by_id
        else _no("The second person confirms, in a session of his own.", "purge.two-persons", "Wait for his answer."),
        *_open(asked, now),
        Because("The effect is what was asked.", "purge.effect", CITATION)
        if dict(effect) == dict(asked.effect)
        else _no("What it would erase has changed since it was asked.", "purge.effect", "Both start again."),
    )


def may_end(asked: Asked, *, person_id: int, now: datetime) -> Decision:
    """Either of the two may let an open question fall."""
    mine = person_id in (asked.by_id, asked.second_id)
    own = Because("It is yours to answer.", "purge.two-persons", CITATION)
    return Decision.of(own if mine else _no("It is not yours to answer.", "purge.two-persons", ""), *_open(asked, now))


def _open(asked: Asked, now: datetime) -> list[Because]:
    if asked.answer:
        return [_no(f"It was {asked.answer} already.", "purge.answered", "Ask anew if it is still needed.")]
    if now >= asked.lapses_at:
        return [_no("It lapsed: half an hour went by without an answer.", "purge.lapsed", "Ask anew.")]
    return [Because("It was answered in time.", "purge.lapsed", CITATION)]


def _no(text: str, rule: str, way_out: str) -> Because:
    return Because(text, rule, CITATION, ok=False, way_out=way_out)
