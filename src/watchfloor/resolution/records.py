"""Files and mappings as the columns of one kind, ready to be encoded."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from watchfloor.resolution.columns import Column, column, texts, together, written
from watchfloor.resolution.compiled import Bools, Bytes, Ints, Longs, compiled
from watchfloor.resolution.failure import NotResolvable
from watchfloor.resolution.fullnames import taken_apart
from watchfloor.resolution.further import Further, Value, spread
from watchfloor.resolution.kinds import Kind
from watchfloor.resolution.mapping import Mapped, Said, Values, mapped, sort_of
from watchfloor.resolution.marks import hashed
from watchfloor.resolution.reading import Read, look, rest, some

# the place of a record in its file, which is its id where the file has none
ROW = "row of the file"
IDS = ("id", "record_id", "rec_id", "unique_id", "uid", "key", "row_id")


@dataclass(frozen=True, slots=True)
class Records:
    """Records of one or more sources. `columns`: text of each field; `ids` as text; `source`: which file each is of.

    `further`: what they hold beyond one value a field.
    """

    columns: Mapping[str, Column]
    ids: Any
    source: Bytes
    truth: Any | None
    mappings: tuple[Mapped, ...]
    left_out: int
    further: Further | None = None

    def __len__(self) -> int:
        return len(self.source)


def load(files: Sequence[Path], kind: Kind, *, said: Said, id_column: str | None, truth_column: str | None,
         only: Sequence[Bools] | None = None, seen: Sequence[Read] | None = None,
         strange: AbstractSet[str] = frozenset()) -> Records:  # fmt: skip
    """Read and map the files; columns that nobody needs are not read. Raises NotResolvable.

    `only`: of each file, which of its records are wanted; all if it is left out. `seen`: the files as looked at.
    `strange`: columns that are not guessed to be a field of this kind.
    """
    if len(files) > 255:
        raise NotResolvable(f"FILE: {len(files)} files are more than 255; put them together first")
    parts: list[dict[str, list[Value]]] = []
    maps, ids, truths, counts, left = [], [], [], [], 0
    for place, path in enumerate(files):
        looked = look(path) if seen is None else seen[place]
        there = looked.table.column_names
        id_name = _id_of(path, there, id_column)
        if truth_column is not None and truth_column not in there:
            raise NotResolvable(
                f"--truth-column: {path.name} has no column {truth_column!r}; it has {', '.join(there)}"
            )
        taken = {name for name in (id_name, truth_column) if name}
        if only is None or only[place].any():
            one = mapped(kind, there, said, taken | strange, path.name, partial(some, path, looked))
        else:
            one = Mapped({}, (), ())
        got = rest(path, looked, list(dict.fromkeys([*taken, *one.used])))
        table = got.table.append_column(ROW, pa.array(np.arange(got.table.num_rows)))
        table = table if only is None else table.filter(pa.array(only[place]))
        parts.append({field: _values(kind, field, all_, table) for field, all_ in one.every.items()})
        maps.append(one)
        ids.append(texts(table[id_name or ROW]))
        truths.append(texts(table[truth_column]) if truth_column else None)
        counts.append(table.num_rows)
        left += got.left_out
    first, more = _spread(kind, parts, counts)
    columns = {field: column(values) for field, values in first.items()}
    source = np.repeat(np.arange(len(files)), counts).astype(np.uint8)
    return Records(columns, _chained(ids), source, _chained(truths) if truth_column else None, tuple(maps), left, more)


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


def _values(kind: Kind, field: str, all_: Values, table: Any) -> list[Value]:
    one = next(f for f in kind.fields if f.name == field)
    made = []
    for columns in all_:
        text = together([table[c] for c in columns])
        made.append(Value(text, np.full(len(text), sort_of(one, columns), np.uint8)))
    return made


def _spread(kind: Kind, parts: list[dict[str, list[Value]]], counts: list[int]) -> tuple[dict[str, Any], Any]:
    """The values of all files one after the other: first ones as text, and what there is beyond them."""
    whole: dict[str, list[Value]] = {}
    for field in dict.fromkeys(field for part in parts for field in part):
        deep = max(len(part.get(field, ())) for part in parts)
        whole[field] = [_after(field, place, parts, counts) for place in range(deep)]
    first = _split(kind, {field: values[0].text for field, values in whole.items()})
    every = {field: [Value(text, _no_sort(len(text)))] for field, text in first.items()}
    for field, values in whole.items():
        if field in kind.splits:
            for value in values[1:]:
                for part, text in _split(kind, {field: value.text}).items():
                    every[part].append(Value(text, value.sorts))
        else:
            every[field] = [Value(first[field], values[0].sorts), *every[field][1:], *values[1:]]
    if all(len(values) == 1 and not values[0].sorts.any() for values in every.values()):
        return first, None
    return spread(every)


def _after(field: str, place: int, parts: list[dict[str, list[Value]]], counts: list[int]) -> Value:
    held = []
    for part, count in zip(parts, counts, strict=True):
        values = part.get(field, ())
        held.append(values[place] if place < len(values) else Value(_empty(count), _no_sort(count)))
    return Value(_chained([one.text for one in held]), np.concatenate([one.sorts for one in held]))


def _no_sort(count: int) -> Bytes:
    return np.zeros(count, np.uint8)


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
