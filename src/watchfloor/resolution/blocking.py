"""Which records are held side by side: keys of 31 bits, one a rule, cut to size where a value is shared by many.

`keys` is int32 (records, rules), 0 where the record has no key. Two records are candidates if and only if some rule
gives them the same key, so that a pair which an earlier rule gives is told by comparing keys, without a join.
A block over the rule's size is split by further values (`refine` of the kind); what is left over it at the end keeps
only records that are the same in everything, each beside the first of them.
"""

from dataclasses import dataclass

import numpy as np

from watchfloor.resolution import phrases, scoring
from watchfloor.resolution.compiled import Bools, Ints, Longs, allocating, compiled, inlined, mixed
from watchfloor.resolution.encode import Layout, value
from watchfloor.resolution.kinds import Kind
from watchfloor.resolution.lanes import LANES, length
from watchfloor.resolution.letters import SETS, SOUND
from watchfloor.resolution.marks import HALF
from watchfloor.resolution.phrases import CHOICE, WIDE
from watchfloor.resolution.streets import NUMBER, NUMBERS

(
    WHOLE,
    SOUNDS,
    FIRST,
    LETTERS,
    YEAR,
    YEAR_MONTH,
    MONTH_DAY,
    NUMBERED,
    LAST,
    LOCAL,
    CHOSEN,
    LONGEST,
    ALIKE,
    FINAL,
    CELL,
) = range(15)
PARTS = {"whole": WHOLE, "sound": SOUNDS, "first": FIRST, "letters": LETTERS, "year": YEAR, "year_month": YEAR_MONTH,
         "month_day": MONTH_DAY, "number": NUMBERED, "last": LAST, "local": LOCAL, "chosen": CHOSEN,
         "longest": LONGEST, "alike": ALIKE, "final": FINAL, "cell": CELL}  # fmt: skip
KEY = (1 << 31) - 1
CHUNK = 256
# blocks are never cut below this, nor allowed above it
SMALL, LARGE = 12, 2_000


@dataclass(frozen=True, slots=True)
class Plan:
    """The rules that the data can follow: for each its parts as lines (comparison, part, number) of int64."""

    rules: tuple[Longs, ...]
    reasons: tuple[str, ...]
    refine: Longs

    @property
    def flat(self) -> tuple[Longs, Longs]:
        """The rules' parts one after the other, and where each rule's end: as `write_keys` wants them."""
        ends = np.cumsum([len(lines) for lines in self.rules]).astype(np.int64)
        return np.concatenate(self.rules) if self.rules else np.zeros((0, 3), np.int64), ends


def plan(kind: Kind, made: Layout) -> Plan:
    """The rules of a kind whose comparisons the data have."""
    rules, reasons = [], []
    for block in kind.blocks:
        if all(made.place(name) >= 0 for name, _ in block.keys):
            rules.append(_lines(block.keys, made))
            reasons.append(" + ".join(f"{name} {part}" for name, part in block.keys))
    usable = tuple((name, part) for name, part in kind.refine if made.place(name) >= 0)
    return Plan(tuple(rules), tuple(reasons), _lines(usable, made))


def _lines(keys: tuple[tuple[str, str], ...], made: Layout) -> Longs:
    lines = []
    for name, part in keys:
        word = part.rstrip("0123456789")
        lines.append((made.place(name), PARTS[word], int(part[len(word) :] or 0)))
    return np.array(lines, np.int64).reshape(-1, 3)


@inlined
def part(rows: Longs, i: int, spec: Longs, c: int, which: int, many: int) -> int:
    """One part of a key; 0 where the record does not have it."""
    at = spec[c, 1]
    a = rows[i, at]
    if which == NUMBERED:
        return int((rows[i, at + 1] >> NUMBER) & NUMBERS)
    if a == 0:
        return 0
    if which == WHOLE:
        return value(rows, i, spec[c, 0], at) if spec[c, 0] != scoring.STREET else int(a)
    if which == SOUNDS:
        return int(rows[i, at + 1] >> SOUND & 4095)
    if which == FIRST:
        return int(a & ((1 << ((6 if spec[c, 0] in (scoring.CODE, scoring.CHECKED) else 5) * many)) - 1))
    if which == LETTERS:
        return int(rows[i, at + 1] & SETS)
    if which == LOCAL:
        return int(rows[i, at + 1] >> 31)
    if which == CHOSEN:
        return int(rows[i, at + CHOICE] >> (20 * (many - 1)) & 0xFFFFF)
    if which == LONGEST:
        return int(rows[i, at + phrases.LONGEST])
    if which == ALIKE:
        return int(rows[i, at + 1] >> 31 & HALF)
    if which == FINAL:
        n = length(a, 6)
        return int((a & LANES) >> (6 * (n - many)) if n >= many else 0)
    if which == CELL:
        return int((a - 1) >> (WIDE + 9) << 20 | ((a - 1) & ((1 << WIDE) - 1)) >> 9)
    if which == LAST:
        return int(a & ((1 << (4 * many)) - 1) if a >> (4 * (many - 1)) else 0)
    shown = a & 0xFFFF if which == YEAR else a & 0xFFFFFF if which == YEAR_MONTH else a >> 16 & 0xFFFF
    return int(shown if a >> 32 & 3 <= (2 if which == YEAR else 1 if which == YEAR_MONTH else 0) else 0)


