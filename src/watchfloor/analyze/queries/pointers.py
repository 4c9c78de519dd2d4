"""Across classes a match is a pointer: which agency holds something that bears on a record, and nothing of it."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from watchfloor.analyze.models.links import Link
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.people import queries as people
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.classes import meeting


@dataclass(frozen=True, slots=True)
class Pointer:
    """The owner holds something; call. No id, class, number, time or count of what is held."""

    owner_id: int
    owner: str


def pointers(*, audience: Audience, record_id: int) -> list[Pointer]:
    """Agencies to call about a record, by name, each once (28 CFR 23.3: matched across classes, never shown)."""
    own = next(iter(core.rows_of(audience=audience, ids=[record_id])), None)
    if own is None:
        return []
    owners = _apart(audience, own) | _named_only(own)
    named = people.agencies(ids=sorted(owners)) if owners else {}
    return sorted((Pointer(one, named[one].name) for one in owners if one in named), key=lambda p: p.owner)


def _apart(audience: Audience, own: core.Row) -> set[int]:
    """Both may be read, but not beside each other."""
    links = Link.objects.filter(Q(a_id=own.id) | Q(b_id=own.id), label_id__in=audience.label_ids)
    standing = links.exclude(state__in=("withdrawn", "different")).exclude(strength="weak")
    ends = {one for pair in standing.values_list("a_id", "b_id") for one in pair} - {own.id}
    policy = load()
    rows = core.rows_of(audience=audience, ids=sorted(ends)) if ends else []
    return {row.owner_id for row in rows if meeting(own.legal_class, row.legal_class, policy=policy) == "pointer"}


def _named_only(own: core.Row) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("select owner_id from analyze_named_only(%s)", [own.id])
        return {int(row[0]) for row in cursor.fetchall()}
