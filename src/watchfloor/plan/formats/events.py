"""data/events.json into the rule's dataclasses."""

from functools import cache

import msgspec

from watchfloor.plan.formats.mapping import content_of
from watchfloor.plan.rules.events import EventPolicy


@cache
def event_policy() -> EventPolicy:
    """The policy of special events; every entry carries its citation."""
    return msgspec.json.decode(content_of("events.json"), type=EventPolicy)
