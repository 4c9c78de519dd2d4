"""Receive's follower and what goes by time: alerts end without anybody's doing."""

from collections.abc import Sequence

from django.utils import timezone

from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Fact
from watchfloor.protect.actions.admit import admit_service
from watchfloor.receive.actions import ending


def follow_chains(facts: Sequence[Fact], audience: Audience) -> None:
    """Each record once, however many facts name it."""
    named = list(dict.fromkeys(record for fact in facts for record in fact.records))
    ending.end_named(record_ids=named, by=audience, now=timezone.now())


def end_expired() -> int:
    """Take what has run out off the desk; how many."""
    now = timezone.now()
    with reading(admit_service(service="receive.inbox", now=now)) as by:
        return ending.end_expired(by=by, now=now)
