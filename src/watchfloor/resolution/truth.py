"""How well clusters agree with what is known: pairs, and B-cubed (Bagga and Baldwin 1998)."""

from dataclasses import asdict, dataclass

import numpy as np

from watchfloor.resolution.compiled import Bytes, Longs


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares from 0 to 1."""

    precision: float
    recall: float
    f1: float

    def said(self) -> dict[str, float]:
        """As a command says them."""
        return {name: round(value, 6) for name, value in asdict(self).items()}


def scores(precision: float, recall: float) -> Scores:
    """With their harmonic mean."""
    both = precision + recall
    return Scores(precision, recall, 2 * precision * recall / both if both else 0.0)


def pairs(found: Longs, true: Longs, source: Bytes | None = None) -> Scores:
    """Pairs within clusters against pairs within entities; across the two sources only where `source` is given."""
    right = _within(_both(found, true), source)
    given, wanted = _within(found, source), _within(true, source)
    return scores(right / given if given else 1.0, right / wanted if wanted else 1.0)


def b_cubed(found: Longs, true: Longs) -> Scores:
    """For each record the share of its cluster that belongs to it, and the share of its entity that was found."""
    if not len(found):
        return scores(1.0, 1.0)
    same = _sizes(_both(found, true))
    return scores(float((same / _sizes(found)).mean()), float((same / _sizes(true)).mean()))


def _both(found: Longs, true: Longs) -> Longs:
    _, one = np.unique(found, return_inverse=True)
    _, other = np.unique(true, return_inverse=True)
    return np.asarray(one.astype(np.int64) * (int(other.max(initial=0)) + 1) + other)


def _sizes(labels: Longs) -> Longs:
    _, place, counts = np.unique(labels, return_inverse=True, return_counts=True)
    return np.asarray(counts[place], np.int64)


def _within(labels: Longs, source: Bytes | None) -> int:
    if source is None:
        counts = np.unique(labels, return_counts=True)[1].astype(np.int64)
        return int((counts * (counts - 1) // 2).sum())
    _, place = np.unique(labels, return_inverse=True)
    size = int(place.max(initial=-1)) + 1
    first = np.bincount(place[source == 0], minlength=size).astype(np.int64)
    second = np.bincount(place[source != 0], minlength=size).astype(np.int64)
    return int((first * second).sum())
