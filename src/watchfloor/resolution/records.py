"""Files and mappings as the columns of one kind, ready to be encoded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from watchfloor.resolution.columns import Column, column, texts, together, written
from watchfloor.resolution.compiled import Bytes, Ints, Longs, compiled
from watchfloor.resolution.failure import NotResolvable
from watchfloor.resolution.fullnames import taken_apart
from watchfloor.resolution.kinds import Kind
from watchfloor.resolution.mapping import Mapped, mapped
from watchfloor.resolution.marks import hashed
from watchfloor.resolution.reading import look, rest, some

IDS = ("id", "record_id", "rec_id", "unique_id", "uid", "key", "row_id")


@dataclass(frozen=True, slots=True)
class Records:
    """Records of one or more sources. `columns`: text of each field; `ids` as text; `source`: which file each is of."""

    columns: Mapping[str, Column]
    ids: Any
    source: Bytes
    truth: Any | None
    mappings: tuple[Mapped, ...]
    left_out: int

    def __len__(self) -> int:
        return len(self.source)


def load(files: Sequence[Path], kind: Kind, *, said: Mapping[str, Sequence[str]], id_column: str | None,
         truth_column: str | None) -> Records:  # fmt: skip
    """Read and map the files; columns that nobody needs are not read. Raises NotResolvable."""
    if len(files) > 255:
        raise NotResolvable(f"FILE: {len(files)} files are more than 255; put them together first")
    parts: list[dict[str, Any]] = []
    maps, ids, truths, counts, left = [], [], [], [], 0
    for path in files:
        looked = look(path)
        there = looked.table.column_names
        id_name = _id_of(path, there, id_column)
        if truth_column is not None and truth_column not in there:
            raise NotResolvable(
                f"--truth-column: {path.name} has no column {truth_column!r}; it has {', '.join(there)}"
            )
        taken = {name for name in (id_name, truth_column) if name}
        one = mapped(kind, there, said, taken, path.name, partial(some, path, looked))
        got = rest(path, looked, list(dict.fromkeys([*taken, *(c for cs in one.columns.values() for c in cs)])))
        parts.append({field: together([got.table[c] for c in cs]) for field, cs in one.columns.items()})
        maps.append(one)
        count = got.table.num_rows
        ids.append(texts(got.table[id_name]) if id_name else pc.cast(pa.array(np.arange(count)), pa.string()))
        truths.append(texts(got.table[truth_column]) if truth_column else None)
        counts.append(count)
        left += got.left_out
    fields = list(dict.fromkeys(field for part in parts for field in part))
    whole = {f: _chained([p[f] if f in p else _empty(n) for p, n in zip(parts, counts, strict=True)]) for f in fields}
    columns = {field: column(values) for field, values in _split(kind, whole).items()}
    source = np.repeat(np.arange(len(files)), counts).astype(np.uint8)
    return Records(columns, _chained(ids), source, _chained(truths) if truth_column else None, tuple(maps), left)


def parted(kind: Kind, row: Mapping[str, str]) -> dict[str, str]:
    """One record with its full name taken apart, as `from_rows` does it; a part that is said for itself stays."""
    parts = {field: row[field] for field in row if field not in kind.splits}
    for field, into in kind.splits.items():
        for part, words in zip(into, taken_apart(row.get(field, "") or ""), strict=True):
            parts[part] = (parts.get(part) or "").strip() or words
    return parts


def from_rows(kind: Kind, said: Sequence[Mapping[str, str]]) -> Records:
    """Records that are at hand as fields and their words; a full name is taken apart as in a file."""
    rows = [parted(kind, row) for row in said]
    fields = list(dict.fromkeys(field for row in rows for field in row))
    columns = {field: written([str(row.get(field, "") or "") for row in rows]) for field in fields}
    ids = pa.array([str(n) for n in range(len(rows))], pa.string())
    return Records(columns, ids, np.zeros(len(rows), np.uint8), None, (), 0)


def _id_of(path: Path, there: Sequence[str], said: str | None) -> str | None:
    if said is not None:
        if said not in there:
            raise NotResolvable(f"--id: {path.name} has no column {said!r}; it has {', '.join(there)}")
        return said
    return next((name for known in IDS for name in there if name.lower() == known), None)


def _empty(count: int) -> Any:
    return pa.array([""] * count, pa.string())


def _chained(parts: list[Any]) -> Any:
    return parts[0] if len(parts) == 1 else pa.concat_arrays(parts)


def _split(kind: Kind, whole: dict[str, Any]) -> dict[str, Any]:
    for field, into in kind.splits.items():
        if field in whole:
            full = whole.pop(field)
            named = pc.dictionary_encode(full)
            apart = [taken_apart(name) for name in named.dictionary.to_pylist()]
            for place, part in enumerate(into):
                words = pa.array([one[place] for one in apart], pa.string())
                found = pc.take(words, named.indices) if len(words) else full
                has = whole.get(part)
                whole[part] = (
                    found if has is None else pc.if_else(pc.equal(pc.utf8_trim_whitespace(has), ""), found, has)
                )
    return whole


@compiled
def hashes_of(data: Bytes, offsets: Ints, into: Longs) -> None:
    """A hash of each value."""
    for i in range(len(into)):
        into[i] = hashed(data, offsets[i], offsets[i + 1])
