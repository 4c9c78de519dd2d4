"""The follower that delivers."""

from collections.abc import Sequence

from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Fact
from watchfloor.disseminate.actions.deliver import deliver


def deliver_facts(facts: Sequence[Fact], audience: Audience) -> None:
    """Tell the recipients of what was released or recalled; idempotent by release and person."""
    del audience
    for fact in facts:
        for public_id in fact.records:
            deliver(release=public_id, now=timezone.now(), recalled=fact.kind.endswith("recalled"))
