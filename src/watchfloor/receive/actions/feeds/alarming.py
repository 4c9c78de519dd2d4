"""A feed that answers and brings nothing new for too long is silent: whoever switches feeds is told, once a silence."""

from datetime import datetime

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.policy import load
from watchfloor.receive.models import Feed as FeedRow
from watchfloor.receive.queries import FeedView, feeds
from watchfloor.receive.rules.feeds import SWITCH

HERE = "/feeds/"
SUBJECT = "A feed has fallen silent"
TEXT = "A feed answers, but brought nothing new for longer than is usual for it. The page says which and since when."


def tell_silent_feeds(*, by: Audience, now: datetime) -> int:
    """How many fell silent since this was asked last. MUST be called outside a transaction."""
    fallen = 0
    with reading(by):
        told = set(FeedRow.objects.exclude(silence_told_at=None).values_list("pk", flat=True))
        for one in feeds():
            if one.id not in told and one.health(now=now).state == "silent":
                _tell(one, by, now)
                fallen += 1
    return fallen


def _tell(one: FeedView, by: Audience, now: datetime) -> None:
    center = people.center()
    if center is None or one.id is None or one.public_id is None:
        return
    stamper = Stamper(legal_class="product", owner_id=center.id, verified=True, now=now, share="center")
    label_id, roles = stamper.stamp(markings=("U",)).label_id, load().roles
    FeedRow.objects.filter(pk=one.id).update(silence_told_at=now)
    for person in people.persons().values():
        if SWITCH in roles.get(person.role, frozenset()):
            notice(
                person_id=person.id, kind="feed", subject=SUBJECT, text=TEXT, path=HERE, label_id=label_id,
                once_key=f"feed-{one.public_id}-{now.date()}-{person.id}", now=now,
            )  # fmt: skip
    tell(kind="receive.feed.fell-silent", by=by, records=[one.public_id])
