"""Reading products: lists, and one product whole, as it stands or as an earlier version kept it. The center's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from watchfloor.analyze.formats.tables import scale
from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.formats.keeping import source_of, statement_of
from watchfloor.disseminate.formats.policy import release_policy
from watchfloor.disseminate.models.products import Product, Statement, StatementSource
from watchfloor.disseminate.models.releases import Release
from watchfloor.disseminate.models.reviews import Review
from watchfloor.disseminate.queries.releases import ReleaseView, releases
from watchfloor.disseminate.rules import product as rule
from watchfloor.disseminate.rules.checking import Check, check
from watchfloor.disseminate.rules.editing import Placed
from watchfloor.disseminate.rules.tearing import SECTION, check_tear, tear_line
from watchfloor.marking.rollup import roll_up
from watchfloor.people import queries as people
from watchfloor.protect.formats.guard import BEYOND_DOUBT, look
from watchfloor.text.personal import personal_data
from watchfloor.text.recognize import recognize

Sections = Mapping[str, Sequence[rule.Statement]]


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
    """A product whole: the rules' own form with its tear line, source numbers over both, checks, reviews, releases.

    `placed` says where each statement stands; `withdrawn` lost a source by a purge; `tear_checks` are the tear line's.
    """

    id: int
    public_id: UUID
    label_id: int
    title: str
    state: str
    revision: int
    authors: tuple[int, ...]
    assessment: UUID | None
    threat_id: int
    made_at: datetime
    product: rule.Product
    statements: tuple[rule.Statement, ...]
    withdrawn: tuple[str, ...]
    placed: tuple[Placed, ...]
    sourcing: rule.Sourcing
    checks: tuple[Check, ...]
    tear_checks: tuple[Check, ...]
    reviews: tuple[ReviewView, ...]
    releases: tuple[ReleaseView, ...]

    @property
    def every(self) -> dict[str, rule.Statement]:
        """All statements by key, those of the tear line last."""
        tear = self.product.tear.statements if self.product.tear else ()
        return {one.id: one for one in (*self.statements, *tear)}


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
    """One product as it stands; None for "is not" and "is not yours" alike."""
    row = Product.objects.filter(public_id=public_id, label_id__in=audience.label_ids).first()
    if row is None:
        return None
    kept, sections, withdrawn = _statements(row, Q(until=None))
    whole = _whole(row, sections)
    placed = tuple(Placed(one.key, one.section, one.position, one.since) for one in kept)
    checks, tear_checks = checks_of(whole=whole, withdrawn=withdrawn)
    return ProductView(
        row.pk, row.public_id, row.label_id, row.title, row.state, row.revision, tuple(row.authors), row.assessment,
        row.threat_id, row.made_at, whole, tuple(whole.statements), withdrawn, placed, numbers_of(whole=whole),
        checks, tear_checks, _reviews(row), tuple(releases(product_id=row.pk)),
    )  # fmt: skip


def checks_of(*, whole: rule.Product, withdrawn: Sequence[str]) -> tuple[tuple[Check, ...], tuple[Check, ...]]:
    """(checks of the product, checks of its tear line)."""
    gone = frozenset(withdrawn)
    return (
        (*check(whole, scale=scale(), personal=personal, withdrawn=gone), *guarded(whole)),
        check_tear(whole, scale=scale(), personal=personal, policy=release_policy(), withdrawn=gone),
    )


def guarded(whole: rule.Product) -> tuple[Check, ...]:
    """What text guards say of each statement: warnings, which send the author and the privacy review to the words."""
    return tuple(
        Check("disseminate.check.guard", one.id, note.text, False, False, f"{note.rule}; {note.citation}", note.way_out)
        for one in whole.statements
        for note in look(f"{one.label} {one.text}", legal_class="product")
    )


def numbers_of(*, whole: rule.Product) -> rule.Sourcing:
    """Source numbers over the product and its tear line together, as the page of the draft shows them."""
    tear = tear_line(whole)
    return rule.sourcing(replace(whole, sections=(*whole.sections, *tear.sections)) if tear else whole)


def as_kept(*, audience: Audience, public_id: UUID, version: int) -> dict[str, rule.Statement]:
    """The statements by key as they stood at a version, titles among them; empty for what is not yours."""
    row = Product.objects.filter(public_id=public_id, label_id__in=audience.label_ids).first()
    if row is None:
        return {}
    stood = Q(since__lte=version) & (Q(until=None) | Q(until__gt=version))
    _, sections, _ = _statements(row, stood)
    order = ["title", *(one["key"] for one in row.sections), "tear-title", SECTION]
    return {one.id: one for key in order for one in sections.get(key, ())}


def personal(text: str) -> tuple[str, ...]:
    """The kinds of personal identifiers that a text holds."""
    return tuple(
        sorted(
            {
                found.kind
                for found in recognize(text, kinds=("phone", "email", "ssn", "plate", "vin", "imei", "document"))
            }
            | {found.kind for found in personal_data(text) if found.kind in BEYOND_DOUBT}
        )
    )


def _statements(row: Product, which: Q) -> tuple[list[Statement], Sections, tuple[str, ...]]:
    kept = list(Statement.objects.filter(which, product=row).order_by("position", "pk"))
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
    return kept, sections, tuple(withdrawn)


def _whole(row: Product, statements: Sections) -> rule.Product:
    sections = tuple(
        rule.Section(s["key"], s["heading"], tuple(statements.get(s["key"], ())), _columns(s["columns"]))
        for s in row.sections
    )
    torn = tuple(statements.get(SECTION, ()))
    tear = rule.Tear(row.tear_title, tuple(row.tear_for), torn) if torn or row.tear_title or row.tear_for else None
    whole = rule.Product(
        row.kind, row.title, row.center, sections, None, row.made_at, row.exercise, contact=row.contact, tear=tear
    )
    return rolled_up(whole=whole)


def rolled_up(*, whole: rule.Product) -> rule.Product:
    """The product under the roll-up of its portions; none if nothing is marked."""
    marks = [one.marking for one in whole.statements if one.marking is not None]
    return replace(whole, banner=roll_up(marks) if marks else None)


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
