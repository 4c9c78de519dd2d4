"""What waits for somebody: releases in imminent danger to settle, releases to confirm, products to review."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.models.products import Product
from watchfloor.disseminate.models.releases import Imminent
from watchfloor.disseminate.models.requests import Request
from watchfloor.disseminate.models.reviews import Review


@dataclass(frozen=True, slots=True)
class OpenImminent:
    """A release by one person alone. `assessment` names what it was made from; `phoned` says who was called."""

    public_id: UUID
    label_id: int
    number: str
    title: str
    marking: str
    assessment: UUID
    phoned: str
    phoned_at: datetime
    by_id: int
    at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class InReview:
    """A product that was sent on for review; `done` are the kinds of review that approved this very version."""

    public_id: UUID
    label_id: int
    title: str
    authors: tuple[int, ...]
    made_at: datetime
    done: frozenset[str]


def open_imminents(*, audience: Audience, how_many: int = 20) -> list[OpenImminent]:
    """Those without an answer, the one that is due first."""
    rows = Imminent.objects.filter(label_id__in=audience.label_ids, settled_at=None, release__recalled_at=None)
    out = rows.select_related("release").defer("release__pdf", "release__document", "release__fragment")
    return [
        OpenImminent(
            row.release.public_id, row.label_id, row.release.number, row.release.title, row.release.marking,
            row.assessment, f"{row.phoned_who}, {row.phoned_agency}", row.phoned_at, row.by_id, row.at, row.due_at,
        )
        for row in out.order_by("due_at")[:how_many]
    ]  # fmt: skip


def in_review(*, audience: Audience, how_many: int = 20) -> list[InReview]:
    """Products that wait for a review, the oldest first."""
    rows = Product.objects.filter(label_id__in=audience.label_ids, state="in review").defer("sections")
    found = list(rows.order_by("made_at")[:how_many])
    done: dict[int, set[str]] = {row.pk: set() for row in found}
    for one in Review.objects.filter(product__in=found, approved=True).select_related("product"):
        if one.revision == one.product.revision:
            done[one.product_id].add(one.kind)
    return [
        InReview(row.public_id, row.label_id, row.title, tuple(row.authors), row.made_at, frozenset(done[row.pk]))
        for row in found
    ]


@dataclass(frozen=True, slots=True)
class Asked:
    """A release that one person asked for and a second one is to confirm before it lapses."""

    product: UUID
    label_id: int
    title: str
    second_id: int
    at: datetime
    lapses_at: datetime


def asked(*, audience: Audience, now: datetime, how_many: int = 20) -> list[Asked]:
    """Requests for release that nobody has answered, the one that lapses first."""
    rows = Request.objects.filter(label_id__in=audience.label_ids, answer="", lapses_at__gt=now)
    return [
        Asked(row.product.public_id, row.label_id, row.product.title, row.second_id, row.at, row.lapses_at)
        for row in rows.select_related("product").order_by("lapses_at")[:how_many]
    ]
