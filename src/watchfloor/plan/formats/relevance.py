"""The parameters of relevance from their data file."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from watchfloor.plan.formats.mapping import content_of
from watchfloor.plan.rules.relevance import RelevancePolicy
from watchfloor.plan.rules.words import PhraseIndex, words_of

SPECIAL = ("about", "citation", "text", "reach", "sector_words", "state_words")


@cache
def relevance_policy() -> RelevancePolicy:
    """The declared parameters of plan/data/relevance.json."""
    told: dict[str, Any] = json.loads(content_of("relevance.json"))
    pairs = [(code, phrase) for code, phrases in told["sector_words"].items() for phrase in phrases]
    names = {code: str(one["name"]) for code, one in json.loads(content_of("states.json"))["states"].items()}
    said = [(code, phrase) for code, name in names.items() for phrase in told["state_words"].get(code, [name])]
    return RelevancePolicy(
        reach=tuple((step["radius_up_to_m"], step["reach_m"]) for step in told["reach"]),
        sectors=tuple(code for code, _ in pairs),
        sector_words=PhraseIndex.of((words_of(phrase), number) for number, (_, phrase) in enumerate(pairs)),
        states=tuple(code for code, _ in said),
        state_words=PhraseIndex.of((words_of(phrase), number) for number, (_, phrase) in enumerate(said)),
        state_names=names,
        **{name: value for name, value in told.items() if name not in SPECIAL},
    )


@cache
def stix_sectors() -> Mapping[str, tuple[str, ...]]:
    """Sectors of STIX 2.1 -> NIEM target sector codes, of plan/data/sectors.json."""
    listed: dict[str, list[str]] = json.loads(content_of("sectors.json"))["stix"]
    return {name: tuple(codes) for name, codes in listed.items()}


@cache
def sector_words() -> Mapping[str, str]:
    """NIEM target sector codes -> how pages and products say them ("ENRG" -> "Energy")."""
    words: dict[str, str] = json.loads(content_of("sectors.json"))["words"]
    return words
