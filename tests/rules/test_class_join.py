"""Across legal classes nothing is matched, shown or stored together unless the table says so (28 CFR 23.3)."""

import json
from importlib.resources import files
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.policy import Join

POLICY = load()
ROWS = json.loads(files("watchfloor.protect").joinpath("data/class_join.json").read_text(encoding="utf-8"))["joins"]
NAMED = {frozenset((row["a"], row["b"])) for row in ROWS}
NOTHING = Join(match=False, show=False, store=False)


@given(st.text(), st.text())
def test_it_is_the_same_from_both_sides(a: str, b: str) -> None:
    """Whatever the words, the order of the two classes does not matter."""
    assert POLICY.join(a, b) == POLICY.join(b, a)


@pytest.mark.parametrize(("a", "b"), sorted(product(sorted(POLICY.classes), repeat=2)))
def test_every_pair_of_classes_has_an_answer(a: str, b: str) -> None:
    """A pair that the table names is answered as it says, from both sides; any other pair is denied all three."""
    named = [row for row in ROWS if {row["a"], row["b"]} == {a, b}]
    expected = Join(named[0]["match"], named[0]["show"], named[0]["store"]) if named else NOTHING
    assert POLICY.join(a, b) == POLICY.join(b, a) == expected


def test_an_unknown_class_joins_nothing() -> None:
    """Silence is a refusal."""
    for known in POLICY.classes:
        assert POLICY.join(known, "no_such_class") == NOTHING
    assert POLICY.join("no_such_class", "no_such_class") == NOTHING


def test_the_table_names_classes_that_are() -> None:
    """Each class of the table is one of the policy's, and no pair is named twice."""
    assert {one for pair in NAMED for one in pair} <= set(POLICY.classes)
    assert len(NAMED) == len(ROWS)


def test_what_may_not_be_matched_or_shown_is_not_stored() -> None:
    """Storing a link presupposes that it may be found and shown."""
    for a, b in product(POLICY.classes, repeat=2):
        join = POLICY.join(a, b)
        assert not join.store or (join.match and join.show), (a, b)


def test_criminal_intelligence_is_kept_apart() -> None:
    """28 CFR 23.3: a tip or SAR may point to criminal intelligence, and is never shown with it nor stored into it."""
    for other in set(POLICY.classes) - {"criminal_intelligence"}:
        assert not POLICY.join("criminal_intelligence", other).store, other
    for other in ("tip_lead", "sar", "ise_sar", "case_support", "identifying_only", "tsc_encounter", "inquiry"):
        assert not POLICY.join("criminal_intelligence", other).show, other


def test_every_class_has_its_clocks() -> None:
    """No class can be kept without a day of review and a day of purge, five years at most."""
    assert set(POLICY.schedules) == set(POLICY.classes)
    for schedule in POLICY.schedules.values():
        assert 0 < schedule.review_days <= schedule.purge_days <= 5 * 365
