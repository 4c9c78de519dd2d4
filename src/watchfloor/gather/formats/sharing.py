"""The policy of sharing, feedback and referral into the dataclasses of its rules."""

import json
from functools import cache
from typing import Any

import msgspec

from watchfloor.gather.formats.behavior import content_of
from watchfloor.gather.rules.sharing import Disposition, Feedback, Outcome, SharingPolicy


@cache
def sharing_policy() -> SharingPolicy:
    """Outcomes, dispositions and the words of feedback by code."""
    told: dict[str, Any] = json.loads(content_of("sharing.json"))
    return SharingPolicy(
        system=(told["system"]["code"], told["system"]["words"]),
        statement_most=told["statement_most"]["value"],
        outcomes={one.code: one for one in msgspec.convert(told["outcomes"], tuple[Outcome, ...])},
        dispositions={one.code: one for one in msgspec.convert(told["dispositions"], tuple[Disposition, ...])},
        feedback={one.code: one for one in msgspec.convert(told["feedback"], tuple[Feedback, ...])},
        silent_days=told["silent"]["days"],
    )
