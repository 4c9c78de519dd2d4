"""Load the limits of expiry and of silence."""

from datetime import timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

import msgspec

from watchfloor.protect.rules.brake import BrakePolicy


@lru_cache(maxsize=1)
def brake() -> BrakePolicy:
    """The shipped data/brake.json. Raises when it is not as it must be."""
    said = _read("brake")
    return BrakePolicy(
        timedelta(hours=said["clock"]["most_silent_hours"]), said["share"]["most_percent"] / 100,
        said["share"]["always"], timedelta(days=said["confirmed"]["days"]), said["citation"],
    )  # fmt: skip


@lru_cache(maxsize=1)
def answer_within() -> timedelta:
    """How long a recipient of a purge or correction notice has, by data/withdrawals.json."""
    return timedelta(days=_read("withdrawals")["answer"]["days"])


def _read(name: str) -> dict[str, Any]:
    said: dict[str, Any] = msgspec.json.decode(files("watchfloor.protect").joinpath(f"data/{name}.json").read_bytes())
    return said
