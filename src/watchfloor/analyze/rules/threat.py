"""A threat item and what it holds together, as the facts that local implications are asked of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, pi, radians, sin
from typing import Any

from watchfloor.analyze.rules.distance import DEGREE_M
from watchfloor.analyze.rules.implications import Indicator, ThreatFacts
from watchfloor.analyze.rules.reasons import either
from watchfloor.core.rules.decision import Decision
from watchfloor.core.rules.draft import Place, Point, When
from watchfloor.protect.rules.kinds import THREATS

CORNERS = 24
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Part:
    """One record of the threat: the item itself or one that it holds together with others."""

    told: Mapping[str, Any]
    indicators: frozenset[Indicator]
    sectors: frozenset[str]
    areas: tuple[tuple[Point, ...], ...] = ()
    place: Place | None = None
    when: When | None = None


def may_assess(*, kind: str, right: bool) -> Decision:
    """Who may have it worked out, and of what: threat items only; a report is no threat item and a person is none."""
    item = kind in THREATS
    return Decision.of(
        either(
            right, "You may assess threats.", "Assessing threats is the work of analysts.", rule="analyze.assess.right",
            citation="center policy", way_out="Ask an analyst of this center.",
        ),
        either(
            item, "It is a threat item.", "Only what came from partners is assessed: threat items, alerts, hazards.",
            rule="analyze.assess.kind", citation="center policy",
            way_out="Open the threat item that the report bears on.",
        ),
    )  # fmt: skip


def threat_of(parts: Sequence[Part]) -> ThreatFacts:
    """Indicators, sectors and techniques of all parts together; the first place as a circle, further ones as areas."""
    places = [part.place for part in parts if part.place]
    areas = [area for part in parts for area in part.areas]
    return ThreatFacts(
        indicators=frozenset(one for part in parts for one in part.indicators),
        areas=(*areas, *(circle(place) for place in places[1:])),
        place=places[0] if places else None,
        sectors=frozenset(code for part in parts for code in part.sectors),
        window=window_of([part.when for part in parts if part.when]),
        techniques=frozenset(one for part in parts for one in techniques(part.told)),
    )


def techniques(told: Mapping[str, Any]) -> Iterable[str]:
    """Catalog ids of an attack pattern, as it names them itself."""
    if told.get("type") != "attack-pattern":
        return ()
    listed = told.get("external_references") or ()
    return tuple(str(one["external_id"]) for one in listed if isinstance(one, dict) and one.get("external_id"))


def window_of(whens: Sequence[When]) -> When | None:
    """From the first beginning to the last end; open where none is known."""
    starts = [when.start for when in whens if when.start]
    ends = [end for when in whens if (end := when.end)]
    if not starts and not ends:
        return None
    start, end = min(starts, default=None), max(ends, default=None)
    return When(start, end, "minute", f"{_day(start) or 'before'} to {_day(end) or 'now'}")


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""


def circle(place: Place) -> tuple[Point, ...]:
    """A polygon in place of a circle; a point becomes one of a hundred meters."""
    up = max(100.0, place.radius_m) / DEGREE_M
    wide = up / max(0.01, cos(radians(place.lat)))
    turns = (2 * pi * corner / CORNERS for corner in range(CORNERS))
    return tuple((place.lon + wide * cos(turn), place.lat + up * sin(turn)) for turn in turns)


def box_of(threat: ThreatFacts, *, beyond_m: float) -> Box | None:
    """West, south, east, north of all that the threat can touch by place; None if it names no place."""
    points = [point for area in threat.areas for point in area]
    if threat.place is not None:
        points += circle(threat.place)
    if not points:
        return None
    south, north = min(y for _, y in points), max(y for _, y in points)
    up = beyond_m / DEGREE_M
    wide = up / max(0.01, cos(radians(min(89.0, max(abs(south), abs(north))))))
    return min(x for x, _ in points) - wide, south - up, max(x for x, _ in points) + wide, north + up
