"""A planned operation: a place, a time, a radius, whom to call. No word of what it is."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class OperationPolicy:
    """Limits and clocks, as `data/operations.json` gives them."""

    longest_hours: int
    ahead_days: int
    largest_radius_m: int
    answer_minutes: int
    kept_hours: int


@dataclass(frozen=True, slots=True)
class Planned:
    """What is stated: a point with a radius in meters, [starts_at, ends_at), and two people of the own agency."""

    lon: float
    lat: float
    radius_m: float
    starts_at: datetime
    ends_at: datetime
    contact_id: int
    backup_id: int | None = None


def faults(said: Planned, *, policy: OperationPolicy, now: datetime) -> tuple[tuple[str, str], ...]:
    """(field, sentence) for each limit that it breaks; empty when it may stand."""
    found = []
    if not (math.isfinite(said.lon) and math.isfinite(said.lat) and abs(said.lat) <= 90 and abs(said.lon) <= 180):
        found.append(("place", "Place: no point on earth. Name a town and state, or give degrees."))
    if not 0 < said.radius_m <= policy.largest_radius_m:
        found.append(("radius", f"Radius: write 1 to {policy.largest_radius_m:,} meters."))
    if said.ends_at <= said.starts_at:
        found.append(("until", "Until: it ends before it begins. Correct one of the two."))
    elif said.ends_at - said.starts_at > timedelta(hours=policy.longest_hours):
        found.append(("until", f"Until: longer than {policy.longest_hours} hours. State the rest as another one."))
    if said.ends_at <= now:
        found.append(("until", "Until: it is over already. State what is planned."))
    if said.starts_at > now + timedelta(days=policy.ahead_days):
        found.append(("from", f"From: more than {policy.ahead_days} days ahead. State it later."))
    if said.backup_id == said.contact_id:
        found.append(("backup", "Second contact: the same person as the first. Choose another, or none."))
    return tuple(found)
