"""Receive's follower and jobs: alerts end without anybody's doing, feeds are asked when their time has come."""

import logging
import random
from collections.abc import Sequence

from django.db import DatabaseError
from django.utils import timezone

from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Fact
from watchfloor.protect.actions.admit import admit_service
from watchfloor.receive.actions import confirming, ending
from watchfloor.receive.actions.feeds.alarming import tell_silent_feeds
from watchfloor.receive.actions.feeds.running import run_feed
from watchfloor.receive.actions.feeds.switching import NotSwitched
from watchfloor.receive.queries import feeds_due

SERVICE = "receive.feeds"
log = logging.getLogger("watchfloor.feeds")


def follow_chains(facts: Sequence[Fact], audience: Audience) -> None:
    """Each record once, however many facts name it."""
    named = list(dict.fromkeys(record for fact in facts for record in fact.records))
    ending.end_named(record_ids=named, by=audience, now=timezone.now())


def follow_states(facts: Sequence[Fact], audience: Audience) -> None:
    """A person is asked about each state of the national alert system that came."""
    named = list(dict.fromkeys(record for fact in facts for record in fact.records))
    confirming.ask_states(record_ids=named, by=audience, now=timezone.now())


def end_expired() -> int:
    """Take what has run out off the desk; how many."""
    now = timezone.now()
    with reading(admit_service(service="receive.inbox", now=now)) as by:
        return ending.end_expired(by=by, now=now)


def ask_feeds() -> int:
    """Ask every feed that is due, one after the other; how many documents came. MUST run outside a transaction."""
    taken = 0
    for name in feeds_due(now=timezone.now()):
        now = timezone.now()
        try:
            run = run_feed(name=name, jitter=random.random(), by=admit_service(service=SERVICE, now=now), now=now)
        except NotSwitched:
            continue  # another worker has it, or it was switched off meanwhile
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 - a mistake of ours at one feed does not hold up the others
            log.error("a feed stopped: %s", type(error).__name__)
            continue
        taken += run.documents
        if run.trouble:
            log.warning("a feed could not be asked: %s", run.trouble)
    now = timezone.now()
    tell_silent_feeds(by=admit_service(service=SERVICE, now=now), now=now)
    return taken
