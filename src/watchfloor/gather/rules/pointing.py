"""Pointing at a place without script: each press on the picture goes nearer, and the last one marks the place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from watchfloor.plan.rules.flat import Box, Frame, Point, frame_at

# pixels of the picture on a phone and on what is wider; the page shows it in this very size, so that a press is exact
SIZES = {"near": (288, 288), "wide": (480, 344)}
# degrees of latitude that each step shows after the whole state: a few counties, then the towns around one
HIGH = (0.0, 1.6, 0.32)
LAST = len(HIGH) - 1
DIGITS = 3  # of a marked degree: a hundred meters, about a pixel of the last step
MARGIN = 1.12
NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,6})?")
Size = Literal["near", "wide"]


@dataclass(frozen=True, slots=True)
class View:
    """How near a map is, and around which point; of the first step the point is left out of account."""

    step: int
    lon: float = 0.0
    lat: float = 0.0

    @property
    def said(self) -> str:
        """As it stands in the form and in the address of the picture."""
        return f"{self.step},{self.lon:.3f},{self.lat:.3f}"


FIRST = View(0)


def view_of(said: str) -> View | None:
    """The view that was said so; None for anything else."""
    step, *point = said.split(",")
    if len(point) != 2 or not all(NUMBER.fullmatch(one) for one in point) or step not in map(str, range(LAST + 1)):
        return None
    lon, lat = map(float, point)
    return View(int(step), lon, lat) if -180 <= lon <= 180 and -85 <= lat <= 85 else None


def frame_of(view: View, state: Box, size: Size) -> Frame:
    """What the picture shows: the whole state (west, south, east, north), or some degrees around the point."""
    width, height = SIZES[size]
    if view.step:
        return frame_at((view.lon, view.lat), high=HIGH[view.step], width=width, height=height)
    middle = ((state[0] + state[2]) / 2, (state[1] + state[3]) / 2)
    flat = frame_at(middle, high=1.0, width=width, height=height).flat
    high = max(state[3] - state[1], (state[2] - state[0]) * flat * height / width) * MARGIN
    return frame_at(middle, high=max(high, HIGH[1]), width=width, height=height)


def pressed(said: Mapping[str, str]) -> tuple[Size, int, int] | None:
    """Which picture was pressed where, in its own pixels; None where none was.

    A browser that is asked by keyboard says its upper left corner: that is no place.
    """
    for size in SIZES:
        x, y = said.get(f"{size}.x", ""), said.get(f"{size}.y", "")
        if x.isdecimal() and y.isdecimal() and len(x) < 5 and len(y) < 5 and (int(x), int(y)) != (0, 0):
            return ("wide" if size == "wide" else "near"), int(x), int(y)
    return None


def nearer(view: View, at: Point) -> tuple[View, Point | None]:
    """The next view and no mark yet; of the nearest one the point itself is the mark."""
    if view.step == LAST:
        return view, (round(at[0], DIGITS), round(at[1], DIGITS))
    return View(view.step + 1, round(at[0], DIGITS), round(at[1], DIGITS)), None


def farther(view: View) -> View:
    """One step back around the same point."""
    return View(max(0, view.step - 1), view.lon, view.lat)


def point_of(said: Mapping[str, str]) -> Point | None:
    """The point that stands in the form, if both halves of it do."""
    lat, lon = said.get("lat", "").strip(), said.get("lon", "").strip()
    if not (NUMBER.fullmatch(lat[:11]) and NUMBER.fullmatch(lon[:11])):
        return None
    found = (float(lon[:11]), float(lat[:11]))
    return found if abs(found[0]) <= 180 and abs(found[1]) <= 85 else None
