"""Places named in text: coordinates, bearings from a point, airports, towns, counties."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal, TypeVar

from watchfloor.text.bearings import AIRPORT_RADIUS_M, bearings
from watchfloor.text.compass import distance
from watchfloor.text.coordinates import coordinates
from watchfloor.text.data import lists, state_code
from watchfloor.text.gazetteer import Airport, County, Gazetteer, Town

NEAR_M = 150_000.0  # an airport farther from the town of the report is where somebody came from
Row = TypeVar("Row")
How = Literal["coordinates", "bearing", "airport", "town", "county", "field"]
_HOWS: tuple[How, ...] = ("coordinates", "bearing", "airport", "town", "county", "field")
# a code counts only where a report would name an airport: most codes are words or parts of routes otherwise
_NEAR_CODE = re.compile(
    r"\b(?:VCNTY|VICINITY|NEAR|OVER|ALERT FOR"
    r"|(?:FINAL|RUNWAY|RWY|RY)(?: (?:FOR|INTO|TO|AT|RUNWAY|RWY|RY|\d{1,2}[LRC]?))*)"
    r"(?: OF)? (?P<code>(?!AND\b|THE\b|TOP\b|ALL\b|ONE\b|ANY\b|HIS\b|HER\b|SAN\b)K?[A-Z0-9]{3})(?!\w| ?-)"
)
_CODE_AIRPORT = re.compile(r"\b(?P<code>K?[A-Z0-9]{3}) (?:ARPT|AIRPORT|Airport)\b")
_CODE_IN_BRACKETS = re.compile(r"\((?P<code>[A-Z0-9]{3,4})\)(?! ?-)")
# searched for by the word that ends a name, then read backward: a name can begin anywhere
_AIRPORT_WORD = re.compile(r" (?:ARPT|AIRPORT|Airport)\b")
_COUNTY_WORD = re.compile(r" (?:COUNTY|County|PARISH|Parish|BOROUGH|Borough)\b")
_TWO = re.compile(r"[/-]")
_BREAK = re.compile(r".*(?:[,;:()\n\"]|\. )", re.DOTALL)
_ROUTE_LEFT = re.compile(r"(?:[A-Z][\w.'’/ -]{1,40}, ?[A-Z]{2}(?: ?\([A-Z0-9]{3,4}\))?|\b[A-Z0-9]{3,4})$")
_ROUTE_RIGHT = re.compile(r"(?:[A-Z][\w.'’/ -]{1,40}, ?[A-Z]{2,}(?: ?\([A-Z0-9]{3,4}\))?|[A-Z0-9]{3,4}\b)")


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place at [start, end) of the text (0, 0 if it came from the fields): a point and the radius it is sure to.

    `how`: coordinates | bearing | airport | town | county | field, from the finest to the coarsest.
    """

    lon: float
    lat: float
    radius_m: float
    name: str
    start: int
    end: int
    how: How


@cache
def _state_pattern() -> re.Pattern[str]:
    states = "|".join([*lists().states, *(f"(?i:{name})" for name in lists().states.values())])
    return re.compile(rf", ?(?P<state>{states})(?![\w'’])")


def find_places(text: str, gazetteer: Gazetteer, *, state: str = "", city: str = "") -> tuple[PlaceFound, ...]:
    """The places of a text, finest first, then in order of place. `state` and `city` are what fields beside it say.

    Routes ("FAR - DFW", "KEY LARGO, FL - PONTIAC, MI") name no place of the event. A name that could be two places is
    left out. When the text names nothing, the town of the fields is given, with `how` "field".
    """
    routes, towns = _routes(text), list(_towns(text, gazetteer))
    told = [town.state for town, start, _ in towns if not _inside(start, routes)]
    states = list(dict.fromkeys(filter(None, [*told, state_code(state)])))
    found = [
        PlaceFound(c.lon, c.lat, c.radius_m, "coordinates", c.start, c.end, "coordinates") for c in coordinates(text)
    ]
    near = _anchor([town for town, start, _ in towns if not _inside(start, routes)], gazetteer.town(city, state))
    found += [
        PlaceFound(b.lon, b.lat, b.radius_m, b.name, b.start, b.end, "bearing")
        for b in bearings(text, gazetteer, states, near)
    ]
    found += [place for place in _airports(text, gazetteer, states) if _is_near((place.lon, place.lat), near)]
    found += [_at_town(town, start, end, "town") for town, start, end in towns]
    found += _counties(text, gazetteer, states)
    kept = _apart([place for place in found if not _inside(place.start, routes)])
    return kept or _of_fields(state, city, gazetteer)


def _anchor(towns: Sequence[Town], field: Town | None) -> tuple[float, float] | None:
    first = towns[0] if towns else field
    return (first.lon, first.lat) if first else None


def _is_near(point: tuple[float, float], near: tuple[float, float] | None) -> bool:
    return near is None or distance(point, near) < NEAR_M


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(begin <= at < end for begin, end in spans)


