"""Time to harm, and texts cut at what was found in them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from watchfloor.desk.rules.harm import group_of
from watchfloor.desk.rules.pieces import Span, cut, paragraphs

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ALERT = {"info": [{"urgency": "Immediate", "severity": "Extreme"}], "operational": True}


def test_only_an_alert_in_force_that_says_so_is_imminent() -> None:
    """Immediate and extreme, and its time has begun; an exercise, a past one and a report are not."""
    hour = timedelta(hours=1)
    assert group_of("cap", ALERT, starts=NOW - hour, ends=NOW + hour, now=NOW) == "Imminent"
    assert group_of("cap", ALERT, starts=NOW + hour, ends=None, now=NOW) == "Within hours"
    assert group_of("cap", ALERT, starts=NOW + 72 * hour, ends=None, now=NOW) == "Within days"
    assert group_of("cap", ALERT, starts=NOW - 2 * hour, ends=NOW - hour, now=NOW) == "No stated time"
    assert group_of("cap", {**ALERT, "operational": False}, starts=NOW, ends=None, now=NOW) == "No stated time"
    assert group_of("tip", ALERT, starts=NOW, ends=None, now=NOW) == "No stated time"


spans = st.builds(Span, st.integers(-2, 40), st.integers(-2, 40), st.sampled_from(["place", "vehicle"]))


@given(st.text(alphabet="ab \n", max_size=30), st.lists(spans, max_size=6))
def test_cutting_loses_and_adds_no_letter(text: str, found: list[Span]) -> None:
    """Whatever spans are claimed, the pieces put together are the text."""
    assert "".join(piece.text for piece in cut(text, found)) == text


@given(st.text(alphabet="ab \n", max_size=30), st.lists(spans, max_size=6))
def test_paragraphs_hold_every_line_with_words(text: str, found: list[Span]) -> None:
    """Each line that is not blank is one paragraph, whole."""
    said = ["".join(piece.text for piece in line) for line in paragraphs(text, found)]
    assert said == [line for line in text.split("\n") if line.strip()]


def test_a_mark_stands_in_its_own_line() -> None:
    """Offsets count from the start of the text; the mark lands on its word."""
    lines = paragraphs("first line\nplate KLX 4471", [Span(17, 25, "vehicle")])
    assert [(piece.text, piece.kind) for piece in lines[1]] == [("plate ", ""), ("KLX 4471", "vehicle")]
