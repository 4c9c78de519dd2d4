"""Where a record is cited: the products whose statements rest on it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.models.products import Product, Statement, StatementSource
from watchfloor.disseminate.models.releases import Release

MOST = 50


@dataclass(frozen=True, slots=True)
class Citing:
    """A product that cites a record: in how many statements, its state, and its numbers if it was released."""

    public_id: UUID
    label_id: int
    title: str
    state: str
    made_at: datetime
    statements: int
    numbers: tuple[str, ...]


def cited_in(*, audience: Audience, record_id: int, until: datetime | None = None) -> list[Citing]:
    """The products (made up to a moment) that cite the record and that the audience may read whole, newest first.

    A product's label joins those of all its sources: who reads it may read every one of them.
    """
    statements = StatementSource.objects.filter(record_id=record_id, label_id__in=audience.label_ids)
    of_product: dict[int, set[int]] = {}
    for product_id, statement_id in Statement.objects.filter(
        id__in=statements.values_list("statement_id", flat=True), until=None, label_id__in=audience.label_ids
    ).values_list("product_id", "id"):
        of_product.setdefault(product_id, set()).add(statement_id)
    products = Product.objects.filter(id__in=list(of_product), label_id__in=audience.label_ids)
    rows = (products.filter(made_at__lte=until) if until else products).order_by("-made_at", "-id")[:MOST]
    numbers = _numbers([row.pk for row in rows])
    return [
        Citing(
            row.public_id, row.label_id, row.title, row.state, row.made_at, len(of_product[row.pk]),
            numbers.get(row.pk, ()),
        )
        for row in rows
    ]  # fmt: skip


def _numbers(product_ids: list[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for product_id, number in Release.objects.filter(product_id__in=product_ids).values_list("product_id", "number"):
        if product_id is not None:
            found[product_id] = (*found.get(product_id, ()), number)
    return found
