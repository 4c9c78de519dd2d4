"""A SAR becomes an ISE-SAR by a two-part review: a trained person states both parts, a second person answers."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction

from watchfloor.core.formats import crypt
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.gather.actions.vetting import person_facts
from watchfloor.gather.formats.behavior import behaviors, vetting_policy
from watchfloor.gather.models.vetting import Nexus as Kept
from watchfloor.gather.queries.nexus import NEXUS_SEALED
from watchfloor.gather.rules.nexus import Nexus, may_find_nexus
from watchfloor.protect.actions.classes import change_class
from watchfloor.protect.queries.purges import key_of

THROUGH, BECOMES = "gather.nexus", "ise_sar"
_json = msgspec.json.Encoder()


class NotFound(Refused):
    """There is no such SAR for the asker, or a part of the review is missing."""


def find_nexus(*, record: UUID, nexus: Nexus, by: Audience, now: datetime) -> str:
    """Keep both parts sealed and ask a second person for the change of class: "waits", or "done" where none is asked.

    Raises NotFound, or NotReclassed for what the class itself asks (right, training, another change that waits).
    """
    row = next(iter(core.rows_of(audience=by, public_ids=[record])), None)
    key = key_of(record_id=row.id) if row else None
    if row is None or key is None:
        raise NotFound(Decision.of(Because("There is no such SAR for you.", "gather.nexus.record", ok=False)))
    decision = may_find_nexus(
        nexus, person_facts(by=by, now=now), policy=vetting_policy(), behaviors=behaviors(), now=now
    )
    if not decision:
        raise NotFound(decision)
    statement = {name: getattr(nexus, name) for name in NEXUS_SEALED}
    with transaction.atomic():
        kept = Kept(
            record_id=row.id, label_id=row.label_id, behaviors=list(nexus.behaviors), by_id=by.actor.person_id, at=now,
            statement=crypt.seal(_json.encode(statement), key=key),
        )  # fmt: skip
        Kept.objects.bulk_create([kept])
        return change_class(record=record, becomes=BECOMES, because=nexus.rationale, through=THROUGH, by=by, now=now)
