"""Which record an assessment is of."""

from collections.abc import Sequence
from uuid import UUID

from watchfloor.analyze.models.assessed import Assessment
from watchfloor.core.rules.audience import Audience


def records_of(*, audience: Audience, assessments: Sequence[UUID]) -> dict[UUID, int]:
    """Record ids by the id of the assessment, of those that the audience may read."""
    rows = Assessment.objects.filter(public_id__in=list(assessments), label_id__in=audience.label_ids)
    return dict(rows.values_list("public_id", "record_id"))
