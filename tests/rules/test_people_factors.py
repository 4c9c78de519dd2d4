"""Second factors: the codes of RFC 6238, when one counts, who is asked for one, and who lets a lost one go."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.people.formats import qr, totp
from watchfloor.people.rules import factors as rule
from watchfloor.protect.formats.factors import factor_policy
from watchfloor.protect.rules.stepping import ENROLL, OPEN, PROVE, FactorPolicy, SteppedAct, step_for

NOW = datetime(2026, 11, 21, 9, 14, 10, tzinfo=UTC)
SEED = b"12345678901234567890"  # RFC 6238, appendix B
ACTS = {"deed": SteppedAct("do it", timedelta(minutes=5), "a rule")}


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
     (2000000000, "69279037"), (20000000000, "65353130")],
)  # fmt: skip
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    """Every SHA-1 vector of appendix B comes out, at its time step."""
    step = rule.step_of(datetime.fromtimestamp(seconds, UTC))
    assert totp.code_at(SEED, step=step, digits=8) == code
    assert totp.code_at(SEED, step=step) == code[2:]


@given(off=st.integers(-4, 4), last=st.integers(-6, 6))
def test_a_clock_is_one_step_off_and_no_code_counts_twice(off: int, last: int) -> None:
    """A code counts within one step of now, and only if it is newer than the newest that was used."""
    now = rule.step_of(NOW)
    code = totp.code_at(SEED, step=now + off)
    found = totp.matching(SEED, code, steps=rule.open_steps(NOW, last=now + last))
    assert (found == now + off) == (abs(off) <= 1 and off > last)


@given(said=st.text(max_size=12))
def test_nothing_that_is_typed_breaks_it(said: str) -> None:
    """Letters, signs and other digits are no code; a blank in the middle is no harm."""
    steps = rule.open_steps(NOW, last=0)
    assert totp.matching(SEED, said, steps=steps) is None or "".join(said.split()).isdigit()
    code = totp.code_at(SEED, step=rule.step_of(NOW))
    assert totp.matching(SEED, f" {code[:3]} {code[3:]}", steps=steps) == rule.step_of(NOW)
    assert totp.matching(SEED, "".join(chr(ord(one) + 0x0660 - 0x30) for one in code), steps=steps) is None


def test_wrong_codes_cost_time_and_then_the_factor() -> None:
    """Two are free, from the third on each costs half a minute, and five in a row lock (CJIS AC-7)."""
    assert rule.may_try(rule.Guard(2, NOW), now=NOW)
    paused = rule.may_try(rule.Guard(3, NOW), now=NOW + timedelta(seconds=29))
    assert [one.rule for one in paused.against] == ["factor.pause"]
    assert rule.may_try(rule.Guard(3, NOW), now=NOW + timedelta(seconds=30))
    locked = rule.may_try(rule.Guard(5, NOW, locked=True), now=NOW + timedelta(days=9))
    assert [one.rule for one in locked.against] == ["factor.locked"]
    assert "1 try" not in str(rule.wrong_code(rule.Guard(4, NOW))) and "one try is left" in str(
        rule.wrong_code(rule.Guard(4, NOW))
    )
    assert all(
        one.way_out for guard in (rule.Guard(1, NOW), rule.Guard(5, NOW)) for one in rule.wrong_code(guard).against
    )


@given(asker=st.integers(1, 3), owner=st.integers(1, 3), second=st.integers(1, 3), same=st.booleans())
def test_a_lost_factor_takes_three_different_people(asker: int, owner: int, second: int, same: bool) -> None:
    """Who asks, who agrees and whose it is are three, and one person under two entries is one."""
    asked = rule.may_ask(holds=True, asker=asker, person_id=owner, enrolled=True, open_already=False)
    assert bool(asked) == (asker != owner)
    reset = rule.Reset(owner, asker, NOW + timedelta(hours=1), "")
    agreed = rule.may_answer(reset, holds=True, person_id=second, same_human=same, now=NOW)
    assert bool(agreed) == (second not in (asker, owner) and not same)
    assert not rule.may_answer(reset, holds=False, person_id=9, same_human=False, now=NOW)
    assert not rule.may_answer(reset, holds=True, person_id=9, same_human=False, now=NOW + timedelta(hours=1))


@given(
    enrolled=st.booleans(), required=st.sampled_from([(), ("*",), ("analyst",), ("privacy",)]),
    age=st.one_of(st.none(), st.integers(-60, 900)), act=st.sampled_from(["deed", "another", "factor.change"]),
)  # fmt: skip
def test_an_act_of_policy_waits_for_a_fresh_proof(
    enrolled: bool, required: tuple[str, ...], age: int | None, act: str
) -> None:
    """Named acts want a proof of the last minutes; who has no factor is stopped where policy requires one of his role.

    The first factor is added by who has none, or nobody ever could.
    """
    policy = FactorPolicy(frozenset(required), {**ACTS, "factor.change": ACTS["deed"]}, "a rule")
    at = None if age is None else NOW - timedelta(seconds=age)
    step = step_for(policy, act=act, role="analyst", enrolled=enrolled, proved_at=at, now=NOW)
    fresh = age is not None and 0 <= age <= 300
    must = bool({"*", "analyst"} & set(required)) and act == "deed"
    expected = OPEN if act == "another" or fresh else PROVE if enrolled else ENROLL if must else OPEN
    assert step == expected


def test_policy_names_the_acts_of_the_issue_with_their_sources() -> None:
    """Break-glass, purge, policy, export and changes of factors ask anew; each names its rule; nobody is forced yet."""
    policy = factor_policy()
    assert {
        "break-glass.open",
        "purge.confirm",
        "policy.approve",
        "export.approve",
        "factor.change",
        "factor.reset",
    } <= set(policy.acts)
    assert all("CJISSECPOL" in one.citation and one.good_for <= timedelta(minutes=15) for one in policy.acts.values())
    assert not policy.requires("analyst")


def test_the_picture_of_a_secret_is_drawn_here() -> None:
    """A QR code with its quiet zone, whose finder patterns stand in three corners."""
    address = totp.address(SEED, login="ana", issuer="NFC")
    assert address.startswith("otpauth://totp/NFC:ana?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    shown = qr.drawn(address)
    far = shown.size - qr.QUIET - 7
    for x, y in ((qr.QUIET, qr.QUIET), (far, qr.QUIET), (qr.QUIET, far)):
        assert all(f"M{x + n} {y}h1" in shown.path for n in range(7))
    assert f"M{far} {far}h1v1h-1zM{far + 1} {far}h1v1h-1zM{far + 2} {far}h1v1h-1zM{far + 3} {far}h1" not in shown.path
