"""Assets by the ten thousand: clusters of a map, counts by what they are, pages of a list, and what lies near."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db.models import Q, QuerySet

from watchfloor.core.rules.audience import Audience
from watchfloor.plan.models.ground import Asset
from watchfloor.plan.queries.asset_columns import ALL, Columns, Which
from watchfloor.plan.queries.ground import AssetView, assets
from watchfloor.plan.rules.along import Box, Numbers, Point, boxes_of, from_point, from_route

FARTHEST_M = 20_100_000.0  # half around the earth


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


def clusters(
    *, audience: Audience, held: Columns, which: Which, box: Box, cells: tuple[int, int]
) -> list[Cluster]:  # fmt: skip
    """One for each cell of the grid (columns, rows) over the box that holds an asset; `held`: columns of `audience`."""
    here = np.flatnonzero(held.where(which) & held.inside(box))
    west, south, east, north = box
    wide, high = max(1e-9, (east - west) / cells[0]), max(1e-9, (north - south) / cells[1])
    across, up = np.floor((held.lon[here] - west) / wide), np.floor((held.lat[here] - south) / high)
    _, first, cell, many = np.unique(
        (up * (cells[0] + 2) + across).astype(np.int64), return_index=True, return_inverse=True, return_counts=True
    )
    lon, lat = (np.bincount(cell, weights=axis[here], minlength=len(many)) / many for axis in (held.lon, held.lat))
    ids = held.ids[here][first].tolist()
    alone = _public_ids(audience, [one for one, n in zip(ids, many.tolist(), strict=True) if n == 1])
    made = zip(ids, lon.tolist(), lat.tolist(), many.tolist(), strict=True)
    return [Cluster(x, y, n, alone.get(one)) for one, x, y, n in sorted(made)]


def counts(*, held: Columns, which: Which) -> Counts:
    """Of what their reader may see; each facet is counted under all that is chosen."""
    found = held.where(which)
    by = {name: facet.counted(found) for name, facet in held.facets.items()}
    return Counts(int(found.sum()), int((found & ~held.placed).sum()), by)


def extent(*, held: Columns, which: Which) -> Box | None:
    """The box of all that have a place; None if none has."""
    found = held.where(which) & held.placed
    if not found.any():
        return None
    lon, lat = held.lon[found], held.lat[found]
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def listed(
    *, audience: Audience, held: Columns, which: Which, box: Box | None = None, placed: bool = True, start: int = 0,
    how_many: int = 100,
) -> list[AssetView]:  # fmt: skip
    """A page of the list, the more critical first, what is not known before what is low; by name then."""
    found = held.where(which) & (held.placed if placed else ~held.placed)
    found = found & held.inside(box) if box else found
    return _views(audience, held.ids[np.flatnonzero(found)[start : start + how_many]].tolist())


def nearest(
    *, audience: Audience, lon: float, lat: float, which: Which = ALL, how_many: int = 20
) -> list[tuple[AssetView, float]]:
    """The nearest so many with their distance in meters, however far they are."""
    radius = 5_000.0
    while True:
        found = _near(audience, which, lon, lat, radius)
        if len(found) >= how_many or radius >= FARTHEST_M:
            return _measured(audience, found[:how_many])
        radius = min(FARTHEST_M, radius * 4)


def within(
    *, audience: Audience, lon: float, lat: float, radius_m: float, which: Which = ALL, how_many: int = 500
) -> list[tuple[AssetView, float]]:
    """All within a radius with their distance in meters, the nearest first."""
    return _measured(audience, _near(audience, which, lon, lat, radius_m)[:how_many])


def along(
    *, audience: Audience, route: Sequence[Point], within_m: float, which: Which = ALL, how_many: int = 500
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


def _public_ids(audience: Audience, ids: Sequence[int]) -> dict[int, UUID]:
    rows = Asset.objects.filter(label_id__in=audience.label_ids, id__in=list(ids))
    return dict(rows.values_list("id", "public_id")) if ids else {}
