"""The rules of pointing: each press goes nearer to where it fell, the last one marks it; nonsense is no view."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.gather.rules.pointing import (
    FIRST,
    HIGH,
    LAST,
    SIZES,
    Size,
    View,
    farther,
    frame_of,
    nearer,
    point_of,
    pressed,
    view_of,
)

STATE = (-97.3, 43.4, -89.4, 49.4)
SIZE = st.sampled_from(["near", "wide"])


@given(st.integers(0, LAST), st.floats(-179, 179), st.floats(-84, 84))
def test_a_view_reads_back_as_it_was_said(step: int, lon: float, lat: float) -> None:
    """To a thousandth of a degree, which is what it is kept to."""
    found = view_of(View(step, lon, lat).said)
    assert found is not None and found.step == step
    assert (found.lon, found.lat) == (pytest.approx(lon, abs=0.001), pytest.approx(lat, abs=0.001))


@pytest.mark.parametrize("said", ["", "0", "3,1,1", "0,1", "1,x,2", "1,-200,2", "1,2,91", "1,1e3,2", "-1,0,0", "1,٤,2"])
def test_anything_else_is_no_view(said: str) -> None:
    """Neither half a view nor one beyond the world nor one in other digits."""
    assert view_of(said) is None


@given(SIZE, st.floats(0, 1), st.floats(0, 1))
def test_three_presses_on_a_point_mark_it(size: Size, right: float, down: float) -> None:
    """Wherever it lies in the state: each press falls on it as the map shows it; the mark is a hundred meters off."""
    there = (STATE[0] + right * (STATE[2] - STATE[0]), STATE[1] + down * (STATE[3] - STATE[1]))
    view, mark = FIRST, None
    for step in range(len(HIGH)):
        frame = frame_of(view, STATE, size)
        x, y = frame.at(there)
        assert 0 <= x <= SIZES[size][0] and 0 <= y <= SIZES[size][1] and (frame.width, frame.height) == SIZES[size]
        view, mark = nearer(view, frame.point(round(x), round(y)))
        assert (mark is None) is (step < LAST)
    assert mark == (pytest.approx(there[0], abs=0.002), pytest.approx(there[1], abs=0.002))
    assert farther(farther(farther(view))).step == 0


def test_a_press_is_one_of_the_picture_and_no_corner_of_the_keyboard() -> None:
    """Pixels as browsers send them; a press by key says the corner, and forged ones say nothing."""
    assert pressed({"wide.x": "12", "wide.y": "0"}) == ("wide", 12, 0)
    assert pressed({"near.x": "0", "near.y": "0"}) is None
    assert pressed({"near.x": "-4", "near.y": "9"}) is pressed({"near.x": "99999", "near.y": "9"}) is None
    assert pressed({"near.x": "4"}) is None


def test_a_point_stands_in_the_form_when_both_halves_do() -> None:
    """Half of one, words and a place beyond the world are none; they are answered as faults when the form is sent."""
    assert point_of({"lat": " 45.306", "lon": "-93.794"}) == (-93.794, 45.306)
    assert (
        point_of({"lat": "45.3"})
        is point_of({"lat": "north", "lon": "1"})
        is point_of({"lat": "99", "lon": "1"})
        is None
    )