@allocating
def write_keys(rows: Longs, spec: Longs, lines: Longs, ends: Longs, keys: Ints, whole: Longs) -> None:
    """Write every rule's key of every record (0 where a part is missing), and a hash of its whole row.

    `lines`: the rules' parts one after the other; `ends`: where each rule's end.
    """
    # some hundred records at a time, one part after the other: they stay near, and what comes next is guessed rightly
    same = np.arange(len(lines))
    for n in range(len(lines)):
        for m in range(n - 1, -1, -1):
            if lines[m, 0] == lines[n, 0] and lines[m, 1] == lines[n, 1] and lines[m, 2] == lines[n, 2]:
                same[n] = m
    held = np.empty((max(len(lines), 1), CHUNK), np.int64)
    mixes = np.empty(CHUNK, np.int64)
    for first in range(0, len(rows), CHUNK):
        last = min(first + CHUNK, len(rows))
        for n in range(len(lines)):
            if same[n] == n:
                column(rows, first, last, spec, lines[n, 0], lines[n, 1], lines[n, 2], held[n])
        begin = 0
        for rule in range(len(ends)):
            mixes[: last - first] = rule + 1
            for n in range(begin, ends[rule]):
                folded(held[same[n]], last - first, mixes)
            for i in range(first, last):
                h = mixes[i - first]
                keys[i, rule] = 0 if h < 0 else h & KEY | 1
            begin = ends[rule]
        mixes[: last - first] = 41
        for k in range(rows.shape[1]):
            for i in range(first, last):
                mixes[i - first] = mixed(mixes[i - first], rows[i, k])
        for i in range(first, last):
            whole[i] = mixes[i - first]


@compiled
def column(rows: Longs, first: int, last: int, spec: Longs, c: int, which: int, many: int, into: Longs) -> None:
    """One part of the keys of records first to last; the usual ones in loops of their own."""
    if which == SOUNDS:
        for i in range(first, last):
            into[i - first] = part(rows, i, spec, c, SOUNDS, many)
    elif which == WHOLE:
        for i in range(first, last):
            into[i - first] = part(rows, i, spec, c, WHOLE, many)
    elif which == FIRST:
        for i in range(first, last):
            into[i - first] = part(rows, i, spec, c, FIRST, many)
    else:
        for i in range(first, last):
            into[i - first] = part(rows, i, spec, c, which, many)


@compiled
def folded(values: Longs, many: int, mixes: Longs) -> None:
    """Mix one more part into keys; -1 from where it is missing."""
    for k in range(many):
        h = mixed(mixes[k], values[k])
        mixes[k] = h if values[k] != 0 and mixes[k] >= 0 else -1


@compiled
def gathered(keys: Ints, rule: int, only: Bools, everything: bool, into: Longs) -> int:
    """Write key << 32 | record of those who have a key (and are among `only`); answers how many."""
    n = 0
    for i in range(len(keys)):
        if keys[i, rule] and (everything or only[i]):
            into[n] = keys[i, rule] << 32 | i
            n += 1
    return n


@compiled
def runs(ordered: Longs, starts: Longs) -> int:
    """Write where each run of two or more equal keys begins and ends; answers how many there are."""
    n, begin = 0, 0
    for k in range(1, len(ordered) + 1):
        if k == len(ordered) or ordered[k] >> 32 != ordered[begin] >> 32:
            if k - begin > 1:
                starts[n, 0], starts[n, 1] = begin, k
                n += 1
            begin = k
    return n


@compiled
def split(ordered: Longs, spans: Longs, size: int, rows: Longs, spec: Longs, line: Longs, keys: Ints, rule: int,
          only: Bools) -> int:  # fmt: skip
    """Give the members of blocks over `size` a finer key and mark them in `only`; answers how many there are."""
    n = 0
    for s in range(len(spans)):
        if spans[s, 1] - spans[s, 0] > size:
            for k in range(spans[s, 0], spans[s, 1]):
                i = ordered[k] & 0xFFFFFFFF
                v = part(rows, i, spec, line[0], line[1], line[2])
                keys[i, rule] = mixed(keys[i, rule], v + 1) & KEY | 1
                only[i] = True
                n += 1
    return n


@compiled
def identical(ordered: Longs, spans: Longs, size: int, whole: Longs, keys: Ints, rule: int) -> int:
    """Leave in blocks over `size` only what is the same in everything; answers how many records that touches."""
    n = 0
    for s in range(len(spans)):
        if spans[s, 1] - spans[s, 0] > size:
            for k in range(spans[s, 0], spans[s, 1]):
                i = ordered[k] & 0xFFFFFFFF
                keys[i, rule] = mixed(keys[i, rule], whole[i]) & KEY | 1
                n += 1
    return n
