"""The weights, without labels: expectation and maximization over patterns of levels.

Fellegi and Sunter 1969; Winkler 1988.

Each rule's candidates are a mixture of their own share of matches with one model that all share; in them the rule's
own comparisons say nothing, because there they agree by construction. Pairs drawn at random tell how others agree.
Dependence: a comparison with a parent has a table for each standing of the parent (agrees, does not, not known), a
tree-augmented naive Bayes model (Friedman, Geiger and Goldszmidt 1997); so one move of house is not counted four times.
Priors (data/comparisons.json) count as some pairs that were seen: small files lean on them, large ones forget them.
"""

from dataclasses import dataclass

import numpy as np

from watchfloor.resolution.compiled import Floats, Ints, Longs
from watchfloor.resolution.encode import Layout
from watchfloor.resolution.frequencies import BELIEVED as BELIEVED_RECORDS
from watchfloor.resolution.frequencies import unseen
from watchfloor.resolution.kinds import how
from watchfloor.resolution.scoring import CROSSED, PHONE, STEP

LEVELS, UNDERS = 8, 3
ROUNDS, ENOUGH = 60, 1e-4
BELIEVED, BELIEVED_OTHERS, INHERITED = 24.0, 4.0, 12.0
# a level is never worth more than this many bits on its own, and no weight may come from a share below this
UNIT = 64
# of matches, at most this share is different in a comparison (Winkler 1993: constrained maximization)
LEAST_BOUND, MOST_BOUND, TIMES = 0.25, 0.5, 4.0
LEAST_SHARE = 1e-7
START = 0.05


