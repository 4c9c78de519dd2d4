"""Products: every statement sourced and marked, the banner rolled up; drafts that copy nobody."""

from dataclasses import replace

import pytest
from disseminate_facts import ADVICE, NOW, PHONE, PLATE, SCALE, THREAT, assessment, bulletin, nobody, plain
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.disseminate.rules.checking import Check, check, stands
from watchfloor.disseminate.rules.draft import SelectionFacts, draft_bulletin, draft_selection
from watchfloor.disseminate.rules.product import Product, Statement, sourcing
from watchfloor.marking.grammar import parse
from watchfloor.marking.rollup import join, roll_up


def refused(product: Product) -> list[Check]:
    """What stops it."""
    return [c for c in check(product, scale=SCALE, personal=nobody) if c.refuses and not c.ok]


def with_statements(*statements: Statement) -> Product:
    """A product of these statements, its banner rolled up."""
    product = plain()
    marked = [s.marking for s in statements if s.marking is not None]
    return replace(product, banner=roll_up(marked), sections=(replace(product.sections[0], statements=statements),))


def test_the_drafted_bulletin_stands() -> None:
    """A draft from an assessment passes every check that can refuse: sources, portions, banner, no personal data."""
    found = check(bulletin(), scale=SCALE, personal=nobody)
    assert stands(found), [c for c in found if not c.ok]


def test_every_statement_of_the_draft_leads_to_a_source() -> None:
    """Each statement, the center's own assessments too, has at least one endnote behind it."""
    found = sourcing(bulletin())
    assert all(found.numbers[s.id] for s in bulletin().statements)
    assert [note.number for note in found.notes] == list(range(1, len(found.notes) + 1))


def test_the_draft_says_why_without_identifiers() -> None:
    """The shared plate and phone number are named by kind and rarity; their values stand nowhere in the product."""
    facts = assessment()
    assert PLATE in facts.links[0].proposal.because
    words = " ".join(f"{s.label} {s.text}" for s in bulletin().statements)
    assert "Both name the same license plate (2 records do)." in words
    assert "Names an indicator of the threat (kind: phone)." in words
    assert PLATE not in words
    assert PHONE not in words
    assert PLATE not in repr(bulletin())
    assert PHONE not in repr(bulletin())


def test_the_draft_has_its_parts_in_order() -> None:
    """Key point, what happened, what it means, connections, risk, gaps, what to do; the phone of the center in it."""
    keys = [section.key for section in bulletin().sections]
    assert keys == ["key", "happened", "here", "linked", "risk", "gaps", "todo"]
    todo = bulletin().sections[-1].statements
    assert any("555-0100" in s.text for s in todo)
    assert all(s.marking == parse("U") for s in todo)
    assert any("not yet judged" in s.text for s in bulletin().sections[5].statements)
    assert any("declared by us, to be replaced by the center" in s.text for s in bulletin().statements)


def test_a_draft_from_a_selection_rests_on_each_record_and_judges_nothing() -> None:
    """Each picked record is the source of a statement of its own; likelihood is left to the analyst, and it stands."""
    from_assessment = assessment()
    facts = SelectionFacts(
        "Vans at the gate", from_assessment.center, (from_assessment.threat,), from_assessment.reports,
        from_assessment.links,
    )  # fmt: skip
    made = draft_selection(facts, now=NOW)
    happened = next(section for section in made.sections if section.key == "happened")
    assert [one.sources for one in happened.statements] == [(THREAT,), *((line.ref,) for line in facts.reports)]
    assert made.sections[0].statements[0].text == "1 threat item and 2 reports are read together here."
    assert not any(one.likelihood or one.confidence for one in made.statements)
    assert any("No analyst has yet judged" in one.text for one in made.statements)
    found = check(made, scale=SCALE, personal=nobody)
    assert stands(found), [one for one in found if not one.ok]


def test_likelihood_and_confidence_are_two_fields_of_the_key_judgment() -> None:
    """The analyst's judgment comes first, with both fields and words that hold neither."""
    first = next(bulletin().statements)
    assert (first.likelihood, first.confidence, first.own) == ("likely", "moderate", True)
    assert "likely" not in first.text


