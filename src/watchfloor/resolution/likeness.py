"""How alike two names are, in thousandths: their words paired, whatever their order, and what is left over weighed.

A word that only one side has costs little: middle names, patronymics and places are left out every day. A word on each
side that is like none of the other's costs twice its worth: that is what tells brothers, cousins and branches apart.
Names whose words are drawn together or parted otherwise are held side by side as one word.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from watchfloor.resolution.compiled import Bytes, Ints, Longs, allocating, compiled, inlined
from watchfloor.resolution.kinds import listing
from watchfloor.resolution.nearness import LEAST, LONGEST, codes, near
from watchfloor.resolution.parts import INITIAL, ORDINARY, Parts, Word, parts, worth

# a spelling or a short form of the same name; an initial and a name that begins with it
FAMILIAR, BEGINS = 950, 750
# two names from here on are alike enough for a person to be asked
ALIKE = 700
# what a word that one side leaves out costs of its worth, in percent: of persons, of others; and one that contradicts
LEFT_OUT, LEFT_OUT_OTHERS, AGAINST = 30, 45, 200
# how steeply a pair of words that is not the same loses, in percent; one word alone; another legal form
STEEP, ALONE, OTHER_FORM = 220, 85, 92
# names written together are compared as one word from this nearness on, and lose this much
TOGETHER, PARTED = 880, 30


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name as numbers: letters of all words one after the other, where each ends, worth, class, groups (words, 2)."""

    letters: Bytes
    ends: Longs
    worths: Longs
    classes: Longs
    groups: Ints
    whole: Bytes
    form: int


def spelled(name: Parts) -> Spelled:
    """Words as letters; `whole`: everything but a legal form as one."""
    texts = [word.text[:LONGEST] for word in name.words]
    return Spelled(
        codes("".join(texts)),
        np.cumsum([len(one) for one in texts], dtype=np.int64) if texts else np.zeros(0, np.int64),
        np.array([worth(word) for word in name.words], np.int64), np.array([word.of for word in name.words], np.int64),
        np.array([familiar(word) for word in name.words], np.int32).reshape(-1, 2), codes(name.whole[:LONGEST]),
        FORMS.index(name.form) if name.form in FORMS else 0,
    )  # fmt: skip


FORMS = ("", "limited", "joint stock", "partnership", "foundation")


def familiar(word: Word) -> tuple[int, int]:
    """The first two groups of spellings and short forms that a word stands in, from 1; 0 for none."""
    found = _groups().get(word.text, ())
    return (found[0] if found else 0, found[1] if len(found) > 1 else 0)


@functools.cache
def _groups() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    both: Sequence[Sequence[str]] = [*listing("names")["same"], *listing("nicknames")["groups"]]
    for number, group in enumerate(both, start=1):
        for text in group:
            found.setdefault(text, []).append(number)
    return found


