"""When things were seen: one lane a kind, a bar for a range, ends that fade where the time is uncertain."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchfloor.desk.rules.picture import Picture, Shape
from watchfloor.desk.rules.workspace import Chart, Thing

LANES = (("threat", "Threat items"), ("report", "Reports"), ("product", "Products"))
LEFT, RIGHT, TOP, ROW = 104.0, 16.0, 26.0, 17.0
WHOLE = 10_000.0  # a lane line goes over any canvas
LEAST = 7.0  # pixels of a moment
LATE = timedelta(hours=24)  # seen and came in: more than this apart is drawn hollow
STEPS = (
    timedelta(hours=1), timedelta(hours=3), timedelta(hours=6), timedelta(hours=12), timedelta(days=1),
    timedelta(days=2), timedelta(days=7), timedelta(days=14), timedelta(days=30), timedelta(days=91),
    timedelta(days=365), timedelta(days=3650),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """A thing on the time axis. `faded`: neither end is sure. `hollow`: it came in a day or more after it was seen."""

    thing: Thing
    start: datetime
    end: datetime
    faded: bool
    hollow: bool


def bars_of(things: Iterable[Thing]) -> list[Bar]:
    """What has a time, by its beginning."""
    found = [_bar(thing, thing.seen_from) for thing in things if thing.seen_from is not None]
    return sorted(found, key=lambda bar: (bar.start, bar.thing.token))


def _bar(thing: Thing, start: datetime) -> Bar:
    whole_day = thing.precision == "day"
    end = max(start, thing.seen_until or (start + timedelta(days=1) if whole_day else start))
    late = thing.opened_at is not None and thing.opened_at - end > LATE
    return Bar(thing, start, end, thing.precision != "minute", late)


def drawn(
    chart: Chart, *, title: str, width: float, tick: Callable[[datetime], str], midnight: Callable[[datetime], datetime]
) -> tuple[Picture, tuple[Bar, ...]]:
    """The picture and the bars that stand in it. `tick` words a moment for the axis, `midnight` is its local day."""
    bars = bars_of(chart.things)
    if not bars:
        return Picture(title, width, 60, (Shape("text", "label-start", {"x": 8, "y": 30}, "No time is known."),)), ()
    first, last = min(bar.start for bar in bars), max(bar.end for bar in bars)
    room = max((last - first) * 0.04, timedelta(hours=1))
    first, last = first - room, last + room
    scale = (width - LEFT - RIGHT) / (last - first).total_seconds()

    def at(moment: datetime) -> float:
        return round(LEFT + (moment - first).total_seconds() * scale, 1)

    lanes, height = _lanes(bars, at)
    ticks = _ticks(first, last, width - LEFT - RIGHT, midnight)
    axis = [shape for moment in ticks for shape in _tick(at(moment), height, tick(moment))]
    return Picture(title, width, height, (*axis, *lanes)), tuple(bars)


def _tick(x: float, height: float, text: str) -> Iterable[Shape]:
    yield Shape("line", "axis", {"x1": x, "y1": TOP - 6, "x2": x, "y2": height})
    yield Shape("text", "tick", {"x": x, "y": TOP - 11}, text)


def _ticks(
    first: datetime, last: datetime, pixels: float, midnight: Callable[[datetime], datetime]
) -> list[datetime]:  # fmt: skip
    span = last - first
    step = next((step for step in STEPS if span / step * 84 <= pixels), STEPS[-1])
    moment = midnight(first)
    found = []
    while moment <= last:
        if moment >= first:
            found.append(moment)
        moment += step
    return found


def _lanes(bars: Sequence[Bar], at: Callable[[datetime], float]) -> tuple[list[Shape], float]:
    shapes, y = list[Shape](), TOP
    for kind, words in LANES:
        mine = [bar for bar in bars if bar.thing.kind == kind]
        if not mine:
            continue
        shapes.append(Shape("text", "label-start", {"x": 8, "y": y + 14}, words))
        ends = list[float]()
        for bar in mine:
            left, right = at(bar.start), max(at(bar.end), at(bar.start) + LEAST)
            row = next((n for n, end in enumerate(ends) if end + 4 < left), len(ends))
            ends[row:] = [right, *ends[row + 1 :]]
            shapes += _bar_shapes(bar, left, right, y + 4 + ROW * row)
        y += ROW * len(ends) + 12
        shapes.append(Shape("line", "lane", {"x1": 0, "y1": y - 3, "x2": WHOLE, "y2": y - 3}))
    return shapes, y


def _bar_shapes(bar: Bar, left: float, right: float, y: float) -> Iterable[Shape]:
    kind = bar.thing.kind
    fade = min(14.0, max(3.0, (right - left) / 4)) if bar.faded else 0.0
    if fade:
        yield Shape("rect", f"fade-{kind}", {"x": left - fade, "y": y, "width": fade, "height": 11})
        yield Shape("rect", f"fade-{kind}", {"x": right, "y": y, "width": fade, "height": 11})
    look = "hollow" if bar.hollow else "bar"
    yield Shape(
        "rect", f"{look}-{kind}", {"x": left, "y": y, "width": round(right - left, 1), "height": 11, "rx": 2},
        says=bar.thing.title, token=bar.thing.token,
    )  # fmt: skip
