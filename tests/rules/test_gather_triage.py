"""Which report is read first: by what its sender stated, each with its reason; nothing about a person counts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.desk.rules.harm import GROUPS
from watchfloor.gather.formats.triage import triage_policy
from watchfloor.gather.rules.triage import NONE, Stated, may_raise, phrases_of, standing_of

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("said", "clock", "because"),
    [
        (Stated("Two people cut a fence."), "none", ()),
        (Stated("Two people cut a fence.", danger=True), "danger", ("said-danger",)),
        (Stated("He has a gun in his bag"), "danger", ("danger-words",)),
        (Stated("Tiene una pístola, va a DISPARAR", danger=True), "danger", ("said-danger", "danger-words")),
        (Stated("They are at the pump", happening=True), "now", ("said-now",)),
        (Stated("A van", NOW - HOUR, "minute"), "now", ("seen-just-now",)),
        (Stated("A van", NOW - HOUR, "day"), "soon", ("seen-today",)),
        (Stated("A van", NOW - 9 * HOUR, "minute"), "soon", ("seen-today",)),
        (Stated("A van", NOW - 25 * HOUR, "minute"), "none", ()),
        (Stated("A van", NOW + HOUR / 6, "minute"), "now", ("seen-just-now",)),
        (Stated("A van", NOW + HOUR, "minute"), "now", ("today-to-come",)),
        (Stated("A van", NOW + 30 * HOUR, "day"), "soon", ("days-to-come",)),
        (Stated("A van", NOW + 30 * 24 * HOUR, "day"), "none", ()),
        (Stated("They meet tomorrow"), "soon", ("days-to-come",)),
        (Stated("They meet there mañana por la tarde"), "soon", ("days-to-come",)),
        (Stated("He comes back tonight"), "now", ("today-to-come",)),
        (Stated("A camera at the school"), "none", ()),
        (Stated("They come to the school tomorrow"), "now", ("days-to-come", "many-people")),
    ],
)  # fmt: skip
def test_the_most_urgent_input_decides(said: Stated, clock: str, because: tuple[str, ...]) -> None:
    """One input is enough, and each that counted is named; a place alone raises nothing."""
    found = standing_of(said, triage_policy(), now=NOW)
    assert (found.clock, found.because) == (clock, because)


@given(
    words=st.text(max_size=60), danger=st.booleans(), happening=st.booleans(),
    ago=st.integers(min_value=-3, max_value=60), later=st.integers(min_value=0, max_value=60),
)  # fmt: skip
def test_nothing_that_is_said_more_lowers_a_report(
    words: str, danger: bool, happening: bool, ago: int, later: int
) -> None:
    """What is added to a statement can only raise it, and an older time can only lower it, whatever the words."""
    policy = triage_policy()
    plain = standing_of(Stated(words, NOW - ago * HOUR, "minute"), policy, now=NOW)
    more = standing_of(Stated(f"{words} tonight", NOW - ago * HOUR, "minute", danger, happening), policy, now=NOW)
    assert policy.step(more.clock) <= policy.step(plain.clock)
    if ago >= 0:
        older = standing_of(Stated(words, NOW - (ago + later) * HOUR, "minute"), policy, now=NOW)
        assert policy.step(older.clock) >= policy.step(plain.clock)
    assert bool(plain.because) == (plain.clock != NONE)


def test_the_policy_is_whole() -> None:
    """Every input sets a declared clock, every clock a group of the inbox in its order, and words stand for inputs."""
    policy = triage_policy()
    assert [one.group for one in policy.clocks] == list(GROUPS)
    assert [one.minutes for one in policy.clocks] == sorted(one.minutes for one in policy.clocks)
    assert {one.clock for one in policy.inputs.values()} <= {one.code for one in policy.clocks}
    assert set(policy.phrases) <= set(policy.inputs)
    assert all(one.words and one.why and one.citation for one in policy.inputs.values())
    assert phrases_of("he has a GUN and comes tonight", "danger-words", policy) == ("gun",)


@pytest.mark.parametrize(
    ("right", "because", "allowed"),
    [(True, "He named the pupil.", True), (True, " now      ", False), (False, "He named the pupil.", False)],
)
def test_a_person_raises_a_report_with_a_reason(right: bool, because: str, allowed: bool) -> None:
    """The right alone is not enough, nor are a few letters."""
    assert bool(may_raise(right=right, because=because)) is allowed
