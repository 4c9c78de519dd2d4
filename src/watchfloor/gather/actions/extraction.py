"""A person takes a suggestion beside the words of a report; nothing is ever taken without one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.gather.models.extraction import Extraction
from watchfloor.gather.queries.extraction import suggested

RIGHT = "tip.vet"


class NotTakenOver(Refused):
    """Nothing of that kind is suggested at that place any more, or the person's role does not vet."""


def take_over(*, record: UUID, kind: str, start: int, by: Audience, now: datetime) -> None:
    """Keep the suggestion at this place as taken by this person; twice is once. Raises NotTakenOver."""
    read = suggested(audience=by, record=record)
    found = (
        next((one.found for one in read[1] if (one.found.kind, one.found.start) == (kind, start)), None)
        if read
        else None
    )
    if RIGHT not in by.rights or read is None or found is None:
        no = Because("Nothing is suggested there.", "gather.extraction", ok=False, way_out="Look at the page again.")
        raise NotTakenOver(Decision.of(no))
    row = read[0].row
    with transaction.atomic():
        kept = Extraction(
            record_id=row.id, label_id=row.label_id, version=read[0].n, kind=kind, start=start, value=found.value,
            by_id=by.actor.person_id, at=now,
        )  # fmt: skip
        Extraction.objects.bulk_create([kept], ignore_conflicts=True)
        tell(kind="gather.extraction.taken", by=by, records=[record])
