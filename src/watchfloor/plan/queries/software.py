"""What partners say that they run, for whoever holds a vulnerability against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from watchfloor.core.rules.audience import Audience
from watchfloor.plan.models.software import DeclaredSoftware


@dataclass(frozen=True, slots=True)
class SoftwareView:
    """A declared product. `agency_id` declares it, for `asset_code` if that is not empty; `versions` as it was said."""

    id: int
    public_id: UUID
    label_id: int
    agency_id: int
    asset_code: str
    vendor: str
    product: str
    versions: str
    supplier: str
    declared_by: str
    declared_on: date
    reviewed_on: date | None


def declared_software(
    *,
    audience: Audience,
    vendors: Sequence[str] = (),
    products: Sequence[str] = (),
    agency_ids: Sequence[int] = (),
    public_ids: Sequence[UUID] = (),
) -> list[SoftwareView]:
    """What is declared now and may be read, by vendor, product and agency; names are compared without regard to case.

    Each row carries its label: whoever joins it to something else MUST join the labels too.
    """
    rows = DeclaredSoftware.objects.filter(label_id__in=audience.label_ids, withdrawn_at=None)
    rows = rows.filter(owner_id__in=list(agency_ids)) if agency_ids else rows
    rows = rows.filter(public_id__in=list(public_ids)) if public_ids else rows
    wanted = {name.casefold() for name in vendors}, {name.casefold() for name in products}
    found = [_view(row) for row in rows.order_by("vendor", "product", "owner_id", "id")]
    return [one for one in found if _named(one, *wanted)]


def _named(one: SoftwareView, vendors: set[str], products: set[str]) -> bool:
    return (not vendors or one.vendor.casefold() in vendors) and (not products or one.product.casefold() in products)


def _view(row: DeclaredSoftware) -> SoftwareView:
    return SoftwareView(
        row.pk, row.public_id, row.label_id, row.owner_id, row.asset_code, row.vendor, row.product, row.versions,
        row.supplier, row.declared_by, row.declared_on, row.reviewed_on,
    )  # fmt: skip
