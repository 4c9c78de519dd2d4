"""A reference mapping as data, and the pure step from one row of a file to typed reference rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from watchfloor.plan.rules.reference import AgencyRow, AssetRow, Criticality, Level, PlaceRow, Polygon, Row

Cells = Mapping[str, Any]
# ISO 3166-1: the territories have codes of their own
OWN_COUNTRIES = ("US", "PR", "VI", "GU", "AS", "MP")
UNRATED = Criticality("unrated", "The mapping gives no rule for it.")


class Unreadable(ValueError):
    """A row cannot become a reference row: column, rule and way out."""


@dataclass(frozen=True, slots=True)
class Grade:
    """One rule of a criticality hint; the first that fits speaks. Without a column it always fits."""

    level: Level
    because: str
    column: str = ""
    value: str = ""
    at_least: float | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """A named fact of an asset from a column; `words` puts codes into words, "" takes the cell as it is."""

    name: str
    column: str
    words: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A finding that stands at an asset when all columns of `when` hold these values."""

    when: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class AlsoSector:
    """A further sector of an asset when a column holds a value."""

    column: str
    value: str
    also: str


@dataclass(frozen=True, slots=True)
class Making:
    """What a row becomes: which column gives which part. A source "=US" is a constant, "@file" the name of the file.

    `key_also`: further columns of the key, where a source gives one number to several things.
    `source`: where the criticality comes from.
    `only`: column -> accepted values; "*" is anything but empty, "*state" a state or territory of the United States.
    `radius_m`: steps (from, meters) by the column `radius_by`.
    """

    row: Literal["asset", "agency", "place", "area", "software"]
    key: str
    name: str
    kind: str = ""
    kind_from: str = ""
    sector: str = ""
    state: str = ""
    county: str = ""
    country: str = ""
    lon: str = ""
    lat: str = ""
    owner: str = ""
    capacity: str = ""
    unit: str = ""
    time_zone: str = ""
    population: str = ""
    names: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] | None = None
    sectors: tuple[AlsoSector, ...] = ()
    criticality: tuple[Grade, ...] = ()
    radius_by: str = ""
    radius_m: tuple[tuple[float, float], ...] = ()
    key_also: tuple[str, ...] = ()
    source: str = ""
    details: tuple[Detail, ...] = ()
    notes: tuple[Note, ...] = ()
    agency: str = ""
    vendor: str = ""
    product: str = ""
    versions: str = ""
    supplier: str = ""
    asset: str = ""
    declared_by: str = ""
    declared_on: str = ""
    reviewed_on: str = ""


@dataclass(frozen=True, slots=True)
class ReferenceFile:
    """One kind of file that a mapping understands, known by its columns (for outlines: by its object)."""

    file: str
    shape: Literal["csv", "json-list", "topojson", "geojson"]
    columns: tuple[str, ...]
    makes: tuple[Making, ...]


@dataclass(frozen=True, slots=True)
class ReferenceMapping:
    """A named set of files that belong together."""

    name: str
    files: tuple[ReferenceFile, ...]
    about: str = ""

    def chosen(self, shape: str, columns: frozenset[str]) -> ReferenceFile | None:
        """The file of that shape whose columns are all there."""
        return next((each for each in self.files if each.shape == shape and columns.issuperset(each.columns)), None)


def wanted(making: Making, cells: Cells, states: Mapping[str, str]) -> bool:
    """Whether this row becomes one of that making."""
    return all(_accepted(text(cells, column), values, states) for column, values in (making.only or {}).items())


def _accepted(said: str, values: tuple[str, ...], states: Mapping[str, str]) -> bool:
    return said in values or ("*" in values and bool(said)) or ("*state" in values and said.casefold() in states)


def text(cells: Cells, source: str) -> str:
    """The trimmed text of a column; "=US" gives "US"; no source or an empty cell gives ""."""
    if source.startswith("="):
        return source[1:]
    found = cells.get(source) if source else None
    return "" if found is None else str(found).strip()


def number(cells: Cells, source: str) -> float | None:
    """The number in a column, or None when empty. Raises Unreadable when it is no finite number."""
    said = text(cells, source)
    if not said:
        return None
    try:
        value = float(said)
    except ValueError:
        value = float("nan")
    if value - value != 0:
        raise Unreadable(f"column {source}: '{said[:40]}' is no number. Write for instance 44.88.")
    return value


def point(making: Making, cells: Cells) -> tuple[float | None, float | None, tuple[str, ...]]:
    """lon, lat and findings. Raises Unreadable for half a pair or a swapped one; an impossible one is no place."""
    lon, lat = number(cells, making.lon), number(cells, making.lat)
    if lon is None and lat is None:
        return None, None, ()
    if lon is None or lat is None:
        raise Unreadable(f"columns {making.lon}, {making.lat}: one of the two is empty. Give both or neither.")
    if 90 < abs(lat) <= 180 and abs(lon) <= 90:
        raise Unreadable(f"columns {making.lon}, {making.lat}: longitude {lon:g}, latitude {lat:g} are swapped.")
    if abs(lat) > 90 or abs(lon) > 180:
        return None, None, (f"Longitude {lon:g}, latitude {lat:g} lies outside -180..180, -90..90; no place is kept.",)
    if lon == lat:
        return None, None, (f"Longitude and latitude are both {lon:g}, a mark for 'not known'; no place is kept.",)
    return lon, lat, ()


