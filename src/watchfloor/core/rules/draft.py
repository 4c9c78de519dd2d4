"""What a format hands over: drafts (Structs: a file makes many thousands) and what had to be set aside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A point in WGS 84 degrees, longitude first (RFC 7946), with the radius in metres that it is sure to."""

    lon: float
    lat: float
    radius_m: float = 0.0
    name: str = ""


class When(msgspec.Struct, frozen=True):
    """A range of aware times. A day without a time stays a day: precision says so; `said` keeps the words."""

    start: datetime | None
    end: datetime | None
    precision: Literal["minute", "day", "unknown"]
    said: str


class Draft(msgspec.Struct, frozen=True):
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
    findings: tuple[str, ...] = ()

    def but(self, **changed: Any) -> "Draft":
        """Another draft, of which these fields are others."""
        return msgspec.structs.replace(self, **changed)


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