@inlined
def kept(nearness: int) -> int:
    """What a pair of words of this nearness counts for, in thousandths of their worth."""
    return max(1000 - STEEP * (1000 - nearness) // 100, 0)


@inlined
def related(groups: Ints, i: int, others: Ints, j: int) -> bool:
    """Whether two words stand in one group of spellings."""
    return bool(
        (groups[i, 0] != 0 and (groups[i, 0] == others[j, 0] or groups[i, 0] == others[j, 1]))
        or (groups[i, 1] != 0 and (groups[i, 1] == others[j, 0] or groups[i, 1] == others[j, 1]))
    )


@allocating
def aligned(nearness: Ints, mine: Longs, own: Longs, yours: Longs, of: Longs, person: bool, pair: Longs) -> int:
    """The likeness of two names from the nearness of each two words, their worths and classes; `pair`: who goes with
    whom. Pairs are taken from the nearest down, earlier words first."""
    n, m = len(mine), len(yours)
    pair[:] = -1
    taken = np.zeros(m, np.bool_)
    agreed, paired, ordinary = 0, 0, 0
    while True:
        best, x, y = LEAST - 1, -1, -1
        for i in range(n):
            if pair[i] < 0:
                for j in range(m):
                    if not taken[j] and nearness[i, j] > best:
                        best, x, y = nearness[i, j], i, j
        if x < 0:
            break
        pair[x], taken[y] = y, True
        both = (mine[x] + yours[y]) // 2
        if own[x] == INITIAL or of[y] == INITIAL:
            both = min(mine[x], yours[y])
        agreed += both * kept(best)
        paired += both * 1000
        ordinary += (own[x] == ORDINARY) + (of[y] == ORDINARY)
    left, right, whole = 0, 0, 0
    for i in range(n):
        left += mine[i] if pair[i] < 0 else 0
        whole += own[i] == ORDINARY
    for j in range(m):
        right += 0 if taken[j] else yours[j]
        whole += of[j] == ORDINARY
    against = min(left, right)
    more = max(left, right) - against
    total = paired + 10 * (AGAINST * against + (LEFT_OUT if person else LEFT_OUT_OTHERS) * more)
    if total == 0:
        return 0
    score = 1000 * agreed // total
    if person and ordinary <= 2 and whole > 2 and left + right > 0:
        score = score * ALONE // 100
    return score if ordinary > 0 or whole == 0 else min(score, ALIKE - 1)


@compiled
def nearnesses(
    a: Bytes, ends: Longs, own: Longs, groups: Ints, b: Bytes, others: Longs, of: Longs, yours: Ints, work: Ints,
    into: Ints,
) -> None:  # fmt: skip
    """Write how near each word of a is to each of b."""
    begin = 0
    for i in range(len(ends)):
        start = 0
        for j in range(len(others)):
            n, m = ends[i] - begin, others[j] - start
            if own[i] == INITIAL or of[j] == INITIAL:
                same = a[begin] == b[start]
                into[i, j] = (1000 if n == m else BEGINS) if same else 0
            else:
                into[i, j] = near(a, begin, n, b, start, m, LEAST, work)
                if into[i, j] < FAMILIAR and related(groups, i, yours, j):
                    into[i, j] = FAMILIAR
            start = others[j]
        begin = ends[i]


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` in thousandths; `pairs`: (word, word, nearness), "" where one side has none; `together`: as one word."""

    score: int
    pairs: tuple[tuple[str, str, int], ...]
    together: bool


def likeness(a: str, b: str, *, person: bool = True) -> Likeness:
    """How alike two names are, of a person or of anything else, and by which words. Symmetric."""
    if (b, a) < (a, b):
        turned = likeness(b, a, person=person)
        return Likeness(turned.score, tuple((y, x, s) for x, y, s in turned.pairs), turned.together)
    return alike(parts(a, person=person), parts(b, person=person), person=person)


def alike(first: Parts, second: Parts, *, person: bool) -> Likeness:
    """The same of names that are taken apart."""
    one, other = spelled(first), spelled(second)
    work = np.zeros((LONGEST + 1, LONGEST + 1), np.int32)
    grid = np.zeros((len(one.ends), len(other.ends)), np.int32)
    nearnesses(one.letters, one.ends, one.classes, one.groups, other.letters, other.ends, other.classes,
               other.groups, work, grid)  # fmt: skip
    pair = np.zeros(max(len(one.ends), 1), np.int64)[: len(one.ends)]
    score = int(aligned(grid, one.worths, one.classes, other.worths, other.classes, person, pair))
    joined = as_one(one.whole, other.whole, first.said, second.said, work)
    score, together = max(score, joined), joined > score
    if one.form and other.form and one.form != other.form:
        score = score * OTHER_FORM // 100
    return Likeness(min(score, native(first.native, second.native)), _paired(first, second, grid, pair), together)


@compiled
def as_one(a: Bytes, b: Bytes, words: int, others: int, work: Ints) -> int:
    """The likeness of two names as one word each, where they are parted otherwise; else 0."""
    if words == others or min(len(a), len(b)) < 5:
        return 0
    near_by = near(a, 0, len(a), b, 0, len(b), TOGETHER, work)
    return near_by - PARTED if near_by else 0


def native(first: str, second: str) -> int:
    """What two names in Han characters can be at most: each character is a word, and sounds are shared by many."""
    if not first or not second:
        return 1000
    shared = sum(min(first.count(one), second.count(one)) for one in set(first))
    most = max(len(first), len(second))
    return 1000 * shared // (shared + 2 * (most - shared))


def _paired(first: Parts, second: Parts, grid: Ints, pair: Longs) -> tuple[tuple[str, str, int], ...]:
    told = [
        (word.text, second.words[pair[i]].text, int(grid[i, pair[i]])) if pair[i] >= 0 else (word.text, "", 0)
        for i, word in enumerate(first.words)
    ]
    left = [("", word.text, 0) for j, word in enumerate(second.words) if j not in set(pair.tolist())]
    return (*told, *left)
