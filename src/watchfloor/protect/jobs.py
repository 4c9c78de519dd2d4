"""The worker's door: followers and the outbox, each with the narrow audience that is declared for it."""

import logging
import traceback
from collections.abc import Sequence

from django.db import DatabaseError
from django.utils import timezone

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.following import follow, waiting
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Fact
from watchfloor.notify import jobs as notify
from watchfloor.protect.actions import brake, guards, sampling
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.expire import expire
from watchfloor.protect.actions.outside import send_out
from watchfloor.protect.actions.policy import note_policy
from watchfloor.protect.actions.purge import carry_on, open_purges
from watchfloor.protect.actions.remind import remind
from watchfloor.protect.actions.room import SERVICE, keep, tell_room
from watchfloor.protect.actions.silence import tell_silent
from watchfloor.protect.actions.telling import tell_recipients
from watchfloor.protect.rules.room import Level

log = logging.getLogger("watchfloor.followers")


def follow_all(*, batch: int = 500) -> int:
    """Let every follower that has some take its next facts; how far their bookmarks moved in all.

    A follower that fails stays where it is and does not hold up the others; its name and the kind of the failure are
    logged, never what it was reading.
    """
    now, moved = timezone.now(), 0
    with reading(admit_service(service="protect.follow", now=now)):
        those = waiting()
    for follower in those:
        try:
            moved += follow(follower=follower, audience=admit_service(service=follower.service, now=now), batch=batch)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a follower stumbles over, the others go on
            where = traceback.extract_tb(error.__traceback__)[-1]
            log.error("follower %s stopped: %s at %s:%s", follower.name, type(error).__name__, where.name, where.lineno)
    return moved


def resume_purges() -> int:
    """Take purges that a crash cut short to the end of forgetting (how many), and tell whoever is not told yet.

    The scrub needs the owner's password, which no worker has.
    """
    now, due = timezone.now(), [one for one in open_purges() if one.told_at is None]
    resumed = 0
    for one in due:
        by = admit_service(service="protect.purge", now=now)
        stands = one
        if one.forgotten_at is None:
            resumed += 1
            stands = carry_on(purge_id=one.id, by=by, now=now, wait=False)
        if stands.forgotten_at is not None:  # else another purge is at work
            tell_recipients(purge_id=one.id, by=by, now=now)
    return resumed


def send_notices() -> int:
    """Send what waits in the outbox; an exercise never leaves the machine."""
    house = core.house()
    audience = admit_service(service="notify.send", now=timezone.now())
    return notify.send(audience=audience, exercise=house.exercise if house else True)


def guard_texts(facts: Sequence[Fact], audience: Audience) -> None:
    """Look at what came in with the text guards."""
    guards.guard(facts=facts, by=audience, now=timezone.now())


def sample_inquiries(facts: Sequence[Fact], audience: Audience) -> None:
    """Flag inquiries that somebody should look at."""
    sampling.sample(facts=facts, by=audience, now=timezone.now())


def forget_old_inquiries() -> int:
    """Inquiries past their schedule go; how many. None while expiry has stopped."""
    if brake.waits():
        return 0
    now = timezone.now()
    by = admit_service(service=sampling.SERVICE, now=now)
    with reading(by):
        return sampling.forget_inquiries(by=by, now=now)


def send_checkpoint() -> bool:
    """Once a day the newest checkpoint leaves the machine; whether one left now."""
    house, now = core.house(), timezone.now()
    by = admit_service(service="protect.purge", now=now)
    return send_out(exercise=house.exercise if house else True, by=by, now=now)


def keep_schedule() -> int:
    """Note the policy in force, tell owners which day comes, purge what is past its last day; how many records went."""
    now = timezone.now()
    by = admit_service(service="protect.remind", now=now)
    with reading(by):
        note_policy(by=by, now=now)
        remind(by=by, now=now)
        tell_silent(by=by, now=now)
    return expire(by=admit_service(service="protect.expire", now=now), now=now)


class DiskWatch:
    """What the worker last saw of the disk, and what it last told of it."""

    def __init__(self) -> None:
        self.seen: Level = "roomy"
        self.told: Level = "roomy"

    def look(self) -> None:
        """Measure, give the reserve back or make it. Needs no database."""
        room = keep()
        if room.level != self.seen:
            log.warning("the disk is %s: %s is free", room.level, room.percent)
        self.seen = room.level

    def tell(self) -> None:
        """Facts and notices of what has changed; where they cannot be written yet they are at the next round."""
        room, now = keep(), timezone.now()
        tell_room(before=self.told, room=room, by=admit_service(service=SERVICE, now=now), now=now)
        self.told = room.level