def state_of(making: Making, cells: Cells, states: Mapping[str, str]) -> str:
    """The two-letter code for a name, FIPS code or code of a state; the words as said elsewhere (Maryland, Liberia)."""
    said, country = text(cells, making.state), text(cells, making.country)
    return said if country and country not in OWN_COUNTRIES else states.get(said.casefold(), said)


def key_of(making: Making, cells: Cells) -> str:
    """The number of a thing, with what tells apart those to which its source gave the same."""
    return " ".join(filter(None, (text(cells, column) for column in (making.key, *making.key_also))))


def made(making: Making, cells: Cells, states: Mapping[str, str]) -> Row:
    """The typed asset, agency or place. Raises Unreadable."""
    makers: Mapping[str, Callable[[Making, Cells, Mapping[str, str]], Row]]
    makers = {"asset": _asset, "agency": _agency, "place": _place}
    if not text(cells, making.key):
        raise Unreadable(f"column {making.key} is empty. Each row needs its own key.")
    return makers[making.row](making, cells, states)


def _kind(making: Making, cells: Cells) -> str:
    special = text(cells, making.kind_from)
    return f"{making.kind}, {special.lower()}" if special and making.kind else special or making.kind


def _names(making: Making, cells: Cells) -> tuple[str, ...]:
    found: list[str] = []
    for source in making.names:
        listed = cells.get(source)
        found += [str(each).strip() for each in listed] if isinstance(listed, list) else [text(cells, source)]
    return tuple(name for name in dict.fromkeys(found) if name)


def _asset(making: Making, cells: Cells, states: Mapping[str, str]) -> AssetRow:
    lon, lat, findings = point(making, cells)
    if lon is None and not findings:
        findings = ("The file gives no coordinates; the asset is found by sector and name only.",)
    return AssetRow(
        key=key_of(making, cells),
        name=_named(making, cells),
        kind=_kind(making, cells),
        sector=making.sector,
        criticality=_grade(making, cells),
        lon=lon,
        lat=lat,
        state=state_of(making, cells, states),
        county=text(cells, making.county).title() if making.county else "",
        owner=text(cells, making.owner),
        capacity=number(cells, making.capacity),
        unit=making.unit,
        also_sectors=tuple(each.also for each in making.sectors if text(cells, each.column) == each.value),
        names=_names(making, cells),
        details=_details(making, cells),
        findings=(*findings, *_notes(making, cells)),
    )


def _details(making: Making, cells: Cells) -> dict[str, str]:
    said = {each.name: text(cells, each.column) for each in making.details}
    words = {each.name: each.words or {} for each in making.details}
    return {name: words[name].get(value, value) for name, value in said.items() if value}


def _notes(making: Making, cells: Cells) -> tuple[str, ...]:
    return tuple(
        note.text for note in making.notes if all(text(cells, column) == value for column, value in note.when.items())
    )


def _named(making: Making, cells: Cells) -> str:
    return text(cells, making.name) or text(cells, making.key)


def _grade(making: Making, cells: Cells) -> Criticality:
    for grade in making.criticality:
        if not grade.column or (grade.value and text(cells, grade.column) == grade.value):
            return Criticality(grade.level, grade.because, making.source)
        if grade.at_least is not None and (number(cells, grade.column) or 0) >= grade.at_least:
            return Criticality(grade.level, grade.because, making.source)
    return UNRATED


def _agency(making: Making, cells: Cells, states: Mapping[str, str]) -> AgencyRow:
    lon, lat, findings = point(making, cells)
    if not text(cells, making.name):
        findings = (*findings, "The file gives no name; the identifier stands for it.")
    return AgencyRow(
        ori=text(cells, making.key),
        name=_named(making, cells),
        kind=_kind(making, cells),
        state=state_of(making, cells, states),
        county=text(cells, making.county),
        lon=lon,
        lat=lat,
        findings=findings,
    )


def _place(making: Making, cells: Cells, states: Mapping[str, str]) -> PlaceRow:
    lon, lat, _ = point(making, cells)
    if lon is None or lat is None:
        raise Unreadable(f"columns {making.lon}, {making.lat}: a place needs coordinates.")
    people = number(cells, making.population)
    areas: tuple[Polygon, ...] = cells.get("areas", ())
    return PlaceRow(
        key=text(cells, making.key),
        name=_named(making, cells),
        kind=_kind(making, cells),
        lon=lon,
        lat=lat,
        radius_m=_radius(making, cells),
        state=state_of(making, cells, states),
        country=text(cells, making.country),
        time_zone=text(cells, making.time_zone),
        names=_names(making, cells),
        population=None if people is None else int(people),
        areas=areas,
    )


def _radius(making: Making, cells: Cells) -> float:
    if "radius_m" in cells:
        return float(cells["radius_m"])
    value = number(cells, making.radius_by) or 0
    return max((meters for start, meters in making.radius_m if value >= start), default=0.0)
