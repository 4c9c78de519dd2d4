"""Taking records in, as machine code: keys in a hashed table, pairs as edges, groups that changed (stream.py).

`counts` holds edges, keys and touched records in use, the turn, and how many are a crowd. An edge has two halves, one
in the list of each of its records: half 2e is the later record's, 2e + 1 the earlier one's.
"""

import numpy as np

from watchfloor.resolution.compiled import Ints, Longs, allocating, compiled, mixed
from watchfloor.resolution.scoring import weigh

OPEN, CLOSED = 0, -1


@compiled
def slot_of(table: Longs, name: int) -> int:
    """Where a key and rule stand in the table, or the empty slot where they belong."""
    at = mixed(3, name) & (len(table) - 1)
    while table[at, 0] != 0 and table[at, 0] != name:
        at = (at + 1) & (len(table) - 1)
    return at


@compiled
def moved(old: Longs, new: Longs) -> None:
    """Write every key of a table into a larger one."""
    for k in range(len(old)):
        if old[k, 0] != 0:
            slot = slot_of(new, old[k, 0])
            new[slot, 0], new[slot, 1], new[slot, 2] = old[k, 0], old[k, 1], old[k, 2]


@allocating
def take(
    at: int, end: int, rows: Longs, keys: Ints, first: Longs, before: Ints, edges: Longs, halves: Longs, table: Longs,
    spec: Longs, weights: Ints, rare: Ints, most: Ints, least: int, counts: Longs, stamp: Longs, touched: Longs,
) -> int:  # fmt: skip
    """Take in records from `at` on, as far as there is room; answers the first that was not taken in.

    `counts`: edges and keys in use and records touched, which grow; the turn; and how many are a crowd.
    """
    rules = keys.shape[1]
    slots, got = np.zeros(rules, np.int64), np.zeros(len(spec), np.int64)
    for r in range(at, end):
        if counts[0] + counts[4] * rules > len(edges) or 2 * (counts[1] + rules) > len(table):
            return r
        for rule in range(rules):
            slots[rule] = -1
            if keys[r, rule] != 0:
                name = (keys[r, rule] << 8) | (rule + 1)
                slot = slot_of(table, name)
                if table[slot, 0] == 0:
                    table[slot, 0], table[slot, 1], table[slot, 2] = name, -1, OPEN
                    counts[1] += 1
                elif table[slot, 2] >= counts[4]:
                    close(table, slot, rule, keys, first, before, edges, halves, counts, stamp, touched)
                slots[rule] = slot if table[slot, 2] != CLOSED else -1
        compared(r, slots, rows, keys, first, before, edges, halves, table, spec, weights, rare, most, least, counts,
                 got, stamp, touched)  # fmt: skip
        for rule in range(rules):
            if slots[rule] >= 0:
                before[r, rule] = table[slots[rule], 1]
                table[slots[rule], 1] = r
                table[slots[rule], 2] += 1
    return end


@compiled
def compared(
    r: int, slots: Longs, rows: Longs, keys: Ints, first: Longs, before: Ints, edges: Longs, halves: Longs,
    table: Longs, spec: Longs, weights: Ints, rare: Ints, most: Ints, least: int, counts: Longs, got: Longs,
    stamp: Longs, touched: Longs,
) -> None:  # fmt: skip
    """Weigh a record with each before it that shares an open key, once; keep as edges those that weigh enough."""
    for rule in range(len(slots)):
        j = table[slots[rule], 1] if slots[rule] >= 0 else -1
        while j >= 0:
            given, early = 0, False
            for q in range(len(slots)):
                if slots[q] >= 0 and keys[r, q] == keys[j, q]:
                    given |= 1 << q
                    early = early or q < rule
            if not early:
                weight = weigh(rows, r, j, spec, weights, rare, most, least, got)
                if weight >= least:
                    e = counts[0]
                    edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3] = r, j, weight, given
                    halves[2 * e], first[r] = first[r], 2 * e
                    halves[2 * e + 1], first[j] = first[j], 2 * e + 1
                    counts[0] += 1
                    touch(r, counts, stamp, touched)
            j = before[j, rule]


@compiled
def close(
    table: Longs, slot: int, rule: int, keys: Ints, first: Longs, before: Ints, edges: Longs, halves: Longs,
    counts: Longs, stamp: Longs, touched: Longs,
) -> None:  # fmt: skip
    """Close a key: what it alone gave is given up, and whoever was held together by it is touched."""
    bit, j = 1 << rule, table[slot, 1]
    while j >= 0:
        half = first[j]
        while half >= 0:
            e = half >> 1
            if edges[e, 3] & bit and keys[edges[e, 0], rule] == keys[edges[e, 1], rule]:
                edges[e, 3] &= ~bit
                if edges[e, 3] == 0:
                    touch(edges[e, 0], counts, stamp, touched)
                    touch(edges[e, 1], counts, stamp, touched)
            half = halves[half]
        j = before[j, rule]
    table[slot, 2] = CLOSED


@compiled
def touch(r: int, counts: Longs, stamp: Longs, touched: Longs) -> None:
    """Note a record whose group changed, once a turn."""
    if stamp[r] != counts[3]:
        stamp[r] = counts[3]
        touched[counts[2]] = r
        counts[2] += 1


@compiled
def gathered(n: int, turn: int, stamp: Longs, touched: Longs, first: Longs, halves: Longs, edges: Longs) -> int:
    """Add everybody in the groups of those who are touched; answers how many. Groups are what pairs that count
    connect."""
    at = 0
    while at < n:
        half = first[touched[at]]
        while half >= 0:
            other = edges[half >> 1, 1 - (half & 1)]
            if edges[half >> 1, 3] != 0 and stamp[other] != turn:
                stamp[other] = turn
                touched[n] = other
                n += 1
            half = halves[half]
        at += 1
    return n


@compiled
def between(members: Longs, first: Longs, halves: Longs, edges: Longs) -> int:
    """How many pairs that count whole groups have."""
    n = 0
    for r in members:
        half = first[r]
        while half >= 0:
            n += (half & 1) == 0 and edges[half >> 1, 3] != 0
            half = halves[half]
    return n


@compiled
def held(members: Longs, place: Longs, first: Longs, halves: Longs, edges: Longs, into: Longs) -> None:
    """Write the pairs that count of whole groups: places of both, weight."""
    n = 0
    for r in members:
        half = first[r]
        while half >= 0:
            e = half >> 1
            if (half & 1) == 0 and edges[e, 3] != 0:
                a, b = place[edges[e, 0]], place[edges[e, 1]]
                into[n, 0], into[n, 1], into[n, 2] = min(a, b), max(a, b), edges[e, 2]
                n += 1
            half = halves[half]
