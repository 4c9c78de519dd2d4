"""The map of the public's page as a picture: counties and towns as we ship them, and the mark. Looks are attributes."""

from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from itertools import groupby, pairwise

from watchfloor.gather.rules.pointing import LAST, Size, View, frame_of
from watchfloor.plan.formats.counties import counties_in
from watchfloor.plan.rules.flat import Box, County, Frame, Point, Room
from watchfloor.text.data import lists
from watchfloor.text.gazetteer import Town
from watchfloor.text.shipped import shipped

WORLD: Box = (-180.0, -90.0, 180.0, 90.0)
AROUND, OWN, BORDER, INK, MARK = "#e3e6ea", "#ffffff", "#a9aeb1", "#3d4551", "#b50909"
TOWNS = {"near": (7, 9, 14), "wide": (12, 16, 24)}  # how many are named at each step
GRIDS, MOST = (1, 2, 3, 4, 6), 14_000  # pixels of the grid that land is drawn on; bytes that land may take
FONT = "font-family='Source Sans Pro,Arial,sans-serif' font-size='13'"


@cache
def state_box(state: str) -> Box | None:
    """From the middles of the state's counties (two letters), so that no date line is crossed; None without any."""
    name = lists().states.get(state, "")
    middles = [one.center for one in counties_in(WORLD) if one.state == name] if name else []
    if not middles:
        return None
    east, north = max(x for x, _ in middles), max(y for _, y in middles)
    west, south = min(x for x, _ in middles), min(y for _, y in middles)
    return west - 0.3, south - 0.3, east + 0.3, north + 0.3


@cache
def state_at(point: Point) -> str:
    """The two letters of the state that the nearest middle of a county belongs to, within two degrees; else ""."""
    near = counties_in((point[0] - 2, point[1] - 2, point[0] + 2, point[1] + 2))
    first = min(near, key=lambda one: (one.center[0] - point[0]) ** 2 + (one.center[1] - point[1]) ** 2, default=None)
    return next((code for code, name in lists().states.items() if first and name == first.state), "")


def picture(view: View, *, state: str, box: Box, size: Size, mark: Point | None) -> str:
    """The picture of a view as SVG; `state` in two letters, `box` its own."""
    frame = frame_of(view, box, size)
    own, room = lists().states.get(state, ""), Room()
    shown = [one for one in _counties(state) if (one.state == own or view.step) and _seen(frame, one)]
    grid, land = _as_fine_as_fits(frame, shown, own)
    if mark:
        room.fill(*frame.at(mark))
    towns = "".join(_towns(frame, view, size, room))
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{frame.width}' height='{frame.height}'"
        f" viewBox='0 0 {frame.width} {frame.height}'><rect width='100%' height='100%' fill='{AROUND}'/>"
        f"<g stroke='{BORDER}' stroke-width='{1 / grid:g}' fill-rule='evenodd' transform='scale({grid})'>{land}</g>"
        f"{towns}{_marked(frame, mark)}</svg>"
    )


def town_near(point: Point) -> Town | None:
    """The town whose middle is nearest to a point, within some kilometers."""
    near = _within((point[0] - 0.2, point[1] - 0.15, point[0] + 0.2, point[1] + 0.15))
    return min(near, key=lambda one: (one.lon - point[0]) ** 2 + (one.lat - point[1]) ** 2, default=None)


def _as_fine_as_fits(frame: Frame, counties: Sequence[County], own: str) -> tuple[int, str]:
    """The finest grid on which the land is still light; one page with all that it loads stays under 100 kB."""
    for grid in GRIDS:
        land = "".join(
            f"<path fill='{fill}' d='{''.join(_ring(frame, ring, grid) for one in of for ring in one.rings)}'/>"
            for fill, of in ((AROUND, [c for c in counties if c.state != own]),
                             (OWN, [c for c in counties if c.state == own]))
        )  # fmt: skip
        if len(land) <= MOST:
            break
    return grid, land


def _ring(frame: Frame, ring: Sequence[Point], grid: int) -> str:
    """On a grid of whole pixels, so that neighbors keep the border that they share and the picture is small."""
    spots = ((round(x / grid), round(y / grid)) for x, y in map(frame.at, ring))
    kept = [spot for spot, _ in groupby(spots)]
    if len(kept) < 4:
        return ""
    steps = "".join(f"{x2 - x1:+d}{y2 - y1:+d}" for (x1, y1), (x2, y2) in pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}l{steps}z"


@cache
def _counties(state: str) -> tuple[County, ...]:
    """Those of the state and around it."""
    box = state_box(state) or WORLD
    return counties_in((box[0] - 3, box[1] - 3, box[2] + 3, box[3] + 3))


def _within(box: Box) -> list[Town]:
    west, south, east, north = box
    return [one for one in shipped().towns.values() if west <= one.lon <= east and south <= one.lat <= north]


def _seen(frame: Frame, county: County) -> bool:
    west, south, east, north = frame.box
    xs, ys = zip(*(point for ring in county.rings for point in ring), strict=True)
    return bool(min(xs) <= east and max(xs) >= west and min(ys) <= north and max(ys) >= south)


def _towns(frame: Frame, view: View, size: Size, room: Room) -> Iterable[str]:
    """The largest that find room; a dot where each is, its name beside it."""
    named = 0
    for town in sorted(_within(frame.box), key=lambda one: -one.population):
        x, y = frame.at((town.lon, town.lat))
        half = len(town.name) * 3.3
        fits = 8 + 2 * half < frame.width - x and 10 < y < frame.height - 10
        if named < TOWNS[size][view.step] and fits and room.take(x + 8 + half, y, town.name):
            named += 1
            yield f"<circle cx='{x:g}' cy='{y:g}' r='3' fill='{INK}'/>"
            yield f"<text x='{x + 7:g}' y='{y + 4:g}' {FONT} fill='{INK}'>{escape(town.name)}</text>"
        elif view.step == LAST:
            yield f"<circle cx='{x:g}' cy='{y:g}' r='2' fill='{INK}'/>"


def _marked(frame: Frame, mark: Point | None) -> str:
    if mark is None:
        return ""
    x, y = frame.at(mark)
    ring = f"<circle cx='{x:g}' cy='{y:g}' r='12' fill='none' stroke='{MARK}' stroke-width='4'/>"
    return f"{ring}<circle cx='{x:g}' cy='{y:g}' r='3' fill='{MARK}'/>"
