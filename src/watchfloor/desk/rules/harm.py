"""Time to harm, by what the sender stated. Age never lowers a group, and nothing is guessed (design, section 4).

Alerts alone are judged here; where a report stands says gather's triage (gather/data/triage.json).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

Group = Literal["Imminent", "Within hours", "Within days", "No stated time"]
GROUPS: tuple[Group, ...] = ("Imminent", "Within hours", "Within days", "No stated time")
SEVERE = frozenset({"Extreme", "Severe"})  # CAP 1.2 section 3.2.2, severity
HOURS, DAYS = timedelta(hours=24), timedelta(days=14)


def group_of(
    kind: str, said: Mapping[str, Any], *, starts: datetime | None, ends: datetime | None, now: datetime
) -> Group:
    """The group of one alert; anything else that asks states no time here.

    An alert that is over, or is no real one (test, exercise, draft), states no time any more.
    """
    if kind != "cap" or not said.get("operational", True) or (ends is not None and ends <= now):
        return "No stated time"
    if _is_imminent(said) and (starts is None or starts <= now):
        return "Imminent"
    if starts is None:
        return "No stated time"
    if starts - now <= HOURS:
        return "Within hours"
    return "Within days" if starts - now <= DAYS else "No stated time"


def as_here(said: Mapping[str, Any], *, exercise: bool) -> Mapping[str, Any]:
    """In a house that is an exercise, what was sent for exercise is the real thing."""
    return {**said, "operational": True} if exercise and said.get("status") == "Exercise" else said


def _is_imminent(said: Mapping[str, Any]) -> bool:
    """Immediate urgency and extreme or severe, as the sender said it."""
    infos = [info for info in said.get("info") or () if isinstance(info, Mapping)]
    return any(info.get("urgency") == "Immediate" and info.get("severity") in SEVERE for info in infos)
