"""Reference rows: what a row of a reference file becomes. Nothing that the file does not say is filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Level = Literal["high", "medium", "low", "unrated"]
Ring = tuple[tuple[float, float], ...]
Polygon = tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Criticality:
    """A hint, not a rating: a level with the reason why the mapping gives it."""

    level: Level
    because: str
    source: str = ""


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
    county: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area of responsibility: valid polygons, each an outer ring and its holes; `agencies` are codes.

    `box`: west, south, east, north of all polygons; an area over the date line is split there.
    """

    key: str
    name: str
    kind: str
    outlines: tuple[Polygon, ...]
    box: tuple[float, float, float, float]
    ours: bool = True
    agencies: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SoftwareRow:
    """A product of a vendor that an agency (its code) says it runs. `versions` as the partner wrote it: "7.2 - 7.4"."""

    key: str
    agency: str
    vendor: str
    product: str
    declared_on: str
    versions: str = ""
    supplier: str = ""
    asset: str = ""
    declared_by: str = ""
    reviewed_on: str | None = None

    @property
    def name(self) -> str:
        """What a log shows."""
        return f"{self.vendor} {self.product}"


Row = AssetRow | AgencyRow | PlaceRow | AreaRow | SoftwareRow
