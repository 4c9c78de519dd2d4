"""Values in lanes: what the bit tricks answer is what the textbook answers."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchfloor.resolution import lanes
from watchfloor.resolution.compiled import compiled
from watchfloor.resolution.encode import packed

WORDS = st.text("abcde", min_size=1, max_size=9)


def textbook(a: str, b: str) -> int:
    """Optimal string alignment distance, by its table."""
    table = [[i + j if i * j == 0 else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


@settings(deadline=None)
@given(WORDS, WORDS)
def test_one_apart_is_distance_one(a: str, b: str) -> None:
    """Two words are one apart exactly if their optimal string alignment distance is one."""
    assert lanes.one_apart(packed(a), packed(b), 5) == (textbook(a, b) == 1)


@settings(deadline=None)
@given(WORDS, WORDS)
def test_likeness_has_no_order(a: str, b: str) -> None:
    """Jaro-Winkler of two words is the same either way round, a thousand for the same word and never more."""
    like = lanes.jaro_winkler(packed(a), packed(b), 5)
    assert like == lanes.jaro_winkler(packed(b), packed(a), 5)
    assert 0 <= like <= 1000
    assert (like == 1000) == (a == b) or like < 1000


@pytest.mark.parametrize(
    ("a", "b", "like"),
    [("martha", "marhta", 961), ("dixon", "dicksonx", 813), ("dwayne", "duane", 840), ("abc", "xyz", 0)],
)
def test_likeness_is_winklers(a: str, b: str, like: int) -> None:
    """The examples of Winkler's paper come out as printed there."""
    assert lanes.jaro_winkler(packed(a), packed(b), 5) == like


@settings(deadline=None)
@given(WORDS, WORDS)
def test_the_bound_is_one(a: str, b: str) -> None:
    """What the sets of letters say cannot be so much alike is not."""

    def letters(word: str) -> int:
        return sum({1 << (ord(c) - 97) for c in word})

    like = lanes.jaro_winkler(packed(a), packed(b), 5)
    for least in (like, 750, 880):
        may_be = lanes.may_be_alike(packed(a), packed(b), letters(a), letters(b), lanes.least_common(least))
        assert may_be or like < least or like == 0


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_a_whole_number(text: str) -> None:
    """Whatever the script, a word becomes a number that is not negative."""
    assert packed(text) >= 0


def test_a_kernel_is_compiled_once_for_all_numbers() -> None:
    """Numbers that callers spell out make no machine code of their own, which cost a third of a first start."""

    @compiled
    def more(x: int) -> int:
        return x + 1

    @compiled
    def asked(x: int) -> int:
        return more(0) + more(1) + more(x)

    assert asked(3) == 7
    kernel: Any = more
    assert len(kernel.signatures) == 1
