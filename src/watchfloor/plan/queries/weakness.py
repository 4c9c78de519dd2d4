"""Contacts and findings of an asset, for those whom their own label admits."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from watchfloor.core.rules.audience import Audience
from watchfloor.plan.models.weakness import AssetContact, AssetFinding
from watchfloor.plan.rules.protected import CONTACTS


@dataclass(frozen=True, slots=True)
class ContactView:
    """An office to call."""

    public_id: UUID
    label_id: int
    office: str
    number: str
    email: str
    stated_by: int
    stated_at: datetime


@dataclass(frozen=True, slots=True)
class FindingView:
    """A vulnerability, measure or judged risk; `over` when its day has passed."""

    public_id: UUID
    label_id: int
    kind: str
    words: str
    source: str
    valid_until: date | None
    stated_by: int
    stated_at: datetime


def contacts(*, audience: Audience, asset_id: int) -> list[ContactView]:
    """Whom to call at an asset; nobody for a reader whose role does not call owners."""
    if CONTACTS not in audience.rights:
        return []
    rows = AssetContact.objects.filter(asset_id=asset_id, label_id__in=audience.label_ids, ended_at=None)
    return [
        ContactView(row.public_id, row.label_id, row.office, row.number, row.email, row.stated_by, row.stated_at)
        for row in rows.order_by("office", "id")
    ]


def findings(*, audience: Audience, asset_id: int) -> list[FindingView]:
    """What is said of an asset and not ended, newest first."""
    rows = AssetFinding.objects.filter(asset_id=asset_id, label_id__in=audience.label_ids, ended_at=None)
    return [
        FindingView(row.public_id, row.label_id, row.kind, row.words, row.source, row.valid_until, row.stated_by,
                    row.stated_at)
        for row in rows.order_by("-stated_at", "-id")
    ]  # fmt: skip
