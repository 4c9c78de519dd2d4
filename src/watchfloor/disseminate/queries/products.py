"""Reading products and releases. The center reads products; recipients read releases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from watchfloor.analyze.formats.tables import scale
from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.formats import html
from watchfloor.disseminate.formats.keeping import source_of, statement_of
from watchfloor.disseminate.models import (
    Delivery,
    Feedback,
    Imminent,
    Product,
    Release,
    Review,
    Statement,
    StatementSource,
)
from watchfloor.disseminate.rules import product as rule
from watchfloor.disseminate.rules.checking import Check, check
from watchfloor.marking.rollup import roll_up
from watchfloor.people import queries as people
from watchfloor.text.recognize import recognize


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who has a copy, since when, and whether he said so."""

    person_id: int
    name: str
    agency: str
    delivered_at: datetime
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A verdict on a revision."""

    kind: str
    by_id: int
    name: str
    revision: int
    approved: bool
    because: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release as a page shows it. `html` is the fragment as it went out."""

    public_id: UUID
    number: str
    title: str
    marking: str
    group_id: int | None
    group: str
    by_id: int
    at: datetime
    html: str
    recalled_at: datetime | None
    recalled_because: str
    recipients: tuple[Recipient, ...]
    mine: Recipient | None
    answer: tuple[str, str, str] | None


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product in a list."""

    public_id: UUID
    title: str
    state: str
    made_at: datetime
    authors: tuple[int, ...]
    numbers: tuple[str, ...]
    label_id: int


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product whole: the rules' own form, its statements with source numbers, checks, reviews and releases."""

    id: int
    public_id: UUID
    label_id: int
    title: str
    state: str
    revision: int
    authors: tuple[int, ...]
    assessment: UUID
    threat_id: int
    made_at: datetime
    product: rule.Product
    statements: tuple[rule.Statement, ...]
    withdrawn: tuple[str, ...]
    sourcing: rule.Sourcing
    checks: tuple[Check, ...]
    reviews: tuple[ReviewView, ...]
    releases: tuple[ReleaseView, ...]


def products(*, audience: Audience, how_many: int = 100) -> list[ProductRow]:
    """The newest products that the audience may read."""
    rows = list(Product.objects.filter(label_id__in=audience.label_ids).order_by("-made_at")[:how_many])
    numbers: dict[int, list[str]] = {}
    for product_id, number in Release.objects.filter(product_id__in=[r.pk for r in rows]).values_list(
        "product_id", "number"
    ):
        numbers.setdefault(product_id or 0, []).append(number)
    return [
        ProductRow(r.public_id, r.title, r.state, r.made_at, tuple(r.authors), tuple(numbers.get(r.pk, ())), r.label_id)
        for r in rows
    ]


def product(*, audience: Audience, public_id: UUID) -> ProductView | None:
    """One product; None for "is not" and "is not yours" alike."""
    row = Product.objects.filter(public_id=public_id, label_id__in=audience.label_ids).first()
    if row is None:
        return None
    statements, withdrawn = _statements(row)
    whole = _whole(row, statements)
    listed = tuple(whole.statements)
    return ProductView(
        row.pk, row.public_id, row.label_id, row.title, row.state, row.revision, tuple(row.authors), row.assessment,
        row.threat_id, row.made_at, whole, listed, withdrawn, rule.sourcing(whole),
        check(whole, scale=scale(), personal=personal), _reviews(row), tuple(_releases(product_id=row.pk)),
    )  # fmt: skip


def personal(text: str) -> tuple[str, ...]:
    """The kinds of personal identifiers that a text holds."""
    return tuple(
        sorted({found.kind for found in recognize(text, kinds=("phone", "email", "ssn", "plate", "vin", "document"))})
    )


def _statements(row: Product) -> tuple[dict[str, list[rule.Statement]], tuple[str, ...]]:
    kept = list(Statement.objects.filter(product=row).order_by("position"))
    refs: dict[int, list[rule.SourceRef]] = {}
    for one in StatementSource.objects.filter(statement__in=kept).order_by("position"):
        refs.setdefault(one.statement_id, []).append(source_of(one.content))
    sections: dict[str, list[rule.Statement]] = {}
    withdrawn = []
    for one_ in kept:
        statement = statement_of(one_.content, tuple(refs.get(one_.pk, ())))
        if one_.content.get("sources_kept", 0) > len(statement.sources):
            withdrawn.append(statement.id)
        sections.setdefault(one_.section, []).append(statement)
    return sections, tuple(withdrawn)


def _whole(row: Product, statements: dict[str, list[rule.Statement]]) -> rule.Product:
    sections = tuple(
        rule.Section(s["key"], s["heading"], tuple(statements.get(s["key"], ())), _columns(s["columns"]))
        for s in row.sections
    )
    marks = [one.marking for section in sections for one in section.statements if one.marking is not None]
    return rule.Product(
        row.kind, row.title, row.center, sections, roll_up(marks) if marks else None, row.made_at, row.exercise,
        contact=row.contact,
    )  # fmt: skip


def _columns(kept: list[str]) -> tuple[str, str] | tuple[()]:
    return (kept[0], kept[1]) if kept else ()


def _reviews(row: Product) -> tuple[ReviewView, ...]:
    rows = list(Review.objects.filter(product=row).order_by("at"))
    names = people.persons(ids=[r.by_id for r in rows])
    return tuple(
        ReviewView(
            r.kind, r.by_id, names[r.by_id].name if r.by_id in names else "", r.revision, r.approved, r.because, r.at
        )
        for r in rows
    )


def _releases(*, mine: int | None = None, **which: Any) -> list[ReleaseView]:
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
        row.public_id, row.number, row.title, row.marking, row.group_id, group, row.by_id, row.at,
        html.kept(row.fragment), row.recalled_at, row.recalled_because, who,
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
    """(number, PDF, HTML document) of a release that is not recalled; None for all else."""
    del audience  # the wall in the database asks it
    row = Release.objects.filter(public_id=public_id, recalled_at=None).first()
    return (row.number, bytes(row.pdf), row.document) if row else None


def my_releases(*, audience: Audience) -> list[ReleaseView]:
    """What was released to the person who reads, newest first."""
    ids = Delivery.objects.filter(person_id=audience.actor.person_id).values_list("release_id", flat=True)
    return _releases(mine=audience.actor.person_id, id__in=list(ids))


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
    shown = {one.public_id: one for one in _releases(id__in=[row.pk for row in rows])}
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
