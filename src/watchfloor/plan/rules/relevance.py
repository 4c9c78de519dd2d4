"""What an item says, what the center wants to know, and what one of ours that it touches looks like; see touching.py.

A weight (0..1) only orders what a person reads first: it is no probability and rates no person. Who or what kind of
person an item is about is never asked here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from watchfloor.core.rules.draft import Place, When
from watchfloor.plan.rules.ground import Outline
from watchfloor.plan.rules.software import Product
from watchfloor.plan.rules.words import PhraseIndex

How = Literal["inside", "near", "named", "sector", "need", "word", "software", "followed"]
Touched = Literal["asset", "area", "sector", "need", "word", "event", "software", "subscription"]


@dataclass(frozen=True, slots=True)
class RelevancePolicy:
    """The declared parameters of plan/data/relevance.json. Meters, days, weights of 0..1.

    `reach`: (place is sure to at most, reach) in meters; a place less sure than the last step reaches nothing.
    `states`: the code for each phrase of `state_words`; `state_names`: how a code is said.
    """

    reach: tuple[tuple[float, float], ...]
    named_within_m: float
    name_words_min: int
    inside_area: float
    near_at_hand: float
    near_at_edge: float
    named: float
    own_area: float
    sector: float
    sector_in_state: float
    sector_also: float
    need: float
    watch_word: float
    event: float
    event_named: float
    software: Mapping[str, float]
    followed: float
    criticality: Mapping[str, float]
    old_after_days: int
    old_factor: float
    sectors: tuple[str, ...]
    sector_words: PhraseIndex
    states: tuple[str, ...]
    state_words: PhraseIndex
    state_names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ThingFacts:
    """What an item says: where, when, about which sectors (NIEM codes), in which words (in order, see words_of).

    `states` are codes that the item itself names as its region; `sender` is the agency that it came from.
    """

    place: Place | None = None
    areas: tuple[Outline, ...] = ()
    sectors: tuple[str, ...] = ()
    when: When | None = None
    words: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    software: tuple[Product, ...] = ()
    sender: int = 0


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """An information need. Of areas, sectors and phrases all that are given must be met; one of each is enough."""

    need_id: int
    title: str
    sectors: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    outlines: tuple[Outline, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """One thing of ours that an item touches. `touched_id` is its id, or a sector's code."""

    touched: Touched
    touched_id: int | str
    how: How
    distance_m: float | None
    because: str
    weight: float


def sectors_of(thing: ThingFacts, policy: RelevancePolicy) -> dict[str, str]:
    """The sectors that an item is about, each with the reason: named by code, or by a phrase."""
    found = {code: f"the item names sector {code}" for code in thing.sectors}
    for number, phrase in policy.sector_words.found(thing.words).items():
        found.setdefault(policy.sectors[number], f"the text says '{' '.join(phrase)}'")
    return found


def states_of(thing: ThingFacts, policy: RelevancePolicy) -> tuple[str, ...]:
    """Codes of the states that an item names, as its region or in its words, in that order."""
    said = (policy.states[number] for number in policy.state_words.apart(thing.words))
    return tuple(dict.fromkeys((*thing.states, *said)))


def reach_m(place: Place, policy: RelevancePolicy) -> float:
    """How far from its point a place may touch something: its own radius and the reach for that radius; 0 for none."""
    for sure_to, reach in policy.reach:
        if place.radius_m <= sure_to:
            return place.radius_m + reach
    return 0.0
