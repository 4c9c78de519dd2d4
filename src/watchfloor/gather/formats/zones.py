"""The zone of a town: the only place where gather asks the gazetteer of `watchfloor.text` for a time zone."""

from collections.abc import Callable
from functools import cache
from importlib import import_module


@cache
def _gazetteer() -> Callable[[str, str], str | None]:
    # asked for at the first row that needs it: a file whose times carry their own zone never loads the gazetteer
    zone: Callable[[str, str], str | None] = import_module("watchfloor.text.zones").time_zone
    return zone


def town_zone(state: str, city: str) -> str | None:
    """The IANA name of the zone of a town, or None when the words give none."""
    return _gazetteer()(state, city)
