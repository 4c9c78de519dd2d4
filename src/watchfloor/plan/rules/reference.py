"""Reference rows: what a row of a reference file becomes. Nothing that the file does not say is filled in."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["high", "medium", "low", "unrated"]
Ring = tuple[tuple[float, float], ...]
Polygon = tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Criticality:
    """A hint, not a rating: a level with the reason why the mapping gives it."""

    level: Level
    because: str


@dataclass(frozen=True, slots=True)
class AssetRow:
    """Something to protect. `sector` is a NIEM target sector code; lon and lat are WGS 84 degrees or both None."""

    key: str
    name: str
    kind: str
    sector: str
    criticality: Criticality
    lon: float | None = None
    lat: float | None = None
    state: str = ""
    owner: str = ""
    capacity: float | None = None
    unit: str = ""
    also_sectors: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """A law enforcement agency by its originating agency identifier."""

    ori: str
    name: str
    kind: str
    state: str = ""
    county: str = ""
    lon: float | None = None
    lat: float | None = None
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of the gazetteer; the circle of `radius_m` around the point holds it as a whole or nearly so.

    `kind`: city, county, state, airport or zip. `areas`: polygons, each an outer ring and its holes, longitude first.
    `state` is the two-letter code, or the words of the file where they are none of the United States.
    """

    key: str
    name: str
    kind: str
    lon: float
    lat: float
    radius_m: float
    state: str = ""
    country: str = ""
    time_zone: str = ""
    names: tuple[str, ...] = ()
    population: int | None = None
    areas: tuple[Polygon, ...] = ()
    findings: tuple[str, ...] = ()


Row = AssetRow | AgencyRow | PlaceRow
