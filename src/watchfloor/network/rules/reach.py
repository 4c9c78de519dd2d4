"""How far a MISP event may go on from here: each station lowers it, and what a sender kept close is not passed on.

MISP book, sharing: 0 own organization, 1 this community, 2 connected communities, 3 all, 4 sharing group, 5 inherit.
"""

from collections.abc import Mapping
from typing import Any

# what may be passed on, and what it says after that
LOWERED = {"2": "1", "3": "3"}
INHERIT = "5"
MANIFEST = ("info", "Orgc", "analysis", "timestamp", "date", "threat_level_id", "Tag")


def passed_on(event: Mapping[str, Any]) -> dict[str, Any] | None:
    """The event as others get it; None where it stays here. Its creator (Orgc) and its tags stand as they came."""
    if (level := LOWERED.get(str(event.get("distribution")))) is None:
        return None
    given = {**event, "distribution": level}
    given.pop("sharing_group_id", None)
    if isinstance(event.get("Attribute"), list):
        given["Attribute"] = _parts(event["Attribute"])
    if isinstance(event.get("Object"), list):
        given["Object"] = [_object(one) for one in _parts(event["Object"])]
    return given


def in_manifest(event: Mapping[str, Any]) -> dict[str, Any]:
    """What a feed's manifest says of an event."""
    return {name: event[name] for name in MANIFEST if name in event}


def _object(part: dict[str, Any]) -> dict[str, Any]:
    inner = part.get("Attribute")
    return part | {"Attribute": _parts(inner)} if isinstance(inner, list) else part


def _parts(given: list[Any]) -> list[dict[str, Any]]:
    """Parts that may go on; what their source deleted does not, nor what stays closer than the event."""
    found = []
    for part in given:
        if not isinstance(part, Mapping) or part.get("deleted"):
            continue
        said = str(part.get("distribution", INHERIT))
        if said == INHERIT or said in LOWERED:
            found.append({**part, "distribution": LOWERED.get(said, INHERIT)})
    return found
