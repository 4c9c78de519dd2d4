"""Reading how a draft came about: its versions, comments, requests for release, and what it may be sourced from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.formats.keeping import source_of
from watchfloor.disseminate.models.products import Product, StatementSource, Version
from watchfloor.disseminate.models.requests import Request
from watchfloor.disseminate.models.reviews import Comment
from watchfloor.disseminate.queries.products import ProductView
from watchfloor.disseminate.rules.product import SourceRef


@dataclass(frozen=True, slots=True)
class VersionView:
    """One keeping of the draft; `key` is the statement it concerns, "" for the whole."""

    n: int
    by_id: int
    at: datetime
    deed: str
    key: str


@dataclass(frozen=True, slots=True)
class CommentView:
    """What somebody said of a statement, and whether it is settled."""

    public_id: UUID
    key: str
    revision: int
    by_id: int
    at: datetime
    words: str
    settled_by: int | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class RequestView:
    """A release that one person asked for and another is to confirm. `effect` is what the first person saw."""

    public_id: UUID
    groups: tuple[int, ...]
    effect: Mapping[str, Any]
    because: str
    by_id: int
    second_id: int
    at: datetime
    lapses_at: datetime
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Offered:
    """A source that a statement of the draft may name, with its record's id (0 for none) and label (0 for none)."""

    ref: SourceRef
    record_id: int
    label_id: int = 0


def versions(*, audience: Audience, view: ProductView) -> list[VersionView]:
    """Newest first."""
    rows = Version.objects.filter(product_id=view.id, label_id__in=audience.label_ids).order_by("-n")
    return [VersionView(one.n, one.by_id, one.at, one.deed, one.key) for one in rows]


def comments(*, audience: Audience, view: ProductView) -> list[CommentView]:
    """Oldest first."""
    rows = Comment.objects.filter(product_id=view.id, label_id__in=audience.label_ids).order_by("at", "pk")
    return [
        CommentView(
            one.public_id, one.key, one.revision, one.by_id, one.at, one.words, one.settled_by, one.settled_at
        )
        for one in rows
    ]  # fmt: skip


def requests(*, audience: Audience, view: ProductView) -> list[RequestView]:
    """Newest first."""
    rows = Request.objects.filter(product_id=view.id, label_id__in=audience.label_ids).order_by("-at", "-pk")
    return [
        RequestView(
            one.public_id, tuple(one.groups), one.effect, one.because, one.by_id, one.second_id, one.at, one.lapses_at,
            one.answer, one.answered_at,
        )
        for one in rows
    ]  # fmt: skip


def cited(*, audience: Audience, public_id: UUID) -> dict[str, Offered]:
    """Every source that any version of the draft named, by its record's public id or the word it stands under."""
    row = Product.objects.filter(public_id=public_id, label_id__in=audience.label_ids).first()
    if row is None:
        return {}
    kept = StatementSource.objects.filter(statement__product=row).order_by("pk")
    found: dict[str, Offered] = {}
    for one in kept:
        ref = source_of(one.content)
        found[ref.record] = Offered(ref, one.record_id)
    return found
