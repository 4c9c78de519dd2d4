"""Results as tables: who is in which cluster and what would split it, and what each pair's weight is made of."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from watchfloor.resolution import pairs
from watchfloor.resolution.compiled import Longs
from watchfloor.resolution.encode import Layout
from watchfloor.resolution.engine import Resolved
from watchfloor.resolution.failure import NotResolvable
from watchfloor.resolution.kinds import how
from watchfloor.resolution.model import Model, probability
from watchfloor.resolution.records import Records
from watchfloor.resolution.scoring import AGREES, STEP, standing

UNIT = 64
Levels = np.ndarray[tuple[int, int], np.dtype[np.uint8]]


def clusters_table(records: Records, found: Resolved) -> Any:
    """A row a record: source (file, from 1), id, cluster, size; and the cluster's weakest joint: two ids and bits."""
    labels = found.clusters.labels
    _, place, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    joined = found.clusters.joined
    weakest = np.full(len(sizes), -1, np.int64)
    order = np.argsort(-joined[:, 3], kind="stable")
    weakest[place[joined[order, 0]]] = order  # the last written is the least
    at = weakest[place]
    has = at >= 0
    line = joined[np.maximum(at, 0)] if len(joined) else np.zeros((len(labels), 4), np.int64)
    return pa.table({
        "source": pa.array(records.source.astype(np.int16) + 1),
        "id": records.ids,
        "cluster": pa.array(labels),
        "size": pa.array(sizes[place]),
        "weakest_joint_id": _where(records.ids.take(pa.array(line[:, 0])), has),
        "weakest_joint_other_id": _where(records.ids.take(pa.array(line[:, 1])), has),
        "weakest_joint_bits": pa.array(line[:, 3] / UNIT, mask=~has),
    })  # fmt: skip


def _where(values: Any, has: Any) -> Any:
    return pa.compute.if_else(pa.array(has), values, pa.scalar(None, pa.string()))


def pairs_table(records: Records, found: Resolved) -> Any:
    """A row a pair, surest first: ids, bits, probability, what became of it; then each comparison's level and bits."""
    kept = found.kept[np.argsort(-found.kept[:, 2], kind="stable")]
    spec, tables = found.layout.spec, found.model.tables
    levels, weights = np.zeros((len(kept), len(spec)), np.uint8), np.zeros(len(kept), np.int32)
    pairs.weights_of(found.rows, np.ascontiguousarray(kept[:, :2]), spec, *tables, levels, weights)
    same = found.clusters.labels[kept[:, 0]] == found.clusters.labels[kept[:, 1]]
    bridges = {(min(i, j), max(i, j)) for i, j in found.clusters.bridges[:, :2].tolist()}
    bridge = np.array([(i, j) in bridges for i, j in kept[:, :2].tolist()], np.bool_)
    became = np.where(same, "same", np.where(bridge, "bridge", "different"))
    columns = {
        "id": records.ids.take(pa.array(kept[:, 0])), "other_id": records.ids.take(pa.array(kept[:, 1])),
        "bits": pa.array((kept[:, 2] + found.model.prior) / UNIT),
        "probability": pa.array(probability(kept[:, 2], found.model.prior)),
        "became": pa.array(became), "prior_bits": pa.array(np.full(len(kept), found.model.prior / UNIT)),
    }  # fmt: skip
    for c, comparison in enumerate(found.layout.comparisons):
        names = np.array(["not known", *how(comparison.how).levels])
        columns[comparison.name] = pa.array(names[np.minimum(levels[:, c], len(names) - 1)])
        told = bits(found.layout, found.model, found.rows, kept, levels, c)
        columns[f"{comparison.name}_bits"] = pa.array(told / UNIT)
    return pa.table(columns)


@dataclass(frozen=True, slots=True)
class Step:
    """One comparison of a pair: its name, the level in words, and what it weighs in sixty-fourths of a bit."""

    comparison: str
    level: str
    weight: int


def weights(made: Layout, model: Model, rows: Longs, kept: Longs) -> Longs:
    """What each pair of rows weighs, in sixty-fourths of a bit, without the prior."""
    levels, found = np.zeros((len(kept), len(made.spec)), np.uint8), np.zeros(len(kept), np.int32)
    pairs.weights_of(rows, np.ascontiguousarray(kept), made.spec, *model.tables, levels, found)
    return found.astype(np.int64)


def steps(made: Layout, model: Model, rows: Longs, kept: Longs) -> list[tuple[Step, ...]]:
    """The waterfall of each pair of rows: every comparison that the model makes, also those that weigh nothing."""
    levels, weights = np.zeros((len(kept), len(made.spec)), np.uint8), np.zeros(len(kept), np.int32)
    pairs.weights_of(rows, np.ascontiguousarray(kept), made.spec, *model.tables, levels, weights)
    found: list[list[Step]] = [[] for _ in kept]
    for c, comparison in enumerate(made.comparisons):
        names = ["not known", *how(comparison.how).levels]
        for n, weight in enumerate(bits(made, model, rows, kept, levels, c).tolist()):
            found[n].append(Step(comparison.name, names[min(int(levels[n, c]), len(names) - 1)], int(weight)))
    return [tuple(one) for one in found]


def bits(made: Layout, model: Model, rows: Longs, kept: Longs, levels: Levels, c: int) -> Longs:
    """What comparison c weighs in each pair of `kept`, in sixty-fourths of a bit, at the levels that were found."""
    spec, (weights, rare, _) = made.spec, model.tables
    parent, top, counted = int(spec[c, 3]), int(spec[c, 4]), int(spec[c, 5])
    under = (
        np.array([standing(int(got), int(spec[parent, 4])) for got in levels[:, parent]], np.int64)
        if parent >= 0
        else 0
    )
    found = weights[c][under, levels[:, c]].astype(np.int64)
    found[levels[:, c] == 0] = 0
    if counted >= 0:
        common = _shared(made, rows, kept, c)
        under_all = np.broadcast_to(under, found.shape)
        free = weights[c][np.where(under_all == AGREES, 0, under_all), top] + rare[c] - STEP * common
        shared = np.where(under_all == AGREES, np.minimum(found, free), free)
        found = np.where(levels[:, c] == top, shared, found)
    return np.asarray(found, np.int64)


def _shared(made: Layout, rows: Longs, kept: Longs, c: int) -> Longs:
    """How common the value is that two records share."""
    if made.several:
        found = np.zeros(len(kept), np.int64)
        pairs.shared(rows, np.ascontiguousarray(kept[:, :2]), made.spec, c, found)
        return found
    place = int(made.spec[c, 5])
    return np.maximum(_common(rows, kept[:, 0], place), _common(rows, kept[:, 1], place))


def _common(rows: Longs, which: Longs, at: int) -> Longs:
    return np.asarray((rows[which, rows.shape[1] - 2 + at // 7] >> (8 * (at % 7))) & 255, np.int64)


def write(table: Any, path: Path) -> None:
    """Write a table as its name says: .parquet, else CSV; whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        if path.suffix in (".parquet", ".pq"):
            pyarrow.parquet.write_table(table, part)
        else:
            pyarrow.csv.write_csv(table, part)
        part.replace(path)
    except OSError as error:
        raise NotResolvable(f"{path}: cannot be written ({error.strerror})") from error
