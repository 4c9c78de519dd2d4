"""To which group may a product be released? What the policy does not name is refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from watchfloor.analyze.rules.reasons import either
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.disseminate.rules.checking import Check
from watchfloor.disseminate.rules.product import Product, SourceRef, sources_of
from watchfloor.disseminate.rules.review import Review, checks_settled
from watchfloor.marking.banner import tlp_label
from watchfloor.marking.grammar import Marking
from watchfloor.marking.rollup import roll_up


class NotReleasable(Refused):
    """A product may not go to this group; `.decision` says why."""


@dataclass(frozen=True, slots=True)
class KindRule:
    """What a kind of group is. `needs_agreement` = only with an agreement in force."""

    federal: bool
    law_enforcement: bool
    public_body: bool
    community: bool
    own: bool
    needs_agreement: bool


@dataclass(frozen=True, slots=True)
class Row:
    """The kinds of groups that a level, control, category or TLP label lets in, with its citation."""

    kinds: frozenset[str]
    citation: str


@dataclass(frozen=True, slots=True)
class ReleasePolicy:
    """The release matrix. `marks` holds controls, categories and caveats; a category without a row takes
    `other_category`, any other mark without a row lets nobody in."""

    kinds: Mapping[str, KindRule]
    levels: Mapping[str, Row]
    marks: Mapping[str, Row]
    other_category: Row
    tlp: Mapping[str, Row]
    no_tlp: Row
    classes: Mapping[str, Row]
    reviews: tuple[str, ...]
    reviews_citation: str
    need_citation: str
    agreement_citation: str
    imminent_hours: int
    imminent_citation: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement to handle information consistently; `until` is its last day."""

    name: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """An audience group. `holds` = the highest level its members may hold ("U" or "CUI"); `right` = the role,
    statute or agreement that gives the right to know; `need` = the purpose of this release, in words."""

    name: str
    kind: str
    holds: str
    right: str
    need: str
    agreement: Agreement | None = None


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """A product as it stands at one revision: who wrote it, what was reviewed and found, who releases it now,
    and which originators have agreed (by name) that their controlled information goes on. `unasked`: originators of
    sources of it who are asked first and have not agreed."""

    product: Product
    revision: int
    authors: frozenset[str]
    reviews: tuple[Review, ...]
    checks: tuple[Check, ...]
    released_by: str
    originators_agreed: frozenset[str] = frozenset()
    unasked: frozenset[str] = frozenset()


def may_release(product: ReleaseFacts, to: GroupFacts, policy: ReleasePolicy, *, now: datetime) -> Decision:
    """May this revision go to this group now? It must be ready, and open to the group; silence refuses."""
    return Decision.of(*ready(product, policy).because, *open_to(product, to, policy, now=now).because)


def ready(product: ReleaseFacts, policy: ReleasePolicy) -> Decision:
    """What holds for every group: the checks are settled, and others than the authors reviewed and release it."""
    return Decision.of(checks_settled(product.checks, "disseminate.release.checks"), *_reviewed(product, policy))


def open_to(product: ReleaseFacts, to: GroupFacts, policy: ReleasePolicy, *, now: datetime) -> Decision:
    """What this group may have by its kind, its agreement and every marking and class in it, reviewed or not."""
    if to.kind not in policy.kinds:
        text = f"The policy does not know the kind '{to.kind}' of {to.name}."
        way_out = "Give the group a kind of the release matrix."
        return Decision.of(Because(text, "disseminate.release.kind", policy.need_citation, ok=False, way_out=way_out))
    return Decision.of(
        _need_and_right(to, policy),
        _agreement(to, policy, now.date()),
        *_marking(product, to, policy),
        *_classes(product.product, to, policy),
        *_originators(product),
    )


def lets_in(marking: Marking, kind: str, policy: ReleasePolicy) -> tuple[str, ...]:
    """The words of a marking that keep out this kind of group; empty when all let it in."""
    nobody = Row(frozenset(), "")
    rows: list[tuple[str, Row]] = [(marking.level, policy.levels.get(marking.level, nobody))]
    rows += [(mark, policy.marks.get(mark, nobody)) for mark in sorted({*marking.controls, *marking.caveats})]
    rows += [(mark, policy.marks.get(mark, policy.other_category)) for mark in sorted(marking.categories)]
    tlp = policy.tlp.get(marking.tlp, nobody) if marking.tlp else policy.no_tlp
    rows.append((tlp_label(marking) or "No TLP label", tlp))
    return tuple(mark for mark, row in rows if kind not in row.kinds)


def number(center_code: str, year: int, n: int) -> str:
    """CENTER-YYYY-NNNN, such as NFC-2026-0001. Raises ValueError for a code that is not 2 to 8 capital letters."""
    if not (2 <= len(center_code) <= 8 and center_code.isascii() and center_code.isalpha() and center_code.isupper()):
        raise ValueError(f"Center code: '{center_code}'. Write 2 to 8 capital letters, such as NFC.")
    if n < 1 or not 1000 <= year <= 9999:
        raise ValueError(f"Number: {n} of {year}. The first product of a year is 1.")
    return f"{center_code}-{year}-{n:04d}"


