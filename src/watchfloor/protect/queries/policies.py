"""Reading which policy was in force since when. It is public: it holds no record and no person."""

from dataclasses import dataclass
from datetime import datetime

from watchfloor.protect.models.access import PolicyVersion


@dataclass(frozen=True, slots=True)
class PolicyView:
    """One version of one policy file."""

    id: int
    name: str
    sha256: str
    content: str
    since: datetime


def in_force() -> dict[str, PolicyView]:
    """The newest version of each file, by name."""
    rows = PolicyVersion.objects.order_by("name", "-id").distinct("name")
    return {row.name: _view(row) for row in rows}


def versions(*, name: str) -> list[PolicyView]:
    """Every version of one file, the newest first."""
    return [_view(row) for row in PolicyVersion.objects.filter(name=name).order_by("-id")]


def _view(row: PolicyVersion) -> PolicyView:
    return PolicyView(row.pk, row.name, row.sha256, row.content, row.since)