def _routes(text: str) -> list[tuple[int, int]]:
    routes, dash = [], text.find(" - ")
    while dash >= 0:
        left = _ROUTE_LEFT.search(text, max(0, dash - 48), dash)
        right = _ROUTE_RIGHT.match(text, dash + 3)
        if left and right:
            routes.append((left.start(), right.end()))
        dash = text.find(" - ", dash + 1)
    return routes


def _towns(text: str, gazetteer: Gazetteer) -> Iterator[tuple[Town, int, int]]:
    for hit in _state_pattern().finditer(text) if "," in text else ():
        start, said = _before(text, hit.start())
        for town, begin in _halves(said, partial(gazetteer.town, state=hit["state"])):
            yield town, start + begin, hit.end()


def _halves(said: str, look: Callable[[str], Row | None]) -> Iterator[tuple[Row, int]]:
    # "SAN DIEGO/EL CAJON" and "RALEIGH-DURHAM" name two towns, "WILKES-BARRE" one
    whole = _longest(said, look) if "/" not in said else None
    if whole is not None:
        yield whole
        return
    begin = 0
    for name in _TWO.split(said):
        known = _longest(name, look)
        if known is not None:
            yield known[0], begin + known[1]
        begin += len(name) + 1


def _before(text: str, end: int, most: int = 5) -> tuple[int, str]:
    """Where the few words before `end` begin, and the words; a mark of punctuation ends them."""
    begin = max(0, end - 60)
    broken = _BREAK.match(text, begin, end)
    begin = broken.end() if broken else begin
    words = text[begin:end].rsplit(" ", most)
    skipped = len(words[0]) + 1 if len(words) > most else 0
    return begin + skipped, text[begin + skipped : end]


def _longest(said: str, look: Callable[[str], Row | None]) -> tuple[Row, int] | None:
    """The longest run of words at the end of `said` that `look` knows, and where it begins."""
    start = len(said) - len(said.lstrip())
    while start < len(said):
        if found := look(said[start:].rstrip()):
            return found, start
        gap = said.find(" ", start)
        start = gap + 1 if gap >= 0 else len(said)
    return None


def _airports(text: str, gazetteer: Gazetteer, states: Sequence[str]) -> Iterator[PlaceFound]:
    for pattern in (_NEAR_CODE, _CODE_AIRPORT, _CODE_IN_BRACKETS):
        for hit in pattern.finditer(text):
            airport = gazetteer.airport(hit["code"], states[0] if states else "")
            if airport and airport.state and (airport.served or airport.state in states):
                yield _at_airport(airport, f"{hit['code']} ({airport.name})", *hit.span("code"))
    for hit in _AIRPORT_WORD.finditer(text) if states else ():
        start, said = _before(text, hit.start())
        known = _longest(said, partial(_airport, state=states[0], gazetteer=gazetteer))
        if known is not None:
            yield _at_airport(known[0], known[0].name, start + known[1], hit.end())


def _airport(name: str, *, state: str, gazetteer: Gazetteer) -> Airport | None:
    return gazetteer.airport_named(name, state) or gazetteer.airport_of(name, state)


def _counties(text: str, gazetteer: Gazetteer, states: Sequence[str]) -> Iterator[PlaceFound]:
    for hit in _COUNTY_WORD.finditer(text) if states else ():
        start, said = _before(text, hit.start(), 3)
        known = _longest(said, partial(_county, ending=hit[0], states=states, gazetteer=gazetteer))
        if known is not None:
            yield _at_county(known[0], start + known[1], hit.end())


def _county(name: str, *, ending: str, states: Sequence[str], gazetteer: Gazetteer) -> County | None:
    return next(filter(None, (gazetteer.county(name + ending, state) for state in states)), None)


def _at_town(town: Town, start: int, end: int, how: How) -> PlaceFound:
    return PlaceFound(town.lon, town.lat, round(town.radius_m), f"{town.name}, {town.state}", start, end, how)


def _at_airport(airport: Airport, name: str, start: int, end: int) -> PlaceFound:
    return PlaceFound(airport.lon, airport.lat, AIRPORT_RADIUS_M, name, start, end, "airport")


def _at_county(county: County, start: int, end: int) -> PlaceFound:
    return PlaceFound(county.lon, county.lat, county.radius_m, f"{county.name}, {county.state}", start, end, "county")


def _of_fields(state: str, city: str, gazetteer: Gazetteer) -> tuple[PlaceFound, ...]:
    town = gazetteer.town(city, state) if city and state else None
    return (_at_town(town, 0, 0, "field"),) if town else ()


def _apart(found: list[PlaceFound]) -> tuple[PlaceFound, ...]:
    # the airport that a bearing starts from is no place of its own
    kept: list[PlaceFound] = []
    for place in sorted(found, key=lambda each: (_HOWS.index(each.how), each.start, -each.end)):
        if not any(place.start < other.end and other.start < place.end and place.how != "town" for other in kept):
            kept.append(place)
    return tuple(kept)
