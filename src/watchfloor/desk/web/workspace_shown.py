"""The pictures of a workspace and the tables beside them, of the very same things."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.desk.formats.land import land_files
from watchfloor.desk.rules import layout, picture, timeline
from watchfloor.desk.rules.map import Mark, drawn
from watchfloor.desk.rules.workspace import GRADE_WORDS, Chart, Thing, counted, finding, left_of
from watchfloor.desk.web.workspace_asked import Asked
from watchfloor.people import queries as people
from watchfloor.plan.formats.counties import counties_in
from watchfloor.plan.rules.flat import frame_of
from watchfloor.protect.web.marks import portion_of
from watchfloor.protect.web.wording import day, moment, place_of
from watchfloor.text.data import lists

WIDTH = 900.0
MOMENT = timedelta(minutes=2)  # a shorter range is said as a moment
SOURCE = "Counties: US Census Bureau by us-atlas"


@dataclass(frozen=True, slots=True)
class Shown:
    """A chart with where everything stands in it; `map` is None where nothing has a place. `titles` names what is
    hidden too, for the steps."""

    chart: Chart
    at: dict[str, tuple[float, float]]
    graph: picture.Picture
    times: picture.Picture
    bars: tuple[timeline.Bar, ...]
    map: dict[str, Any] | None
    titles: dict[str, str]


def shown_of(audience: Audience, whole: Chart, hidden: frozenset[str]) -> Shown:
    """Lays the chart out, on the map and in time. What is hidden keeps its room: hiding moves nothing."""
    del audience  # nothing is read: what is here came through the walls
    drawn_lines = [(line.a, line.b, line.step) for line in whole.lines if line.grade != "different"]
    at = layout.laid_out({thing.token: thing.step for thing in whole.things}, drawn_lines)
    chart = left_of(whole, hidden)
    graph = picture.charted(chart, at, title=finding(chart))
    times, bars = timeline.drawn(chart, title=_when(chart), width=WIDTH, tick=_tick, midnight=_midnight)
    return Shown(chart, at, graph, times, bars, _map(chart), {thing.token: thing.title for thing in whole.things})


def _when(chart: Chart) -> str:
    timed = sum(thing.seen_from is not None for thing in chart.things)
    return f"When: {timed} of {counted(len(chart.things), 'thing')} {'has' if timed == 1 else 'have'} a time"


def _tick(at: datetime) -> str:
    here = timezone.localtime(at)
    return day(here.date()) if (here.hour, here.minute) == (0, 0) else f"{here:%H:%M}"


def _midnight(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _own_state() -> str:
    center = people.center()
    return lists().states.get(center.state, "") if center else ""


def _map(chart: Chart) -> dict[str, Any] | None:
    placed = [thing for thing in chart.things if thing.lon is not None and thing.lat is not None]
    frame = frame_of([(thing.lon or 0.0, thing.lat or 0.0) for thing in placed])
    if frame is None:
        return None
    marks = [
        Mark(thing.kind, thing.title if thing.kind == "asset" else "", thing.lon or 0.0, thing.lat or 0.0,
             thing.radius_m) for thing in placed
    ]  # fmt: skip
    return drawn(
        frame, title=f"Where: {len(placed)} of {counted(len(chart.things), 'thing')} with a place", source=SOURCE,
        own_state=_own_state(), counties=counties_in(frame.box), areas=(), marks=marks,
    )  # fmt: skip


def land(shown: Shown) -> dict[str, str]:
    """Which shapes of counties the map loads, and which state is the center's own."""
    placed = [(thing.lon or 0.0, thing.lat or 0.0) for thing in shown.chart.things if thing.lon is not None]
    frame = frame_of(placed)
    own = _own_state()
    return {"own": own, "files": " ".join(land_files(box=frame.box if frame else None, own=own))}


STEPS = {"of": "Expanded", "ids": "Put in", "hide": "Hid"}


def steps_of(shown: Shown, asked: Asked) -> list[dict[str, str]]:
    """The trail in words, each step with the address without it and the one as it stood before."""
    return [
        {
            "words": _step_words(step, shown.titles, first=n == 0), "without": asked.without(n).url(),
            "before": asked.before(n).url() if n else "",
        }
        for n, step in enumerate(asked.steps())
    ]  # fmt: skip


def _step_words(step: tuple[tuple[str, str], ...], titles: dict[str, str], *, first: bool) -> str:
    deed, named = step[0][0], [titles[token] for _, token in step if token in titles]
    said = "Opened" if first and deed == "of" else STEPS[deed]
    return f"{said} {counted(len(named), 'record')}" if len(named) > 1 else f"{said} {''.join(named) or 'nothing'}"


def rows_of(shown: Shown, asked: Asked, focus: str) -> list[dict[str, Any]]:
    """The list of things: what every picture is drawn from."""
    return [_row(thing, shown, asked, focus) for thing in shown.chart.things]


def _row(thing: Thing, shown: Shown, asked: Asked, focus: str) -> dict[str, Any]:
    x, y = shown.at[thing.token]
    bar = next((one for one in shown.bars if one.thing.token == thing.token), None)
    more = thing.kind == "more"
    return {
        "token": thing.token, "kind": thing.kind, "title": thing.title, "number": thing.number, "url": thing.url,
        "kind_text": thing.kind_text, "when": when_of(thing), "where": where_of(thing),
        "portion": portion_of(thing.marking) if thing.marking else "", "marked": bool(thing.marking),
        "x": x, "y": y, "lines": "\n".join(picture.label_of(thing)), "notes": thing.notes,
        "lon": "" if thing.lon is None else thing.lon, "lat": "" if thing.lat is None else thing.lat,
        "radius": round(thing.radius_m), "expands": thing.expands and thing.token not in asked.of,
        "expand_url": asked.more().url() if more else asked.expanded([thing.token]).url() if thing.expands else "",
        "focus": thing.token == focus, "timed": bar is not None,
        "from": bar.start.isoformat() if bar else "", "until": bar.end.isoformat() if bar else "",
        "hollow": bool(bar and bar.hollow), "opened": moment(thing.opened_at),
    }  # fmt: skip


def when_of(thing: Thing) -> str:
    """When it was seen, as words; a range as a range."""
    start = moment(thing.seen_from, thing.precision)
    if thing.seen_from is None or thing.seen_until is None or thing.seen_until - thing.seen_from < MOMENT:
        return start
    return f"{start} to {moment(thing.seen_until, thing.precision)}" if start else ""


def where_of(thing: Thing) -> str:
    """Where, and how sure."""
    said = place_of(thing.lon, thing.lat)
    return f"{said}, sure to {thing.radius_m / 1000:.1f} km" if said and thing.radius_m >= 100 else said


def line_rows(chart: Chart) -> list[dict[str, Any]]:
    """The table beside the graph: from, to, cause, grade, judge."""
    known = chart.by_token()
    return [
        {
            "a": known[line.a], "b": known[line.b], "cause": line.cause, "grade": line.grade,
            "grade_words": GRADE_WORDS[line.grade], "judged_by": line.judged_by or "not judged",
        }
        for line in chart.lines
    ]  # fmt: skip
