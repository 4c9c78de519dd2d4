"""The states of the front end's build, each a file of its counties that a map in the browser loads."""

from importlib import resources

import msgspec

from watchfloor.plan.rules.flat import Box


class _Land(msgspec.Struct):
    name: str
    file: str
    neighbors: list[str]
    bounds: tuple[float, float, float, float]


def land_files(*, box: Box | None, own: str) -> tuple[str, ...]:
    """Names of the built files that a map in the browser loads: the center's own state, its neighbors, and whatever
    states the box meets."""
    file = resources.files("watchfloor") / "static/built/land/states.json"
    if not file.is_file():
        return ()
    states = msgspec.json.decode(file.read_bytes(), type=list[_Land])
    near = next((set(one.neighbors) | {one.name} for one in states if one.name == own), set[str]())
    return tuple(one.file for one in states if one.name in near or (box is not None and _meets_box(one.bounds, box)))


def _meets_box(bounds: Box, box: Box) -> bool:
    return bounds[0] <= box[2] and bounds[2] >= box[0] and bounds[1] <= box[3] and bounds[3] >= box[1]
