"""Editing a draft by rule: places, differences in words, the tear line, the two people of a release."""

from dataclasses import replace
from datetime import timedelta

import pytest
from disseminate_facts import GUARD, NOW, SCALE, THREAT, bulletin, nobody, plain
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.disseminate.formats.policy import release_policy
from watchfloor.disseminate.rules.asking import LAPSES_AFTER, Pair, may_ask, may_confirm
from watchfloor.disseminate.rules.checking import check, mixes
from watchfloor.disseminate.rules.differing import apart, differences
from watchfloor.disseminate.rules.editing import Placed, Wording, between, gap, may_keep, moved, spills, worded
from watchfloor.disseminate.rules.lowering import LoweringFacts, may_lower
from watchfloor.disseminate.rules.product import Product, Statement, Tear
from watchfloor.disseminate.rules.tearing import check_tear, printed, tear_line
from watchfloor.marking.grammar import parse

POLICY = release_policy()
PAIR = Pair("dee", "sam", True, True, frozenset({"ana"}))


def placed(*keys: str) -> list[Placed]:
    """Statements of one section in this order."""
    return [Placed(key, "happened", float(n), 1) for n, key in enumerate(keys, 1)]


def order(row: list[Placed]) -> list[str]:
    return [one.key for one in sorted(row, key=lambda one: one.position)]


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=30))
def test_steps_keep_every_statement_and_move_one_by_one(steps: list[tuple[int, bool]]) -> None:
    """However often one steps up and down, no two share a place and each step swaps two neighbours."""
    row, keys = placed(*"abcde"), list("abcde")
    for at, up in steps:
        key, place = keys[at], moved(row, keys[at], up=up)
        there = at - 1 if up else at + 1
        if place is None:
            assert there in (-1, len(keys))
            continue
        row = [replace(one, position=place) if one.key == key else one for one in row]
        keys[at], keys[there] = keys[there], keys[at]
        assert order(row) == keys


def test_a_new_statement_stands_behind_the_named_one() -> None:
    """Right behind it, or at the end when none is named; an empty section begins."""
    row = placed("a", "b")
    assert 1 < gap(row, "happened", "a") < 2 < gap(row, "happened", "") == gap(row, "happened", "b")
    assert gap(row, "todo", "") == 1
    assert between(None, 1) < 1


@given(st.text(), st.text())
def test_both_wordings_can_be_read_from_the_difference(old: str, new: str) -> None:
    """What is the same and gone gives the earlier words, what is the same and new the later ones."""
    pieces = apart(old, new)
    assert "".join(one.text for one in pieces if one.how != "gone").split() == new.split()
    assert "".join(one.text for one in pieces if one.how != "new").split() == old.split()


def test_a_difference_names_what_changed_beside_the_words() -> None:
    """Mark, kind, likelihood and sources are told; what only stands elsewhere is moved; nothing else is listed."""
    old = {key: Statement(key, f"Words of {key}.", parse("U"), (THREAT,)) for key in "abc"}
    new = {
        "c": old["c"], "a": old["a"],
        "b": replace(old["b"], own=True, likelihood="likely", marking=parse("CUI"), sources=()),
    }  # fmt: skip
    found = {one.key: one for one in differences(old, new)}
    assert found["b"].notes == (
        "mark U to CUI", "now a judgment", "likelihood none to likely", "sources: 0 added, 1 taken out",
    )  # fmt: skip
    assert found["c"].what == "moved" and "a" not in found
    assert [one.what for one in differences({}, {"a": old["a"]})] == ["added"]
    assert [one.what for one in differences({"a": old["a"]}, {})] == ["removed"]


def test_likelihood_and_confidence_in_one_sentence_are_refused() -> None:
    """ICD 203: apart they stand, in one sentence they do not, and a month of confidence in a place is no measure."""
    assert mixes("It is likely, with high confidence, that they return.", SCALE)
    assert mixes("They return; this is very likely (confidence: moderate).", SCALE)
    assert not mixes("It is likely that they return. We have high confidence in the basis.", SCALE)
    product = plain("We judge with low confidence that it is likely.")
    found = [one for one in check(product, scale=SCALE, personal=nobody) if one.rule == "disseminate.check.likelihood"]
    assert [one.refuses for one in found] == [True]


