"""The map of the public's form: a picture whose press is a form sent, so that it needs no script and no cookie."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound

from watchfloor.gather.actions.dropping import NotOpen, door
from watchfloor.gather.formats.land import picture, state_box, town_near
from watchfloor.gather.rules.pointing import (
    FIRST,
    LAST,
    SIZES,
    Size,
    View,
    farther,
    frame_of,
    nearer,
    point_of,
    pressed,
    view_of,
)
from watchfloor.plan.rules.flat import Point

OPEN, OUT, AWAY = "open", "out", "away"


def pointed(said: dict[str, str], post: Mapping[str, str]) -> View | None:
    """The next view of the map if this form was sent by it, the mark put into what was said; None if by its button."""
    state, view, ask = _state(), view_of(post.get("view", "")), post.get("map", "")
    box, press = state_box(state), pressed(post)
    if box is None or (press is None and ask not in (OPEN, OUT, AWAY) and not _by_keyboard(post)):
        return None
    if press and view:
        size, x, y = press
        view, mark = nearer(view, frame_of(view, box, size).point(x, y))
        if mark:
            said["lon"], said["lat"] = (f"{one:.3f}" for one in mark)
        return view
    if ask == AWAY:
        said["lon"] = said["lat"] = ""
    if ask == OUT and view:
        return farther(view)
    point = point_of(said)
    return view or (View(LAST, *point) if point else FIRST)


def _by_keyboard(post: Mapping[str, str]) -> bool:
    return any(f"{size}.x" in post for size in SIZES)


def map_of(said: Mapping[str, str], view: View | None) -> dict[str, Any] | None:
    """What the form shows of the map; None where the state of the center has none."""
    if state_box(_state()) is None:
        return None
    if view is None:
        return {"open": False}
    mark = point_of(said)
    town = town_near(mark) if mark else None
    return {
        "open": True, "view": view.said, "marked": mark is not None, "near": town.name if town else "",
        "nearer": view.step < LAST, "farther": view.step > 0,
        "pictures": [
            {"name": size, "width": width, "height": height, "url": _address(view, size, mark)}
            for size, (width, height) in SIZES.items()
        ],
    }  # fmt: skip


def _address(view: View, size: str, mark: Point | None) -> str:
    at = f";{mark[0]:.3f},{mark[1]:.3f}" if mark else ""
    return f"/map/{size}/{view.said}{at}.svg"


def drawn(request: HttpRequest, size: Size, said: str) -> HttpResponse:
    """The picture of a view. It tells nothing but land; nobody notes who asked for which."""
    del request
    around, _, at = said.partition(";")
    view, mark = view_of(around), view_of(f"0,{at}") if at else None
    try:
        state = _state()
    except NotOpen:
        state = ""
    box = state_box(state)
    if view is None or box is None or size not in SIZES or (at and mark is None):
        return HttpResponseNotFound()
    point = (mark.lon, mark.lat) if mark else None
    return HttpResponse(picture(view, state=state, box=box, size=size, mark=point), content_type="image/svg+xml")


def _state() -> str:
    return door().state
