"""Candidates: every pair that the blocks give, weighed once; and samples of them to estimate from."""

import numpy as np

from watchfloor.resolution.blocks import Blocked, given_before
from watchfloor.resolution.compiled import Bytes, Ints, Longs, allocating, compiled, fetch, mixed
from watchfloor.resolution.scoring import LINES, NEVER, agreed, level, weigh

# rows are fetched this many blocks before they are read, of a large block the first
AHEAD, NEAR = 6, 24
# where many pairs are to be had, one in so many blocks is looked at for samples
FEWER = 8


@allocating
def walk(
    ordered: Longs, spans: Longs, size: int, rule: int, begin: int, keys: Ints, source: Bytes, link: bool, rows: Longs,
    spec: Longs, weights: Ints, rare: Ints, most: Ints, least: int, out: Longs, done: int, seen: Longs,
) -> tuple[int, int]:  # fmt: skip
    """Weigh the pairs of one rule's blocks from block `begin` on; answers (next block, pairs kept).

    Kept pairs are written to `out` (capacity, 3) as (record, record, weight); the walk stops before a block that might
    not fit. `seen[0]` counts candidates, each once over all rules.
    """
    got = np.zeros(len(spec), np.int64)
    for s in range(begin, len(spans)):
        first, last = spans[s, 0], spans[s, 1]
        star = last - first > size
        if s + AHEAD < len(spans):
            for x in range(spans[s + AHEAD, 0], min(spans[s + AHEAD, 1], spans[s + AHEAD, 0] + NEAR)):
                i = ordered[x] & 0xFFFFFFFF
                fetch(rows, i * rows.shape[1], rows.shape[1])
                fetch(keys, i * keys.shape[1], keys.shape[1])
        if done + ((last - first) if star else (last - first) * (last - first - 1) // 2) > len(out):
            return s, done
        for x in range(first, first + 1 if star else last):
            i = ordered[x] & 0xFFFFFFFF
            for y in range(x + 1, last):
                j = ordered[y] & 0xFFFFFFFF
                if (link and source[i] == source[j]) or given_before(keys, i, j, rule):
                    continue
                seen[0] += 1
                weight = weigh(rows, i, j, spec, weights, rare, most, least, got)
                if weight >= least:
                    out[done, 0], out[done, 1], out[done, 2] = min(i, j), max(i, j), weight
                    done += 1
    return len(spans), done


def weighed(
    rows: Longs, keys: Ints, blocks: list[Blocked], source: Bytes, link: bool, spec: Longs,
    tables: tuple[Ints, Ints, Ints], least: int,
) -> tuple[Longs, int]:  # fmt: skip
    """All candidates of at least this weight, (pairs, 3) int64, and how many candidates there were."""
    out = np.empty((2 * len(rows) + 65_536, 3), np.int64)
    seen = np.zeros(1, np.int64)
    done = 0
    for one in blocks:
        begin = 0
        while begin < len(one.spans):
            begin, done = walk(one.ordered, one.spans, one.size, one.rule, begin, keys, source, link, rows, spec,
                               *tables, least, out, done, seen)  # fmt: skip
            if begin < len(one.spans):
                out = np.concatenate([out[:done], np.empty((max(done, _most(one)) + 65_536, 3), np.int64)])
    return out[:done], int(seen[0])


def _most(one: Blocked) -> int:
    much = np.minimum(one.spans[:, 1] - one.spans[:, 0], max(one.size, 2))
    return int((much * (much - 1) // 2).max())


@compiled
def sampled(
    ordered: Longs, spans: Longs, size: int, whole: Longs, source: Bytes, link: bool, rate: int, out: Longs
) -> int:
    """Pairs of one rule's blocks, about `rate` in 2**20 of them, told by their contents, not by the order."""
    n, few = 0, rate << 4 < 1 << 20
    rate = rate * FEWER if few else rate
    for s in range(len(spans)):
        first, last = spans[s, 0], spans[s, 1]
        if last - first > size or (few and mixed(77, ordered[first] >> 32) & (FEWER - 1)):
            continue
        for x in range(first, last):
            i = ordered[x] & 0xFFFFFFFF
            for y in range(x + 1, last):
                j = ordered[y] & 0xFFFFFFFF
                if link and source[i] == source[j]:
                    continue
                if mixed(99, whole[i] ^ whole[j]) & 0xFFFFF < rate and n < len(out):
                    out[n, 0], out[n, 1] = i, j
                    n += 1
    return n


def at_random(whole: Longs, source: Bytes, link: bool, many: int) -> Longs:
    """About `many` pairs of records drawn at random, (pairs, 2); all pairs where those are few."""
    n = len(whole)
    if n * (n - 1) // 2 <= 2 * many:
        i, j = np.triu_indices(n, 1)
    else:
        order = np.argsort(whole)
        steps = n // 3 + 1 + np.arange(max(1, many // n))
        i = np.concatenate([order for _ in steps])[:many]
        j = np.concatenate([np.roll(order, int(step)) for step in steps])[:many]
    pairs = np.stack([i, j], axis=1).astype(np.int64)
    return pairs[source[i] != source[j]] if link else pairs


@compiled
def patterns(rows: Longs, pairs: Longs, spec: Longs, out: Longs) -> None:
    """Each pair's levels as one number, four bits a comparison."""
    for n in range(len(pairs)):
        h = 0
        for c in range(len(spec)):
            if spec.shape[1] > LINES:
                now, _ = agreed(rows, pairs[n, 0], pairs[n, 1], spec, c)
            else:
                now = level(rows, pairs[n, 0], pairs[n, 1], spec[c, 0], spec[c, 1], spec[c, 2])
            h |= now << (4 * c)
        out[n] = h


@compiled
def shared(rows: Longs, pairs: Longs, spec: Longs, c: int, out: Longs) -> None:
    """How common the value is that each pair of records shares in comparison c, where they may have further rows."""
    for n in range(len(pairs)):
        _, out[n] = agreed(rows, pairs[n, 0], pairs[n, 1], spec, c)


@allocating
def weights_of(
    rows: Longs, pairs: Longs, spec: Longs, weights: Ints, rare: Ints, most: Ints, levels: Bytes, out: Ints
) -> None:
    """For given pairs the level of each comparison, and the pair's weight."""
    got = np.zeros(len(spec), np.int64)
    for n in range(len(pairs)):
        out[n] = weigh(rows, pairs[n, 0], pairs[n, 1], spec, weights, rare, most, NEVER, got)
        for c in range(len(spec)):
            levels[n, c] = got[c]
