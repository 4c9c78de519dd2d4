"""What a format hands over: drafts that may become records, and what had to be set aside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Precision = Literal["minute", "day", "unknown"]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A point in WGS 84 degrees, longitude first (RFC 7946), with the radius in metres that it is sure to."""

    lon: float
    lat: float
    radius_m: float = 0.0
    name: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """A range of aware times. A day without a time stays a day: precision says so; `said` keeps the words."""

    start: datetime | None
    end: datetime | None
    precision: Precision
    said: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One object as read from a container; `data` MUST round-trip what was received."""

    kind: str
    origin_key: str
    revision: str
    title: str
    body: str
    data: Mapping[str, Any]
    when: When | None = None
    place: Place | None = None
    areas: tuple[tuple[Point, ...], ...] = ()
    markings: tuple[str, ...] = ()
    piece: tuple[int, int] = (0, 0)
    findings: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class SetAside:
    """A part that could not be read: where it stands, which rules it broke and what would mend it."""

    place: str
    reasons: tuple[str, ...]
    piece: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a format made of a container. `whole` MUST be True when nothing in it could be read."""

    format: str
    drafts: tuple[Draft, ...]
    set_aside: tuple[SetAside, ...]
    whole: bool = False
