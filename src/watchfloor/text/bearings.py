"""Bearing and distance from a named point, as air traffic reports write it: "5 NW MSP", "10 E OF ADDISON ARPT".

A distance without a unit is in nautical miles (so FAA reports mean it); bearings are one of 16 points. Controllers
give them from magnetic north; the radius of the place covers the difference.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from watchfloor.text.compass import degrees, destination, distance, meters
from watchfloor.text.data import lists, state_code
from watchfloor.text.gazetteer import Airport, Gazetteer

FARTHEST_M = 500_000.0
ASTRAY_M = 700_000.0
AIRPORT_RADIUS_M = 2_000.0
BEACON_RADIUS_M = 15_000.0
_POINT = (
    r"N\.?N\.?E|E\.?N\.?E|E\.?S\.?E|S\.?S\.?E|S\.?S\.?W|W\.?S\.?W|W\.?N\.?W|N\.?N\.?W|NE|SE|SW|NW|N|E|S|W"
    r"|(?:NORTH|SOUTH)[ -]?(?:EAST|WEST)|NORTH|SOUTH|EAST|WEST"
)
_BEARING = re.compile(
    r"(?<![\d.,/#$-])(?P<distance>\d/\d|\d{1,3}(?:\.\d+)?|\.\d+)(?:-(?P<to>\d{1,2}(?:\.\d+)?))?[ ]?"
    r"(?P<unit>NM|NMI|NAUTICAL[ ]MILES?|STATUTE[ ]MILES?|MILES?|MI|SM|KM|KILOMETERS?|YARDS?|YDS?|METERS?)?\.?"
    r"\s{1,2}(?:TO[ ]THE[ ])?"
    rf"(?P<point>{_POINT})\s{{1,2}}(?:(?:OF|FROM)\s{{1,2}})?(?:THE\s)?(?=[A-Z0-9])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w.'’/-]*[\w'’]")
_ENDS = re.compile(
    r"\s*(?:$|[.;:,()/\n\"]|(?:NORTH|SOUTH|EAST|WEST)(?:EAST|WEST)?BOUND\b|(?:ARPT|AIRPORT|VOR\w*|TACAN|NDB|AT|WHILE|WHEN|ON|IN|AND|AS|BUT|THE|FROM|TO|NEAR|OVER|WITH|DURING|NO|BY"
    r"|REPORTED|OBSERVED|DESCENDING|CLIMBING|HEADING|FINAL|RUNWAY|RWY|RY|FT|FEET|ABOUT|APPROX\w*|EVASIVE|LEO|PD|FOR|OFF|WAS"
    r"|UNKN|MOVING|FLYING|TRAVELING|ABOVE|BELOW|VCNTY|INBOUND|OUTBOUND|ALONG|ARRIVAL|DEPARTURE|BETWEEN|CROSSING|CLASS|VIA|UAS|DRONE)\b)",
    re.IGNORECASE,
)
_CODE = re.compile(r"[A-Z0-9]{3,4}")


@dataclass(frozen=True, slots=True)
class Bearing:
    """A point some way from a named one, at [start, end) of the text. `name` says it whole."""

    lon: float
    lat: float
    radius_m: float
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Origin:
    lon: float
    lat: float
    radius_m: float
    name: str
    end: int


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(
        r"\s*(?P<kind>(?:INTL|INTERNATIONAL|EXECUTIVE|MUNI(?:CIPAL)?|REGIONAL|RGNL|COUNTY)?\s*(?:ARPT|AIRPORT|FIELD"
        r"|HELIPORT|VORTACS?|VOR(?:/?DME)?|TACAN|NDB|AFB|ARB|NAS|MCAS)?)\b\s*(?:\((?P<code>[A-Z0-9]{3,4})\))?"
        rf"(?:,\s?(?P<state>{'|'.join(lists().states)})(?!\w))?",
        re.IGNORECASE,
    )


def bearings(
    text: str, gazetteer: Gazetteer, states: Sequence[str], near: tuple[float, float] | None = None
) -> Iterator[Bearing]:
    """`states`: two-letter codes to look for names in, likeliest first. What cannot be resolved is left out, and so is
    an airport of another state more than 700 km from `near`: its code was meant for something else."""
    for hit in _BEARING.finditer(text):
        least, far = _reach(hit)
        origin = _origin(text, hit.end(), gazetteer, states) if 0 < far <= FARTHEST_M else None
        if origin is not None and (near is None or distance(near, (origin.lon, origin.lat)) < ASTRAY_M + far):
            yield _placed(hit, least, far, origin)


def _reach(hit: re.Match[str]) -> tuple[float, float]:
    """The least and the most meters that the words mean: half a unit of the last figure to either side."""
    said, to, unit = hit["distance"], hit["to"], hit["unit"] or ""
    if "/" in said:
        above, _, below = said.partition("/")
        share = meters(int(above) / max(1, int(below)), unit)
        return share * 0.75, share * 1.25
    step = meters(10.0 ** -len(said.partition(".")[2]), unit) / 2
    return max(0.0, meters(float(said), unit) - step), meters(float(to or said), unit) + step


def _placed(hit: re.Match[str], least: float, far: float, origin: _Origin) -> Bearing:
    spelled = hit["point"].upper().replace(".", "").replace(" ", "")
    middle = (least + far) / 2
    lon, lat = destination(origin.lon, origin.lat, degrees(hit["point"].replace(".", "")), middle)
    # half a point of the compass to either side; words spelled out are one of eight
    half = 22.5 if len(spelled) > 3 else 11.25
    radius = origin.radius_m + (far - least) / 2 + middle * math.sin(math.radians(half))
    said = hit["distance"] + (f"-{hit['to']}" if hit["to"] else "")
    name = f"{said} {(hit['unit'] or 'NM').upper()} {spelled} of {origin.name}"
    return Bearing(round(lon, 5), round(lat, 5), round(radius), name, hit.start(), origin.end)


def _origin(text: str, at: int, gazetteer: Gazetteer, states: Sequence[str]) -> _Origin | None:
    words = _words(text, at)
    for count in range(len(words), 0, -1):
        found = _named(text, words[:count], gazetteer, states)
        if found is not None:
            return found
    return None


def _words(text: str, at: int, most: int = 5) -> list[re.Match[str]]:
    # words that follow one another with single blanks between
    words: list[re.Match[str]] = []
    hit = _WORD.match(text, at)
    while hit and len(words) < most:
        words.append(hit)
        hit = _WORD.match(text, hit.end() + 1) if text[hit.end() : hit.end() + 1] == " " else None
    return words


def _named(text: str, words: list[re.Match[str]], gazetteer: Gazetteer, states: Sequence[str]) -> _Origin | None:
    start, end = words[0].start(), words[-1].end()
    name, behind = text[start:end], _behind().match(text, end)
    kind = " ".join((behind["kind"] or "").upper().split()) if behind else ""
    after = behind.end() if behind and behind[0].strip() else end
    said = state_code(behind["state"]) if behind and behind["state"] else ""
    likely = [said] if said else list(states)
    if behind and behind["code"]:
        airport = gazetteer.airport(behind["code"], likely[0] if likely else "")
        if airport is not None and airport.state:
            return _at_airport(airport, behind["code"].upper(), behind.end())
    if len(words) == 1 and (origin := _by_code(text, name, end, gazetteer, likely)):
        return origin
    for state in likely:
        if origin := _by_name(name, kind, state, gazetteer, after):
            return origin
    return None


def _by_code(text: str, code: str, end: int, gazetteer: Gazetteer, states: Sequence[str]) -> _Origin | None:
    if not _CODE.fullmatch(code):
        return None
    airport = gazetteer.airport(code, states[0] if states else "")
    if airport is None or not (airport.state in states or airport.served) or not _ENDS.match(text, end):
        return None
    return _at_airport(airport, code, end)


def _by_name(name: str, kind: str, state: str, gazetteer: Gazetteer, end: int) -> _Origin | None:
    beacon = kind.startswith(("VOR", "TACAN", "NDB"))
    airport = gazetteer.airport_named(f"{name} {kind}", state) or gazetteer.airport_named(name, state) if kind else None
    airport = airport or gazetteer.airport_of(name, state)
    if airport is not None and not beacon:
        return _Origin(airport.lon, airport.lat, AIRPORT_RADIUS_M, airport.name, end)
    town = gazetteer.town(name, state)
    if town is not None:
        radius = max(town.radius_m, BEACON_RADIUS_M if beacon else 0.0)
        return _Origin(town.lon, town.lat, radius, f"{town.name}, {town.state}", end)
    if airport is not None:
        return _Origin(airport.lon, airport.lat, BEACON_RADIUS_M, airport.name, end)
    airport = gazetteer.airport_named(name, state) or gazetteer.airport_with(name, state)
    return _Origin(airport.lon, airport.lat, AIRPORT_RADIUS_M, airport.name, end) if airport else None


def _at_airport(airport: Airport, code: str, end: int) -> _Origin:
    return _Origin(airport.lon, airport.lat, AIRPORT_RADIUS_M, f"{code} ({airport.name})", end)
