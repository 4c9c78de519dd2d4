"""The worker's door: followers and the outbox, each with the narrow audience that is declared for it."""

from django.utils import timezone

from watchfloor.core import queries as core
from watchfloor.core.ledger.following import follow, followers
from watchfloor.notify import jobs as notify
from watchfloor.protect.actions.admit import admit_service


def follow_all(*, batch: int = 500) -> int:
    """Let every follower take its next facts; how far the bookmarks moved in all."""
    now, moved = timezone.now(), 0
    for follower in followers():
        moved += follow(follower=follower, audience=admit_service(service=follower.service, now=now), batch=batch)
    return moved


def send_notices() -> int:
    """Send what waits in the outbox; an exercise never leaves the machine."""
    house = core.house()
    audience = admit_service(service="notify.send", now=timezone.now())
    return notify.send(audience=audience, exercise=house.exercise if house else True)
