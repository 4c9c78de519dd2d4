"""A MISP event (MISP core format): what it must carry, how far it may go, and what it says in words.

Numbers come as texts there. How far an event may go is its distribution; what a sender keeps within his own community
has not said that it may go on here, so it closes until a person decides (unknown marking means closed).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from watchfloor.core.rules.draft import When

CORE = "MISP core format, section 2.2"
TLP = re.compile(r"tlp:(clear|white|green|amber\+strict|amber|red)", re.IGNORECASE)
THREAT = {"1": "high", "2": "medium", "3": "low"}
ANALYSIS = {"0": "begun", "1": "under way", "2": "complete"}
# section 2.4.1 of the core format; 3 is all communities, 5 inherits
CLOSED = {
    "0": "your organisation only", "1": "this community only", "2": "connected communities", "4": "a sharing group",
}  # fmt: skip


def faults(event: Mapping[str, Any]) -> tuple[str, ...]:
    """Why the event cannot be opened, each with the rule and the way out; empty if it can."""
    found = []
    if not _is_uuid(event.get("uuid")):
        found.append(f"uuid: {str(event.get('uuid'))[:40]!r} is no UUID ({CORE}). Ask the sender for a whole event.")
    if not isinstance(event.get("info"), str) or not event["info"].strip():
        found.append(f"info: missing ({CORE}). Ask the sender for a whole event.")
    if event.get("Attribute") is not None and not isinstance(event["Attribute"], list):
        found.append(f"Attribute: is no list ({CORE}). Ask the sender for a whole event.")
    return tuple(found)


def findings(event: Mapping[str, Any]) -> tuple[str, ...]:
    """What a reader must know of it."""
    said = [] if event.get("published") else ["Its source has not published it: it may still change."]
    lacking = sum(1 for one in _given(event) if not _usable(one))
    if lacking:
        said.append(f"{lacking} of its attributes have no type or value and stand in the original only.")
    inner = sorted({str(one.get("distribution")) for one in attributes(event)} & set(CLOSED))
    if inner:
        said.append(f"Attributes carry a narrower distribution ({', '.join(inner)}); the whole goes as far as they do.")
    return tuple(said)


def markings(event: Mapping[str, Any]) -> tuple[str, ...]:
    """TLP tags of the event and its parts, and what its distribution closes; each once."""
    levels = [str(one.get("distribution")) for one in (event, *attributes(event))]
    closed = [f"unknown: MISP distribution {level}, {CLOSED[level]}" for level in levels if level in CLOSED]
    named = [tag for one in (event, *_given(event), *_objects(event)) for tag in tags(one)]
    return tuple(dict.fromkeys([f"TLP:{hit[1].upper()}" for tag in named if (hit := TLP.fullmatch(tag))] + closed))


def tags(part: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of its tags."""
    given = part.get("Tag")
    found = given if isinstance(given, list) else []
    return tuple(str(one["name"]) for one in found if isinstance(one, Mapping) and one.get("name"))


def attributes(event: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Those that can be used, plain ones and those in objects; what its source deleted is left out."""
    return tuple(one for one in _given(event) if _usable(one) and not one.get("deleted"))


def revision(event: Mapping[str, Any]) -> str:
    """When the source last changed it."""
    said = str(event.get("timestamp") or "")
    try:
        return datetime.fromtimestamp(int(said), UTC).isoformat() if said.isdigit() else said
    except (ValueError, OverflowError, OSError):
        return said


def when(event: Mapping[str, Any]) -> When | None:
    """The day that the event names."""
    try:
        on = date.fromisoformat(str(event.get("date")))
    except ValueError:
        return None
    return When(datetime(on.year, on.month, on.day, tzinfo=UTC), None, "day", str(event["date"]))


def body(event: Mapping[str, Any]) -> str:
    """All words, a line each; the creator stands as he is, and receivers never change him."""
    creator = event.get("Orgc")
    by = str(creator.get("name") or "") if isinstance(creator, Mapping) else ""
    lines = [
        event["info"], f"From {by}" if by else "",
        f"Threat level {THREAT[str(event['threat_level_id'])]}" if str(event.get("threat_level_id")) in THREAT else "",
        f"Analysis {ANALYSIS[str(event['analysis'])]}" if str(event.get("analysis")) in ANALYSIS else "",
        ", ".join(tags(event)), *(_line(one) for one in attributes(event)),
    ]  # fmt: skip
    return "\n".join(dict.fromkeys(line for line in lines if line))


def _line(one: Mapping[str, Any]) -> str:
    comment = f" ({one['comment']})" if one.get("comment") else ""
    return f"{one['type']}: {one['value']}{comment}"


def _given(event: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for holder in (event, *_objects(event)):
        given = holder.get("Attribute")
        yield from (one for one in (given if isinstance(given, list) else []) if isinstance(one, Mapping))


def _objects(event: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    given = event.get("Object")
    return [one for one in (given if isinstance(given, list) else []) if isinstance(one, Mapping)]


def _usable(one: Mapping[str, Any]) -> bool:
    return bool(one.get("type")) and one.get("value") not in (None, "")


def _is_uuid(said: object) -> bool:
    try:
        return bool(UUID(str(said)))
    except ValueError:
        return False
