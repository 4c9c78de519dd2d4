"""A pointer has room for a number and for nothing else."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.receive.formats.pointers import systems
from watchfloor.receive.rules.pointer import Pointer, may_point

TODAY = date(2026, 11, 21)
GOOD = Pointer("HSDN", "2026-114-A", TODAY)


def rules_against(said: Pointer, *, right: bool = True) -> tuple[str, ...]:
    """The rules that speak against it."""
    decision = may_point(said, systems=systems(), right=right, today=TODAY)
    return tuple(one.rule for one in decision.against)


def test_a_number_on_a_declared_system_stands() -> None:
    """And only for a role that notes pointers."""
    assert rules_against(GOOD) == ()
    assert rules_against(GOOD, right=False) == ("receive.pointer.right",)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Pointer("my own server", "2026-114-A", TODAY), "system"),
        (Pointer("HSDN", "", TODAY), "reference"),
        (Pointer("HSDN", "NIGHTJAR", TODAY), "reference"),
        (Pointer("HSDN", "2026 114", TODAY), "reference"),
        (Pointer("HSDN", "2026-114\n", TODAY), "reference"),
        (Pointer("HSDN", "S//NF-2026", TODAY), "reference"),
        (Pointer("HSDN", "1" * 41, TODAY), "reference"),
        (Pointer("HSDN", "2026-114", None), "seen_on"),
        (Pointer("HSDN", "2026-114", TODAY + timedelta(days=1)), "seen_on"),
    ],
)  # fmt: skip
def test_each_refusal_names_its_field(said: Pointer, field: str) -> None:
    """A word alone, a sentence, a marking, a day to come: none of them is a pointer."""
    assert rules_against(said) == (f"receive.pointer.{field}",)


@given(st.text(max_size=60))
def test_no_two_words_ever_pass(words: str) -> None:
    """Whatever is written as a reference, nothing with a blank in it is kept."""
    if any(one.isspace() for one in words):
        assert "receive.pointer.reference" in rules_against(Pointer("HSDN", words, TODAY))
