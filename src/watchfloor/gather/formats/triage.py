"""The clocks and inputs of triage from their data file."""

import json
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

from watchfloor.gather.formats.public import danger_phrases
from watchfloor.gather.rules.triage import Clock, Input, Triage


@cache
def triage_policy() -> Triage:
    """`data/triage.json`. Raises KeyError, which names the field, when it is not as it must be."""
    told: dict[str, Any] = json.loads((resources.files("watchfloor.gather") / "data" / "triage.json").read_bytes())
    hours, calls = told["hours"], told["calls"]
    return Triage(
        ways=frozenset(told["ways"]["value"]),
        clocks=tuple(Clock(**{name: one[name] for name in Clock.__dataclass_fields__}) for one in told["clocks"]),
        inputs={
            one["code"]: Input(**{name: one[name] for name in Input.__dataclass_fields__}) for one in told["inputs"]
        },
        phrases={code: tuple(phrases) for code, phrases in told["phrases"].items()}, danger=danger_phrases(),
        just_now=timedelta(hours=hours["just_now"]), today=timedelta(hours=hours["today"]),
        calls_most=calls["most"], calls_window=timedelta(minutes=calls["window_minutes"]),
    )  # fmt: skip