def test_empty_and_withdrawn_statements_are_not_sent_on() -> None:
    """One that says nothing and one whose source was purged each refuse, with the way out."""
    rules = {one.rule for one in check(plain("  "), scale=SCALE, personal=nobody) if one.refuses and not one.ok}
    assert rules == {"disseminate.check.empty"}
    gone = check(plain(), scale=SCALE, personal=nobody, withdrawn=frozenset({"s"}))
    assert [one.rule for one in gone if one.refuses and not one.ok] == ["disseminate.check.withdrawn"]


def test_a_conflict_names_the_source_and_the_way_out() -> None:
    """A portion below its source says which source, and which mark would do."""
    product = plain(sources=(GUARD,))
    found = next(one for one in check(product, scale=SCALE, personal=nobody) if "not-lower" in one.rule)
    assert not found.ok and "Prairie Power, report: U//LES" in found.text and "Mark it U//LES" in found.way_out


def test_what_the_form_does_not_say_stays() -> None:
    """Words and mark are taken, the rest stands; any change ends a decision to mark it low, none keeps it."""
    old = Statement("s", "Old.", parse("U"), (GUARD,), label="Head", lowered_by="D-1")
    assert worded(old, Wording("Old.", "U"), old.sources) == old
    new = worded(old, Wording("  New\n words. ", "U//LES", kind="judgment", likelihood="likely"), ())
    assert (new.text, new.label, new.own, new.likelihood, new.lowered_by) == ("New words.", "Head", True, "likely", "")
    fact = worded(new, Wording("New words.", "U//LES", kind="fact", rests_on=("a",)), (GUARD,))
    assert (fact.own, fact.likelihood, fact.rests_on) == (False, "", ())


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"portion": "U//NONSENSE"}, "portion"), ({"kind": "guess"}, "kind"), ({"known": False}, "source"),
        ({"text": "x" * 4001}, "length"),
    ],
)  # fmt: skip
def test_each_field_is_refused_by_its_own_rule(change: dict[str, object], rule: str) -> None:
    """A mark that is none, a kind that is none, a source that is not there, too many words."""
    good: dict[str, object] = {"text": "Words.", "portion": "", "kind": "fact", "known": True}
    assert may_keep(**good)  # type: ignore[arg-type]  # the words of a form
    decision = may_keep(**{**good, **change})  # type: ignore[arg-type]  # the words of a form
    assert [one.rule for one in decision.against] == [f"disseminate.edit.{rule}"]
    assert decision.against[0].way_out


def test_a_spill_is_seen_in_words_and_mark() -> None:
    """Classified portion marks and banners, well formed or not; a sentence with the word secret is none."""
    assert spills(text="(TS//SI) It is so.", portion="U")
    assert spills(text="Words.", portion="S") and spills(text="Words.", portion="TOP SECRET//NOFORN")
    assert not spills(text="He kept it secret.", portion="CUI//LEI") and not spills(text="x", portion="nonsense")


def with_tear(*statements: Statement, kinds: tuple[str, ...] = ("private-sector",), title: str = "Own") -> Product:
    """The bulletin with a tear line of these statements."""
    return replace(bulletin(), tear=Tear(title, kinds, statements))


def refused(product: Product) -> list[str]:
    found = check_tear(product, scale=SCALE, personal=nobody, policy=POLICY)
    return [one.rule.rpartition(".")[2] for one in found if one.refuses and not one.ok]


LOW = Statement("tear-1", "Drones were seen near substations.", parse("U"), (replace(THREAT, marking=parse("U")),))


