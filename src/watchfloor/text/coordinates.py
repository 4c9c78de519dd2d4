"""Coordinates written in text, and a check that finds swapped ones. WGS 84 degrees, longitude first in all values."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from watchfloor.text.compass import METERS_PER_DEGREE

_DECIMAL = re.compile(
    r"(?<![\w.,-])(?:lat(?:itude)?\.?\s*[:=]?\s*)?(?P<ns1>[NS]\s?)?(?P<lat>[+-]?\d{1,2}\.\d{1,8})\s?°?\s?(?P<ns2>[NS])?"
    r"(?P<gap>\s*[,;/]?\s*|\s+)(?:lo?ng?(?:itude)?\.?\s*[:=]?\s*)?(?P<ew1>[EW]\s?)?(?P<lon>[+-]?\d{1,3}\.\d{1,8})\s?°?\s?(?P<ew2>[EW])?(?!\w|\.\d)",
    re.IGNORECASE,
)
_ANGLE = (
    r"(?P<d{0}>\d{{{1}}})\s?[°\-\s]\s?(?P<m{0}>[0-5]?\d)\s?['’′\-\s]\s?"
    r"(?P<s{0}>[0-5]?\d(?:\.\d+)?)?\s?(?:[\"”″]|'')?\s?"
)
_DMS = re.compile(
    rf"(?<![\w.-]){_ANGLE.format('lat', '1,2')}(?P<ns>[NS])[\s,/]{{0,3}}"
    rf"{_ANGLE.format('lon', '1,3')}(?P<ew>[EW])(?!\w)",
    re.IGNORECASE,
)
_PACKED = re.compile(
    r"(?<!\w)(?P<dlat>\d\d)(?P<mlat>[0-5]\d)(?P<slat>[0-5]\d(?:\.\d+)?)?(?P<ns>[NS])[\s,/]{0,2}"
    r"(?P<dlon>[01]\d\d|\d\d)(?P<mlon>[0-5]\d)(?P<slon>[0-5]\d(?:\.\d+)?)?(?P<ew>[EW])(?!\w)"
)
_HINT = re.compile(r"\d\.\d|[\d'’′\"”″]\s?[NSns](?![a-zA-Z])")
# west, south, east, north: the states and possessions, a little wide
_UNITED_STATES = (
    (-125.1, 24.3, -66.7, 49.5), (-180.0, 51.0, -129.5, 71.6), (172.0, 51.0, 180.0, 53.6), (-178.5, 18.5, -154.5, 28.6),
    (-68.1, 17.5, -64.4, 18.7), (144.4, 13.1, 146.2, 20.7), (-171.2, -14.7, -168.0, -11.0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A point that stands at [start, end) of the text; `radius_m` is half a unit of its last figure, 10 m at least."""

    lon: float
    lat: float
    radius_m: float
    start: int
    end: int


def coordinates(text: str) -> Iterator[Coordinates]:
    """Decimal degrees with hemisphere or sign, degrees-minutes-seconds, and the packed form 445830N 0931500W.

    Two decimals without hemisphere, sign or the words latitude and longitude are no coordinates.
    """
    if not _HINT.search(text):
        return
    for hit in _DECIMAL.finditer(text):
        yield from _decimal(hit)
    for pattern in (_DMS, _PACKED):
        for hit in pattern.finditer(text):
            yield from _sexagesimal(hit)


def check_coordinates(lon: float, lat: float) -> str | None:
    """What is wrong with a point, as a sentence, or None. A point is never moved: the sentence says what to check."""
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return "Longitude or latitude is no finite number. Give decimal degrees."
    if abs(lat) > 90 and abs(lat) <= 180 and abs(lon) <= 90:
        return (
            f"Latitude {lat:g} lies outside -90 to 90: the two look swapped. Write longitude {lat:g}, latitude {lon:g}."
        )
    if abs(lat) > 90 or abs(lon) > 180:
        return f"Longitude {lon:g}, latitude {lat:g} lie outside -180 to 180, -90 to 90. Correct them."
    if not in_united_states(lon, lat) and in_united_states(lat, lon):
        return (
            f"Longitude {lon:g}, latitude {lat:g} lies outside the United States, and inside when swapped. "
            f"Write longitude {lat:g}, latitude {lon:g} if that was meant."
        )
    return None


def in_united_states(lon: float, lat: float) -> bool:
    """Whether a point lies in a box around the states or possessions; boxes are wide, so it is only a coarse test."""
    return any(west <= lon <= east and south <= lat <= north for west, south, east, north in _UNITED_STATES)


def _decimal(hit: re.Match[str]) -> Iterator[Coordinates]:
    north, east = (hit["ns1"] or hit["ns2"] or "").strip().upper(), (hit["ew1"] or hit["ew2"] or "").strip().upper()
    signed = hit["lon"][0] in "+-" or hit["lat"][0] in "+-"
    worded = hit[0][:3].lower() == "lat"
    fine = len(hit["lat"].partition(".")[2]) >= 3 and len(hit["lon"].partition(".")[2]) >= 3
    if not ((north and east) or (signed and fine) or (north and signed) or worded):
        return
    lat, lon = (_signed(hit[name], hemisphere) for name, hemisphere in (("lat", north), ("lon", east)))
    decimals = min(len(hit[name].partition(".")[2]) for name in ("lat", "lon"))
    yield from _kept(lon, lat, METERS_PER_DEGREE * 10.0**-decimals / 2, hit)


def _signed(angle: str, hemisphere: str) -> float:
    # "-96.23W" says west twice, and means it once
    return -abs(float(angle)) if hemisphere and hemisphere in "SW" else float(angle)


def _sexagesimal(hit: re.Match[str]) -> Iterator[Coordinates]:
    lat, lon = (
        int(hit[f"d{axis}"]) + int(hit[f"m{axis}"]) / 60 + float(hit[f"s{axis}"] or 0) / 3600 for axis in ("lat", "lon")
    )
    unit = 1 / 3600 if hit["slat"] and hit["slon"] else 1 / 60
    south, west = hit["ns"].upper() == "S", hit["ew"].upper() == "W"
    yield from _kept(-lon if west else lon, -lat if south else lat, METERS_PER_DEGREE * unit / 2, hit)


def _kept(lon: float, lat: float, radius_m: float, hit: re.Match[str]) -> Iterator[Coordinates]:
    if abs(lat) <= 90 and abs(lon) <= 180:
        yield Coordinates(round(lon, 6), round(lat, 6), round(max(10.0, radius_m), 1), *hit.span())
