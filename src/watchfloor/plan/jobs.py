"""Plan's follower: what is opened or updated is held against what we must know and protect. And what goes by time."""

from collections.abc import Sequence

from django.utils import timezone

from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Fact
from watchfloor.plan.actions.relevance import relevance
from watchfloor.plan.actions.requests import forget_due_requests
from watchfloor.plan.actions.searches import forget_due
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.brake import waits


def follow(facts: Sequence[Fact], audience: Audience) -> None:
    """Each record once, however many facts name it."""
    named = list(dict.fromkeys(record for fact in facts for record in fact.records))
    relevance(record_ids=named, by=audience, now=timezone.now())


def forget_searches() -> int:
    """Forget saved searches past their day; how many. None while expiry has stopped: the clock may be wrong."""
    if waits():
        return 0
    now = timezone.now()
    with reading(admit_service(service="protect.purge", now=now)) as by:
        return forget_due(by=by, now=now)


def forget_requests() -> int:
    """Forget the words of requests past their day; how many. None while expiry has stopped."""
    if waits():
        return 0
    now = timezone.now()
    with reading(admit_service(service="protect.purge", now=now)) as by:
        return forget_due_requests(by=by, now=now)
