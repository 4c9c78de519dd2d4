"""One record against a base, under a frozen model: sorted keys in memory, the truth elsewhere.

The index holds rows (encode.py) and, for each blocking rule, key << 32 | record, sorted. A record that arrives gets the
row and the keys that it would get in a file, is weighed against those that share a key, and leaves no trace. Rules and
weights are those of the batch: what the batch weighs at least as much is found here, unless a block was cut to size.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from watchfloor.resolution import blocking, engine, frequencies
from watchfloor.resolution.blocks import blocked
from watchfloor.resolution.columns import plains
from watchfloor.resolution.compiled import Ints, Longs, allocating, compiled, fetch
from watchfloor.resolution.encode import Layout, encode
from watchfloor.resolution.failure import NotResolvable
from watchfloor.resolution.kinds import Kind
from watchfloor.resolution.model import Model, probability
from watchfloor.resolution.records import from_rows, parted
from watchfloor.resolution.scoring import weigh

# no key gives more than this many of the base to look at, and no answer is longer
WIDEST, LONGEST = 2_000, 100
# rows are fetched so many records before they are read
AHEAD = 8


@dataclass(frozen=True, slots=True)
class Match:
    """A record of the base, the weight in sixty-fourths of a bit, and the probability that it is the same."""

    record: int
    weight: int
    probability: float


@dataclass(frozen=True, slots=True)
class Index:
    """A base ready to be asked. `lines` and `ends`: the rules, as blocking.write_keys wants them."""

    kind: Kind
    model: Model
    made: Layout
    rows: Longs
    ordered: Longs
    starts: Longs
    lines: Longs
    ends: Longs

    def matches(self, record: Mapping[str, str], *, least: float = 0.5) -> tuple[Match, ...]:
        """Who of the base is this record with at least this probability, the surest first. Fields as the kind's."""
        record = parted(self.kind, record) if any(record.get(field) for field in self.kind.splits) else record
        wanted = self.made.fields
        values = plains([str(record.get(f, "") or "") for f in wanted])
        one = encode(self.made, dict(zip(wanted, values, strict=True)), 1)
        frequencies.mark(one, 0, 1, self.made.spec, self.model.frequencies)
        keys, whole = np.zeros((1, max(len(self.ends), 1)), np.int32), np.zeros(1, np.int64)
        blocking.write_keys(one, self.made.spec, self.lines, self.ends, keys, whole)
        found = np.empty((WIDEST, 2), np.int64)
        count = ask(one, keys, self.rows, self.ordered, self.starts, self.made.spec, *self.model.tables,
                    self.model.least(least), found)  # fmt: skip
        best = sorted((-weight, i) for i, weight in found[:count].tolist())[:LONGEST]
        sure = probability(np.array([-w for w, _ in best], np.int64), self.model.prior).tolist() if best else ()
        return tuple(Match(i, -w, p) for (w, i), p in zip(best, sure, strict=True))


def base(kind: Kind, model: Model, rows: Sequence[Mapping[str, str]]) -> Index:
    """An index of records that are at hand as fields and their words, under a frozen model."""
    made, encoded, _, _ = engine.encoded(from_rows(kind, rows), kind, model)
    return index(kind, model, made, encoded)


def keys_of(kind: Kind, model: Model, rows: Sequence[Mapping[str, str]]) -> list[list[int]]:
    """Of each record the keys that it is found by, rule << 32 | key, for those who keep them in a table of their own.

    Two records are candidates if they share one. A block is not cut to size here: who asks looks at so many of a key.
    """
    made, encoded, _, _ = engine.encoded(from_rows(kind, rows), kind, model)
    lines, ends = blocking.plan(kind, made).flat
    keys = np.zeros((len(encoded), max(len(ends), 1)), np.int32)
    blocking.write_keys(encoded, made.spec, lines, ends, keys, np.zeros(len(encoded), np.int64))
    return [[rule << 32 | key for rule, key in enumerate(line) if key] for line in keys.tolist()]


