"""Plan's follower: whatever is opened or updated is held against what we must know and protect."""

from collections.abc import Sequence

from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Fact
from watchfloor.plan.actions.relevance import relevance


def follow(facts: Sequence[Fact], audience: Audience) -> None:
    """Each record once, however many facts name it."""
    named = list(dict.fromkeys(record for fact in facts for record in fact.records))
    relevance(record_ids=named, by=audience, now=timezone.now())
