"""The tear line: a product of its own, written apart, judged by its own sources and printed without those above it."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from watchfloor.analyze.rules.judgment import Scale
from watchfloor.disseminate.rules.checking import Check, of_statement
from watchfloor.disseminate.rules.product import Product, Section, SourceRef, Statement
from watchfloor.disseminate.rules.release import ReleasePolicy, lets_in
from watchfloor.marking.banner import portion
from watchfloor.marking.grammar import Marking
from watchfloor.marking.rollup import dominates, roll_up

SECTION, HEADING = "tear", "For wider sharing"
_CITATION = "ICD 208 (text remembered); Watchfloor policy: a tear line is written apart, never cut from the text above"


def tear_line(product: Product) -> Product | None:
    """The tear line as a product by itself, with its true sources, for judging; None if there is none."""
    tear = product.tear
    if tear is None or not tear.statements:
        return None
    marks = [one.marking for one in tear.statements if one.marking is not None]
    section = Section(SECTION, HEADING, tear.statements)
    return replace(product, title=tear.title, sections=(section,), banner=roll_up(marks) if marks else None, tear=None)


def printed(product: Product) -> Product:
    """As it goes out: a source marked above the portion that rests on it is not named, nor is its record."""
    sections = tuple(
        replace(section, statements=tuple(replace(one, sources=_named(one)) for one in section.statements))
        for section in product.sections
    )
    return replace(product, sections=sections)


def _named(statement: Statement) -> tuple[SourceRef, ...]:
    mark = statement.marking
    return tuple(
        ref if mark is not None and dominates(mark, ref.marking) else _unnamed(ref, mark, n)
        for n, ref in enumerate(statement.sources)
    )


def _unnamed(ref: SourceRef, mark: Marking | None, n: int) -> SourceRef:
    # the number keeps two unnamed sources apart; nothing of the record, its sender, day or grade is left
    return replace(
        ref, record="", version=-n, what="a source that is not named here", originator="Held by this center",
        dated_on=None, grade="", marking=mark or ref.marking, supports="",
    )  # fmt: skip


def check_tear(
    product: Product,
    *,
    scale: Scale,
    personal: Callable[[str], tuple[str, ...]],
    policy: ReleasePolicy,
    withdrawn: frozenset[str] = frozenset(),
) -> tuple[Check, ...]:
    """All findings of the tear line: those of any statement, and no mark above the groups that it is meant for."""
    tear = product.tear
    if tear is None or not tear.statements:
        return ()
    by_id = {one.id: one for one in tear.statements}
    found = [finding for one in tear.statements for finding in of_statement(one, by_id, scale, personal)]
    return (
        *_meant(product),
        *_above(tear.statements, tear.meant_for, policy),
        *found,
        *_gone(tear.statements, withdrawn),
    )


def _meant(product: Product) -> Iterator[Check]:
    tear = product.tear
    if tear is not None and not tear.title.strip():
        way_out = "Write one that may be read by all it is meant for."
        text = "The tear line has no title of its own."
        yield Check("disseminate.tear.title", "", text, False, True, _CITATION, way_out)
    if tear is not None and not tear.meant_for:
        text = "The tear line does not say for which groups it is."
        yield Check("disseminate.tear.meant-for", "", text, False, True, _CITATION, "Choose the kinds of groups.")


def _above(statements: tuple[Statement, ...], kinds: tuple[str, ...], policy: ReleasePolicy) -> Iterator[Check]:
    for one in statements:
        if one.marking is None:
            continue
        kept_out = {mark: kind for kind in kinds for mark in lets_in(one.marking, kind, policy)}
        stops = "; ".join(f"{mark} does not go to {kind} groups" for mark, kind in kept_out.items())
        text = (
            f"Marked {portion(one.marking)}, above those it is for: {stops}." if stops else "No mark above its groups."
        )
        way_out = "Leave out what that mark protects, or have its lowering decided." if stops else ""
        yield Check("disseminate.tear.above", one.id, text, not stops, True, _CITATION, way_out)


def _gone(statements: tuple[Statement, ...], withdrawn: frozenset[str]) -> Iterator[Check]:
    for one in statements:
        if one.id in withdrawn:
            way_out = "Say it from the sources that stand and keep it, or remove it."
            yield Check("disseminate.check.withdrawn", one.id, "A source of it was purged.", False, True,
                        "28 CFR 23.20(h) (text seen)", way_out)  # fmt: skip
