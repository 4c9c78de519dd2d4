"""Reports near each other in place and time: our sweep beside a tree of points and a join of cells, in CPU seconds."""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from math import cos, radians
from statistics import median
from time import process_time
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from rich.console import Console

from watchfloor.bench.figures import Figure, ratio
from watchfloor.resolution.placetime import EARTH_M, Near, near_pairs

TOWNS, YEAR = 2_000, 365 * 86_400
NEAR = Near(1_000.0, 86_400)
Pairs = npt.NDArray[np.int32]


class Reports(NamedTuple):
    """Degrees and seconds."""

    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    at: npt.NDArray[np.int64]


def reports(many: int, seed: int) -> Reports:
    """A year of reports over 12 by 14 degrees: half of them in and about towns, large and small, half anywhere."""
    rng = np.random.default_rng(seed)
    town = rng.choice(TOWNS, many, p=(weights := 1 / (np.arange(TOWNS) + 40)) / weights.sum())
    x, y = rng.uniform(-104, -90, TOWNS)[town], rng.uniform(37, 49, TOWNS)[town]
    lon, lat = x + rng.normal(0, 0.12, many), y + rng.normal(0, 0.09, many)
    apart = rng.random(many) < 0.5
    lon[apart], lat[apart] = rng.uniform(-104, -90, apart.sum()), rng.uniform(37, 49, apart.sum())
    return Reports(lon, lat, rng.integers(0, YEAR, many))


def measure(runs: int, say: Console, *, rows: int) -> list[Figure]:
    """By turns; without the dependency group `peers` ours alone, and it says so."""
    made, ways = reports(rows, 1), {"ours": ours}
    for name, package, way in (("scipy's cKDTree", "scipy", by_tree), ("DuckDB's join of cells", "duckdb", by_join)):
        if find_spec(package):
            ways[name] = way
        else:
            say.print(f"  {package} is not installed: uv sync --group peers", highlight=False)
    for way in ways.values():  # compiles and loads what is not measured
        way(reports(1_000, 2))
    took, pairs = _by_turns(ways, made, max(runs, 1))
    for name, seconds in took.items():
        say.print(f"  pairs by {name}: {median(seconds):.3f} CPU s ({min(seconds):.3f} to {max(seconds):.3f})",
                  highlight=False)  # fmt: skip
    about = f"pairs within 1 km and 24 h of {rows:,} reports"
    figures = [
        Figure(about, len(pairs["ours"]), "pairs"),
        Figure(f"{about}, ours", round(median(took["ours"]), 3), "CPU s", runs=runs),
    ]
    for name in list(ways)[1:]:
        value, other = round(median(took["ours"]), 3), round(median(took[name]), 3)
        differ = len(pairs["ours"] ^ pairs[name])
        figures += [
            Figure(f"{about} (peer: {name})", value, "CPU s", other, ratio(value, other), runs),
            Figure(f"pairs that only one of ours and {name} finds", differ, "pairs"),
        ]
    return figures


def _by_turns(
    ways: Mapping[str, Callable[[Reports], Pairs]], made: Reports, runs: int
) -> tuple[dict[str, list[float]], dict[str, set[int]]]:
    took, pairs = {name: list[float]() for name in ways}, dict[str, set[int]]()
    for _ in range(runs):
        for name, way in ways.items():
            begun = process_time()
            found = way(made)
            took[name].append(process_time() - begun)
            low, high = found.min(axis=1).astype(np.int64), found.max(axis=1).astype(np.int64)
            pairs[name] = set((low << 32 | high).tolist())
    return took, pairs


def ours(made: Reports) -> Pairs:
    """The sweep."""
    return near_pairs(*made, NEAR)


def _exactly(made: Reports, pairs: npt.NDArray[Any]) -> Pairs:
    """Of candidates those that are near: hours first, then meters on the sphere."""
    a, b = pairs[:, 0], pairs[:, 1]
    soon = np.abs(made.at[a] - made.at[b]) <= NEAR.seconds
    a, b = a[soon], b[soon]
    lat, other = np.radians(made.lat[a]), np.radians(made.lat[b])
    inner = np.sin((other - lat) / 2) ** 2
    inner += np.cos(lat) * np.cos(other) * np.sin(np.radians(made.lon[b] - made.lon[a]) / 2) ** 2
    close = 2 * EARTH_M * np.arcsin(np.sqrt(inner)) <= NEAR.meters
    return np.stack([a[close], b[close]], axis=1).astype(np.int32)


def by_tree(made: Reports) -> Pairs:
    """A tree over place and time, each scaled so that near is within 1; then the exact distances of what it gives."""
    tree: Any = import_module("scipy.spatial").cKDTree
    high = NEAR.meters / EARTH_M * 180 / np.pi
    wide = high / cos(radians(float(np.abs(made.lat).max())))
    scaled = np.stack([made.lon / wide, made.lat / high, made.at / NEAR.seconds], axis=1)
    return _exactly(made, tree(scaled).query_pairs(1.0 + 1e-9, p=np.inf, output_type="ndarray"))


JOIN = """
with cell as (select i, lon, lat, t, cast(floor(lat / {high}) as int) as band, cast(floor(lon / {wide}) as int) as col,
    cast(floor(t / {seconds}) as int) as slab from made),
  step as (select * from (values (-1), (0), (1)) x(dx), (values (-1), (0), (1)) y(dy), (values (0), (1)) z(dt)),
  around as (select cell.*, band + dy as b, col + dx as c, slab + dt as s from cell, step)
select least(a.i, o.i) as a, greatest(a.i, o.i) as b from around a join cell o
  on a.b = o.band and a.c = o.col and a.s = o.slab
where (a.slab < o.slab or a.i < o.i) and abs(a.t - o.t) <= {seconds} and 2 * {earth} * asin(sqrt(
  pow(sin(radians(o.lat - a.lat) / 2), 2) + cos(radians(a.lat)) * cos(radians(o.lat))
  * pow(sin(radians(o.lon - a.lon) / 2), 2))) <= {meters}
"""


def by_join(made: Reports) -> Pairs:
    """A join of each cell with those beside it and after it, on one thread."""
    duck: Any = import_module("duckdb")
    pyarrow: Any = import_module("pyarrow")
    high = NEAR.meters / EARTH_M * 180 / np.pi
    wide = high / cos(radians(float(np.abs(made.lat).max())))
    table = pyarrow.table(
        {"i": np.arange(len(made.at), dtype=np.int32), "lon": made.lon, "lat": made.lat, "t": made.at}
    )
    with duck.connect(config={"threads": 1}) as held:
        held.register("made", table)
        asked = JOIN.format(high=high, wide=wide, seconds=NEAR.seconds, meters=NEAR.meters, earth=EARTH_M)
        found = held.sql(asked).fetchnumpy()
    return np.stack([found["a"], found["b"]], axis=1)
