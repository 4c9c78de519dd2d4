"""`data/officers.json` into the policy of its rules."""

import json
from functools import cache
from typing import Any

from watchfloor.gather.formats.behavior import content_of
from watchfloor.gather.rules.officers import OfficerPolicy
from watchfloor.gather.rules.photos import PhotoLimits


@cache
def officer_policy() -> OfficerPolicy:
    """The policy in force."""
    told: dict[str, Any] = json.loads(content_of("officers.json"))
    return OfficerPolicy(
        told["course"]["value"], told["valid_days"]["value"], told["longest_wait_days"]["value"],
        tuple(told["first"]["value"]), told["plain"],
        {name: part["citation"] for name, part in told.items() if isinstance(part, dict) and "citation" in part},
    )  # fmt: skip


@cache
def photo_limits() -> PhotoLimits:
    """What a report from the field takes along."""
    told: dict[str, Any] = json.loads(content_of("officers.json"))["photos"]["value"]
    return PhotoLimits(told["most"], told["each_bytes"], told["all_bytes"], told["body_bytes"])
