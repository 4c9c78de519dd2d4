"""What the shipped reference data files say: sectors in words, boxes of states."""

import json
from collections.abc import Mapping
from functools import cache

from watchfloor.plan.formats.events import event_policy
from watchfloor.plan.formats.mapping import content_of


@cache
def sector_words() -> Mapping[str, str]:
    """NIEM target sector codes in words."""
    found: Mapping[str, str] = json.loads(content_of("sectors.json"))["words"]
    return found


def event_words(*, part: str) -> dict[str, str]:
    """The codes of one part of the policy of events ("ratings", "about_facts") in words, in its order."""
    return {one.code: one.words for one in getattr(event_policy(), part)}
