"""Where a kept record says that it happened: its own place, else the finest places that its words name."""

from collections.abc import Mapping
from typing import Any

from watchfloor.core.rules.draft import Place
from watchfloor.text.gazetteer import Gazetteer
from watchfloor.text.places import PlaceFound, find_places

MOST = 3


def places_of(
    *, own: Place | None, kind: str, body: str, data: Mapping[str, Any], gazetteer: Gazetteer
) -> tuple[PlaceFound, ...]:
    """At most three places, all as fine as the finest: coordinates before a bearing, an airport, a town, a county.

    A report is asked for its narrative, state and city; of a threat item only its own place counts, because an
    advisory names the places of its sender and of others. The name of an own place is given back as it was said.
    """
    if own is not None:
        return (PlaceFound(own.lon, own.lat, own.radius_m, own.name, 0, 0, "coordinates"),)
    if kind != "tip":
        return ()
    where = (data.get("object") or {}).get("where") or {}
    found = find_places(body, gazetteer, state=str(where.get("state") or ""), city=str(where.get("city") or ""))
    return tuple(place for place in found if place.how == found[0].how)[:MOST]
