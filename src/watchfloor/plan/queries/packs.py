"""Reading which topic packs the center took."""

from watchfloor.core.rules.audience import Audience
from watchfloor.plan.formats.packs import shipped_packs
from watchfloor.plan.models.packs import Pack
from watchfloor.plan.queries.needs import READ
from watchfloor.plan.rules.packs import Named, Taken


def taken_packs(*, audience: Audience) -> dict[str, Taken]:
    """Those that stand, by name; nothing for who does not read needs."""
    if READ not in audience.rights:
        return {}
    rows = Pack.objects.filter(label_id__in=audience.label_ids, removed_at=None)
    return {row.name: _view(row) for row in rows.order_by("name")}


def reviewed_packs(*, audience: Audience) -> dict[str, Taken]:
    """What the privacy officer last said of each pack, also of one that was refused or removed since, by name."""
    if READ not in audience.rights:
        return {}
    rows = Pack.objects.filter(label_id__in=audience.label_ids, approved__isnull=False)
    return {row.name: _view(row) for row in rows.order_by("decided_at")}


def product_lines(*, audience: Audience) -> list[tuple[str, Named]]:
    """(title of the pack, line) of the packs that are in force: what a product may begin as."""
    in_force = {name for name, one in taken_packs(audience=audience).items() if one.approved}
    return [(pack.title, line) for pack in shipped_packs() if pack.name in in_force for line in pack.product_lines]


def _view(row: Pack) -> Taken:
    return Taken(
        row.public_id, row.label_id, row.name, row.sha256, row.taken_by, row.taken_at, row.decided_by, row.decided_at,
        row.approved, row.because,
    )  # fmt: skip