def index(kind: Kind, model: Model, made: Layout, rows: Longs) -> Index:
    """An index of encoded records (engine.Resolved has them), blocks cut to size as in a batch.

    Raises NotResolvable for records with several values of a field: what arrives is held against one of each.
    """
    if made.several:
        raise NotResolvable("index: its records have several values of a field; an index takes one of each")
    plan = blocking.plan(kind, made)
    _, _, done = blocked(made, plan, rows)
    lines, ends = plan.flat
    starts = np.cumsum([0, *(len(one.ordered) for one in done)]).astype(np.int64)
    ordered = np.concatenate([one.ordered for one in done]) if done else np.zeros(0, np.int64)
    return Index(kind, model, made, rows, ordered, starts, lines, ends)


@compiled
def first_at(ordered: Longs, begin: int, end: int, wanted: int) -> int:
    """Where `wanted` or what follows it stands between begin and end of a sorted list."""
    while begin < end:
        middle = (begin + end) >> 1
        if ordered[middle] < wanted:
            begin = middle + 1
        else:
            end = middle
    return begin


@allocating
def ask(
    one: Longs, keys: Ints, rows: Longs, ordered: Longs, starts: Longs, spec: Longs, weights: Ints, rare: Ints,
    most: Ints, least: int, found: Longs,
) -> int:  # fmt: skip
    """Write (record, weight) of those of at least this weight; answers how many. Each record is weighed once.

    The key that the fewest bear comes first: where WIDEST ends the search, it ends in what is common.
    """
    both = np.zeros((2, rows.shape[1]), np.int64)
    for k in range(rows.shape[1]):
        both[0, k] = one[0, k]
    got = np.zeros(len(spec), np.int64)
    spans = np.zeros((len(starts) - 1, 2), np.int64)
    borne(keys, ordered, starts, spans)
    seen = np.zeros(4 * WIDEST, np.int32)
    looked, count = 0, 0
    for _ in range(len(spans)):
        at, end = fewest(spans)
        while at < end and looked < WIDEST:
            j = ordered[at] & 0xFFFFFFFF
            if at + AHEAD < end:
                fetch(rows, (ordered[at + AHEAD] & 0xFFFFFFFF) * rows.shape[1], rows.shape[1])
            at += 1
            slot = (j * 2654435761) % len(seen)
            while seen[slot] != 0 and seen[slot] != j + 1:
                slot = (slot + 1) % len(seen)
            if seen[slot] == 0:
                seen[slot] = j + 1
                looked += 1
                for k in range(rows.shape[1]):
                    both[1, k] = rows[j, k]
                weight = weigh(both, 0, 1, spec, weights, rare, most, least, got)
                if weight >= least and count < len(found):
                    found[count, 0], found[count, 1] = j, weight
                    count += 1
    return count


@compiled
def borne(keys: Ints, ordered: Longs, starts: Longs, spans: Longs) -> None:
    """Write where those who bear each key of one record begin and end."""
    for rule in range(len(spans)):
        if keys[0, rule] != 0:
            spans[rule, 0] = first_at(ordered, starts[rule], starts[rule + 1], keys[0, rule] << 32)
            spans[rule, 1] = first_at(ordered, spans[rule, 0], starts[rule + 1], (keys[0, rule] + 1) << 32)


@compiled
def fewest(spans: Longs) -> tuple[int, int]:
    """The shortest span that is not empty, which is then given up; (0, 0) if there is none."""
    best = -1
    for n in range(len(spans)):
        many = spans[n, 1] - spans[n, 0]
        if many > 0 and (best < 0 or many < spans[best, 1] - spans[best, 0]):
            best = n
    if best < 0:
        return 0, 0
    at, end = spans[best, 0], spans[best, 1]
    spans[best, 1] = at
    return at, end
