"""What a workspace draws: which lines, where things stand, which words fit, what a file says."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import combinations
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from watchfloor.desk.formats.geojson import geojson_of
from watchfloor.desk.formats.land import land_files
from watchfloor.desk.formats.svg import Banner, file_of, inline
from watchfloor.desk.rules import layout, timeline
from watchfloor.desk.rules.picture import charted, in_lines
from watchfloor.desk.rules.workspace import Chart, Line, Reason, Thing, Tied, finding, lines_of, names_in, steps_of
from watchfloor.protect.formats.sheet import sheet_of

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def anything(a: str, b: str) -> bool:
    """Every class beside every other."""
    return bool(a and b)


def plate(a: str, b: str, state: str = "proposed", *more: Reason) -> Tied:
    """Two reports of one plate."""
    said = Reason("plate", "Both name license plate ABC1234.", "ABC1234")
    return Tied(a, b, (said, *more), "strong", state)


def drawn(ties: list[Tied], side_by_side: Callable[[str, str], bool] = anything) -> list[Line]:
    """Names and lines of ties between tips."""
    classes = {token: "tip_lead" for tie in ties for token in (tie.a, tie.b)}
    names = names_in(ties, classes=classes, side_by_side=side_by_side, most=20)
    tokens = {name: f"name-{name.value}" for name in names}
    return lines_of(ties, names, token_of=tokens, words={"plate": "license plate"})


def test_records_of_one_plate_stand_around_it() -> None:
    """Five reports of one plate are five exact lines to the plate, not ten between reports."""
    lines = drawn([plate(a, b) for a, b in combinations("abcde", 2)])
    assert [(line.b, line.grade) for line in lines] == [("name-ABC1234", "exact")] * 5
    assert lines[0].cause == "Names license plate ABC1234."


def test_what_may_not_stand_side_by_side_shares_no_name() -> None:
    """Where two of those that name it must not be shown together, each allowed pair keeps a line of its own."""
    ties = [plate("a", "b"), plate("b", "c")]
    lines = drawn(ties, side_by_side=lambda a, b: False)
    assert [(line.a, line.b, line.grade) for line in lines] == [("a", "b", "proposed"), ("b", "c", "proposed")]


def test_a_cause_that_no_name_says_keeps_its_dotted_line() -> None:
    """Nearness is drawn between the two even where they share a plate, and only the nearness is its cause."""
    lines = drawn([plate("a", "b", "proposed", Reason("near", "Seen 1.5 km and 44 min apart."))])
    assert [line.cause for line in lines if line.grade == "proposed"] == ["Seen 1.5 km and 44 min apart."]


def test_a_judgment_is_drawn_as_such() -> None:
    """Same is thick, not sure dashed; different is said in the table and never drawn."""
    grades = [drawn([plate("a", "b", state)])[-1].grade for state in ("same", "unsure", "different")]
    assert grades == ["judged", "weak", "different"]
    only = Chart((Thing("a", "report", "A"), Thing("b", "report", "B")), (Line("a", "b", "different", "No."),))
    assert not [shape for shape in charted(only, {"a": (0, 0), "b": (9, 9)}, title="").shapes if shape.name == "line"]
    assert finding(only) == "2 reports; 0 lines"


def test_what_a_source_states_is_exact() -> None:
    """A relation of the source itself is no proposal of ours."""
    tie = Tied("a", "b", (Reason("relation: uses", "Its source states: uses.", "7"),), "strong", "proposed")
    assert [line.grade for line in drawn([tie])] == ["exact"]


def test_an_identifier_comes_with_the_second_that_names_it() -> None:
    """So that an expansion never moves what stood before it."""
    things = [Thing("a", "report", "A"), Thing("b", "report", "B", step=2), Thing("n", "vehicle", "ABC")]
    lines = [Line("a", "n", "exact", ""), Line("b", "n", "exact", "")]
    assert [thing.step for thing in steps_of(things, lines)] == [0, 2, 2]


graphs = st.integers(2, 26).flatmap(
    lambda n: st.tuples(
        st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=40), st.integers(1, n)
    )
)


@settings(deadline=None, max_examples=40)
@given(graphs)
def test_a_chart_stands_the_same_and_stays(graph: tuple[int, list[tuple[int, int]], int]) -> None:
    """The same chart is laid out the same, and what an expansion adds moves nothing that stood."""
    number, pairs, first = graph
    lines = [(str(a), str(b), int(a % 3 == 0)) for a, b in pairs]
    before = {str(n): 0 for n in range(first)}
    early = [line for line in lines if not line[2]]
    whole = {str(n): int(n >= first) for n in range(number)}
    stood = layout.laid_out(before, early)
    wider = layout.laid_out(dict(reversed(whole.items())), lines[::-1])
    assert stood == layout.laid_out(before, early)
    assert {token: wider[token] for token in stood} == stood
    assert set(wider) == set(whole)


def test_rooms_of_a_star_do_not_touch() -> None:
    """A plate with nine reports around it leaves each its room for two lines of words."""
    steps = {str(n): 0 for n in range(10)}
    at = list(layout.laid_out(steps, [("0", str(n), 0) for n in range(1, 10)]).values())
    close = [
        (a, b) for a, b in combinations(at, 2)
        if abs(a[0] - b[0]) < layout.WIDE - 1 and abs(a[1] - b[1]) < layout.HIGH - 1
    ]  # fmt: skip
    assert close == []


def test_three_hundred_things_all_have_a_place() -> None:
    """The work is bounded: a large chart gets fewer rounds, and everything still has a place."""
    steps = {str(n): 0 for n in range(300)}
    at = layout.laid_out(steps, [(str(n), str(n // 3), 0) for n in range(1, 300)])
    assert len(set(at.values())) == 300


@given(st.text(max_size=400))
def test_words_fit_their_label(text: str) -> None:
    """Two lines of 23 letters, whatever the title."""
    lines = in_lines(text)
    assert 1 <= len(lines) <= 2
    assert all(len(line) <= 23 for line in lines)


def seen(token: str, hours: float, *, lasts: float = 0, precision: str = "minute", late: float = 0) -> Thing:
    """A report seen so many hours ago."""
    start = NOW - timedelta(hours=hours)
    end = start + timedelta(hours=lasts) if lasts else None
    opened = start + timedelta(hours=lasts + late)
    return Thing(token, "report", token, seen_from=start, seen_until=end, precision=precision, opened_at=opened)


def test_bars_say_how_sure_and_how_late() -> None:
    """A day without an hour fades, what came in days later is hollow, what has no time has no bar."""
    things = [seen("a", 90, precision="day"), seen("b", 60, late=40), seen("c", 50), Thing("d", "asset", "D")]
    bars = {bar.thing.token: (bar.faded, bar.hollow) for bar in timeline.bars_of(things)}
    assert bars == {"a": (True, False), "b": (False, True), "c": (False, False)}
    assert timeline.bars_of(things)[0].end - timeline.bars_of(things)[0].start == timedelta(days=1)


def test_bars_of_a_lane_do_not_cover_each_other() -> None:
    """What overlaps in time goes to the next row of its lane, and the axis has few marks."""
    chart = Chart(tuple(seen(str(n), n * 2, lasts=5) for n in range(20)), ())
    picture, bars = timeline.drawn(
        chart, title="When", width=900, tick=str, midnight=lambda at: at.replace(hour=0, minute=0)
    )  # fmt: skip
    boxes = [shape.at for shape in picture.shapes if shape.name == "rect"]
    assert len(bars) == len(boxes) == 20
    for a, b in combinations(boxes, 2):
        apart = a["y"] != b["y"] or float(a["x"]) + float(a["width"]) < float(b["x"]) + 1
        assert apart or float(b["x"]) + float(b["width"]) < float(a["x"]) + 1
    assert sum(shape.role == "tick" for shape in picture.shapes) <= 11


CHART = Chart(
    (
        Thing("a", "report", "A <van> & \"drone\"", marking="U//LES", lon=-93.8, lat=45.2, radius_m=300),
        Thing("b", "asset", "=2+5", marking="U"),
    ),
    (Line("a", "b", "fair", "Lies 0.1 km from <it>."),),
)  # fmt: skip


def test_a_picture_that_leaves_carries_its_marking_twice() -> None:
    """The file is whole XML with both banners, EXERCISE and TLP, no script, no style, nothing from elsewhere."""
    picture = charted(CHART, {"a": (0, 0), "b": (200, 0)}, title="1 report")
    whole = file_of([picture], Banner("U", "UNCLASSIFIED//LES", "TLP:AMBER", exercise=True, note="Made now."))
    root = ElementTree.fromstring(whole)
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert all(words.count(word) == 2 for word in ("UNCLASSIFIED//LES", "TLP:AMBER", "EXERCISE"))
    assert not list(root.iter(f"{SVG}style")) + list(root.iter(f"{SVG}script"))
    assert b"style=" not in whole and b"http" not in whole.replace(b"http://www.w3.org/2000/svg", b"")
    assert [one.text for one in root.iter(f"{SVG}title")][1:] == [
        "A <van> & \"drone\" to =2+5: Lies 0.1 km from <it>. fair", "A <van> & \"drone\"", "=2+5"
    ]  # fmt: skip


def test_words_in_a_picture_stay_words() -> None:
    """A title that is markup is shown, not run."""
    shown = inline(charted(CHART, {"a": (0, 0), "b": (200, 0)}, title="x"), glyphs="/g.svg", twin="Table.")
    assert "<van>" not in shown
    assert "&lt;van&gt;" in shown.__html__()


def test_a_place_file_says_what_it_leaves_out() -> None:
    """Longitude first, the marking as a foreign member; what has no place is counted, not put somewhere."""
    told = json.loads(geojson_of(CHART.things, CHART.lines, marking="EXERCISE U//LES", exercise=True, made_at="now"))
    assert told["marking"] == "EXERCISE U//LES"
    assert [one["geometry"]["coordinates"] for one in told["features"]] == [[-93.8, 45.2]]
    assert told["without_place"] == 1
    assert told["links"][0]["cause"] == "Lies 0.1 km from <it>."


def test_a_sheet_begins_with_its_marking_and_runs_nothing() -> None:
    """The first line is the marking; a cell that is a formula is made a text, a number stays one."""
    rows = list(csv.reader(io.StringIO(
        sheet_of(marking="U//LES", heads=("t", "n"), rows=[("=2+5", "-93.80000"), ("@x", "7")]).decode("utf-8-sig")
    )))  # fmt: skip
    assert rows == [["U//LES"], ["t", "n"], ["'=2+5", "-93.80000"], ["'@x", "7"]]


def test_a_map_loads_its_own_state_and_its_neighbors() -> None:
    """The center's own state with all that border on it; without one, what the box of the places meets."""
    minnesota = land_files(box=None, own="Minnesota")
    assert {"27.json", "55.json", "19.json", "46.json", "38.json"} <= set(minnesota)
    assert len(minnesota) <= 6
    assert "27.json" in land_files(box=(-94.0, 45.0, -93.5, 45.4), own="")
    assert land_files(box=None, own="") == ()
