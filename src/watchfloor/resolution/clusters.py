"""From pairs to clusters: the surest pair first, and two groups are one only if their members, on the whole, agree.

Not connected components: a single strong pair between two groups whose other members contradict each other is a
bridge; it is reported and does not merge them (average linkage over the pairs' weights, each cut at `CLIP` so that no
single agreement outvotes many contradictions). Two records judged different never meet in a cluster.
The order of ties is that of the records' contents, so that the order of the input does not matter.
"""

from dataclasses import dataclass

import numpy as np

from watchfloor.resolution.compiled import Bytes, Ints, Longs, allocating, compiled, fetch, inlined, mixed
from watchfloor.resolution.scoring import NEVER, weigh

CLIP = 16 * 64
# groups may agree this much less than a single pair has to: a pair of sparse records is one witness of many
SLACK = 3 * 64
# a pair that is so far over the threshold is sure; a third record is asked for at most so much more than a second
SURE, RARE_THIRDS = 6 * 64, 6 * 64
# as many members of each side are held against each other, at most
WITNESSES = 12
# what a pair needs is fetched so many pairs before
AHEAD = 12
# a file holds each entity once if fewer than this share of the other's matched records have a second partner in it that
# is as sure as this share of first partners is not
SELDOM, USUAL = 0.05, 0.25


@dataclass(frozen=True, slots=True)
class Clusters:
    """`labels` (records): the lowest record of each one's cluster. `joined` (merges, 4): record, record, the pair's
    weight, mean weight over the threshold between the two groups. `bridges`: the same for pairs that did not merge."""

    labels: Longs
    joined: Longs
    bridges: Longs


def clusters(
    rows: Longs, edges: Longs, threshold: int, spec: Longs, tables: tuple[Ints, Ints, Ints], whole: Longs, *,
    source: Bytes, single: tuple[bool, bool] = (False, False), apart: Longs | None = None,
) -> Clusters:  # fmt: skip
    """Cluster by pairs (n, 3: record, record, weight) of at least `threshold`; `whole` has a hash for each record.

    `single`: whether the first, the second source holds each entity once at most. `apart`: (pairs, 2) judged different.
    """
    good = edges[edges[:, 2] >= threshold]
    order = np.argsort(sort_keys(good, whole))
    n = len(whole)
    root, following, last, size = np.arange(n), np.full(n, -1, np.int64), np.arange(n), np.ones(n, np.int64)
    members = np.zeros((n, 2), np.int32)
    if any(single):
        members[np.arange(n), np.minimum(source, 1)] = 1
    never = np.empty((0, 2), np.int64) if apart is None else apart
    refused = np.zeros((len(good), 4), np.int64)
    joined = np.zeros((max(n - 1, 0), 4), np.int64)
    seen = np.zeros(2, np.int64)
    merge(rows, good[order], threshold, slack(good, threshold, n), spec, *tables, np.array(single), never, root,
          following, last, size, members, joined, refused, seen)  # fmt: skip
    settle(root)
    bridges = refused[: seen[1]]
    still = root[bridges[:, 0]] != root[bridges[:, 1]]
    return Clusters(lowest(root), joined[: seen[0]], bridges[still])


def slack(good: Longs, threshold: int, records: int) -> int:
    """How much less than a pair groups may agree to be one: less of it where entities hardly ever have three records.

    The degrees of sure pairs tell: how many of all records have a partner, and of these how many have a second one.
    """
    sure = good[good[:, 2] >= threshold + SURE, :2]
    partners = np.bincount(sure.ravel(), minlength=records)
    some, more = int((partners > 0).sum()), int((partners > 1).sum())
    seldom = np.log2((some + 1) / (records + 2)) - np.log2((more + 1) / (some + 2))
    return SLACK - int(np.clip(64 * seldom, 0, RARE_THIRDS))


def distinct_in(edges: Longs, threshold: int, source: Bytes) -> tuple[bool, bool]:
    """Of two files that are linked, whether the first, the second holds each entity once, as far as the pairs tell.

    It does if hardly any record of the other has a second partner in it that is as sure as first partners mostly are.
    Then only the surest of a record's partners is taken.
    """
    good = edges[edges[:, 2] >= threshold]
    ends = np.concatenate([good[:, [0, 1, 2]], good[:, [1, 0, 2]]])
    return _single(ends[source[ends[:, 1]] == 0]), _single(ends[source[ends[:, 1]] == 1])


def _single(ends: Longs) -> bool:
    if not len(ends):
        return False
    ordered = ends[np.lexsort((-ends[:, 2], ends[:, 0]))]
    first = np.concatenate([[True], ordered[1:, 0] != ordered[:-1, 0]])
    second = np.concatenate([[False], first[:-1]]) & ~first
    usual = np.quantile(ordered[first, 2], USUAL)
    return bool((ordered[second, 2] >= usual).sum() < SELDOM * first.sum())


