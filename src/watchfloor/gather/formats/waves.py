"""The data file of waves into the dataclass of its rule."""

import json
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

from watchfloor.gather.rules.waves import WavePolicy


@cache
def wave_policy() -> WavePolicy:
    """When reports are shown as one wave."""
    told: dict[str, Any] = json.loads((resources.files("watchfloor.gather") / "data" / "waves.json").read_bytes())
    words, moment = told["same_words"], told["same_moment"]
    return WavePolicy(
        words_within=timedelta(hours=words["within_hours"]), words_alike=words["alike"],
        words_least=words["words_least"], moment_within=timedelta(minutes=moment["within_minutes"]),
        moment_km=moment["within_km"], moment_alike=moment["alike"],
    )  # fmt: skip
