"""Analysis' follower: whatever is opened or updated is read for identifiers and places, and links are proposed."""

from collections.abc import Sequence

from django.utils import timezone

from watchfloor.analyze.actions.connect import connect
from watchfloor.analyze.actions.silent import tell_owners
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Fact


def follow(facts: Sequence[Fact], audience: Audience) -> None:
    """Each record once, however many facts name it."""
    named = list(dict.fromkeys(record for fact in facts for record in fact.records))
    connect(record_ids=named, by=audience, now=timezone.now())


def hear_silent(facts: Sequence[Fact], audience: Audience) -> None:
    """Tell owners of restricted records that somebody asked for them."""
    tell_owners(facts=facts, by=audience, now=timezone.now())