@allocating
def sort_keys(edges: Longs, whole: Longs) -> Longs:
    """Numbers that sort edges by weight, the surest first, and equal ones by what the records hold."""
    keys = np.empty(len(edges), np.int64)
    for e in range(len(edges)):
        a, b = whole[edges[e, 0]], whole[edges[e, 1]]
        keys[e] = -(edges[e, 2] << 36) + (mixed(min(a, b), max(a, b)) & 0xFFFFFFFFF)
    return keys


@compiled
def find(root: Longs, i: int) -> int:
    """The root of i's cluster, paths halved."""
    while root[i] != i:
        root[i] = root[root[i]]
        i = root[i]
    return i


@compiled
def settle(root: Longs) -> None:
    """Let every record name its root."""
    for i in range(len(root)):
        root[i] = find(root, i)


@allocating
def lowest(root: Longs) -> Longs:
    """The lowest record of each one's cluster."""
    first = np.full(len(root), len(root), np.int64)
    for i in range(len(root)):
        first[root[i]] = min(first[root[i]], i)
    return first[root]


@allocating
def merge(
    rows: Longs, edges: Longs, threshold: int, loose: int, spec: Longs, weights: Ints, rare: Ints, most: Ints,
    single: Longs, never: Longs, root: Longs, following: Longs, last: Longs, size: Longs, members: Ints, joined: Longs,
    refused: Longs, seen: Longs,
) -> None:  # fmt: skip
    """Merge along the edges in their order."""
    got = np.zeros(len(spec), np.int64)
    for e in range(len(edges)):
        if e + AHEAD < len(edges):
            for k in range(2):
                near(edges[e + AHEAD, k], rows, root, following, last, size)
        i, j, weight = edges[e, 0], edges[e, 1], edges[e, 2]
        a, b = find(root, i), find(root, j)
        if a == b:
            continue
        mean = weight - threshold
        if size[a] + size[b] > 2:
            mean = agreement(rows, a, b, threshold, spec, weights, rare, most, following, got)
        if mean < -loose or forbidden(never, root, a, b) or crowded(members, single, a, b):
            note(refused, seen, 1, i, j, weight, mean)
            continue
        note(joined, seen, 0, i, j, weight, mean)
        if size[a] < size[b]:
            a, b = b, a
        root[b] = a
        following[last[a]] = b
        last[a] = last[b]
        size[a] += size[b]
        if single[0] or single[1]:
            members[a, 0] += members[b, 0]
            members[a, 1] += members[b, 1]


@inlined
def near(i: int, rows: Longs, root: Longs, following: Longs, last: Longs, size: Longs) -> None:
    """Have all that is known of a record brought near."""
    fetch(rows, i * rows.shape[1], rows.shape[1])
    fetch(root, i, 1)
    fetch(following, i, 1)
    fetch(last, i, 1)
    fetch(size, i, 1)


@compiled
def note(into: Longs, seen: Longs, which: int, i: int, j: int, weight: int, mean: int) -> None:
    """Write one line and count it."""
    into[seen[which], 0], into[seen[which], 1], into[seen[which], 2], into[seen[which], 3] = i, j, weight, mean
    seen[which] += 1


@compiled
def agreement(
    rows: Longs, a: int, b: int, threshold: int, spec: Longs, weights: Ints, rare: Ints, most: Ints, following: Longs,
    got: Longs,
) -> int:  # fmt: skip
    """The mean weight over the threshold between the members of two clusters, each cut at CLIP either way.

    Members of one file witness too where files are linked: two that differ cannot both be the third.
    """
    total, count, x, i = 0, 0, 0, a
    while i >= 0 and x < WITNESSES:
        y, j = 0, b
        while j >= 0 and y < WITNESSES:
            weight = weigh(rows, i, j, spec, weights, rare, most, NEVER, got) - threshold
            total += min(max(weight, -CLIP), CLIP)
            count += 1
            y, j = y + 1, following[j]
        x, i = x + 1, following[i]
    return total // count if count else 0


@compiled
def forbidden(never: Longs, root: Longs, a: int, b: int) -> bool:
    """Whether somebody judged a record of one to be different from a record of the other."""
    for k in range(len(never)):
        x, y = find(root, never[k, 0]), find(root, never[k, 1])
        if (x == a and y == b) or (x == b and y == a):
            return True
    return False


@compiled
def crowded(members: Ints, single: Longs, a: int, b: int) -> bool:
    """Whether a source that holds each entity once would have two in one cluster."""
    return bool((single[0] and members[a, 0] + members[b, 0] > 1) or (single[1] and members[a, 1] + members[b, 1] > 1))


@compiled
def named(whole: Longs, ids: Longs) -> None:
    """Make hashes of rows differ by the hashes of their ids, in place."""
    for i in range(len(whole)):
        whole[i] = mixed(whole[i], ids[i])
