"""Judgments: likelihood and confidence are two fields."""

from dataclasses import replace
from itertools import pairwise

import pytest

from watchfloor.analyze.formats.tables import scale
from watchfloor.analyze.rules.judgment import Judgment, lint, may_stand, percent

SCALE = scale()
GOOD = Judgment("One group surveyed the site twice.", "likely", "moderate", ("s1", "s2"), ("one driver a van",))


def test_a_whole_judgment_stands() -> None:
    """Phrase, confidence and basis are there: it may be kept."""
    assert may_stand(GOOD, scale=SCALE)
    assert percent("likely", scale=SCALE) == (55, 80)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"likelihood": "quite likely"}, "analyze.judgment.likelihood"),
        ({"likelihood": "likely (high confidence)"}, "analyze.judgment.likelihood"),
        ({"confidence": ""}, "analyze.judgment.confidence"),
        ({"basis": ()}, "analyze.judgment.basis"),
        ({"text": " "}, "analyze.judgment.text"),
    ],
)
def test_what_is_missing_is_named(change: dict[str, str], rule: str) -> None:
    """A judgment with a phrase of its own, no confidence, no basis or no text is refused by that rule alone."""
    decision = may_stand(replace(GOOD, **change), scale=SCALE)
    assert [reason.rule for reason in decision.against] == [rule]
    assert decision.against[0].way_out


@pytest.mark.parametrize("word", ["may", "might", "could", "possible", "Possibly", "suspect"])
def test_words_without_a_likelihood_are_flagged(word: str) -> None:
    """Each such word is pointed at where it stands, with what to write instead."""
    (found,) = lint(f"The van {word} return.", scale=SCALE)
    assert (found.word, found.start, found.end) == (word, 8, 8 + len(word))
    assert found.way_out


def test_the_month_of_may_and_longer_words_pass() -> None:
    """May beside a day is the month; a mayor and impossible are other words."""
    assert lint("On May 3 and 4 May the mayor said it was impossible; suspected is another word.", scale=SCALE) == ()


def test_likelihood_and_confidence_in_one_phrase_are_flagged() -> None:
    """Likely with high confidence reads as one measure: it is pointed at; apart they pass."""
    (found,) = lint("It is likely (high confidence) that they return.", scale=SCALE)
    assert "mixes" in found.why
    assert lint("It is likely that they return. The basis gives moderate confidence.", scale=SCALE) == ()


def test_the_table_covers_one_to_ninety_nine_without_gaps() -> None:
    """The seven bands of ICD 203 touch at their edges."""
    rows = SCALE.likelihood
    assert (rows[0].least, rows[-1].most, len(rows)) == (1, 99, 7)
    assert all(a.most == b.least for a, b in pairwise(rows))
