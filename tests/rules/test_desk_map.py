"""The small map: true directions, an even scale, and labels that never touch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.desk.rules.map import Mark, drawn
from watchfloor.desk.rules.money import on_axis, rounded
from watchfloor.plan.rules.flat import WIDTH, County, frame_of, path

POINTS = st.lists(st.tuples(st.floats(-120, -80), st.floats(25, 48)), min_size=1, max_size=12)
SQUARE = ((-94.0, 45.2), (-93.7, 45.2), (-93.7, 45.5), (-94.0, 45.5))


@given(POINTS)
def test_every_point_that_makes_the_frame_lies_in_it(points: list[tuple[float, float]]) -> None:
    """Whatever is framed is seen, or no map is drawn."""
    frame = frame_of(points)
    if frame is None:
        return
    for point in points:
        x, y = frame.at(point)
        assert 0 <= x <= WIDTH
        assert 0 <= y <= frame.height + 1


def test_north_is_up_and_a_kilometer_is_a_kilometer() -> None:
    """East and north of a point lie right and above it, equally far for equal ways."""
    frame = frame_of(SQUARE)
    assert frame is not None
    x, y = frame.at((-93.85, 45.35))
    east, north = frame.at((-93.85 + 0.1 / 0.7028, 45.35)), frame.at((-93.85, 45.45))
    assert east[0] > x and north[1] < y
    assert east[0] - x == pytest.approx(y - north[1], rel=0.01)


def test_no_map_without_a_place_or_of_half_a_continent() -> None:
    """Nothing to show is no picture; equirectangular is honest over small areas only."""
    assert frame_of([]) is None
    assert frame_of([(-120, 40), (-80, 40)]) is None


def test_labels_never_touch_and_an_unsure_place_is_a_circle() -> None:
    """Two marks at one spot show one label; a radius that can be seen is drawn."""
    frame = frame_of(SQUARE)
    assert frame is not None
    marks = [Mark("asset", "Prairie Creek", -93.85, 45.35), Mark("report", "A report", -93.85, 45.35, 8000.0)]
    county = County("Wright", "Minnesota", (-93.85, 45.35), (SQUARE,))
    picture = drawn(frame, title="x", source="", own_state="Minnesota", counties=[county], areas=[SQUARE], marks=marks)
    assert [mark["label"] for mark in picture["marks"]].count("") <= 1
    assert picture["marks"][0]["radius"] is None
    assert picture["marks"][1]["radius"] > 9
    assert picture["land"][0]["own"]
    assert picture["areas"][0]["d"].startswith("M") and picture["areas"][0]["d"].endswith("Z")


def test_points_closer_than_a_pixel_are_left_out() -> None:
    """A coast of a thousand points becomes what the eye can see."""
    frame = frame_of(SQUARE)
    assert frame is not None
    ring = [(-93.9 + n / 1e6, 45.3) for n in range(1000)]
    assert path(frame, [ring]).count("L") < 5


def test_figures_show_two_digits_and_no_more() -> None:
    """A first range is not known to the dollar."""
    assert [rounded(v) for v in (1234567, 98, 0.0345, 0)] == ["1,200,000", "98", "0.035", "0"]


@given(st.lists(st.floats(0.01, 1e9), min_size=2, max_size=8))
def test_the_axis_keeps_the_order(values: list[float]) -> None:
    """More is never left of less, on a true zero or on a logarithm."""
    ordered = sorted(values)
    at = on_axis(ordered, least=ordered[0], most=ordered[-1])
    assert at == sorted(at)
    assert all(2 <= one <= 98 for one in at)
