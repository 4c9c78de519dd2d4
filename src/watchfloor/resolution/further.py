"""What records hold beyond one value a field: further rows of their own, so that other files pay nothing for them.

A record's first row has the first value of each field. A further row has what is left, its other places are 0; it is
found by a place in the row before it, and names the record that owns it (scoring.py takes the best of all). Keys are
made of each row with its gaps filled from the record, so that a birth date meets a second name too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from watchfloor.resolution.columns import Column, column
from watchfloor.resolution.compiled import Bytes, Longs
from watchfloor.resolution.encode import PLACES, Layout
from watchfloor.resolution.scoring import CROSSED, FREQUENCIES, LINKS, NEXT, OWNER, SORT


@dataclass(frozen=True, slots=True)
class Further:
    """Lines beyond the records' own. `owner`: the record of each line, ascending; `columns`: text of each field.

    `sorts`: of which sort the number of each record, then that of each line is; 0 where that is not known.
    """

    owner: Longs
    columns: Mapping[str, Column]
    sorts: Bytes


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field of all records, as text, and of which sort it is where that is known."""

    text: Any
    sorts: Bytes


def spread(values: Mapping[str, Sequence[Value]]) -> tuple[dict[str, Any], Further | None]:
    """The first value of each field as text, and what is left; None where nothing is and all numbers are of one sort.

    What is empty, and what a record says twice in one field, makes no further value.
    """
    levels = {field: _levels(held) for field, held in values.items()}
    count = len(next(iter(levels.values()))[0].text)
    deep = max(len(one) for one in levels.values())
    sorts = [_sorts_at(levels, place, count) for place in range(deep)]
    owners, texts, marks = [], [], []
    for place in range(1, deep):
        here = {field: one[place].text for field, one in levels.items() if place < len(one)}
        some = np.flatnonzero(np.logical_or.reduce([_filled(text) for text in here.values()]))
        owners.append(some)
        texts.append({field: text.take(pa.array(some)) for field, text in here.items()})
        marks.append(sorts[place][some])
    firsts = {field: one[0].text for field, one in levels.items()}
    owner = np.concatenate(owners) if owners else np.zeros(0, np.int64)
    if not len(owner) and len(np.unique(sorts[0][sorts[0] > 0])) < 2:
        return firsts, None
    order = np.argsort(owner, kind="stable")
    sizes = [len(one) for one in owners]
    columns = {field: column(_chained([t.get(field) for t in texts], sizes).take(pa.array(order))) for field in firsts}
    return firsts, Further(owner[order], columns, np.concatenate([sorts[0], *marks])[np.r_[:count, count + order]])


def _chained(parts: Sequence[Any], sizes: Sequence[int]) -> Any:
    whole = [pa.array([""] * n, pa.string()) if p is None else p for p, n in zip(parts, sizes, strict=True)]
    return pa.concat_arrays(whole) if whole else pa.array([], pa.string())


def _sorts_at(levels: Mapping[str, Sequence[Value]], place: int, count: int) -> Bytes:
    """One sort a row: a kind has one field at most whose numbers are of sorts."""
    here = [one[place].sorts for one in levels.values() if place < len(one)]
    return np.max(here, axis=0).astype(np.uint8) if here else np.zeros(count, np.uint8)


def _filled(text: Any) -> Any:
    return pc.not_equal(pc.utf8_trim_whitespace(text), "").to_numpy(zero_copy_only=False)


def _levels(held: Sequence[Value]) -> list[Value]:
    """First values, second values, and so on: what is empty in one column is taken from the next."""
    found, pool = [], list(held)
    while pool:
        first, rest = pool[0], []
        if len(held) == 1:
            return [Value(first.text, np.where(_filled(first.text), first.sorts, 0))] if first.sorts.any() else pool
        marks = np.where(_filled(first.text), first.sorts, 0)
        for other in pool[1:]:
            taken = ~_filled(first.text)
            repeated = pc.equal(first.text, other.text).to_numpy(zero_copy_only=False)
            left = pc.if_else(pa.array(taken | repeated), "", other.text)
            marks = np.where(taken & _filled(other.text), other.sorts, marks)
            first = Value(pc.if_else(pa.array(taken), other.text, first.text), marks)
            rest.append(Value(left, np.where(_filled(left), other.sorts, 0)))
        found.append(Value(first.text, marks))
        pool = [one for one in rest if _filled(one.text).any()]
    return found


def linked(made: Layout, first: Longs, more: Longs, further: Further) -> Longs:
    """Rows of records and then of their further lines, each with its sort, what follows it and its owner."""
    rows = np.concatenate([first, more])
    count, width = len(first), made.width
    rows[:, width - SORT] = further.sorts
    rows[:, width - NEXT] = -1
    rows[:, width - OWNER] = np.concatenate([np.arange(count), further.owner])
    before = np.concatenate([further.owner[:1] - 1, further.owner[:-1]]) == further.owner
    lines = count + np.arange(len(further.owner))
    rows[np.where(before, lines - 1, further.owner), width - NEXT] = lines
    return rows


def filled(made: Layout, rows: Longs, further: Further) -> Longs:
    """The rows as keys are made of them: gaps of further rows filled from their records, without links."""
    whole = rows.copy()
    begin = len(rows) - len(further.owner)
    whole[:, made.width - FREQUENCIES - LINKS : made.width - FREQUENCIES] = 0
    for line, comparison in zip(made.spec, made.comparisons, strict=True):
        if line[0] != CROSSED:
            places = slice(int(line[1]), int(line[1]) + PLACES[comparison.how])
            empty = ~whole[begin:, places].any(axis=1)
            whole[begin:, places][empty] = whole[further.owner[empty], places]
    return whole


def of_records(pairs: Longs, owner: Longs) -> Longs:
    """Pairs of rows (n, 2 or 3 with a weight) as pairs of records, each once, none of a record with itself."""
    made = pairs.copy()
    both = np.sort(owner[pairs[:, :2]], axis=1)
    made[:, :2] = both
    made = made[both[:, 0] != both[:, 1]]
    return np.ascontiguousarray(np.unique(made, axis=0)) if len(made) else made
