"""How times, kinds, classes and ids are said on pages (design, section 7)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from watchfloor.core.queries.records import Row
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.rules.kinds import THREATS

KINDS = {
    "tip": "Report",
    "stix": "Threat item (STIX)",
    "cap": "Alert (CAP)",
    "kev": "Exploited vulnerability (KEV)",
    "csaf": "Advisory (CSAF)",
    "misp": "Event (MISP)",
    "hazard": "Hazard (USGS)",
    "ntas": "Advisory (NTAS)",
    "article": "Entry of a feed",
    "mail": "Mail",
    "bulletin": "Bulletin",
    "pointer": "Pointer to another system",
    "vocabulary": "Vocabulary (MISP)",
    "product": "Product",
    "redress": "Redress case",
}
GLYPHS = {"tip": "report", **dict.fromkeys(THREATS, "threat"), "product": "product", "redress": "request"}
CLASSES = {code: one.words for code, one in classes().classes.items()}


def moment(at: datetime | None, precision: str = "minute") -> str:
    """ "Nov 21, 02:19 CST", with the year if it is not this one; a day without a time stays a day; "" for None."""
    if at is None or precision == "unknown":
        return ""
    here = timezone.localtime(at)
    said = day(here.date())
    return said if precision == "day" else f"{said}, {here:%H:%M %Z}"


def brief(at: datetime | None, *, now: datetime) -> str:
    """ "02:19" of today, "Nov 20" of another day; for lists, where the whole stands beside it."""
    if at is None:
        return ""
    here = timezone.localtime(at)
    return hour(at) if here.date() == timezone.localdate(now) else day(here.date())


def hour(at: datetime) -> str:
    """ "02:19", local; "01:30 CDT" within half a day of a change of the clocks, when one hour may come twice."""
    here = timezone.localtime(at)
    before, after = (timezone.localtime(at + timedelta(hours=hours)).utcoffset() for hours in (-12, 12))
    return f"{here:%H:%M}" if before == after else f"{here:%H:%M %Z}"


def stamp(at: datetime) -> str:
    """ "Nov 14 20:31", local; for narrow columns."""
    return f"{day(timezone.localtime(at).date())} {hour(at)}"


def agency_words(name: str) -> str:
    """An agency's name on a page whose banners say EXERCISE already."""
    return name.removesuffix(" (EXERCISE)")


def day(on: date) -> str:
    """ "Nov 21" of this year, "Nov 21, 2025" of another."""
    this_year = timezone.localdate().year
    return f"{on:%b} {on.day}" + ("" if on.year == this_year else f", {on.year}")


def number_of(row: Row) -> str:
    """A short form of the id for reading aloud; the whole id stands in the address. Never sequential."""
    prefix = "SAR" if row.legal_class in ("sar", "ise_sar") else row.kind.upper()
    return short(row.public_id, prefix)


def short(public_id: UUID, prefix: str) -> str:
    """PREFIX-1a2b3c4d."""
    return f"{prefix}-{str(public_id)[:8]}"


def glyph_of(kind: str) -> str:
    """The shape of a kind (design, section 2)."""
    return GLYPHS.get(kind, "unknown")


def place_of(lon: float | None, lat: float | None) -> str:
    """Coordinates in words, latitude first; "" if there are none."""
    if lon is None or lat is None:
        return ""
    return f"{abs(lat):.4f} {'N' if lat >= 0 else 'S'}, {abs(lon):.4f} {'E' if lon >= 0 else 'W'}"


def where_words(data: Mapping[str, Any], lon: float | None, lat: float | None) -> str:
    """The place as the sender named it, or its town, or the coordinates; for lists, where the page has them all."""
    came = data.get("object")
    came = came if isinstance(came, Mapping) else {}
    towns = (part.get("city") for name in ("where", "fields") if isinstance(part := came.get(name), Mapping))
    return str(data.get("place") or next(filter(None, towns), "") or place_of(lon, lat))


def fact_words(kind: str) -> str:
    """ "Record opened" for "core.record.opened"."""
    _, noun, verb = kind.split(".")
    return f"{noun.replace('-', ' ').capitalize()} {verb.replace('-', ' ')}"
