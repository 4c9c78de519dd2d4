"""Who may file from the field, day by day."""

from datetime import date, timedelta

import pytest

from watchfloor.gather.formats.behavior import behaviors
from watchfloor.gather.formats.officers import officer_policy
from watchfloor.gather.rules.officers import Officer, in_force, may_approve

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("approved", "ended", "trained", "allowed", "rule"),
    [
        (0, None, True, True, ""), (365, None, True, True, ""), (366, None, True, False, "officer.recertified"),
        (None, None, True, False, "officer.approved"), (10, 0, True, False, "officer.ended"),
        (10, None, False, False, "officer.trained"),
    ],
)  # fmt: skip
def test_an_approval_lapses_by_itself(
    approved: int | None, ended: int | None, trained: bool, allowed: bool, rule: str
) -> None:
    """A year to the day; an end, a lapsed course or no approval are refused by their rule."""
    when = [None if days is None else TODAY - timedelta(days=days) for days in (approved, ended)]
    decision = in_force(Officer(7, TODAY, *when), trained=trained, policy=officer_policy(), today=TODAY)
    assert bool(decision) is allowed
    assert not rule or rule in {one.rule for one in decision.against}


def test_nobody_is_his_own_sponsor() -> None:
    """Another person with the right, and never without the course."""
    rights, policy = frozenset({"officer.approve"}), officer_policy()
    assert may_approve(rights=rights, sponsor=1, officer=2, trained=True, policy=policy)
    assert not may_approve(rights=rights, sponsor=1, officer=1, trained=True, policy=policy)
    assert not may_approve(rights=frozenset(), sponsor=1, officer=2, trained=True, policy=policy)
    assert not may_approve(rights=rights, sponsor=1, officer=2, trained=False, policy=policy)


def test_each_behavior_has_plain_words() -> None:
    """The picker shows all sixteen, each in other words."""
    plain = officer_policy().plain
    assert set(plain) == set(behaviors().by_code) and len(set(plain.values())) == 16
