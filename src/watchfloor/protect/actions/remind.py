"""Ninety, sixty and thirty days before a review or a purge whoever holds the record is told; no notice names one."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.policy import load
from watchfloor.protect.models.retention import RetentionDay
from watchfloor.protect.queries.retention import days_to_tell
from watchfloor.protect.rules.retention import STAGES

RIGHT = "record.review"
SUBJECTS = {"review": "Records of yours come up for review", "purge": "Records of yours come to their last day"}
TEXT = (
    "In {stage} days records that your agency holds {what}. The list says which. What nobody keeps with a reason is"
    " erased on its day."
)
WHAT = {"review": "are due for review", "purge": "reach their last day"}


def remind(*, by: Audience, now: datetime) -> int:
    """Put the notices of today, and of days that were missed, into the outbox; how many. Once a day."""
    today = localdate(now)
    with transaction.atomic():
        days = days_to_tell(today=today, stages=STAGES)
        told = sum(_tell_owner(owner, what, stage, now) for owner, what, stage in sorted({one[:3] for one in days}))
        done = RetentionDay.objects.bulk_create([RetentionDay(on=today, told_at=now, told=told)], ignore_conflicts=True)
        if done and told:
            tell(kind="protect.owner.reminded", by=by, rules=["retention.notice"])
    return told


def _tell_owner(owner_id: int, what: str, stage: int, now: datetime) -> int:
    center = people.center()
    stamper = Stamper(
        legal_class="product", owner_id=center.id if center else owner_id, verified=True, now=now, share="center"
    )
    label_id, roles = stamper.stamp(markings=("U",)).label_id, load().roles
    told = 0
    for person in people.persons().values():
        if person.agency_id == owner_id and RIGHT in roles.get(person.role, frozenset()):
            told += notice(
                person_id=person.id, kind="retention", subject=SUBJECTS[what], path="/reviews/", label_id=label_id,
                text=TEXT.format(stage=stage, what=WHAT[what]), now=now,
                once_key=f"retention-{what}-{stage}-{localdate(now)}-{person.id}",
            )  # fmt: skip
    return told
