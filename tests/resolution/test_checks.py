"""Check digits: standards' own examples, one slip is seen, and a wrong one weakens a value without dropping it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.resolution.checks import forms, wrong
from watchfloor.resolution.engine import resolve
from watchfloor.resolution.kinds import kind
from watchfloor.resolution.records import from_rows
from watchfloor.resolution.telling import steps

ALL = ("vin", "imei", "imo", "mrz")


def is_wrong(said: str, *names: str) -> bool:
    """Whether the value's check digit is wrong in one of these forms."""
    data = np.frombuffer(said.encode(), np.uint8)
    return bool(wrong(data, 0, len(data), forms(names or ALL)))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("1M8GDM9AXKP042788", False), ("1hgcm82633a004352", False), ("1HGCM82633A004353", True),  # 49 CFR 565.15
        ("WVWZZZ1JZXW000001", False),  # Europe's have no check digit
        ("1O8GDM9AXKP042788", True), ("1HGCM82633A00435", False),  # O stands in no VIN; part of one says nothing
        ("490154203237518", False), ("49-015420-323751-9", True), ("310150123456789", False),  # the last is an IMSI
        ("IMO 9074729", False), ("IMO9074728", True), ("9074728", False),
        ("L898902C<3", False), ("L898902C<4", True), ("L898902C36", False), ("D23145890<", False),  # ICAO 9303-3
        ("", False), ("<<<<<<<<<<", False), ("EXR4471", False),
    ],
)  # fmt: skip
def test_examples_of_the_standards(said: str, expected: bool) -> None:
    """Numbers of standards are right, one digit off is wrong, and what is of no such form says nothing."""
    assert is_wrong(said) is expected


@given(st.integers(0, 13), st.integers(1, 9))
def test_one_slip_in_a_device_number_is_seen(at: int, more: int) -> None:
    """Luhn's digit sees every single slip; outside the body's own two figures, which say what the number is."""
    said = "490154203237518"
    slipped = said[:at] + str((int(said[at]) + more) % 10) + said[at + 1 :]
    assert at < 2 or is_wrong(slipped)


@given(st.integers(0, 16), st.sampled_from("ABCDEFGHJKLMNPRSTUVWXYZ0123456789"))
def test_a_form_that_was_not_named_is_not_looked_at(at: int, other: str) -> None:
    """A slip in a VIN is no matter of any other form."""
    slipped = "1M8GDM9AXKP042788"[:at] + other + "1M8GDM9AXKP042788"[at + 1 :]
    assert not is_wrong(slipped, "imei", "imo", "mrz")


def test_a_wrong_check_digit_weakens_and_never_drops() -> None:
    """Two vehicles of one wrong VIN agree in it still, for less than those of a right one, and the step says why."""
    rows = [{"vin": vin, "make": "Ford"} for vin in ("1M8GDM9AXKP042788", "1HGCM82633A004353") for _ in range(2)]
    rows += [{"vin": f"WVWZZZ1JZXW0{n:05d}", "make": "Ford"} for n in range(40)]
    found = resolve(from_rows(kind("vehicle"), rows), kind("vehicle"))
    told = steps(found.layout, found.model, found.rows, np.array([[0, 1], [2, 3]]))
    right, off = ({step.comparison: step for step in one}["vin"] for one in told)
    assert (right.level, off.level) == ("same", "same, but its check digit is wrong")
    assert right.weight > off.weight > 0
