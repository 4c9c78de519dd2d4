"""How a time is said in a reason or a product: "Nov 12, 10:40 CST", "Oct 22, 2026 to Feb 5, 2027"."""

from datetime import datetime, timedelta, tzinfo

from watchfloor.core.rules.draft import When

DAY = timedelta(days=1)


def said_when(when: When, zone: tzinfo | None) -> str:
    """In the zone of the center. Without a zone, or without a time, the words that came with it stay."""
    if zone is None or (when.start is None and when.end is None):
        return when.said
    whole_days = when.precision == "day"
    start, end = _here(when.start, zone), _here(when.end, zone)
    if start is None:
        return f"until {_said(end, whole_days, year=True)}"
    if end is None or end == start:
        return _said(start, whole_days, year=whole_days)
    if whole_days and end - start <= DAY:
        return _said(start, True, year=True)
    years = whole_days or start.year != end.year
    if start.date() == end.date():
        return f"{_said(start, False, year=years)} to {end:%H:%M}"
    return f"{_said(start, whole_days, year=years)} to {_said(end, whole_days, year=years)}"


def _here(at: datetime | None, zone: tzinfo) -> datetime | None:
    return at.astimezone(zone) if at is not None else None


def _said(at: datetime | None, whole_days: bool, *, year: bool) -> str:
    if at is None:
        return ""
    day = f"{at:%b} {at.day}" + (f", {at.year}" if year else "")
    return day if whole_days else f"{day}, {at:%H:%M %Z}"
