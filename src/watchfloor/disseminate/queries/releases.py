"""Reading releases: what went out, to whom, and who said that he has it. Recipients read these and nothing before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.formats import html
from watchfloor.disseminate.models.releases import Delivery, Feedback, Imminent, Release
from watchfloor.people import queries as people


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who has a copy, since when, and whether he said so."""

    person_id: int
    name: str
    agency: str
    delivered_at: datetime
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release as a page shows it. `html` is the fragment as it went out; empty once a purge erased it."""

    public_id: UUID
    number: str
    title: str
    marking: str
    group_id: int | None
    group: str
    part: str
    by_id: int
    at: datetime
    html: str
    recalled_at: datetime | None
    recalled_because: str
    erased_at: datetime | None
    recipients: tuple[Recipient, ...]
    mine: Recipient | None
    answer: tuple[str, str, str] | None


def releases(*, mine: int | None = None, **which: Any) -> list[ReleaseView]:
    """Those of `which` (conditions on the table) that the wall lets through, newest first."""
    rows = list(Release.objects.filter(**which).defer("pdf", "document").order_by("-at"))
    copies: dict[int, list[Delivery]] = {}
    for copy in Delivery.objects.filter(release__in=rows):
        copies.setdefault(copy.release_id, []).append(copy)
    known = people.persons(ids={copy.person_id for group in copies.values() for copy in group})
    groups = {group.id: group.name for group in people.groups(ids=[r.group_id for r in rows if r.group_id])}
    return [
        _release(r, copies.get(r.pk, []), known, groups.get(r.group_id or 0, "named recipients"), mine) for r in rows
    ]


def _release(
    row: Release, copies: Sequence[Delivery], known: dict[int, people.PersonView], group: str, mine: int | None
) -> ReleaseView:
    who = tuple(
        Recipient(
            c.person_id, known[c.person_id].name, known[c.person_id].agency_name, c.delivered_at, c.acknowledged_at
        )
        for c in copies
        if c.person_id in known
    )
    answer = Feedback.objects.filter(release=row, person_id=mine or 0).first()
    return ReleaseView(
        row.public_id, row.number, row.title, row.marking, row.group_id, group, row.part, row.by_id, row.at,
        html.kept(row.fragment), row.recalled_at, row.recalled_because, row.erased_at, who,
        next((r for r in who if r.person_id == mine), None),
        (answer.useful, answer.used, answer.words) if answer else None,
    )  # fmt: skip


def release_view(*, audience: Audience, public_id: UUID) -> ReleaseView | None:
    """A release for one who may read it: of a group that he is in, or delivered to him by name."""
    row = Release.objects.filter(public_id=public_id).defer("pdf", "document").first()
    if row is None:
        return None
    copies = list(Delivery.objects.filter(release=row))
    known = people.persons(ids=[c.person_id for c in copies])
    groups = {group.id: group.name for group in people.groups(ids=[row.group_id or 0])}
    return _release(row, copies, known, groups.get(row.group_id or 0, "named recipients"), audience.actor.person_id)


def rendered(*, audience: Audience, public_id: UUID) -> tuple[str, bytes, str] | None:
    """(number, PDF, HTML document) of a release that is neither recalled nor erased; None for all else."""
    del audience  # the wall in the database asks it
    row = Release.objects.filter(public_id=public_id, recalled_at=None, erased_at=None).first()
    return (row.number, bytes(row.pdf), row.document) if row else None


def my_releases(*, audience: Audience) -> list[ReleaseView]:
    """What was released to the person who reads, newest first."""
    ids = Delivery.objects.filter(person_id=audience.actor.person_id).values_list("release_id", flat=True)
    return releases(mine=audience.actor.person_id, id__in=list(ids))


@dataclass(frozen=True, slots=True)
class ImminentView:
    """An imminent-danger release and whether somebody has confirmed or recalled it."""

    release: ReleaseView
    danger: str
    reason: str
    phoned: str
    by_id: int
    at: datetime
    due_at: datetime
    answer: str


def imminent(*, audience: Audience, public_id: UUID | None = None) -> list[ImminentView]:
    """The imminent-danger releases that the audience may read, newest first."""
    del audience  # the wall in the database asks it
    rows = Imminent.objects.select_related("release").order_by("-at")
    if public_id:
        rows = rows.filter(release__public_id=public_id)
    shown = {one.public_id: one for one in releases(id__in=[row.pk for row in rows])}
    return [
        ImminentView(
            shown[row.release.public_id], row.danger, row.reason, f"{row.phoned_who}, {row.phoned_agency}", row.by_id,
            row.at, row.due_at, row.answer,
        )
        for row in rows
        if row.release.public_id in shown
    ]  # fmt: skip


def recipients_of(*, record_ids: Sequence[int], audience: Audience) -> Sequence[int]:
    """Persons who were given a product that cites one of the records."""
    del audience  # answered for a purge that hides the records anyway
    with connection.cursor() as cursor:
        cursor.execute("select disseminate_recipients_of(%s)", [list(record_ids)])
        return [row[0] for row in cursor.fetchall()]
