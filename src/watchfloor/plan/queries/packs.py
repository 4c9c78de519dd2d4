"""Reading which topic packs the center took."""

from watchfloor.core.rules.audience import Audience
from watchfloor.plan.models.packs import Pack
from watchfloor.plan.queries.needs import READ
from watchfloor.plan.rules.packs import Taken


def taken_packs(*, audience: Audience) -> dict[str, Taken]:
    """Those that stand, by name; nothing for who does not read needs."""
    if READ not in audience.rights:
        return {}
    rows = Pack.objects.filter(label_id__in=audience.label_ids, removed_at=None)
    return {row.name: _view(row) for row in rows.order_by("name")}


def _view(row: Pack) -> Taken:
    return Taken(
        row.public_id, row.label_id, row.name, row.sha256, row.taken_by, row.taken_at, row.decided_by, row.decided_at,
        row.approved, row.because,
    )  # fmt: skip
