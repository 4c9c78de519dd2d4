"""The data files of gather into the dataclasses of its rules."""

import json
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from watchfloor.gather.rules.behavior import Behavior, Behaviors
from watchfloor.gather.rules.suggest import Lexicon
from watchfloor.gather.rules.vetting import DismissalReason, VettingPolicy


def content_of(name: str) -> bytes:
    """The bytes of a data file of gather, for instance to write its hash to the ledger."""
    return (resources.files("watchfloor.gather") / "data" / name).read_bytes()


@cache
def behaviors() -> Behaviors:
    """The sixteen behavior categories."""
    told: dict[str, Any] = json.loads(content_of("behaviors.json"))
    listed = msgspec.convert(told["behaviors"], tuple[Behavior, ...])
    return Behaviors({each.code: each for each in listed}, told["group_two"]["rule"], told["group_two"]["citation"])


@cache
def lexicon() -> Lexicon:
    """The words that suggest behaviors."""
    return Lexicon.of(json.loads(content_of("lexicon.json"))["phrases"])


@cache
def vetting_policy() -> VettingPolicy:
    """The parameters of promotion and dismissal."""
    told: dict[str, Any] = json.loads(content_of("vetting.json"))
    return VettingPolicy(
        facts_min=told["articulable_facts_min"]["value"],
        reason_min=told["reason_min"]["value"],
        course=told["training"]["course"],
        reasons=msgspec.convert(told["dismissal_reasons"], tuple[DismissalReason, ...]),
        citations={name: part["citation"] for name, part in told.items() if isinstance(part, dict)},
    )
