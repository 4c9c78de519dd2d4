"""Where the things of a chart stand: the same chart always stands the same, and what stood before never moves.

Each connected part is laid out alone by springs and repulsion, its labels are pushed apart until none touch, and the
parts are set side by side, the largest first. No chance is in it: things begin on a spiral, the most
connected first, then by name.
Positions are pixels of a canvas with y downward.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import atan2, cos, hypot, pi, sin, sqrt

Point = tuple[float, float]
WIDE, HIGH = 160.0, 74.0  # the room of a thing with its two-line label
LENGTH = 165.0  # of a line at rest
ROUNDS = 120
WORK = 800_000  # pairs looked at in all; large charts get fewer rounds
TURN = pi * (3 - sqrt(5))
GAP = 40.0
STRETCH = 1.25


def laid_out(steps: Mapping[str, int], lines: Iterable[tuple[str, str, int]]) -> dict[str, Point]:
    """A position for each token of `steps` (its step). Steps are laid out one after the other, each beside the last.

    A line is (from, to, step): it draws nothing together before its step.
    """
    around: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for a, b, when in lines:
        if a in steps and b in steps and a != b:
            around[a].append((b, when))
            around[b].append((a, when))
    placed: dict[str, Point] = {}
    for step in sorted(set(steps.values())):
        # in the order of their names: neither the order of the list nor that of a set may move anything
        fresh = sorted(token for token in steps if steps[token] == step)
        stands = sorted(token for token in steps if steps[token] < step)
        here = {*stands, *fresh}
        near = {token: sorted(to for to, when in around[token] if to in here and when <= step) for token in here}
        placed |= _first(fresh, near) if not stands else _beside(fresh, stands, near, placed)
    return placed


def _first(tokens: Sequence[str], around: Mapping[str, Sequence[str]]) -> dict[str, Point]:
    parts = sorted(_parts(tokens, around), key=lambda part: -len(part))
    return _packed([_part(part, around) for part in parts])


def _parts(tokens: Sequence[str], around: Mapping[str, Sequence[str]]) -> list[list[str]]:
    left, parts = dict.fromkeys(tokens), []
    while left:
        first = next(iter(left))
        del left[first]
        part = [first]
        for token in part:
            for other in around.get(token, ()):
                if other in left:
                    del left[other]
                    part.append(other)
        parts.append(part)
    return parts


def _part(tokens: Sequence[str], around: Mapping[str, Sequence[str]]) -> dict[str, Point]:
    order = sorted(tokens, key=lambda token: -len(around.get(token, ())))
    at = {
        token: (LENGTH * 0.7 * sqrt(n) * cos(n * TURN), LENGTH * 0.7 * sqrt(n) * sin(n * TURN))
        for n, token in enumerate(order)
    }
    return _apart(_lying(_settled(at, set(order), around)), set(order))


def _lying(at: Mapping[str, Point]) -> dict[str, Point]:
    """Turned so that the longest way through it lies flat, and wider than high: so are panes, and so are labels."""
    mx, my = _middle(at.values())
    xx = sum((x - mx) ** 2 for x, _ in at.values())
    yy = sum((y - my) ** 2 for _, y in at.values())
    xy = sum((x - mx) * (y - my) for x, y in at.values())
    turn = -0.5 * atan2(2 * xy, xx - yy)
    c, s = cos(turn), sin(turn)
    return {
        token: (((x - mx) * c - (y - my) * s) * STRETCH, ((x - mx) * s + (y - my) * c) / STRETCH)
        for token, (x, y) in at.items()
    }


def _beside(
    fresh: Sequence[str], stands: Sequence[str], around: Mapping[str, Sequence[str]], placed: Mapping[str, Point]
) -> dict[str, Point]:
    """New things near what they hang on, outward from the middle of what stands; what stands is not moved."""
    at = {token: placed[token] for token in stands}
    middle = _middle(at.values())
    for n, token in enumerate(fresh):
        anchors = [at[other] for other in around.get(token, ()) if other in at]
        x, y = _middle(anchors) if anchors else middle
        out = hypot(x - middle[0], y - middle[1]) or 1.0
        reach = LENGTH * (1 + 0.05 * n)
        turn = n * TURN / 6
        away = ((x - middle[0]) / out, (y - middle[1]) / out) if anchors and out > 1 else (1.0, 0.0)
        at[token] = (
            x + reach * (away[0] * cos(turn) - away[1] * sin(turn)),
            y + reach * (away[0] * sin(turn) + away[1] * cos(turn)),
        )
    free = set(fresh)
    moved = _apart(_settled(at, free, around), free)
    return {token: (round(moved[token][0], 1), round(moved[token][1], 1)) for token in fresh}


def _middle(points: Iterable[Point]) -> Point:
    found = list(points)
    return (sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found)) if found else (0.0, 0.0)


def _settled(at: dict[str, Point], free: set[str], around: Mapping[str, Sequence[str]]) -> dict[str, Point]:
    """Springs along lines, repulsion between things that are near; cools from round to round."""
    at = dict(at)
    rounds = max(12, min(ROUNDS, WORK // max(1, len(free) * min(len(at), 60))))
    for turn in range(rounds):
        most = LENGTH * (1 - turn / rounds) * 0.35 + 1
        cells = _cells(at)
        pushed = {token: _force(token, at, around, cells) for token in at if token in free}
        for token, (dx, dy) in pushed.items():
            size = hypot(dx, dy) or 1.0
            step = min(size, most) / size
            at[token] = (at[token][0] + dx * step, at[token][1] + dy * step)
    return at


def _cells(at: Mapping[str, Point]) -> dict[tuple[int, int], list[str]]:
    cells: dict[tuple[int, int], list[str]] = defaultdict(list)
    for token, (x, y) in at.items():
        cells[int(x // (2 * LENGTH)), int(y // (2 * LENGTH))].append(token)
    return cells


def _force(
    token: str, at: Mapping[str, Point], around: Mapping[str, Sequence[str]], cells: Mapping[tuple[int, int], list[str]]
) -> Point:
    x, y = at[token]
    column, row = int(x // (2 * LENGTH)), int(y // (2 * LENGTH))
    dx = dy = 0.0
    for cell in ((column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
        for other in cells.get(cell, ()):
            if other != token:
                ox, oy = x - at[other][0], y - at[other][1]
                far = ox * ox + oy * oy + 1.0
                dx, dy = dx + ox * LENGTH * LENGTH / far, dy + oy * LENGTH * LENGTH / far
    for other in around.get(token, ()):
        ox, oy = at[other][0] - x, at[other][1] - y
        pull = hypot(ox, oy) / LENGTH
        dx, dy = dx + ox * pull, dy + oy * pull
    return dx, dy


def _apart(at: Mapping[str, Point], free: set[str]) -> dict[str, Point]:
    """Push rooms apart along their lesser overlap until none touch, or sixty rounds are over."""
    at, tokens = dict(at), list(at)
    for _ in range(60):
        touched = False
        tokens.sort(key=lambda token: at[token])
        for n, a in enumerate(tokens):
            for b in tokens[n + 1 :]:
                if at[b][0] - at[a][0] >= WIDE:
                    break
                if (a in free or b in free) and abs(at[b][1] - at[a][1]) < HIGH:
                    touched = True
                    _push(at, a, b, free)
        if not touched:
            break
    return at


def _push(at: dict[str, Point], a: str, b: str, free: set[str]) -> None:
    (ax, ay), (bx, by) = at[a], at[b]
    wide, high = WIDE - abs(bx - ax), HIGH - abs(by - ay)
    both = a in free and b in free
    if wide <= high:
        dx, dy = (wide + 1) * (1 if bx >= ax else -1), 0.0
    else:
        dx, dy = 0.0, (high + 1) * (1 if by >= ay else -1)
    share = 0.5 if both else 1.0
    if a in free:
        at[a] = (ax - dx * share, ay - dy * share)
    if b in free:
        at[b] = (bx + dx * share, by + dy * share)


def _packed(parts: Sequence[Mapping[str, Point]]) -> dict[str, Point]:
    """Parts in rows, the largest first; a row is about as wide as the whole is high times 1.6."""
    boxes = [_box(part) for part in parts]
    area = sum((w + GAP) * (h + GAP) for _, _, w, h in boxes)
    limit = max(max((w for _, _, w, _ in boxes), default=0.0), sqrt(area * 1.6))
    placed: dict[str, Point] = {}
    x = y = row = 0.0
    for part, (west, north, wide, high) in zip(parts, boxes, strict=True):
        if x and x + wide > limit:
            x, y, row = 0.0, y + row + GAP, 0.0
        placed |= {t: (round(px - west + x, 1), round(py - north + y, 1)) for t, (px, py) in part.items()}
        x, row = x + wide + GAP, max(row, high)
    return placed


def _box(part: Mapping[str, Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in part.values()], [y for _, y in part.values()]
    west, north = min(xs) - WIDE / 2, min(ys) - HIGH / 2
    return west, north, max(xs) - west + WIDE / 2, max(ys) - north + HIGH / 2
