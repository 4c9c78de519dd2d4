"""Records taken in one after the other under one frozen model, their clusters kept up to date.

What is kept is a pure function of the records that were taken in, whatever their order: a pair counts if some rule
gives both the same key, that key is not closed, and the pair weighs enough. A key is closed when more than CROWD
records bear it; pairs that it alone gave are given up again. Clusters are those of the batch (clusters.py), worked out
anew for the groups that a record touches. A batch cuts crowded blocks by further values instead, so that it can find
more there; while no key is closed and no block is cut, both give the same clusters.
"""

from dataclasses import dataclass, field

import numpy as np

from watchfloor.resolution import blocking
from watchfloor.resolution.clusters import clusters, named
from watchfloor.resolution.columns import column
from watchfloor.resolution.compiled import Ints, Longs, compiled, mixed
from watchfloor.resolution.encode import Layout
from watchfloor.resolution.engine import encoded
from watchfloor.resolution.failure import NotResolvable
from watchfloor.resolution.kinds import Kind
from watchfloor.resolution.model import Model
from watchfloor.resolution.records import Records, hashes_of
from watchfloor.resolution.scoring import weigh

# a key that more records bear than this gives no pairs
CROWD = 60
RULES = 30
OPEN, CLOSED = 0, -1
FIRST = 1 << 12


@dataclass(slots=True)
class Stream:
    """A base that grows. `rows`, `keys`, `whole` and `labels` have room for more than `count` records.

    `labels`: the first record taken in of each one's cluster. `edges` (room, 4): record, record, weight, the rules
    that give it as bits; `halves` the next half of an edge at the same record, `first` each one's first half, or -1.
    `table` (slots, 3): key and rule, newest record that bears it, how many do or CLOSED; `before`: the one before each.
    `touched`: records in groups that changed in this `turn`, each once by its `stamp`; `place`: where they stand there.
    """

    kind: Kind
    model: Model
    made: Layout
    least: int
    lines: Longs
    ends: Longs
    crowd: int = CROWD
    count: int = 0
    edge_count: int = 0
    table_count: int = 0
    rows: Longs = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    keys: Ints = field(default_factory=lambda: np.zeros((0, 0), np.int32))
    whole: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    labels: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    first: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    before: Ints = field(default_factory=lambda: np.zeros((0, 0), np.int32))
    edges: Longs = field(default_factory=lambda: np.zeros((FIRST, 4), np.int64))
    halves: Longs = field(default_factory=lambda: np.full(2 * FIRST, -1, np.int64))
    table: Longs = field(default_factory=lambda: np.zeros((2 * FIRST, 3), np.int64))
    stamp: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    touched: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    place: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    turn: int = 0

    def take(self, records: Records) -> Longs:
        """Take records in, one after the other; their clusters' labels, which are up to date when this returns.

        An id that was taken in before is another record: who corrects one begins anew without it.
        """
        made, rows, _, _ = encoded(records, self.kind, self.model)
        assert made.width == self.made.width
        begin, n = self.count, len(rows)
        if not n:
            return np.zeros(0, np.int64)
        self._room(n)
        self.rows[begin : begin + n] = rows
        blocking.write_keys(rows, self.made.spec, self.lines, self.ends, self.keys[begin : begin + n],
                            self.whole[begin : begin + n])  # fmt: skip
        ids, hashes = column(records.ids), np.zeros(n, np.int64)
        hashes_of(ids.data, ids.offsets, hashes)
        named(self.whole[begin : begin + n], hashes)
        self.labels[begin : begin + n] = np.arange(begin, begin + n)
        self._settle(self._taken(n))
        return self.labels[begin : begin + n].copy()

    @property
    def closed(self) -> int:
        """How many keys are closed."""
        return int((self.table[:, 2] == CLOSED).sum())

    def _taken(self, n: int) -> int:
        """Compare each of the next n records with those before it; how many were touched."""
        self.turn += 1
        counts = np.array([0, 0, 0, self.turn, self.crowd], np.int64)
        at, end = self.count, self.count + n
        while at < end:
            counts[:2] = self.edge_count, self.table_count
            at = take(at, end, self.rows, self.keys, self.first, self.before, self.edges, self.halves, self.table,
                      self.made.spec, *self.model.tables, self.least, counts, self.stamp, self.touched)  # fmt: skip
            self.edge_count, self.table_count = int(counts[0]), int(counts[1])
            if at < end:
                self._more()
        self.count = end
        return int(counts[2])

    def _room(self, n: int) -> None:
        """Room for n more records: twice as much each time."""
        most, need = len(self.labels), self.count + n
        if need <= most:
            return
        more = max(need, 2 * most, FIRST) - most
        self.rows = _longer(self.rows.reshape(most, self.made.width), more, 0)
        self.keys = _longer(self.keys.reshape(most, len(self.ends)), more, 0)
        self.before = _longer(self.before.reshape(most, len(self.ends)), more, -1)
        self.whole, self.labels = _longer(self.whole, more, 0), _longer(self.labels, more, 0)
        self.first, self.stamp = _longer(self.first, more, -1), _longer(self.stamp, more, 0)
        self.touched, self.place = _longer(self.touched, more, 0), _longer(self.place, more, 0)

    def _more(self) -> None:
        """Twice the room for edges, and for keys where they fill half of it."""
        if 2 * (self.edge_count + self.crowd * len(self.ends)) > len(self.edges):
            self.edges = _longer(self.edges, len(self.edges), 0)
            self.halves = _longer(self.halves, len(self.halves), -1)
        if 2 * (self.table_count + len(self.ends)) > len(self.table):
            table = np.zeros((2 * len(self.table), 3), np.int64)
            moved(self.table, table)
            self.table = table

    def _settle(self, touched: int) -> None:
        """Work out the clusters of the groups that touched records are in."""
        many = gathered(touched, self.turn, self.stamp, self.touched, self.first, self.halves, self.edges)
        if not many:
            return
        members = self.touched[:many]
        members = members[np.argsort(self.whole[members], kind="stable")]
        self.place[members] = np.arange(many)
        pairs = np.zeros((between(members, self.first, self.halves, self.edges), 3), np.int64)
        held(members, self.place, self.first, self.halves, self.edges, pairs)
        found = clusters(
            np.ascontiguousarray(self.rows[members]), pairs, self.least, self.made.spec,
            self.model.tables, self.whole[members], source=np.zeros(many, np.uint8),
        )  # fmt: skip
        lowest = np.full(many, self.count, np.int64)
        np.minimum.at(lowest, found.labels, members)
        self.labels[members] = lowest[found.labels]


def begin(kind: Kind, model: Model, *, probability: float = 0.5, crowd: int = CROWD) -> Stream:
    """An empty stream under a frozen model. Raises NotResolvable for a kind of more rules than bits can name."""
    made = model.layout(kind)
    plan = blocking.plan(kind, made)
    if len(plan.rules) > RULES:
        raise NotResolvable(f"kind: {kind.name} has {len(plan.rules)} blocking rules; a stream takes {RULES}")
    ends = np.cumsum([len(lines) for lines in plan.rules]).astype(np.int64)
    lines = np.concatenate(plan.rules) if plan.rules else np.zeros((0, 3), np.int64)
    return Stream(kind, model, made, model.least(probability), lines, ends, crowd)


def _longer(old: "np.ndarray[tuple[int, ...], np.dtype[np.generic]]", more: int, fill: int) -> "np.ndarray":
    made = np.full((len(old) + more, *old.shape[1:]), fill, old.dtype)
    made[: len(old)] = old
    return made


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
            new[slot_of(new, old[k, 0])] = old[k]


@compiled
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
