"""Step 4 of a purge: whoever was given something of the records is told to let it go."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.notify.actions.outbox import notice
from watchfloor.protect.actions.purge import recipients, told
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.models.redress import Withdrawal

TEXT = (
    "Something that you received rested on a record that was withdrawn and erased here. Open the page for what is"
    " asked of you. Delete your copies."
)


def tell_recipients(*, purge_id: int, by: Audience, now: datetime) -> int:
    """One notice a person, without content; how many were told (28 CFR 23.20(h): advise recipients)."""
    people = recipients(purge_id=purge_id)
    with reading(by):
        stamper = Stamper(legal_class="product", owner_id=by.actor.agency_id, verified=True, now=now, share="center")
        label_id = stamper.stamp(markings=("U",)).label_id
        for person_id in people:
            Withdrawal.objects.bulk_create(
                [Withdrawal(purge_id=purge_id, person_id=person_id, told_at=now)], ignore_conflicts=True
            )
            asked = Withdrawal.objects.get(purge_id=purge_id, person_id=person_id)
            notice(
                person_id=person_id, kind="purge", subject="A withdrawal that concerns you", text=TEXT,
                path=f"/withdrawals/{asked.public_id}/", label_id=label_id, once_key=f"purge-{purge_id}-{person_id}",
                now=now,
            )  # fmt: skip
        told(purge_id=purge_id, by=by, now=now)
    return len(people)


def acknowledge(*, withdrawal: UUID, by: Audience, now: datetime) -> bool:
    """A recipient says that he let go of what he had; False if it is not his, or was said before."""
    row = Withdrawal.objects.filter(public_id=withdrawal, person_id=by.actor.person_id, acknowledged_at=None).first()
    if row is None:
        return False
    with transaction.atomic():
        Withdrawal.objects.filter(pk=row.pk).update(acknowledged_at=now)
        tell(kind="protect.withdrawal.acknowledged", by=by, records=[withdrawal], rules=["purge.recipients"])
    return True
