"""Reading what we must protect and know, and what came that touches it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from math import cos, radians
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from watchfloor.core.rules.audience import Audience
from watchfloor.people import queries as people
from watchfloor.plan.models.ground import Asset, Place
from watchfloor.plan.models.needs import InformationNeed, Relevance
from watchfloor.plan.rules.distance import METERS_PER_DEGREE, distance_m
from watchfloor.plan.rules.ground import AreaFacts
from watchfloor.plan.rules.relevance import NeedFacts
from watchfloor.text.gazetteer import Airport, Gazetteer, Town
from watchfloor.text.shipped import shipped

Box = tuple[float, float, float, float]
SHIPPED = ("airports", "us_places")  # the same rows come with `text`, where their cities and codes are indexed
# of these the reason says all, and the row's own label holds that of what is touched
BEHIND_THEIR_LABEL = {"area", "sector", "word", "event", "software"}


@dataclass(frozen=True, slots=True)
class AssetView:
    """An asset as a page or an assessment sees it; the first of `sectors` (NIEM codes) is the main one."""

    id: int
    public_id: UUID
    label_id: int
    code: str
    name: str
    kind: str
    sectors: tuple[str, ...]
    lon: float | None
    lat: float | None
    state: str
    county: str
    owner_name: str
    capacity: float | None
    unit: str
    criticality: str
    criticality_because: str
    findings: tuple[str, ...]
    criticality_source: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    mapping: str = ""
    corrected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TouchView:
    """One thing of ours that a record touches; by asset, need, sector, or an area (by its reason)."""

    record_id: int
    touched: str
    how: str
    because: str
    distance_m: float | None
    weight: float
    label_id: int
    asset: AssetView | None = None
    need_id: UUID | None = None
    sector: str = ""


@dataclass(frozen=True, slots=True)
class NeedView:
    """An information need in force."""

    id: int
    public_id: UUID
    label_id: int
    facts: NeedFacts


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A row of the gazetteer; `names` are codes and other names, `areas` polygons with holes, longitude first."""

    id: int
    kind: str
    code: str
    name: str
    names: tuple[str, ...]
    state: str
    country: str
    lon: float
    lat: float
    radius_m: float
    time_zone: str
    population: int | None
    areas: tuple[Any, ...]


def _assets(audience: Audience) -> QuerySet[Asset]:
    """Wall 1 of the assets."""
    return Asset.objects.filter(label_id__in=audience.label_ids)


def assets(
    *,
    audience: Audience,
    ids: Sequence[int] = (),
    public_ids: Sequence[UUID] = (),
    box: Box | None = None,
    sector: str = "",
    how_many: int = 500,
) -> list[AssetView]:
    """The named ones; or those within a box (west, south, east, north) and of a sector, the most critical first."""
    rows = _assets(audience)
    if ids or public_ids:
        named = rows.filter(Q(id__in=list(ids)) | Q(public_id__in=list(public_ids)))
        return [_asset(row) for row in named.order_by("id")]
    if box:
        west, south, east, north = box
        rows = rows.filter(lat__gte=south, lat__lte=north)
        across = Q(lon__gte=west) | Q(lon__lte=east) if west > east else Q(lon__gte=west, lon__lte=east)
        rows = rows.filter(across)
    found = [_asset(row) for row in (rows.filter(sectors__contains=[sector]) if sector else rows)]
    order = {"high": 0, "medium": 1, "low": 2}
    return sorted(found, key=lambda asset: (order.get(asset.criticality, 3), asset.name, asset.id))[:how_many]


def nearby(
    *, audience: Audience, lon: float, lat: float, radius_m: float, how_many: int = 50
) -> list[tuple[AssetView, float]]:
    """Assets within a radius with their distance in meters, the nearest first."""
    up = radius_m / METERS_PER_DEGREE
    wide = min(180.0, up / max(0.01, cos(radians(min(89.0, abs(lat) + up)))))
    west, east = (lon - wide + 540) % 360 - 180, (lon + wide + 540) % 360 - 180
    found = assets(audience=audience, box=(west, lat - up, east, lat + up), how_many=100_000)
    far = [(asset, distance_m(lon, lat, asset.lon or 0.0, asset.lat or 0.0)) for asset in found]
    return sorted(((a, d) for a, d in far if d <= radius_m), key=lambda pair: pair[1])[:how_many]


def _asset(row: Asset) -> AssetView:
    return AssetView(
        row.pk, row.public_id, row.label_id, row.code, row.name, row.kind, tuple(row.sectors), row.lon, row.lat,
        row.state, row.county, row.owner_name, row.capacity, row.unit, row.criticality, row.criticality_because,
        tuple(row.findings), row.criticality_source, row.details, row.mapping, row.corrected_at,
    )  # fmt: skip


