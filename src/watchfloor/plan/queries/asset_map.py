"""Assets by the ten thousand: clusters of a map, counts by what they are, pages of a list, and what lies near."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from watchfloor.core.rules.audience import Audience
from watchfloor.plan.models.ground import Asset
from watchfloor.plan.queries.ground import AssetView, assets
from watchfloor.plan.rules.along import Box, Numbers, Point, boxes_of, from_point, from_route

LEVELS = ("high", "medium", "low", "unrated")
FARTHEST_M = 20_100_000.0  # half around the earth
CLUSTERS = """
select min(id), count(*), avg(lon), avg(lat), min(public_id::text) from plan_asset
where {where} and lon between %s and %s and lat between %s and %s
group by floor((lon - %s) / %s), floor((lat - %s) / %s)
"""
COUNTS = """
select case grouping(sectors->>0, kind, state, criticality) when 7 then 'sector' when 11 then 'kind'
    when 13 then 'state' when 14 then 'criticality' else 'all' end,
  coalesce(sectors->>0, split_part(kind, ',', 1), state, criticality, ''), count(*), count(*) filter (where lon is null)
from plan_asset where {where} group by grouping sets ((sectors->>0), (kind), (state), (criticality), ())
"""


@dataclass(frozen=True, slots=True)
class Which:
    """What is looked for; empty means all. `sector` is the main one, `kind` a whole kind ("power plant, solar")."""

    sector: str = ""
    kind: str = ""
    state: str = ""
    criticality: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Assets of one cell of a grid: where their middle lies, and how many; `public_id` names the only one."""

    lon: float
    lat: float
    count: int
    public_id: UUID | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many assets there are, how many without a place, and how many by each answer of each facet."""

    total: int
    without_place: int
    by: dict[str, list[tuple[str, int]]]


def clusters(*, audience: Audience, which: Which, box: Box, cells: tuple[int, int]) -> list[Cluster]:
    """One for each cell of the grid (columns, rows) over the box that holds an asset."""
    west, south, east, north = box
    wide, high = max(1e-9, (east - west) / cells[0]), max(1e-9, (north - south) / cells[1])
    where, values = _where(audience, which)
    with connection.cursor() as cursor:
        cursor.execute(CLUSTERS.format(where=where), [*values, west, east, south, north, west, wide, south, high])
        rows = cursor.fetchall()
    return [Cluster(lon, lat, n, UUID(named) if n == 1 else None) for _, n, lon, lat, named in sorted(rows)]


def counts(*, audience: Audience, which: Which) -> Counts:
    """Of what may be read alone; each facet is counted under all that is chosen."""
    where, values = _where(audience, which)
    with connection.cursor() as cursor:
        cursor.execute(COUNTS.format(where=where), values)
        rows = cursor.fetchall()
    by: dict[str, dict[str, int]] = {facet: {} for facet in ("sector", "kind", "state", "criticality")}
    total = without = 0
    for facet, answer, n, nowhere in rows:
        if facet == "all":
            total, without = n, nowhere
        else:
            by[facet][answer] = by[facet].get(answer, 0) + n
    return Counts(total, without, {facet: sorted(found.items()) for facet, found in by.items()})


def extent(*, audience: Audience, which: Which) -> Box | None:
    """The box of all that have a place; None if none has."""
    where, values = _where(audience, which)
    with connection.cursor() as cursor:
        cursor.execute(f"select min(lon), min(lat), max(lon), max(lat) from plan_asset where {where}", values)
        west, south, east, north = cursor.fetchone()
    return None if west is None else (west, south, east, north)


def listed(
    *, audience: Audience, which: Which, box: Box | None = None, placed: bool = True, start: int = 0,
    how_many: int = 100,
) -> list[AssetView]:  # fmt: skip
    """A page of the list, the more critical first, what is not known before what is low; by name then."""
    rows = _rows(audience, which).filter(lon__isnull=not placed)
    if box:
        west, south, east, north = box
        rows = rows.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    ordered = rows.order_by(_order(), "name", "id").values_list("id", flat=True)
    return _views(audience, list(ordered[start : start + how_many]))


def nearest(
    *, audience: Audience, lon: float, lat: float, which: Which = Which(), how_many: int = 20
) -> list[tuple[AssetView, float]]:
    """The nearest so many with their distance in meters, however far they are."""
    radius = 5_000.0
    while True:
        found = _near(audience, which, lon, lat, radius)
        if len(found) >= how_many or radius >= FARTHEST_M:
            return _measured(audience, found[:how_many])
        radius = min(FARTHEST_M, radius * 4)


def within(
    *, audience: Audience, lon: float, lat: float, radius_m: float, which: Which = Which(), how_many: int = 500
) -> list[tuple[AssetView, float]]:
    """All within a radius with their distance in meters, the nearest first."""
    return _measured(audience, _near(audience, which, lon, lat, radius_m)[:how_many])


def along(
    *, audience: Audience, route: Sequence[Point], within_m: float, which: Which = Which(), how_many: int = 500
) -> list[tuple[AssetView, float]]:
    """All within that distance of a route, with the distance in meters, the nearest to it first."""
    ids, lons, lats = _points(audience, which, boxes_of(route, within_m))
    return _measured(audience, _sorted(ids, from_route(route, lons, lats), within_m)[:how_many])


def _near(audience: Audience, which: Which, lon: float, lat: float, radius_m: float) -> list[tuple[int, float]]:
    ids, lons, lats = _points(audience, which, boxes_of(((lon, lat), (lon, lat)), radius_m))
    return _sorted(ids, from_point(lon, lat, lons, lats), radius_m)


def _points(audience: Audience, which: Which, boxes: Iterable[Box]) -> tuple[list[int], Numbers, Numbers]:
    near = Q(pk__in=[])
    for west, south, east, north in boxes:
        near |= Q(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    rows = list(_rows(audience, which).filter(near).order_by("id").values_list("id", "lon", "lat"))
    lons, lats = (np.array([row[at] for row in rows], dtype=np.float64) for at in (1, 2))
    return [row[0] for row in rows], lons, lats


def _sorted(ids: Sequence[int], far: Numbers, limit: float) -> list[tuple[int, float]]:
    found = [(float(distance), ids[n]) for n, distance in enumerate(far) if distance <= limit]
    return [(asset, distance) for distance, asset in sorted(found)]


def _measured(audience: Audience, found: Sequence[tuple[int, float]]) -> list[tuple[AssetView, float]]:
    return list(zip(_views(audience, [asset for asset, _ in found]), [distance for _, distance in found], strict=True))


def _views(audience: Audience, ids: Sequence[int]) -> list[AssetView]:
    by_id = {one.id: one for one in assets(audience=audience, ids=ids)} if ids else {}
    return [by_id[one] for one in ids]


def _rows(audience: Audience, which: Which) -> QuerySet[Asset]:
    rows = Asset.objects.filter(label_id__in=audience.label_ids)
    rows = rows.filter(sectors__0=which.sector) if which.sector else rows
    rows = rows.filter(Q(kind=which.kind) | Q(kind__startswith=f"{which.kind},")) if which.kind else rows
    rows = rows.filter(state=which.state) if which.state else rows
    return rows.filter(criticality=which.criticality) if which.criticality else rows


def _where(audience: Audience, which: Which) -> tuple[str, list[str | float]]:
    """The same as `_rows`, as a condition of ours with values."""
    parts = ["label_id = any(%s::int[])"]
    values: list[str | float] = ["{" + ",".join(map(str, audience.label_ids)) + "}"]
    asked = (("sectors->>0", which.sector), ("split_part(kind, ',', 1)", which.kind), ("state", which.state),
             ("criticality", which.criticality))  # fmt: skip
    for column, value in asked:
        if value:
            parts.append(f"{column} = %s")
            values.append(value)
    return " and ".join(parts), values


def _order() -> Case:
    rank = {"high": 0, "medium": 1, "unrated": 2, "low": 3}
    whens = [When(criticality=level, then=Value(at)) for level, at in rank.items()]
    return Case(*whens, default=Value(4), output_field=IntegerField())
