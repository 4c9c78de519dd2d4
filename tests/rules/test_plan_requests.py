"""The request desk by its rules: what is said, who the caller is, who is answered."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from watchfloor.core.rules.decision import Because
from watchfloor.plan.formats.requests import packed, request_policy, unpacked
from watchfloor.plan.rules.requests import (
    Kept,
    Registered,
    RequestView,
    Said,
    caller_of,
    digits_of,
    due_of,
    may_call_back,
    may_close,
    may_settle,
    may_take,
)

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
WORDS = Kept("Ben Exercise", "WCS", "(763) 555-0110", "", "Is plate EXR 4471 known to you?")
SAID = Said(WORDS, "officer-safety", "immediate", "phone")
NEED = Because("You stated a need to know.", "access.purpose")
BEN = Registered(7, "Ben Exercise", "763-555-0110")
VIEW = RequestView(
    uuid4(), 1, 1, NOW, NOW, "phone", "immediate", "officer-safety", 2, 7, "registry", "open", WORDS,
)  # fmt: skip


def test_a_whole_request_is_taken_and_its_clock_is_that_of_its_urgency() -> None:
    """Nothing speaks against it; an immediate one is due after the minutes that the policy declares."""
    assert may_take(SAID, request_policy(), right=True, need=NEED)
    assert due_of("immediate", request_policy(), taken_at=NOW) == NOW + timedelta(minutes=15)
    assert unpacked(packed(WORDS)) == WORDS


@pytest.mark.parametrize("field", ["caller", "agency", "number", "asked"])
def test_what_is_left_empty_is_named_with_its_way_out(field: str) -> None:
    """Each field has a rule of its own, so that a form can show it there."""
    (against,) = may_take(
        replace(SAID, words=replace(WORDS, **{field: " "})), request_policy(), right=True, need=NEED
    ).against
    assert against.rule == f"plan.request.{field}"
    assert against.way_out


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        (replace(SAID, urgency="soon"), "plan.request.urgency"),
        (replace(SAID, how="pigeon"), "plan.request.how"),
        (replace(SAID, words=replace(WORDS, number="0110")), "plan.request.number"),
        (replace(SAID, words=replace(WORDS, asked="x" * 4001)), "plan.request.asked"),
        (replace(SAID, words=replace(WORDS, case_ref="9" * 81)), "plan.request.case"),
    ],
)
def test_what_is_wrong_is_named(said: Said, rule: str) -> None:
    """An urgency or a way that the policy does not know, a number too short, words too long."""
    assert [one.rule for one in may_take(said, request_policy(), right=True, need=NEED).against] == [rule]


def test_neither_right_nor_need_is_taken_for_granted() -> None:
    """The role must answer requests, and the purpose must hold with its case."""
    assert not may_take(SAID, request_policy(), right=False, need=NEED)
    assert not may_take(SAID, request_policy(), right=True, need=replace(NEED, ok=False))


@pytest.mark.parametrize(
    ("said", "digits"), [("(763) 555-0110", "7635550110"), ("+1 763.555.0110", "7635550110"), ("٧٦٣", ""), ("", "")]
)
def test_numbers_are_compared_by_their_digits(said: str, digits: str) -> None:
    """Brackets, dots and the leading 1 make no difference; other scripts are no digits here."""
    assert digits_of(said) == digits


def test_a_caller_is_known_by_his_own_number_of_the_registry_alone() -> None:
    """Another number, none at all, or a line that two share without a name that fits leave him unknown."""
    assert caller_of(WORDS, [BEN]) == 7
    assert caller_of(replace(WORDS, number="763-555-0111"), [BEN]) is None
    assert caller_of(replace(WORDS, number=""), [replace(BEN, number="")]) is None
    shared = [BEN, Registered(8, "Cal Exercise", BEN.number)]
    assert caller_of(WORDS, shared) == 7
    assert caller_of(replace(WORDS, caller="somebody"), shared) is None


def test_an_unknown_caller_gets_a_call_back_not_an_answer() -> None:
    """Until somebody of the agency was reached at his number of the registry nobody may be answered."""
    unknown = replace(VIEW, recipient_id=None, checked="")
    assert [one.rule for one in may_settle(unknown, right=True).against] == ["plan.request.known"]
    assert may_call_back(unknown, BEN, right=True)
    assert may_settle(VIEW, right=True)
    for view, reached, rule in (
        (unknown, None, "plan.request.reached"), (unknown, replace(BEN, number=""), "plan.request.reached"),
        (VIEW, BEN, "plan.request.recipient"), (replace(unknown, state="closed"), BEN, "plan.request.state"),
    ):  # fmt: skip
        assert [one.rule for one in may_call_back(view, reached, right=True).against] == [rule]


def test_a_request_is_closed_once_and_for_a_reason_of_the_policy() -> None:
    """A reason that the policy does not know, or a second closing, is refused."""
    assert may_close(VIEW, "through-agency", request_policy(), right=True)
    assert not may_close(VIEW, "because", request_policy(), right=True)
    assert not may_close(replace(VIEW, state="answered"), "withdrawn", request_policy(), right=True)
    assert not may_close(VIEW, "withdrawn", request_policy(), right=False)
