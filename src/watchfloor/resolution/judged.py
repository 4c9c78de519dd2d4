"""What is known to be true: a column of entity labels, or a file of pairs of ids."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from watchfloor.resolution.clusters import find, settle
from watchfloor.resolution.columns import texts
from watchfloor.resolution.compiled import Longs
from watchfloor.resolution.failure import NotResolvable
from watchfloor.resolution.reading import read
from watchfloor.resolution.records import Records


def from_column(records: Records) -> Longs:
    """Labels from the truth column; a record without one is an entity of its own."""
    coded = pc.dictionary_encode(records.truth)
    labels = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    empty = pc.equal(pc.utf8_trim_whitespace(records.truth), "").to_numpy(zero_copy_only=False)
    return np.where(empty, -1 - np.arange(len(labels)), labels)


def from_pairs(records: Records, path: Path, *, link: bool) -> Longs:
    """Labels from a file whose first two columns are ids of the same entity (of file 1 and file 2 where linked).

    Entities are what the pairs connect. An id that no record has is refused: the scores would mean nothing.
    """
    table = read(path).table
    if table.num_columns < 2:
        raise NotResolvable(f"--truth: {path.name} has {table.num_columns} column; it needs two, with ids")
    rows = np.arange(len(records))
    first, second = (rows[records.source == 0], rows[records.source > 0]) if link else (rows, rows)
    left, right = _places(records, first, table, 0, path), _places(records, second, table, 1, path)
    root = rows.copy()
    for i, j in zip(left.tolist(), right.tolist(), strict=True):
        a, b = find(root, i), find(root, j)
        root[max(a, b)] = min(a, b)
    settle(root)
    return root


def _places(records: Records, among: Longs, table: Any, which: int, path: Path) -> Longs:
    ids = records.ids.take(pa.array(among))
    asked = pc.utf8_trim_whitespace(texts(table.column(which)))
    place = pc.index_in(asked, value_set=pc.utf8_trim_whitespace(ids))
    if place.null_count:
        strange = asked.filter(pc.is_null(place))[0].as_py()
        raise NotResolvable(
            f"--truth: {path.name} names id {strange!r}, which no record has; is --id the right column?"
        )
    return np.asarray(among[place.to_numpy(zero_copy_only=False)], np.int64)
