"""Places of a workspace as GeoJSON (RFC 7946), longitude first; the marking is a foreign member of the collection."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from watchfloor.desk.rules.workspace import Line, Thing


def geojson_of(things: Iterable[Thing], lines: Iterable[Line], *, marking: str, exercise: bool, made_at: str) -> bytes:
    """Things that have a place as points with their radius; what has none is counted, never put at 0, 0."""
    shown = list(things)
    placed = [thing for thing in shown if thing.lon is not None and thing.lat is not None]
    whole = {
        "type": "FeatureCollection", "marking": marking, "exercise": exercise, "made_at": made_at,
        "without_place": len(shown) - len(placed), "features": [_feature(thing) for thing in placed],
        "links": [{"from": one.a, "to": one.b, "cause": one.cause, "grade": one.grade} for one in lines],
    }  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(whole), indent=1)


def _feature(thing: Thing) -> dict[str, Any]:
    return {
        "type": "Feature", "id": thing.token, "geometry": {"type": "Point", "coordinates": [thing.lon, thing.lat]},
        "properties": {
            "title": thing.title, "kind": thing.kind, "number": thing.number, "marking": thing.marking,
            "radius_m": thing.radius_m, "seen_from": _iso(thing.seen_from), "seen_until": _iso(thing.seen_until),
            "time_precision": thing.precision,
        },
    }  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