def _reviewed(product: ReleaseFacts, policy: ReleasePolicy) -> Iterator[Because]:
    valid = [
        r for r in product.reviews if r.approved and r.revision == product.revision and r.by not in product.authors
    ]
    for kind in policy.reviews:
        yield either(
            any(review.kind == kind for review in valid), f"Review done: {kind}.",
            f"Review missing: {kind}, of revision {product.revision}, by a person who did not write it.",
            rule=f"disseminate.release.review-{kind}", citation=policy.reviews_citation, way_out="Ask for that review.",
        )  # fmt: skip
    yield either(
        product.released_by not in product.authors, "Released by a person who did not write it.",
        "You cannot release what you wrote.", rule="disseminate.release.second-person",
        citation=policy.reviews_citation, way_out="Ask a supervisor or the director to release it.",
    )  # fmt: skip


def _need_and_right(to: GroupFacts, policy: ReleasePolicy) -> Because:
    missing = [word for word, value in (("right to know", to.right), ("need to know", to.need)) if not value.strip()]
    return either(
        not missing, f"{to.name}: right to know ({to.right}), need to know ({to.need}).",
        f"{to.name}: {' and '.join(missing)} not recorded.", rule="disseminate.release.need-and-right",
        citation=policy.need_citation,
        way_out="Record the role or agreement of the group and the purpose of this release.",
    )  # fmt: skip


def _agreement(to: GroupFacts, policy: ReleasePolicy, today: date) -> Because:
    agreement = to.agreement
    state = f"{to.name} has no agreement."
    if agreement is not None:
        state = f"The agreement {agreement.name} runs from {agreement.since} to {agreement.until}, today is {today}."
    in_force = agreement is not None and agreement.since <= today <= agreement.until
    return either(
        in_force or not policy.kinds[to.kind].needs_agreement,
        f"{to.name}: agreement in force." if in_force else f"{to.name}: a group of this kind needs no agreement.",
        state, rule="disseminate.release.agreement", citation=policy.agreement_citation,
        way_out="Renew the agreement with the group.",
    )  # fmt: skip


def _marking(product: ReleaseFacts, to: GroupFacts, policy: ReleasePolicy) -> Iterator[Because]:
    whole = restricting(product.product)
    nobody = Row(frozenset(), "The release matrix names no such mark")
    if whole is None:
        yield Because("Marking unknown, closed.", "disseminate.release.marking", "unmarked means closed", ok=False,
                      way_out="Mark each portion.")  # fmt: skip
        return
    order = ("U", "CUI")
    fits = whole.level in order and to.holds in order and order.index(whole.level) <= order.index(to.holds)
    yield either(
        fits, f"{to.name} may hold {whole.level}.",
        f"{to.name} may hold {to.holds or 'nothing'}, the product is {whole.level}.",
        rule="disseminate.release.handling", citation=policy.agreement_citation,
        way_out="Write a tear line at a lower marking, or raise the group's handling by agreement.",
    )  # fmt: skip
    yield _row(to, whole.level, policy.levels.get(whole.level, nobody))
    for mark in sorted({*whole.controls, *whole.caveats}):
        yield _row(to, mark, policy.marks.get(mark, nobody))
    for category in sorted(whole.categories):
        yield _row(to, category, policy.marks.get(category, policy.other_category))
    tlp = policy.tlp.get(whole.tlp, nobody) if whole.tlp else policy.no_tlp
    yield _row(to, tlp_label(whole) or "No TLP label", tlp)


def _row(to: GroupFacts, mark: str, row: Row) -> Because:
    return either(
        to.kind in row.kinds, f"{mark} lets in {to.kind} groups.",
        f"{mark} does not go to {to.kind} groups ({to.name}).",
        rule="disseminate.release.matrix", citation=row.citation,
        way_out="Write a tear line without it; only the originator can lift it.",
    )  # fmt: skip


def _classes(product: Product, to: GroupFacts, policy: ReleasePolicy) -> Iterator[Because]:
    nobody = Row(frozenset(), "The release matrix names no such legal class")
    for legal_class in sorted({source.legal_class for source in _deciding_sources(product)}):
        yield _row(to, f"A source of class {legal_class or 'unknown'}", policy.classes.get(legal_class, nobody))


def _originators(product: ReleaseFacts) -> Iterator[Because]:
    controlled = {source.originator for source in _sources(product.product) if source.originator_control}
    for originator in sorted(controlled | product.unasked):
        yield either(
            originator in product.originators_agreed - product.unasked, f"{originator} agreed that it goes on.",
            f"{originator} must be asked before its information goes on.", rule="disseminate.release.originator",
            citation="Originator control, third-agency rule (text remembered)",
            way_out=f"Ask {originator} and record the answer, or leave its information out.",
        )  # fmt: skip


def restricting(product: Product) -> Marking | None:
    """What decides about release: all portions, and the sources of portions that no recorded decision lowered.

    None, closed, if a portion is unmarked or nothing is said.
    """
    portions = [statement.marking for statement in product.statements]
    marked = [marking for marking in portions if marking is not None]
    if not marked or len(marked) < len(portions):
        return None
    sources = [source.marking for source in _deciding_sources(product)]
    banner = [product.banner] if product.banner is not None else []
    return roll_up([*marked, *sources, *banner])


def _deciding_sources(product: Product) -> Iterator[SourceRef]:
    # a recorded decision to lower a portion takes its sources out; what is named elsewhere too stays in
    by_id = {statement.id: statement for statement in product.statements}
    for statement in product.statements:
        if not statement.lowered_by:
            yield from sources_of(statement, by_id)


def _sources(product: Product) -> Iterator[SourceRef]:
    return (source for statement in product.statements for source in statement.sources)
