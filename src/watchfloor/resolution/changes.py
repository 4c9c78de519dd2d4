"""What another model would change: which clusters it joins, splits or draws anew, before it is taken.

No array is touched here: pages ask too, and they load no engine.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# so many changes are listed with their members; all are counted
LISTED = 1_000
Group = tuple[int, ...]
WHAT = ("joined", "split", "redrawn")


@dataclass(frozen=True, slots=True)
class Change:
    """Groups that hold the same records `before` and `after`, each a tuple of records in their order."""

    before: tuple[Group, ...]
    after: tuple[Group, ...]

    @property
    def what(self) -> str:
        """joined: several became one; split: one became several; redrawn: several became several others."""
        return "joined" if len(self.after) == 1 else "split" if len(self.before) == 1 else "redrawn"


def changes(before: Sequence[int], after: Sequence[int]) -> tuple[Change, ...]:
    """The least sets of records that both labelings keep together as a whole, where they differ inside.

    `before`, `after`: a label for each record; how labels are called does not matter. Every record whose cluster is
    another stands in exactly one change, no other in any. Ordered by the first record of each.
    """
    old, new = _groups(before), _groups(after)
    stayed = {tuple(one) for one in old.values()} & {tuple(one) for one in new.values()}
    moved = sorted(n for members in old.values() if tuple(members) not in stayed for n in members)
    found, seen = list[Change](), set[int]()
    for first in moved:
        if first not in seen:
            whole = _whole(first, before, after, old, new)
            seen |= whole
            found.append(Change(_within(whole, before, old), _within(whole, after, new)))
    return tuple(found)


def joined_by(records: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """A label for each record, the least record that pairs lead to from it."""
    label = list(range(records))

    def head(one: int) -> int:
        while label[one] != one:
            label[one] = label[label[one]]
            one = label[one]
        return one

    for a, b in pairs:
        low, high = sorted((head(a), head(b)))
        label[high] = low
    return [head(one) for one in range(records)]


def said(found: Sequence[Change], ids: Sequence[str]) -> dict[str, Any]:
    """Counts, and the members of the first changes by their ids."""
    named = [
        {"what": one.what, "before": [[ids[n] for n in group] for group in one.before],
         "after": [[ids[n] for n in group] for group in one.after]}
        for one in found[:LISTED]
    ]  # fmt: skip
    return {what: sum(one.what == what for one in found) for what in WHAT} | {"listed": named}


def _groups(labels: Sequence[int]) -> dict[int, list[int]]:
    found = dict[int, list[int]]()
    for record, label in enumerate(labels):
        found.setdefault(label, []).append(record)
    return found


def _whole(
    first: int, before: Sequence[int], after: Sequence[int], old: Mapping[int, list[int]], new: Mapping[int, list[int]]
) -> set[int]:
    """All records that are reached from one by sharing a cluster before or after."""
    whole, waiting = {first}, [first]
    while waiting:
        one = waiting.pop()
        fresh = {*old[before[one]], *new[after[one]]} - whole
        whole |= fresh
        waiting += sorted(fresh)
    return whole


def _within(whole: set[int], labels: Sequence[int], groups: Mapping[int, list[int]]) -> tuple[Group, ...]:
    return tuple(sorted(tuple(groups[label]) for label in {labels[n] for n in whole}))
