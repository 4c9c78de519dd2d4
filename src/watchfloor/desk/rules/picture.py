"""Pictures as plain shapes. A page gives each its class, a file its colors; both draw the very same shapes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from watchfloor.desk.rules.workspace import GRADE_WORDS, Chart, Thing, counted

NARROW = "iljtfr.,:;'!|()[] "
LETTER = 6.4  # pixels of a letter at 12 px, of a narrow one about half
LABEL, LABEL_LINES = 23, 2
MARGIN = 24.0


@dataclass(frozen=True, slots=True)
class Shape:
    """One element. `role` says what it is and so how it looks; `says` is read out and shown on pointing."""

    name: str
    role: str
    at: Mapping[str, str | float] = field(default_factory=dict)
    text: str = ""
    says: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes on a canvas of pixels, with a title that says the finding."""

    title: str
    width: float
    height: float
    shapes: tuple[Shape, ...]


def in_lines(text: str, *, width: int = LABEL, lines: int = LABEL_LINES) -> list[str]:
    """The text in so many lines of so many letters at most; what is cut ends in an ellipsis."""
    found = [""]
    words = text.split()
    for at, word in enumerate(words):
        longer = f"{found[-1]} {word}".strip()
        if len(longer) <= width or not found[-1]:
            found[-1] = longer
        elif len(found) < lines:
            found.append(word)
        else:
            found[-1] = f"{found[-1][: width - 1].rstrip()}…"
            return found
        if len(found[-1]) > width:
            found[-1] = f"{found[-1][: width - 1]}…"
            if at < len(words) - 1 and len(found) == lines:
                return found
    return found


def label_of(thing: Thing) -> list[str]:
    """What stands below a thing: its title, and how many notes are pinned to it."""
    return [*in_lines(thing.title), *([counted(len(thing.notes), "note")] if thing.notes else [])]


def charted(chart: Chart, at: Mapping[str, tuple[float, float]], *, title: str) -> Picture:
    """Things as glyphs with two-line labels, lines by grade under them."""
    xs, ys = [x for x, _ in at.values()], [y for _, y in at.values()]
    west, north = (min(xs) - 90, min(ys) - 30) if at else (0.0, 0.0)
    width, height = (max(xs) - west + 90, max(ys) - north + 60) if at else (320.0, 120.0)
    moved = {token: (round(x - west, 1), round(y - north, 1)) for token, (x, y) in at.items()}
    known = chart.by_token()
    lines = [
        Shape("line", f"line-{line.grade}", _ends(moved[line.a], moved[line.b]),
              says=f"{known[line.a].title} to {known[line.b].title}: {line.cause} {GRADE_WORDS[line.grade]}")
        for line in chart.lines if line.grade != "different"
    ]  # fmt: skip
    marks = [shape for thing in chart.things if thing.token in moved for shape in _mark(thing, *moved[thing.token])]
    return Picture(title, round(width, 1), round(height, 1), (*lines, *marks))


def _ends(a: tuple[float, float], b: tuple[float, float]) -> dict[str, str | float]:
    return {"x1": a[0], "y1": a[1], "x2": b[0], "y2": b[1]}


def _mark(thing: Thing, x: float, y: float) -> Iterable[Shape]:
    yield Shape("circle", "ground", {"cx": x, "cy": y, "r": 11})
    yield Shape("use", f"mark-{thing.kind}", {"x": x - 9, "y": y - 9, "width": 18, "height": 18}, thing.kind,
                thing.title, thing.token)  # fmt: skip
    for n, line in enumerate(label_of(thing)):
        yield Shape("text", "label", {"x": x, "y": round(y + 23 + 13 * n, 1)}, line)


def mapped(drawn: Mapping[str, Any]) -> Picture:
    """The map of components/map.html (desk.rules.map.drawn) as shapes."""
    land = [Shape("path", "land-own" if one["own"] else "land", {"d": one["d"]}) for one in drawn["land"]]
    names = [
        Shape("text", "county", {"x": one["x"], "y": one["y"]}, one["name"]) for one in drawn["land"] if one["name"]
    ]
    marks = [shape for one in drawn["marks"] for shape in _place(one)]
    return Picture(drawn["title"], drawn["width"], drawn["height"], (*land, *names, *marks))


def _place(mark: Mapping[str, Any]) -> Iterable[Shape]:
    x, y, radius = mark["x"], mark["y"], mark["radius"]
    if radius:
        yield Shape("circle", f"unsure-{mark['kind']}", {"cx": x, "cy": y, "r": radius})
    yield Shape("use", f"mark-{mark['kind']}", {"x": x - 7, "y": y - 7, "width": 14, "height": 14}, mark["kind"])
    if mark["label"]:
        yield Shape("text", "label", {"x": x, "y": y + (radius + 14 if radius else 22)}, mark["label"])


def framed_width(pictures: Sequence[Picture]) -> float:
    """The widest of several, for one file."""
    return max((one.width for one in pictures), default=320.0) + 2 * MARGIN
