"""Records taken in one after the other under one frozen model, their clusters kept up to date.

What is kept is a pure function of the records that were taken in, whatever their order: a pair counts if some rule
gives both the same key, that key is not closed, and the pair weighs enough. A key is closed when more than CROWD
records bear it; pairs that it alone gave are given up again. Clusters are those of the batch (clusters.py), worked out
anew for the groups that changed, when somebody asks. A batch cuts crowded blocks by further values instead, so that it
can find more there; while no key is closed and no block is cut, both give the same clusters.
"""

from dataclasses import dataclass, field

import numpy as np

from watchfloor.resolution import blocking
from watchfloor.resolution.clusters import clusters, named
from watchfloor.resolution.columns import column
from watchfloor.resolution.compiled import Ints, Longs
from watchfloor.resolution.encode import Layout
from watchfloor.resolution.engine import encoded
from watchfloor.resolution.failure import NotResolvable
from watchfloor.resolution.kinds import Kind
from watchfloor.resolution.model import Model
from watchfloor.resolution.records import Records, hashes_of
from watchfloor.resolution.taking import CLOSED, between, gathered, held, moved, take

# a key that more records bear than this gives no pairs
CROWD = 60
RULES = 30
FIRST = 1 << 12


@dataclass(slots=True)
class Stream:
    """A base that grows. `rows`, `keys`, `whole` and `settled` have room for more than `count` records.

    `settled`: each one's label as last worked out. `edges` (room, 4): record, record, weight, the rules
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
    settled: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    first: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    before: Ints = field(default_factory=lambda: np.zeros((0, 0), np.int32))
    edges: Longs = field(default_factory=lambda: np.zeros((FIRST, 4), np.int64))
    halves: Longs = field(default_factory=lambda: np.full(2 * FIRST, -1, np.int64))
    table: Longs = field(default_factory=lambda: np.zeros((2 * FIRST, 3), np.int64))
    stamp: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    touched: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    place: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    turn: int = 1
    changed: int = 0

    @property
    def labels(self) -> Longs:
        """The first record taken in of each one's cluster, up to date: groups that changed are worked out now."""
        self._settle()
        return self.settled[: self.count]

    def take(self, records: Records) -> None:
        """Take records in, one after the other.

        An id that was taken in before is another record: who corrects one begins anew without it.
        """
        made, rows, _, _ = encoded(records, self.kind, self.model)
        assert made.width == self.made.width
        begin, n = self.count, len(rows)
        if not n:
            return
        self._room(n)
        self.rows[begin : begin + n] = rows
        blocking.write_keys(rows, self.made.spec, self.lines, self.ends, self.keys[begin : begin + n],
                            self.whole[begin : begin + n])  # fmt: skip
        ids, hashes = column(records.ids), np.zeros(n, np.int64)
        hashes_of(ids.data, ids.offsets, hashes)
        named(self.whole[begin : begin + n], hashes)
        self.settled[begin : begin + n] = np.arange(begin, begin + n)
        self._taken(n)

    @property
    def closed(self) -> int:
        """How many keys are closed."""
        return int((self.table[:, 2] == CLOSED).sum())

    def _taken(self, n: int) -> None:
        """Compare each of the next n records with those before it."""
        counts = np.array([0, 0, self.changed, self.turn, self.crowd], np.int64)
        at, end = self.count, self.count + n
        while at < end:
            counts[:2] = self.edge_count, self.table_count
            at = take(at, end, self.rows, self.keys, self.first, self.before, self.edges, self.halves, self.table,
                      self.made.spec, *self.model.tables, self.least, counts, self.stamp, self.touched)  # fmt: skip
            self.edge_count, self.table_count = int(counts[0]), int(counts[1])
            if at < end:
                self._more()
        self.count, self.changed = end, int(counts[2])

    def _room(self, n: int) -> None:
        """Room for n more records: twice as much each time."""
        most, need = len(self.settled), self.count + n
        if need <= most:
            return
        more = max(need, 2 * most, FIRST) - most
        self.rows = _longer(self.rows.reshape(most, self.made.width), more, 0)
        self.keys = _longer(self.keys.reshape(most, len(self.ends)), more, 0)
        self.before = _longer(self.before.reshape(most, len(self.ends)), more, -1)
        self.whole, self.settled = _longer(self.whole, more, 0), _longer(self.settled, more, 0)
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

    def _settle(self) -> None:
        """Work out the clusters of the groups that changed."""
        many = gathered(self.changed, self.turn, self.stamp, self.touched, self.first, self.halves, self.edges)
        if not many:
            return
        self.turn, self.changed = self.turn + 1, 0
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
        self.settled[members] = lowest[found.labels]


def begin(kind: Kind, model: Model, *, probability: float = 0.5, crowd: int = CROWD) -> Stream:
    """An empty stream under a frozen model. Raises NotResolvable for a kind of more rules than bits can name."""
    made = model.layout(kind)
    plan = blocking.plan(kind, made)
    if len(plan.rules) > RULES:
        raise NotResolvable(f"kind: {kind.name} has {len(plan.rules)} blocking rules; a stream takes {RULES}")
    return Stream(kind, model, made, model.least(probability), *plan.flat, crowd)


def _longer(old: "np.ndarray[tuple[int, ...], np.dtype[np.generic]]", more: int, fill: int) -> "np.ndarray":
    made = np.full((len(old) + more, *old.shape[1:]), fill, old.dtype)
    made[: len(old)] = old
    return made
