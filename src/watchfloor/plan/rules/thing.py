"""What a kept record says of where, when and which sectors, in the shape that relevance is asked in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, cast

from watchfloor.core.rules.draft import Place, When
from watchfloor.plan.rules.ground import Outline
from watchfloor.plan.rules.relevance import ThingFacts
from watchfloor.plan.rules.software import products_told
from watchfloor.plan.rules.words import words_of

Precision = Literal["minute", "day", "unknown"]


def thing_of(
    *,
    title: str,
    body: str,
    data: Mapping[str, Any],
    place: Place | None,
    when: When | None,
    sectors: Mapping[str, tuple[str, ...]],
    states: Mapping[str, str],
    sender: int = 0,
) -> ThingFacts:
    """`data` is what core keeps beside the words; `sectors` and `states` read names as codes."""
    told = data.get("object") or {}
    named, words = sectors_named(told, sectors), words_of(f"{title} {body}")
    return ThingFacts(
        place, areas_of(data), named, when, words, state_named(told, states), products_told(told), sender
    )  # fmt: skip


def state_named(told: Mapping[str, Any], states: Mapping[str, str]) -> tuple[str, ...]:
    """The state that a STIX location names as its administrative area, by name or by ISO 3166-2 code."""
    said = told.get("administrative_area")
    code = states.get(said.casefold().removeprefix("us-"), "") if isinstance(said, str) else ""
    return (code,) if code else ()


def areas_of(data: Mapping[str, Any]) -> tuple[Outline, ...]:
    """The polygons of the item, longitude first."""
    return tuple(tuple((float(x), float(y)) for x, y in area) for area in data.get("areas") or ())


def sectors_named(told: Mapping[str, Any], sectors: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """NIEM codes of the sectors that a STIX object names in its own property."""
    said = told.get("sectors")
    names = said if isinstance(said, list) else []
    return tuple(dict.fromkeys(code for name in names for code in sectors.get(str(name), ())))


def place_of(lon: float | None, lat: float | None, radius_m: float, name: str) -> Place | None:
    """The place of a record, if it has one."""
    return None if lon is None or lat is None else Place(lon, lat, radius_m, name)


def when_of(start: datetime | None, end: datetime | None, precision: str, said: str) -> When | None:
    """The time of a record, if it has one."""
    if start is None and end is None:
        return None
    known = precision if precision in {"minute", "day"} else "unknown"
    return When(start, end, cast("Precision", known), said)
