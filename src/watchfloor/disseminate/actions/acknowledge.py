"""A recipient says that he has it, and answers two questions."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.disseminate.models.releases import Delivery, Feedback

USEFUL = ("yes", "partly", "no")
USED = ("briefed", "acted", "passed on", "nothing")


class NotARecipient(Refused):
    """It was not delivered to the asker: for him it is not there."""


class NotAnswered(Refused):
    """An answer is none of those offered."""


def _mine(release: UUID, by: Audience) -> Delivery:
    row = Delivery.objects.select_related("release").filter(
        release__public_id=release, person_id=by.actor.person_id
    ).defer("release__pdf", "release__document", "release__fragment").first()  # fmt: skip
    if row is None:
        raise NotARecipient(Decision.of(Because("Nothing here that was sent to you.", "disseminate.mine", ok=False)))
    return row


def acknowledge(*, release: UUID, by: Audience, now: datetime) -> None:
    """By a POST of the person himself, because mail scanners open links; a second time changes nothing."""
    row = _mine(release, by)
    if row.acknowledged_at is None:
        with transaction.atomic():
            Delivery.objects.filter(pk=row.pk).update(acknowledged_at=now)
            tell(kind="disseminate.release.acknowledged", by=by, records=[release])


def feedback(*, release: UUID, useful: str, used: str, words: str, by: Audience, now: datetime) -> None:
    """Was it useful, and what was done with it; a later answer replaces the earlier."""
    row = _mine(release, by)
    if useful not in USEFUL or used not in USED:
        text = f"Answer with one of {', '.join(USEFUL)}, and one of {', '.join(USED)}."
        raise NotAnswered(Decision.of(Because(text, "disseminate.feedback", ok=False, way_out="Choose both answers.")))
    with transaction.atomic():
        Feedback.objects.update_or_create(
            release_id=row.release_id, person_id=by.actor.person_id,
            defaults={"label_id": row.label_id, "useful": useful, "used": used, "words": words, "at": now},
        )  # fmt: skip
        tell(kind="disseminate.feedback.given", by=by, records=[release], rules=[f"feedback.{useful}"])