def test_a_tear_line_is_held_to_its_own_groups() -> None:
    """Its own title and groups; no mark above any of them; each statement sourced and marked like any other."""
    assert refused(with_tear(LOW)) == []
    assert refused(with_tear(LOW, title="")) == ["title"]
    assert refused(with_tear(LOW, kinds=())) == ["meant-for"]
    assert refused(with_tear(replace(LOW, marking=parse("U//LES")))) == ["above"]
    assert refused(with_tear(LOW, kinds=("private-sector", "public"))) == ["above"]  # without TLP:CLEAR
    assert refused(with_tear(replace(LOW, sources=()))) == ["sourced"]
    assert refused(with_tear(replace(LOW, sources=(GUARD,)))) == ["not-lower"]
    assert refused(bulletin()) == []


def test_a_tear_line_is_a_product_by_itself() -> None:
    """Nothing of the text above is in it, its banner is its own, and stricter sources are not named in print."""
    whole = with_tear(LOW, replace(LOW, id="tear-2", sources=(GUARD,), lowered_by="D-1"))
    alone = tear_line(whole)
    assert alone is not None and alone.title == "Own" and alone.banner == parse("U") and alone.tear is None
    assert [one.id for one in alone.statements] == ["tear-1", "tear-2"]
    named = {ref for one in printed(alone).statements for ref in one.sources}
    assert {ref.record for ref in named} == {"fb-118", ""}
    assert all(GUARD.originator != ref.originator and ref.marking == parse("U") for ref in named)
    assert tear_line(bulletin()) is None


def test_two_different_people_who_wrote_none_of_it() -> None:
    """The first, the second and the authors are three; a reason and somebody who gets something."""
    why = "The patrols of tonight need it."
    assert may_ask(PAIR, because=why, goes=3)
    for bad in (
        replace(PAIR, second="dee"), replace(PAIR, second="ana"), replace(PAIR, first="ana"),
        replace(PAIR, second_may=False), replace(PAIR, first_may=False),
    ):  # fmt: skip
        assert not may_ask(bad, because=why, goes=3)
    assert [one.rule for one in may_ask(PAIR, because="now", goes=0).against] == [
        "disseminate.ask.because", "disseminate.ask.effect",
    ]  # fmt: skip


def test_the_second_confirms_what_the_first_saw_in_time() -> None:
    """To the last second of 30 minutes; not after; not a changed effect; nobody but the one who was asked."""
    effect = {"revision": 1, "rows": [{"group": 1, "people": [1, 2]}]}
    good = {"by": "sam", "asked": effect, "found": dict(effect), "lapses_at": NOW + LAPSES_AFTER}
    assert may_confirm(PAIR, **good, now=NOW + LAPSES_AFTER)  # type: ignore[arg-type]  # one table of cases
    cases = [
        ({}, LAPSES_AFTER + timedelta(seconds=1), "lapsed"), ({"by": "dee"}, timedelta(), "second"),
        ({"found": {**effect, "revision": 2}}, timedelta(), "changed"),
    ]  # fmt: skip
    for change, later, rule in cases:
        decision = may_confirm(PAIR, **{**good, **change}, now=NOW + later)  # type: ignore[arg-type]  # as above
        assert [one.rule for one in decision.against] == [f"disseminate.ask.{rule}"]


def test_other_originators_agree_before_a_lowering() -> None:
    """One who releases and did not write it, a reason, a real conflict; what is another's is asked for."""
    below = Statement("s", "Words.", parse("U"), (GUARD,))
    facts = LoweringFacts(below, parse("U//LES"), True, True, False, GUARD.originator)
    why = "Nothing in it is sensitive."
    assert may_lower(facts, because=why, agreed="")
    foreign = replace(facts, center="Northland Fusion Center")
    assert [one.rule for one in may_lower(foreign, because=why, agreed="").against] == ["disseminate.lower.originator"]
    assert may_lower(foreign, because=why, agreed="Guard captain, Nov 21")
    for bad in (
        replace(facts, statement=None), replace(facts, may=False), replace(facts, author=True),
        replace(facts, open_to_change=False), replace(facts, floor=parse("U")),
    ):  # fmt: skip
        assert not may_lower(bad, because=why, agreed="")