def test_a_thin_assessment_says_what_is_missing() -> None:
    """Without reports, judgment or window the bulletin still stands and says so."""
    facts = replace(assessment(), reports=(), links=(), touched=(), risks=(), judgment=None)
    product = draft_bulletin(facts, now=NOW)
    gaps = " ".join(s.text for section in product.sections if section.key == "gaps" for s in section.statements)
    assert "No report of ours" in gaps
    assert "No analyst has yet judged" in gaps
    assert "time for which the threat holds is not stated" in gaps
    assert not refused(product)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"sources": ()}, "disseminate.check.sourced"),
        ({"sources": (), "own": True}, "disseminate.check.sourced"),
        ({"rests_on": ("elsewhere",)}, "disseminate.check.sourced"),
        ({"marking": None}, "disseminate.check.marked"),
        ({"likelihood": "likely"}, "disseminate.check.likelihood"),
        ({"likelihood": "perhaps so", "confidence": "high"}, "disseminate.check.likelihood"),
        ({"text": f"A van with plate {PLATE} left."}, "disseminate.check.personal"),
    ],
)
def test_what_is_wrong_with_a_statement_is_named(change: dict[str, object], rule: str) -> None:
    """No source, resting on nothing, unmarked, one field of two or personal data: refused, with a way out."""
    found = [c for c in refused(plain(**change)) if c.statement]
    assert [c.rule for c in found] == [rule]
    assert found[0].way_out


@pytest.mark.parametrize("change", [{"marking": parse("SECRET//NOFORN")}, {"text": "(S//NF) The source met him."}])
def test_a_spill_stops_the_product(change: dict[str, object]) -> None:
    """A classified marking on a portion or in its words is refused: stop and tell the security officer."""
    spilled = [c for c in refused(plain(**change)) if c.rule == "disseminate.check.marked"]
    assert "security officer" in spilled[0].way_out


def test_two_own_statements_in_a_circle_rest_on_nothing() -> None:
    """Assessments that only rest on each other have no source, and the check ends."""
    a = Statement("a", "So it is.", parse("U"), own=True, rests_on=("b",))
    b = Statement("b", "So it was.", parse("U"), own=True, rests_on=("a",))
    assert [c.rule for c in refused(with_statements(a, b))] == ["disseminate.check.sourced"] * 2


def test_a_portion_below_its_source_is_refused_unless_decided() -> None:
    """U on a CUI source: refused with the marking it needs; a recorded decision lets it stand."""
    low = Statement("s", "Drones were seen.", parse("U"), (THREAT,))
    (found,) = refused(with_statements(low))
    assert found.rule == "disseminate.check.not-lower"
    assert "CUI" in found.text
    assert not refused(with_statements(replace(low, lowered_by="D-2026-4")))


def test_an_own_assessment_is_marked_as_what_it_rests_on() -> None:
    """The marking follows through statements: an assessment of a CUI statement is no lower."""
    base = Statement("a", "Drones were seen.", THREAT.marking, (THREAT,))
    own = Statement("b", "They will return.", parse("U"), own=True, rests_on=("a",))
    assert [c.statement for c in refused(with_statements(base, own))] == ["b"]


@pytest.mark.parametrize("banner", [None, "U", "CUI//LEI//FED ONLY"])
def test_a_banner_that_is_not_the_roll_up_is_refused(banner: str | None) -> None:
    """No banner, one that is lower, one that is higher: the check says what it must be."""
    product = replace(bulletin(), banner=parse(banner) if banner else None)
    (found,) = refused(product)
    assert found.rule == "disseminate.check.banner"


def test_words_without_likelihood_are_a_warning_only() -> None:
    """Possible is pointed at and stops nothing."""
    found = check(plain("A possible survey."), scale=SCALE, personal=nobody)
    assert stands(found)
    (warned,) = [c for c in found if not c.ok]
    assert warned.rule == "disseminate.check.words"


def test_a_product_that_says_nothing_does_not_stand() -> None:
    """Empty products and doubled ids are refused; nothing checked is not fit either."""
    empty = replace(plain(), sections=())
    assert {"disseminate.check.statements", "disseminate.check.banner"} <= {c.rule for c in refused(empty)}
    twice = plain().sections[0].statements * 2
    assert "disseminate.check.statements" in {c.rule for c in refused(with_statements(*twice))}
    assert not stands(())


marks = st.sampled_from(["U", "U//LES", "CUI", "CUI//LEI", "CUI//LEI//FED ONLY"])


@given(st.lists(marks, min_size=1, max_size=5), st.lists(marks, min_size=1, max_size=5))
def test_adding_a_portion_never_lowers_the_banner(first: list[str], more: list[str]) -> None:
    """A longer product is marked at least as high as a shorter one."""
    short, long = (roll_up([parse(m) for m in ms]) for ms in (first, first + more))
    assert join(short, long) == long


def test_the_same_record_is_one_endnote() -> None:
    """A source that bears out two statements is numbered once and names both."""
    product = with_statements(
        Statement("a", "One.", parse("U"), (ADVICE,)),
        Statement("b", "Two.", parse("U"), (replace(ADVICE, supports="more"),)),
    )
    (note,) = sourcing(product).notes
    assert note.statements == ("a", "b")
