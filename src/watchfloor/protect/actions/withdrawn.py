"""A nexus that was removed travels: whoever was given something of the record hears that it stands no more."""

from datetime import datetime

from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries.records import Row
from watchfloor.core.rules.audience import Audience
from watchfloor.notify.actions.outbox import notice
from watchfloor.protect.actions.purge import recipients_of
from watchfloor.protect.actions.stamp import Stamper

SUBJECT = "A finding that concerns you was withdrawn"
TEXT = "Something that you received rested on a report whose terrorism nexus was removed. Do not rely on that finding."


def tell_withdrawn(*, row: Row, by: Audience, now: datetime) -> int:
    """Recipients of what rests on it get a notice without content (28 CFR 23.20(h)); how many. MUST run in the
    transaction that removes the nexus: from then on its label shuts it to partners too.
    """
    stamper = Stamper(legal_class="product", owner_id=by.actor.agency_id, verified=True, now=now, share="partners")
    label_id = stamper.stamp(markings=("U",)).label_id
    people = recipients_of(record_ids=[row.id], by=by)
    for person_id in people:
        notice(
            person_id=person_id, kind="nexus-removed", subject=SUBJECT, text=TEXT, path="/notices/", label_id=label_id,
            once_key=f"nexus-{row.public_id}-{now.timestamp():.0f}-{person_id}", now=now,
        )  # fmt: skip
    tell(kind="protect.nexus.withdrawn", by=by, records=[row.public_id], rules=["28cfr23.20h"])
    return len(people)
