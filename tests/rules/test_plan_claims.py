"""Claims: one holder, a way out in each refusal, and a time to undo."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from watchfloor.plan.rules import claims as rule
from watchfloor.plan.rules.claims import ClaimView

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
HELD = ClaimView(7, 2, NOW)
people = st.integers(min_value=1, max_value=4)
held = st.one_of(st.none(), people.map(lambda person: ClaimView(7, person, NOW)))


@given(held=held, person=people, right=st.booleans())
def test_nobody_claims_what_is_held(held: ClaimView | None, person: int, right: bool) -> None:
    """A claim needs the right and a free item; each refusal names its rule and a way out."""
    decision = rule.may_claim(held, person_id=person, holder="Omar Tesfaye", right=right)
    assert bool(decision) == (right and held is None)
    assert all(one.way_out and one.rule.startswith("plan.claim.") for one in decision.against)


@given(held=held, person=people)
def test_only_the_holder_lets_go(held: ClaimView | None, person: int) -> None:
    """Nobody releases what he does not hold."""
    decision = rule.may_release(held, person_id=person, holder="Omar Tesfaye")
    assert bool(decision) == (held is not None and held.person_id == person)


@given(held=held, person=people)
def test_whoever_may_claim_or_holds_may_act(held: ClaimView | None, person: int) -> None:
    """Another's claim refuses every deed; one's own, or none, refuses nothing."""
    assert rule.exclusive(held, person_id=person, holder="").ok == (held is None or held.person_id == person)


def test_a_refusal_says_who_holds_it() -> None:
    """The person and the way out stand in it."""
    decision = rule.may_claim(HELD, person_id=1, holder="Omar Tesfaye", right=True)
    assert decision.against[0].text == "Omar Tesfaye holds it."
    assert "Ask Omar Tesfaye to release it" in decision.against[0].way_out


def test_a_take_over_needs_right_reason_and_another_holder() -> None:
    """Each of the three refuses alone."""
    said = "Omar was called away at 02:00."
    assert rule.may_take_over(HELD, person_id=1, because=said, right=True)
    assert not rule.may_take_over(HELD, person_id=1, because=said, right=False)
    assert not rule.may_take_over(HELD, person_id=1, because="why not", right=True)
    assert not rule.may_take_over(HELD, person_id=2, because=said, right=True)
    assert not rule.may_take_over(None, person_id=1, because=said, right=True)


def test_a_hand_over_goes_to_another_who_may_work_on_it() -> None:
    """From nobody or from oneself, to an able person other than oneself."""
    asked = {"person_id": 2, "holder": "Omar", "right": True, "to": "Ana", "able": True, "self_given": False}
    assert rule.may_hand_over(HELD, **asked)
    assert rule.may_hand_over(None, **asked)
    for wrong in ({"person_id": 3}, {"right": False}, {"able": False}, {"self_given": True}):
        assert not rule.may_hand_over(HELD, **{**asked, **wrong}), wrong


def test_undo_ends_with_its_time_or_with_the_first_notice() -> None:
    """Within the time, and only while nothing has left."""
    assert rule.may_undo(NOW, left=False, now=NOW + timedelta(seconds=11))
    assert rule.may_undo(NOW, left=False, now=NOW + rule.UNDO_MOST)
    assert not rule.may_undo(NOW, left=False, now=NOW + rule.UNDO_MOST + timedelta(seconds=1))
    late = rule.may_undo(NOW, left=True, now=NOW + timedelta(seconds=13))
    assert [one.rule for one in late.against] == ["plan.undo.left"]
