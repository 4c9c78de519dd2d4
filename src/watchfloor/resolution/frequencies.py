"""How common each value is: counts in hashed tables, kept as eighths of a binary logarithm.

A value that c of n records have is held by (c - 1 + b) / (n + 100) of the others, b what a hundred records would hold
of any value as the comparison believes: in a file of a hundred a shared phone is not as common as one in a hundred.

A table has at least four times as many slots as records, so that a count is too high by chance for about one rare
value in five, never too low: an agreement is then worth a little less than it might be.
"""

import numpy as np

from watchfloor.resolution.compiled import Bytes, Ints, Longs, compiled, mixed
from watchfloor.resolution.encode import Layout, value
from watchfloor.resolution.kinds import Comparison, how
from watchfloor.resolution.phrases import FIRST, MANY, RARE, RARITY
from watchfloor.resolution.scoring import FREQUENCIES, PACKED, STEP

LEAST_SLOTS = 1 << 12
MOST_SLOTS = 1 << 24
# the logarithms of so many counts are worked out once
TABLED = 1 << 12
# what the comparison believes of values counts as this many records; no value is believed rarer than one in a million
BELIEVED, RAREST = 100.0, 1e-6


def slots_for(records: int) -> int:
    """How many slots a table gets: a power of two."""
    return int(min(max(LEAST_SLOTS, 1 << (4 * records - 1).bit_length()), MOST_SLOTS))


def unseen(comparison: Comparison, known: int) -> float:
    """How many records a value counts for that no other record has; `known` have a value at all."""
    return max(BELIEVED * how(comparison.how).others[-1], RAREST * (known + BELIEVED))


def tables(made: Layout, rows: Longs, least: int = 1) -> tuple[Bytes, Longs]:
    """(frequencies, slots) uint8: the tables of counted comparisons, then of the words of phrases; and how many have a
    value of each. Values that fewer than `least` records bear count alike (`blurred`)."""
    slots = slots_for(len(rows))
    found = np.zeros((int(made.spec[:, 5:].max(initial=-1)) + 1, slots), np.uint8)
    known = np.zeros(len(found), np.int64)
    counts = np.zeros(slots, np.int32)
    for line, comparison in zip(made.spec, made.comparisons, strict=True):
        if line[5] >= 0:
            counts[:] = 0
            known[line[5]] = count(rows, int(line[0]), int(line[1]), counts)
            blurred(counts, least)
            alone = unseen(comparison, int(known[line[5]]))
            squeezed(counts, alone, eighths(alone), found[line[5]])
        if line[6] >= 0:
            counts[:] = 0
            known[line[6]] = count_words(rows, int(line[1]), counts)
            blurred(counts, least)
            rarities(counts, int(known[line[6]]), found[line[6]])
    return found, known


def among_entities(made: Layout, rows: Longs, labels: Longs, held: Bytes, least: int = 1) -> tuple[Bytes, Longs]:
    """As `tables`, each value counted once for each cluster: a person's own duplicates do not make his name common.

    `held`: the tables of the records, from which those of words are taken as they are.
    """
    found, known = held.copy(), np.zeros(len(held), np.int64)
    values = np.zeros(len(rows), np.int64)
    counts = np.zeros(found.shape[1], np.int32)
    for line, comparison in zip(made.spec, made.comparisons, strict=True):
        if line[5] >= 0:
            valued(rows, int(line[0]), int(line[1]), values)
            order = np.lexsort((values, labels))
            v, owner = values[order], labels[order]
            fresh = np.concatenate([[True], (v[1:] != v[:-1]) | (owner[1:] != owner[:-1])])[: len(v)] & (v != 0)
            counts[:] = 0
            tally(np.ascontiguousarray(v[fresh]), counts)
            blurred(counts, least)
            known[line[5]] = int(fresh.sum())
            found[line[5]] = 0
            alone = unseen(comparison, int(known[line[5]]))
            squeezed(counts, alone, eighths(alone), found[line[5]])
    return found, known


def blurred(counts: Ints, least: int) -> None:
    """Let values that fewer than `least` bear count as the mean that those have, also the ones that nobody bears.

    What is left tells of no single record whether it is there: a model can be kept longer than the records, and shown
    to who may not read them.
    """
    if least > 1:
        few = counts < least
        borne = counts[few].astype(np.int64)
        counts[few] = max(1, round(float((borne * borne).sum()) / max(int(borne.sum()), 1)))


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
def count_words(rows: Longs, at: int, counts: Ints) -> int:
    """Count each word of each record's phrase in its slot; answers how many records have a phrase."""
    known, mask = 0, len(counts) - 1
    for i in range(len(rows)):
        known += rows[i, at] != 0
        for k in range(at + FIRST, at + FIRST + MANY):
            if rows[i, k]:
                counts[mixed(5, rows[i, k]) & mask] += 1
    return known


@compiled
def rarities(counts: Ints, known: int, into: Bytes) -> None:
    """Half bits that a shared word of each slot is worth: log2 of one in how many records has it."""
    for k in range(len(counts)):
        into[k] = min(RARE, int(2 * np.log2((known + 1.0) / max(counts[k], 1)) + 0.5))


def eighths(alone: float) -> Bytes:
    """Eighths of the binary logarithm of how much more common than a value that nobody else has, for every count."""
    others = np.maximum(np.arange(TABLED), 1) - 1
    return np.minimum(STEP * np.log2((others + alone) / alone) + 0.5, 255).astype(np.uint8)


@compiled
def squeezed(counts: Ints, alone: float, table: Bytes, into: Bytes) -> None:
    """Write the eighths of each count."""
    for k in range(len(counts)):
        if counts[k] > 1:
            much = table[counts[k]] if counts[k] < TABLED else STEP * np.log2((counts[k] - 1 + alone) / alone) + 0.5
            into[k] = min(255, int(much))


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
        if spec[c, 6] >= 0:
            for i in range(begin, end):
                weigh_words(rows, i, spec[c, 1], found[spec[c, 6]])


@compiled
def weigh_words(rows: Longs, i: int, at: int, found: Bytes) -> None:
    """Write how rare each word of a record's phrase is, five bits a word."""
    h = 0
    for k in range(MANY):
        word = rows[i, at + FIRST + k]
        if word:
            h |= int(found[mixed(5, word) & (len(found) - 1)]) << (5 * k)
    rows[i, at + RARITY] = h
