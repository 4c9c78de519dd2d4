"""A bulletin or alert of the National Terrorism Advisory System, from its XML or its RSS form.

The XML form of 2016 has no bulletins and gives its times in GMT without a zone (dhs.gov/ntas-api-documentation, March
2016, text seen). Later advisories are found only as pages and feeds: what is read says so, and a person confirms it.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from watchfloor.core.rules.draft import When
from watchfloor.receive.rules import article
from watchfloor.receive.rules.plain import plain

GUIDE = "NTAS API documentation, March 2016"
TYPES = {
    "elevated threat": "Elevated", "imminent threat": "Imminent", "elevated": "Elevated", "imminent": "Imminent",
    "bulletin": "Bulletin",
}  # fmt: skip
NAMED = re.compile(r"\bNTAS\b|National Terrorism Advisory System", re.IGNORECASE)
LEVEL = re.compile(r"\b(imminent|elevated)\b(?:\s+threat)?|\b(bulletin)\b", re.IGNORECASE)
STALE = timedelta(days=365)
UNCONFIRMED = "Not confirmed: a person must compare it with dhs.gov/ntas before it counts as a change of state."


def faults(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Why an alert of the XML form cannot be opened."""
    found = []
    if str(told.get("type", "")).casefold() not in TYPES:
        found.append(f"type: {str(told.get('type'))[:40]!r} is no type of alert ({GUIDE}). Look at dhs.gov/ntas.")
    if instant(told.get("start")) is None:
        found.append(f"start: {str(told.get('start'))[:40]!r} is no time YYYY/MM/DD HH:MM ({GUIDE}).")
    if told.get("end") and instant(told["end"]) is None:
        found.append(f"end: {str(told['end'])[:40]!r} is no time YYYY/MM/DD HH:MM ({GUIDE}).")
    return tuple(found)


def is_named(told: Mapping[str, Any], *, channel: str) -> bool:
    """Whether an entry of a feed is of the system: the channel is its own, or its title names it."""
    return bool(NAMED.search(channel) or NAMED.search(str(told.get("title") or "")))


def of_entry(told: Mapping[str, Any]) -> dict[str, Any]:
    """The entry of a feed in the fields of the XML form; the level as its title says it."""
    hit = LEVEL.search(article.title(told)) or LEVEL.search(article.body(told))
    level = TYPES[next(one for one in hit.groups() if one).casefold()] if hit else "Bulletin"
    return {**told, "type": level, "summary": told.get("summary") or told.get("content") or told.get("title")}


def title(told: Mapping[str, Any]) -> str:
    """Always names the system, the level and how the summary begins."""
    level = TYPES.get(str(told.get("type", "")).casefold(), "Bulletin")
    words = " ".join(plain(str(told.get("title") or told.get("summary") or "")).split())
    return (words if NAMED.search(words) else f"NTAS {level}: {words}")[:300]


def body(told: Mapping[str, Any]) -> str:
    """Summary, details, duration, places, sectors and sections, a line each."""
    sections = [plain(f"{one.get('detail_title', '')}\n{one.get('detail', '')}") for one in told.get("sections") or ()]
    lines = [plain(str(told.get(name) or "")) for name in ("title", "summary", "details", "content", "duration")]
    lists = [", ".join(map(str, told.get(name) or ())) for name in ("locations", "sectors")]
    return "\n".join(dict.fromkeys(one for one in (*lines, *lists, *sections) if one))


def when(told: Mapping[str, Any]) -> When | None:
    """From its start to its end; an entry of a feed by its publication. Without an end it is over after 365 days."""
    start, end = instant(told.get("start")), instant(told.get("end"))
    if start is None:
        published = article.when(told)
        start = published.start if published else None
    if start is None:
        return None
    published_at = told.get("published") or told.get("updated")
    said = f"start {told['start']}" if told.get("start") else f"published {published_at}"
    return When(start, end or start + STALE, "minute", said + (f", end {told['end']}" if told.get("end") else ""))


def findings(told: Mapping[str, Any]) -> tuple[str, ...]:
    """What a reader must know before anything is done because of it."""
    ends = [] if told.get("end") else ["It names no end; it is taken as over 365 days after its start (center policy)."]
    return (UNCONFIRMED, *ends)


def instant(said: object) -> datetime | None:
    """A time of the XML form: YYYY/MM/DD HH:MM in GMT."""
    try:
        return datetime.strptime(str(said).strip(), "%Y/%m/%d %H:%M").replace(tzinfo=UTC)
    except ValueError:
        return None


def named(values: Sequence[str]) -> list[str]:
    """Names of places or sectors without those that are empty."""
    return [" ".join(one.split()) for one in values if one and one.strip()]
