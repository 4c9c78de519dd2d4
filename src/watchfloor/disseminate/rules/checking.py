"""Is a product fit to be reviewed and released? Every statement sourced and marked, the banner rolled up."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from watchfloor.analyze.rules.judgment import Scale, lint
from watchfloor.disseminate.rules.product import Product, Statement, sources_of
from watchfloor.marking.banner import banner, portion, tlp_label
from watchfloor.marking.grammar import Marking
from watchfloor.marking.rollup import dominates, join, roll_up
from watchfloor.marking.spill import find_spill, is_spill

_SOURCING = "ICD 206; Watchfloor policy: each statement names its sources (text seen in part)"
_MARKING = "32 CFR 2002 and CUI Marking Handbook v1.1 (text seen in part); unmarked means closed"


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: `ok` False with `refuses` True stops review and release; without it, it is a warning.
    `statement` is the id it concerns, "" for the whole product."""

    rule: str
    statement: str
    text: str
    ok: bool
    refuses: bool
    citation: str
    way_out: str = ""


def check(
    product: Product,
    *,
    scale: Scale,
    personal: Callable[[str], tuple[str, ...]],
    withdrawn: frozenset[str] = frozenset(),
) -> tuple[Check, ...]:
    """All findings, in reading order. `personal` names the kinds of personal identifiers it finds in a text;
    `withdrawn` are statements that lost a source by a purge and that nobody has read anew since."""
    by_id = {statement.id: statement for statement in product.statements}
    found = [finding for s in product.statements for finding in of_statement(s, by_id, scale, personal)]
    gone = [_withdrawn(s) for s in product.statements if s.id in withdrawn]
    return (*_whole(product), *gone, *found)


def stands(checks: tuple[Check, ...]) -> bool:
    """True when something was checked and nothing of it refuses."""
    return bool(checks) and all(check.ok or not check.refuses for check in checks)


def floor_of(statement: Statement, by_id: Mapping[str, Statement]) -> Marking | None:
    """The lowest marking that the portion may carry: the join of all sources it rests on; None without any."""
    floor: Marking | None = None
    for source in sources_of(statement, by_id):
        floor = source.marking if floor is None else join(floor, source.marking)
    return floor


def of_statement(
    statement: Statement, by_id: Mapping[str, Statement], scale: Scale, personal: Callable[[str], tuple[str, ...]]
) -> Iterator[Check]:
    """The findings of one statement; what it rests on is looked up in `by_id`."""
    if not statement.text.strip():
        text, way_out = "It says nothing.", "Write it, or remove it."
        yield Check("disseminate.check.empty", statement.id, text, False, True, _SOURCING, way_out)
    yield _sourced(statement, by_id)
    yield _marked(statement)
    if statement.marking is not None:
        yield _not_lower(statement, by_id)
    yield from _two_fields(statement, scale)
    words = f"{statement.label} {statement.text}"
    for finding in lint(words, scale=scale):
        text = f"“{finding.word}” {finding.why}."
        yield Check("disseminate.check.words", statement.id, text, False, False, finding.citation, finding.way_out)
    for kind in personal(words):
        text = f"The text holds what looks like a {kind}: it identifies a person."
        way_out = "Say what was seen without it; a person with need and right to know asks for the record."
        yield Check(
            "disseminate.check.personal", statement.id, text, False, True, "28 CFR 23.20(e) (text seen)", way_out
        )


def _withdrawn(statement: Statement) -> Check:
    text = "A source of it was purged."
    way_out = "Say it from the sources that stand and keep it, or remove it."
    citation = "28 CFR 23.20(h) (text seen)"
    return Check("disseminate.check.withdrawn", statement.id, text, False, True, citation, way_out)


def _sourced(statement: Statement, by_id: Mapping[str, Statement]) -> Check:
    rule = "disseminate.check.sourced"
    missing = [id_ for id_ in statement.rests_on if id_ not in by_id]
    if missing:
        text = f"Rests on {', '.join(missing)}, which this product does not hold."
        return Check(rule, statement.id, text, False, True, _SOURCING, "Name statements of this product.")
    if statement.sources and not statement.own:
        return Check(rule, statement.id, f"Names {len(statement.sources)} sources.", True, True, _SOURCING)
    if statement.own and sources_of(statement, by_id):
        return Check(
            rule, statement.id, "An assessment of this center that rests on sourced statements.", True, True, _SOURCING
        )
    text = "An assessment of this center that rests on nothing." if statement.own else "No source."
    way_out = "Bind it to a source, or mark it as an assessment of this center and name the statements it rests on."
    return Check(rule, statement.id, text, False, True, _SOURCING, way_out)


