"""What a need said, as its past is kept: plain values of JSON."""

from typing import Any

import msgspec

from watchfloor.plan.rules.needs import NeedSaid


def kept(said: NeedSaid) -> dict[str, Any]:
    """Every field as JSON has it."""
    told: dict[str, Any] = msgspec.to_builtins(said)
    return told


def said_of(told: dict[str, Any]) -> NeedSaid:
    """The inverse of `kept`. Raises msgspec.ValidationError."""
    return msgspec.convert(told, NeedSaid)
