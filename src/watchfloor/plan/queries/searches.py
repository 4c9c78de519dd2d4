"""Reading saved searches: one's own, and those that were shared with one."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.rules.audience import Audience
from watchfloor.people import queries as people
from watchfloor.plan.formats.searches import unpacked
from watchfloor.plan.models.searches import SavedSearch
from watchfloor.plan.rules.searches import Search

MOST = 200


@dataclass(frozen=True, slots=True)
class SavedView:
    """A saved search as its reader sees it; `mine` if he saved it. It carries nobody's rights."""

    public_id: UUID
    label_id: int
    mine: bool
    made_by: int
    search: Search
    roles: tuple[str, ...]
    persons: tuple[int, ...]
    made_at: datetime
    purge_on: date


def saved(*, audience: Audience, public_id: UUID | None = None) -> list[SavedView]:
    """Those that the audience may see, its own first, then the newest first; or the one that is named."""
    me = audience.actor.person_id
    known = people.person(person_id=me)
    role = known.role if known else ""
    shared = Q(persons__contains=[me]) | Q(roles__contains=[role], owner_id=audience.actor.agency_id)
    rows = SavedSearch.objects.filter(Q(made_by=me) | shared & Q(label_id__in=audience.label_ids))
    rows = rows.filter(public_id=public_id) if public_id else rows
    views = [_view(row, me) for row in rows.order_by("-made_at", "-id")[:MOST]]
    return sorted(views, key=lambda view: not view.mine)


def _view(row: SavedSearch, me: int) -> SavedView:
    search = unpacked(crypt.unseal(bytes(row.sealed), key=vault.key_by_id(row.key_id)))
    return SavedView(
        row.public_id, row.label_id, row.made_by == me, row.made_by, search, tuple(row.roles), tuple(row.persons),
        row.made_at, row.purge_on,
    )  # fmt: skip
