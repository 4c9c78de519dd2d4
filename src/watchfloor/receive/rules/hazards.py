"""An event of the USGS earthquake feed (GeoJSON): what it must carry, and what it says in words."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from watchfloor.core.rules.draft import Place, When

FEED = "USGS GeoJSON feed format"


def faults(feature: Mapping[str, Any]) -> tuple[str, ...]:
    """Why the event cannot be opened, each with the rule and the way out; empty if it can."""
    said = feature.get("properties")
    told = said if isinstance(said, Mapping) else {}
    found = []
    if not isinstance(feature.get("id"), str) or not feature["id"]:
        found.append(f"id: missing ({FEED}). Ask the publisher.")
    if _moment(told.get("time")) is None:
        found.append(f"properties.time: no time in milliseconds ({FEED}). Ask the publisher.")
    if place(feature) is None:
        found.append(f"geometry: no point of longitude, latitude in degrees (RFC 7946). Got {_shown(feature)}.")
    return tuple(found)


def title(feature: Mapping[str, Any]) -> str:
    """The publisher's title, else kind and place."""
    told = feature["properties"]
    return " ".join(str(told.get("title") or f"{told.get('type') or 'event'} {told.get('place') or ''}").split())[:300]


def body(feature: Mapping[str, Any]) -> str:
    """All that counts, a line each."""
    told = feature["properties"]
    depth = feature["geometry"]["coordinates"][2:3]
    felt = told.get("felt")
    lines = [
        f"{told.get('type') or 'event'}: {told.get('place') or 'place not named'}",
        f"Magnitude {told['mag']} {told.get('magType') or ''}".rstrip() if told.get("mag") is not None else "",
        f"Depth {depth[0]} km" if depth and depth[0] is not None else "",
        f"PAGER alert level {told['alert']}" if told.get("alert") else "",
        f"Felt by {felt} who reported it" if felt else "", "Tsunami bulletin issued" if told.get("tsunami") else "",
        f"Status: {told.get('status') or 'unknown'}",
    ]  # fmt: skip
    return "\n".join(line for line in lines if line)


def revision(feature: Mapping[str, Any]) -> str:
    """When the publisher last worked on it."""
    moment = _moment(feature["properties"].get("updated"))
    return moment.isoformat() if moment else ""


def when(feature: Mapping[str, Any]) -> When:
    """The origin time."""
    moment = _moment(feature["properties"]["time"])
    return When(moment, None, "minute", moment.isoformat(timespec="seconds") if moment else "")


def place(feature: Mapping[str, Any]) -> Place | None:
    """The epicenter; None for what is none."""
    geometry = feature.get("geometry")
    at = geometry.get("coordinates") if isinstance(geometry, Mapping) and geometry.get("type") == "Point" else None
    if not isinstance(at, list) or len(at) < 2 or not all(type(one) in (int, float) for one in at[:2]):
        return None
    if not (-180 <= at[0] <= 180 and -90 <= at[1] <= 90):
        return None
    told = feature.get("properties")
    return Place(float(at[0]), float(at[1]), 0.0, str((told or {}).get("place") or "")[:200])


def findings(feature: Mapping[str, Any]) -> tuple[str, ...]:
    """What a reader must know of it."""
    status = str(feature["properties"].get("status"))
    said = {"automatic": "Found by a machine, not looked at by a person yet.", "deleted": "Withdrawn by its source."}
    return (said[status],) if status in said else ()


def _moment(said: object) -> datetime | None:
    if type(said) not in (int, float):
        return None
    try:
        return datetime.fromtimestamp(said / 1000, UTC)  # type: ignore[operator] # - a number, by the line above
    except (ValueError, OverflowError, OSError):
        return None


def _shown(feature: Mapping[str, Any]) -> str:
    return repr(feature.get("geometry"))[:80]