def _marked(statement: Statement) -> Check:
    rule = "disseminate.check.marked"
    if statement.marking is None:
        return Check(rule, statement.id, "Unmarked.", False, True, _MARKING, "Give the portion a marking.")
    if is_spill(statement.marking) or find_spill(f"{statement.label}\n{statement.text}"):
        text = "It bears a classified marking; nothing classified may be kept here."
        return Check(
            rule, statement.id, text, False, True, "EO 13526 (text remembered)", "Stop and tell the security officer."
        )
    return Check(rule, statement.id, f"Marked {portion(statement.marking)}.", True, True, _MARKING)


def _not_lower(statement: Statement, by_id: Mapping[str, Statement]) -> Check:
    rule, floor, mark = "disseminate.check.not-lower", floor_of(statement, by_id), statement.marking
    if mark is None or floor is None or dominates(mark, floor):
        return Check(rule, statement.id, "Marked no lower than its sources.", True, True, _MARKING)
    if statement.lowered_by:
        text = f"Marked below its sources ({said_mark(floor)}) by decision {statement.lowered_by}."
        return Check(rule, statement.id, text, True, True, _MARKING)
    above = [ref for ref in sources_of(statement, by_id) if not dominates(mark, ref.marking)]
    named = "; ".join(dict.fromkeys(f"{ref.originator}, {ref.what}: {said_mark(ref.marking)}" for ref in above[:3]))
    text = f"Marked {said_mark(mark)}, below its source ({named})."
    way_out = f"Mark it {said_mark(floor)}, leave that source out, or have the lowering decided and recorded."
    return Check(rule, statement.id, text, False, True, _MARKING, way_out)


def said_mark(marking: Marking) -> str:
    """A mark with its TLP label, as a form takes it: U//LES//TLP:GREEN."""
    return "//".join(filter(None, (portion(marking)[1:-1], tlp_label(marking))))


def _two_fields(statement: Statement, scale: Scale) -> Iterator[Check]:
    rule, citation = "disseminate.check.likelihood", "ICD 203 (text seen)"
    phrases = {phrase for row in scale.likelihood for phrase in row.phrases}
    if statement.likelihood and statement.likelihood not in phrases:
        text = f"Likelihood “{statement.likelihood}” is not in the table."
        yield Check(rule, statement.id, text, False, True, citation, f"Choose one of: {', '.join(sorted(phrases))}.")
    if statement.confidence and statement.confidence not in scale.confidence:
        text = f"Confidence “{statement.confidence}” is not in the table."
        yield Check(rule, statement.id, text, False, True, citation, f"Choose one of: {', '.join(scale.confidence)}.")
    if mixes(statement.text, scale):
        text = "Likelihood and confidence stand in one sentence."
        yield Check(rule, statement.id, text, False, True, citation, "Give them as two fields, never as one phrase.")
    if bool(statement.likelihood) != bool(statement.confidence):
        text = "A judgment gives both its likelihood and the confidence in its basis."
        yield Check(rule, statement.id, text, False, True, citation, "Fill in both fields, or neither.")


def mixes(text: str, scale: Scale) -> bool:
    """Whether one sentence gives a likelihood of the table and a level of confidence together (ICD 203)."""
    phrases = "|".join(re.escape(phrase) for row in scale.likelihood for phrase in row.phrases)
    levels = "|".join(map(re.escape, scale.confidence))
    likely = re.compile(rf"\b(?:{phrases})\b", re.IGNORECASE)
    sure = re.compile(rf"\b(?:{levels})[ -]confidence\b|\bconfidence\b[^.;]{{0,12}}\b(?:{levels})\b", re.IGNORECASE)
    sentences = re.split(r"(?<=[.;!?])\s+", text)
    return any(likely.search(sentence) and sure.search(sentence) for sentence in sentences)


def _whole(product: Product) -> Iterator[Check]:
    ids = [statement.id for statement in product.statements]
    if not ids or len(set(ids)) < len(ids):
        text = "The product says nothing." if not ids else "Two statements share an id."
        yield Check("disseminate.check.statements", "", text, False, True, _SOURCING, "Write each statement once.")
    if not product.title.strip():
        yield Check("disseminate.check.title", "", "Title: empty.", False, True, _SOURCING, "Write a title.")
    yield _banner(product)


def _banner(product: Product) -> Check:
    rule = "disseminate.check.banner"
    portions = [statement.marking for statement in product.statements]
    marked = [marking for marking in portions if marking is not None]
    if len(marked) < len(portions) or not marked:
        return Check(
            rule, "", "Marking unknown, closed: a portion is unmarked.", False, True, _MARKING, "Mark each portion."
        )
    rolled = roll_up(marked)
    if product.banner == rolled:
        return Check(rule, "", f"Banner {banner(rolled)} is the roll-up of its portions.", True, True, _MARKING)
    stated = "none" if product.banner is None else banner(product.banner)
    return Check(rule, "", f"Banner is {stated}, its portions roll up to {banner(rolled)}.", False, True, _MARKING,
                 f"Set the banner to {banner(rolled)}.")  # fmt: skip
