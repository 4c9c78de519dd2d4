"""The counties that the front end's build cut from us-atlas. Before the first build there are none."""

from collections.abc import Iterator
from importlib import resources

import msgspec

from watchfloor.plan.rules.flat import Box, County

BUILT = "static/built/counties.json"


class _County(msgspec.Struct):
    name: str
    state: str
    center: tuple[int, int]
    bounds: tuple[int, int, int, int]
    rings: list[list[int]]


class _Counties(msgspec.Struct):
    step: int
    counties: list[_County]


def counties_in(box: Box) -> tuple[County, ...]:
    """Those whose bounds meet the box. Read anew each time: a map is rare and the file would stay in memory."""
    file = resources.files("watchfloor") / BUILT
    if not file.is_file():
        return ()
    told = msgspec.json.decode(file.read_bytes(), type=_Counties)
    return tuple(_county(one, told.step) for one in told.counties if _meets(one.bounds, box, told.step))


def _meets(bounds: tuple[int, int, int, int], box: Box, step: int) -> bool:
    west, south, east, north = (edge / step for edge in bounds)
    return west <= box[2] and east >= box[0] and south <= box[3] and north >= box[1]


def _county(one: _County, step: int) -> County:
    rings = tuple(tuple(_points(ring, step)) for ring in one.rings)
    return County(one.name, one.state, (one.center[0] / step, one.center[1] / step), rings)


def _points(ring: list[int], step: int) -> Iterator[tuple[float, float]]:
    x = y = 0
    for at in range(0, len(ring), 2):
        x, y = x + ring[at], y + ring[at + 1]
        yield x / step, y / step
