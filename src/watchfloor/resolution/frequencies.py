"""How common each value is: counts in hashed tables, kept as eighths of their binary logarithm.

A table has at least four times as many slots as records, so that a count is too high by chance for about one rare
value in five, never too low: an agreement is then worth a little less than it might be.
"""

import numpy as np

from watchfloor.resolution.compiled import Bytes, Ints, Longs, compiled, mixed
from watchfloor.resolution.encode import Layout, value
from watchfloor.resolution.scoring import FREQUENCIES, PACKED, STEP

LEAST_SLOTS = 1 << 12
MOST_SLOTS = 1 << 24
LOGS = np.rint(STEP * np.log2(np.maximum(np.arange(4_096), 1))).astype(np.uint8)


def slots_for(records: int) -> int:
    """How many slots a table gets: a power of two."""
    return int(min(max(LEAST_SLOTS, 1 << (4 * records - 1).bit_length()), MOST_SLOTS))


def tables(made: Layout, rows: Longs) -> tuple[Bytes, Longs]:
    """(frequencies, slots) uint8: the table of each counted comparison; and how many records have a value of each."""
    slots = slots_for(len(rows))
    counted = [line for line in made.spec if line[5] >= 0]
    found = np.zeros((len(counted), slots), np.uint8)
    known = np.zeros(len(counted), np.int64)
    counts = np.zeros(slots, np.int32)
    for line in counted:
        counts[:] = 0
        known[line[5]] = count(rows, int(line[0]), int(line[1]), counts)
        squeezed(counts, found[line[5]])
    return found, known


def among_entities(made: Layout, rows: Longs, labels: Longs) -> tuple[Bytes, Longs]:
    """As `tables`, each value counted once for each cluster: a person's own duplicates do not make his name common."""
    lines = [line for line in made.spec if line[5] >= 0]
    found, known = np.zeros((len(lines), slots_for(len(rows))), np.uint8), np.zeros(len(lines), np.int64)
    values = np.zeros(len(rows), np.int64)
    counts = np.zeros(found.shape[1], np.int32)
    for line in lines:
        valued(rows, int(line[0]), int(line[1]), values)
        order = np.lexsort((values, labels))
        v, owner = values[order], labels[order]
        fresh = np.concatenate([[True], (v[1:] != v[:-1]) | (owner[1:] != owner[:-1])])[: len(v)] & (v != 0)
        counts[:] = 0
        tally(np.ascontiguousarray(v[fresh]), counts)
        squeezed(counts, found[line[5]])
        known[line[5]] = int(fresh.sum())
    return found, known


@compiled
def valued(rows: Longs, how_code: int, at: int, into: Longs) -> None:
    """Write what is counted of each record."""
    for i in range(len(rows)):
        into[i] = value(rows, i, how_code, at)


@compiled
def tally(values: Longs, counts: Ints) -> None:
    """Count values in their slots."""
    for v in values:
        counts[mixed(5, v) & (len(counts) - 1)] += 1


@compiled
def count(rows: Longs, how_code: int, at: int, counts: Ints) -> int:
    """Count each record's value in its slot; answers how many have one."""
    known, mask = 0, len(counts) - 1
    for i in range(len(rows)):
        v = value(rows, i, how_code, at)
        if v:
            counts[mixed(5, v) & mask] += 1
            known += 1
    return known


@compiled
def squeezed(counts: Ints, into: Bytes) -> None:
    """Eighths of the binary logarithm of each count, rounded to the nearest."""
    for k in range(len(counts)):
        if counts[k] > 1:
            into[k] = LOGS[counts[k]] if counts[k] < len(LOGS) else min(255, int(STEP * np.log2(counts[k]) + 0.5))


@compiled
def mark(rows: Longs, begin: int, end: int, spec: Longs, found: Bytes) -> None:
    """Write the frequencies of rows begin to end into their last places."""
    first, mask = rows.shape[1] - FREQUENCIES, found.shape[1] - 1
    for i in range(begin, end):
        for k in range(FREQUENCIES):
            rows[i, first + k] = 0
    for c in range(len(spec)):
        at = spec[c, 5]
        if at >= 0:
            for i in range(begin, end):
                v = value(rows, i, spec[c, 0], spec[c, 1])
                if v:
                    much = int(found[at, mixed(5, v) & mask])
                    rows[i, first + at // PACKED] |= much << (8 * (at % PACKED))
