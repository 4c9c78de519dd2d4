"""Reading claims: who works on which record now. The center's own affair, read by who reads the watch."""

from collections.abc import Sequence

from django.db.models import QuerySet

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.plan.models.claims import Claim
from watchfloor.plan.rules.claims import ClaimView

__all__ = ["ClaimView"]

READ, WORK, TAKE_OVER = "watch.read", "watch.log", "claim.take-over"
MOST = 500


def claims_of(*, audience: Audience, record_ids: Sequence[int]) -> dict[int, ClaimView]:
    """The open claims of these records, by record id; none without the right "watch.read"."""
    rows = visible_claims(audience=audience).filter(record_id__in=list(record_ids), ended_at=None)
    return {row.record_id: view_of(row) for row in rows} if record_ids else {}


def open_claims(*, audience: Audience, person_id: int | None = None) -> list[ClaimView]:
    """Every open claim (of one person), the oldest first; what a purge has hidden is not among them. At most 500."""
    rows = visible_claims(audience=audience).filter(ended_at=None)
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    found = [view_of(row) for row in rows.order_by("since")[:MOST]]
    if not found:
        return []
    stand = {row.id for row in core.rows_of(audience=audience, ids=[one.record_id for one in found])}
    return [one for one in found if one.record_id in stand]


def visible_claims(*, audience: Audience) -> QuerySet[Claim]:
    """Wall 1 of the claims: by the label of the record; a grant of one record does not show who works on it."""
    if READ not in audience.rights:
        return Claim.objects.none()
    return Claim.objects.filter(label_id__in=audience.label_ids)


def view_of(row: Claim) -> ClaimView:
    """A claim without how it began."""
    return ClaimView(row.record_id, row.person_id, row.since)
