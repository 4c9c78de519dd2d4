"""Coverage as a picture: a bar a need, by how sure its reporting is, from a true zero, with its numbers beside it."""

from collections.abc import Iterable, Sequence

from watchfloor.desk.rules.picture import Picture, Shape
from watchfloor.plan.rules.coverage import CONFIDENCES, Line

LEFT, BAR, RIGHT, TOP, ROW, STEP = 372.0, 300.0, 252.0, 30.0, 24.0, 14.0
LOOKS = {"high": "bar-high", "moderate": "bar-moderate", "low": "bar-low", "not judged": "hollow-unjudged"}
LETTERS = 58


def drawn(lines: Sequence[Line], *, title: str) -> Picture:
    """One row a need in the order of the tree; an axis of whole items. Says every number in words too."""
    most = max((line.items for line in lines), default=0) or 1
    height = TOP + ROW * len(lines) + 8
    axis = [shape for value in _ticks(most) for shape in _tick(value, most, height)]
    rows = [shape for n, line in enumerate(lines) for shape in _row(line, TOP + ROW * n, most)]
    return Picture(title, LEFT + BAR + RIGHT, height, (*axis, *rows))


def _ticks(most: int) -> list[int]:
    """Zero, the most, and the middle where it is a whole number of items."""
    return sorted({0, most, *([most // 2] if most % 2 == 0 else [])})


def _tick(value: int, most: int, height: float) -> Iterable[Shape]:
    x = round(LEFT + BAR * value / most, 1)
    yield Shape("line", "axis", {"x1": x, "y1": TOP - 6, "x2": x, "y2": height - 6})
    yield Shape("text", "tick", {"x": x, "y": TOP - 12}, f"{value}")


def _row(line: Line, y: float, most: int) -> Iterable[Shape]:
    indent, said = STEP * min(line.depth, 5), f"{line.need.said.code} {line.need.said.title}".strip()
    letters = LETTERS - 2 * min(line.depth, 5)
    text = said if len(said) <= letters else f"{said[: letters - 1].rstrip()}…"
    yield Shape("text", "label-start", {"x": 4 + indent, "y": y + 15}, text, says=said)
    x = LEFT
    for confidence, count in zip(CONFIDENCES, line.counts, strict=True):
        if count:
            wide = round(BAR * count / most, 1)
            yield Shape(
                "rect", LOOKS[confidence], {"x": round(x, 1), "y": y + 4, "width": wide, "height": 13},
                says=f"{said}: {count} {confidence}",
            )  # fmt: skip
            x += wide
    look = "label-gap" if line.gap else "label-start"
    yield Shape("text", look, {"x": round(x + 8, 1), "y": y + 15}, told(line))


def told(line: Line) -> str:
    """ "12: 8 high, 4 not judged", "gap: no reporting"."""
    parts = [f"{count} {one}" for one, count in zip(CONFIDENCES, line.counts, strict=True) if count]
    whole = f"{line.items}: {', '.join(parts)}" if len(parts) > 1 else ", ".join(parts)
    return f"gap: {line.gap}" + (f" ({whole})" if parts else "") if line.gap else whole