@dataclass(frozen=True, slots=True)
class Sample:
    """Patterns of one set of pairs: levels (patterns, comparisons), how often each, which comparisons are silent."""

    levels: Longs
    counts: Floats
    silent: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Probabilities (comparisons, standings of the parent, levels) among matches and others; share of matches a set."""

    matches: Floats
    others: Floats
    shares: tuple[float, ...]


def sample(pattern: Longs, comparisons: int, silent: tuple[int, ...]) -> Sample:
    """Patterns as pairs.patterns writes them, counted."""
    codes, counts = np.unique(pattern, return_counts=True)
    shifts = 4 * np.arange(comparisons)
    return Sample((codes[:, None] >> shifts) & 15, counts.astype(np.float64), silent)


def estimate(made: Layout, sets: list[Sample], at_random: int | None) -> Estimate:
    """Fit the model to all sets at once; `at_random` is the place of the set of random pairs.

    None: the one set is of all pairs that there are, so that nothing has to be told from blocks.
    """
    matches, others = _believed(made), _believed(made, others=True)
    others = _maximized(made, sets, [np.zeros(len(s.counts)) for s in sets], others, at_random, matches=False)
    shares = [START] * len(sets)
    if at_random is None:
        shares = [1e-3]
    else:
        shares[at_random] = 1e-4
    for _ in range(ROUNDS):
        sure = [_sure(made, s, matches, others, share) for s, share in zip(sets, shares, strict=True)]
        fresh = _maximized(made, sets, sure, _believed(made), at_random, matches=True)
        others = _maximized(made, sets, sure, _believed(made, others=True), at_random, matches=False)
        shares = [
            float((p * s.counts).sum() + 0.5) / float(s.counts.sum() + 2) for p, s in zip(sure, sets, strict=True)
        ]
        moved = float(np.abs(fresh - matches).max())
        matches = fresh
        if moved < ENOUGH:
            break
    return Estimate(matches, others, tuple(shares))


def _believed(made: Layout, *, others: bool = False) -> Floats:
    table = np.zeros((len(made.comparisons), UNDERS, LEVELS))
    for c, comparison in enumerate(made.comparisons):
        said = how(comparison.how).others if others else how(comparison.how).matches
        table[c, :, 1 : 1 + len(said)] = np.array(said) / sum(said)
    return table


def _unders(made: Layout, levels: Longs, c: int) -> Longs:
    parent = int(made.spec[c, 3])
    if parent < 0:
        return np.zeros(len(levels), np.int64)
    got = levels[:, parent]
    return np.where(got == 0, 0, np.where(got >= made.spec[parent, 4] - 1, 1, 2)).astype(np.int64)


def _sure(made: Layout, one: Sample, matches: Floats, others: Floats, share: float) -> Floats:
    with np.errstate(divide="ignore"):
        ratio = np.log(np.maximum(matches, 1e-12)) - np.log(np.maximum(others, 1e-12))
    total = np.full(len(one.counts), np.log(share / (1 - share)))
    for c in range(len(made.comparisons)):
        if c not in one.silent and made.spec[c, 0] != CROSSED:
            levels = one.levels[:, c]
            total += np.where(levels > 0, ratio[c, _unders(made, one.levels, c), levels], 0.0)
    return np.asarray(1 / (1 + np.exp(-np.clip(total, -40, 40))))


def _maximized(
    made: Layout, sets: list[Sample], sure: list[Floats], believed: Floats, at_random: int | None, *, matches: bool
) -> Floats:
    table = np.array(believed)
    for c in range(len(made.comparisons)):
        seen = np.zeros((UNDERS, LEVELS))
        for n, (one, p) in enumerate(zip(sets, sure, strict=True)):
            if c in one.silent or (matches and n == at_random):
                continue
            weight = one.counts * (p if matches else 1 - p)
            levels, under = one.levels[:, c], _unders(made, one.levels, c)
            counted = np.bincount(under * LEVELS + levels, weight, UNDERS * LEVELS).reshape(UNDERS, LEVELS)
            if not matches and at_random is not None and n != at_random:
                # in blocks, others are alike for reasons of the block: only where the parent agrees are they needed
                counted[0] = counted[2] = 0
            seen += counted
        seen[:, 0] = 0
        prior = believed[c, 0] * (BELIEVED if matches else BELIEVED_OTHERS)
        whole = _shares(seen.sum(axis=0) if matches else seen[0] + seen[2], prior)
        whole = _bounded(whole, believed[c, 0]) if matches else whole
        table[c, 0] = whole
        for standing in (1, 2):
            table[c, standing] = _shares(seen[standing], whole * INHERITED)
    return table


def _bounded(shares: Floats, believed: Floats) -> Floats:
    """Matches that are "different" are held to a share, else the fit can settle on groups that are no entities."""
    most = min(max(LEAST_BOUND, TIMES * float(believed[1])), MOST_BOUND)
    if shares[1] <= most:
        return shares
    made = shares * (1 - most) / (1 - shares[1])
    made[1] = most
    return np.asarray(made)


def _shares(seen: Floats, prior: Floats) -> Floats:
    both = seen + prior
    return np.asarray(both / both.sum())


def tables(made: Layout, fitted: Estimate, known: Longs) -> tuple[Ints, Ints, Ints]:
    """What scoring.weigh wants: weights, `rare` and `most`, in sixty-fourths of a bit.

    `known[k]`: how many records have a value of the k-th counted comparison. For values that are the same the weight is
    log2(share of matches that are the same / share of other records with this value); the second part is `rare` less
    the frequency (frequencies.squeezed).
    """
    count = len(made.comparisons)
    weights = np.zeros((count, UNDERS, LEVELS), np.int32)
    rare, most = np.zeros(count, np.int32), np.zeros((count, 2), np.int32)
    ratio = UNIT * np.log2(np.maximum(fitted.matches, LEAST_SHARE) / np.maximum(fitted.others, LEAST_SHARE))
    for c in range(count):
        top, at = int(made.spec[c, 4]), int(made.spec[c, 5])
        weights[c, :, 1 : top + 1] = np.rint(ratio[c, :, 1 : top + 1])
        if made.spec[c, 0] == CROSSED:
            weights[c, :, 1:] = 0
            weights[c, :, 2] = _crossing(made, fitted, c)
        if at >= 0 and known[at] > 1:
            alone = unseen(made.comparisons[c], int(known[at])) / (int(known[at]) - 1 + BELIEVED_RECORDS)
            rare[c] = int(UNIT * np.log2(max(fitted.others[c, 0, top], LEAST_SHARE) / alone))
        same = int(weights[c, :, top].max()) + max(int(rare[c]), 0)
        below = int(weights[c, :, 1:top].max()) if top > 1 else 0
        loose = made.spec[c, 0] in (PHONE, CROSSED)
        most[c] = (max(below, same if loose else below), max(below, same))
    assert STEP * 8 == UNIT
    return weights, rare, most


def _crossing(made: Layout, fitted: Estimate, c: int) -> int:
    """Crossed names weigh what two equal names weigh, less how seldom they are crossed."""
    both = [made.place(name) for name in made.comparisons[c].fields]
    lost = sum(fitted.matches[b, 0, 1] / fitted.others[b, 0, 1] for b in both if b >= 0)
    same = np.prod([1 / max(fitted.others[b, 0, int(made.spec[b, 4])], LEAST_SHARE) for b in both if b >= 0])
    return int(np.clip(UNIT * (np.log2(0.01 * same) - np.log2(max(lost, 1e-6)) / 1), 0, 25 * UNIT))
