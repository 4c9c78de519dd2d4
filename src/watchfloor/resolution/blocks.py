"""Blocks of one rule after the other, cut to size; and the walk through their pairs."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from watchfloor.resolution import blocking
from watchfloor.resolution.blocking import LARGE, SMALL, Plan
from watchfloor.resolution.compiled import Ints, Longs, inlined
from watchfloor.resolution.encode import Layout

# how many pairs a rule may give for each record, and how many it may give anyway
PER_RECORD, ANYWAY = 4, 400_000
# blocks that were split may give so many times more: what shares several values is likelier one
SPLIT = 2


@dataclass(frozen=True, slots=True)
class Blocked:
    """One rule's blocks: records as int64 (key << 32 | record), sorted; spans (blocks, 2) into them.

    `size`: no block is larger, but those of records that are the same in everything. `cut`: how many records were in
    blocks that had to be split; `left`: of how many only the identical ones were kept together.
    """

    rule: int
    ordered: Longs
    spans: Longs
    size: int
    pairs: int
    cut: int
    left: int


def blocked(made: Layout, plan: Plan, rows: Longs) -> tuple[Ints, Longs, list[Blocked]]:
    """Final keys of every record, the rows' hashes, and each rule's blocks."""
    keys = np.zeros((len(rows), max(len(plan.rules), 1)), np.int32)
    whole = np.zeros(len(rows), np.int64)
    every, ends = plan.flat
    blocking.write_keys(rows, made.spec, every, ends, keys, whole)
    budget = int(max(PER_RECORD * len(rows), ANYWAY))
    done = []
    for rule, lines in enumerate(plan.rules):
        own = {(int(line[0]), int(line[1])) for line in lines}
        refine = [line for line in plan.refine if (int(line[0]), int(line[1])) not in own]
        done.append(_one(rule, keys, rows, made.spec, refine, whole, budget))
    return keys, whole, done


def _one(rule: int, keys: Ints, rows: Longs, spec: Longs, refine: list[Longs], whole: Longs, budget: int) -> Blocked:
    nobody = np.zeros(len(rows), np.bool_)
    ordered, spans = _sorted(keys, rule, nobody, everything=True)
    size = size_for(spans, budget)
    cut, left = 0, 0
    finer, big = ordered, spans
    for line in refine:
        big = big[big[:, 1] - big[:, 0] > size]
        if not len(big):
            break
        only = np.zeros(len(rows), np.bool_)
        touched = blocking.split(finer, big, size, rows, spec, line, keys, rule, only)
        cut = cut or touched
        finer, big = _sorted(keys, rule, only, everything=False)
    if cut:
        ordered, spans = _sorted(keys, rule, nobody, everything=True)
        size = min(size, size_for(spans, SPLIT * budget))  # many small blocks of one value may be too many together
    big = spans[spans[:, 1] - spans[:, 0] > size]
    if len(big):
        left = blocking.identical(ordered, big, size, whole, keys, rule)
        ordered, spans = _sorted(keys, rule, nobody, everything=True)
    return Blocked(rule, ordered, spans, size, pairs_of(spans, size), cut, left)


def _sorted(
    keys: Ints, rule: int, only: np.ndarray[tuple[int], np.dtype[np.bool_]], *, everything: bool
) -> tuple[Longs, Longs]:
    into = np.empty(len(keys), np.int64)
    ordered = into[: blocking.gathered(keys, rule, only, everything, into)]
    ordered.sort()
    spans = np.empty((len(ordered) // 2 + 1, 2), np.int64)
    return ordered, spans[: blocking.runs(ordered, spans)]


def size_for(spans: Longs, budget: int) -> int:
    """The largest size of block for which all blocks up to it give no more pairs than the budget."""
    if not len(spans):
        return SMALL
    many = np.bincount(np.minimum(spans[:, 1] - spans[:, 0], LARGE + 1), minlength=LARGE + 2)
    sizes = np.arange(LARGE + 2)
    given = np.cumsum(many * (sizes * (sizes - 1) // 2))
    within = int(np.searchsorted(given, budget, side="right")) - 1
    return min(max(within, SMALL), LARGE)


def pairs_of(spans: Longs, size: int) -> int:
    """How many pairs the blocks give; those over `size` are stars of identical records."""
    much = spans[:, 1] - spans[:, 0]
    return int(np.where(much > size, much - 1, much * (much - 1) // 2).sum())


def whole_file(records: int) -> tuple[Ints, Blocked]:
    """Everybody beside everybody: for files so small that this is cheaper than being clever."""
    keys = np.ones((records, 1), np.int32)
    ordered = (np.int64(1) << 32) | np.arange(records, dtype=np.int64)
    spans = np.array([[0, records]], np.int64).reshape(-1, 2)[: 1 if records > 1 else 0]
    return keys, Blocked(0, ordered, spans, max(records, SMALL), pairs_of(spans, max(records, SMALL)), 0, 0)


@inlined
def given_before(keys: Ints, i: int, j: int, rule: int) -> bool:
    """Whether an earlier rule already gives this pair."""
    found = False
    for q in range(rule):
        found |= keys[i, q] == keys[j, q] and keys[i, q] != 0
    return found


def sizes(done: list[Blocked]) -> Iterator[tuple[int, int]]:
    """(rule, pairs) of each."""
    for one in done:
        yield one.rule, one.pairs