def touches(*, audience: Audience, record_ids: Sequence[int]) -> dict[int, list[TouchView]]:
    """What the newest versions of these records touch, the weightiest first; only what the audience may read."""
    rows = Relevance.objects.filter(
        record_id__in=list(record_ids), superseded_at=None, label_id__in=audience.label_ids
    ).order_by("record_id", "-weight", "id")
    ids = {row.touched_id for row in rows if row.touched == "asset" and row.touched_id}
    known = {asset.id: asset for asset in assets(audience=audience, ids=sorted(ids))} if ids else {}
    stated = {need.id: need.public_id for need in needs(audience=audience)}
    found: dict[int, list[TouchView]] = defaultdict(list)
    for row in rows:
        asset = known.get(row.touched_id or 0) if row.touched == "asset" else None
        need_id = stated.get(row.touched_id or 0) if row.touched == "need" else None
        if row.touched in BEHIND_THEIR_LABEL or asset or need_id:
            found[row.record_id].append(
                TouchView(
                    row.record_id, row.touched, row.how, row.because, row.distance_m, row.weight, row.label_id, asset,
                    need_id, row.sector,
                )
            )  # fmt: skip
    return dict(found)


def records_touching(*, audience: Audience, asset_id: int, how_many: int = 200) -> list[int]:
    """Ids of records whose newest version touches an asset, the weightiest first."""
    rows = Relevance.objects.filter(
        touched="asset", touched_id=asset_id, superseded_at=None, label_id__in=audience.label_ids
    ).order_by("-weight", "-record_id")
    return list(dict.fromkeys(rows.values_list("record_id", flat=True)[:how_many]))


def needs(*, audience: Audience, at: datetime | None = None, asked: bool = False) -> list[NeedView]:
    """Information needs; with `at`, those in force then; `asked`: those not retired, in force or not."""
    rows = InformationNeed.objects.filter(label_id__in=audience.label_ids).order_by("id")
    if at:
        begun, open_ = Q(starts_at=None) | Q(starts_at__lte=at), Q(ends_at=None) | Q(ends_at__gt=at)
        rows = rows.filter(begun, open_)
    if at or asked:
        rows = rows.filter(retired_at=None)
    return [NeedView(row.pk, row.public_id, row.label_id, _need(row)) for row in rows]


def _need(row: InformationNeed) -> NeedFacts:
    outlines = tuple(tuple((x, y) for x, y in outline) for outline in row.outlines)
    return NeedFacts(row.pk, row.title, tuple(row.sectors), tuple(row.phrases), outlines, row.starts_at, row.ends_at)


def places(
    *, kinds: Sequence[str] = (), countries: Sequence[str] = (), state: str = "", with_areas: bool = False
) -> list[PlaceView]:
    """The gazetteer, which is public, or a part of it; without `with_areas` outlines stay where they are."""
    rows = Place.objects.order_by("id")
    rows = rows.filter(kind__in=list(kinds)) if kinds else rows
    rows = rows.filter(country__in=list(countries)) if countries else rows
    rows = rows.filter(state=state) if state else rows
    rows = rows if with_areas else rows.defer("areas")
    return [_place(row, tuple(row.areas) if with_areas else ()) for row in rows]


def _place(row: Place, areas: tuple[Any, ...]) -> PlaceView:
    return PlaceView(
        row.pk, row.kind, row.code, row.name, tuple(row.names), row.state, row.country, row.lon, row.lat, row.radius_m,
        row.time_zone, row.population, areas,
    )  # fmt: skip


@cache
def _with_own(database: str, own: int) -> Gazetteer:
    """The shipped gazetteer with the towns and airports that came by mappings of the center's own."""
    del database
    known = shipped()
    if not own:
        return known
    rows = [_place(row, ()) for row in Place.objects.exclude(mapping__in=SHIPPED).defer("areas")]
    airports = {airport for each in known.airports_by_code.values() for airport in each}
    towns = [*known.towns.values(), *(_town(p) for p in rows if p.kind == "city")]
    return Gazetteer.of(
        airports=[*airports, *(_airport(p) for p in rows if p.kind == "airport")],
        towns=towns,
        counties=known.counties.values(),
    )


def gazetteer() -> Gazetteer:
    """What text is handed to find places: the shipped rows, and those of the center's own reference files."""
    return _with_own(str(connection.settings_dict["NAME"]), Place.objects.exclude(mapping__in=SHIPPED).count())


def _town(place: PlaceView) -> Town:
    return Town(place.name, place.state, place.lon, place.lat, place.population or 0, place.time_zone)


def _airport(place: PlaceView) -> Airport:
    codes = tuple(dict.fromkeys((place.code, *place.names)))
    return Airport(codes, place.name, "", place.state, place.country, place.lon, place.lat, served=True)


def own_areas() -> list[AreaFacts]:
    """The state that the center answers for, once the outlines of states were brought in. Its id is the place's, below
    0: ids above are those of areas of responsibility."""
    center = people.center()
    if center is None or not center.state:
        return []
    found = places(kinds=["state"], state=center.state, with_areas=True)
    return [
        AreaFacts(-place.id, place.name, tuple(tuple((x, y) for x, y in polygon[0]) for polygon in place.areas))
        for place in found
        if place.areas
    ]
