"""One pair of records: how each comparison agrees, and what that weighs in sixty-fourths of a bit.

Rows are whole numbers (encode.py), 0 where nothing is known. A level of 0 is "nothing known", 1 "different", and so
on up to "same". What is not known weighs nothing. `spec` has a line for each comparison: kind, first place in the row,
second place, line of the parent or -1, level of "same", place of the frequency or -1, place of the words' or -1.

Where records may have further rows (further.py), a line says besides whether values are of sorts, and each comparison
takes the best of what the rows of two records give. Files with one value a field never come to that code.
"""

from watchfloor.resolution.compiled import Ints, Longs, compiled, inlined
from watchfloor.resolution.dates import dates
from watchfloor.resolution.letters import names, words
from watchfloor.resolution.marks import WRONG, codes, emails, phones
from watchfloor.resolution.phrases import phrases, points
from watchfloor.resolution.streets import streets

NAME, WORD, DATE, PHONE, CODE, EMAIL, STREET, PHRASE, EXACT, CROSSED, POINT, CHECKED = range(12)
# a frequency is eighths of a bit; seven lie in one whole number
STEP, PACKED = 8, 7
NEVER = -(1 << 30)
# the standing of a parent
AGREES = 1
FREQUENCIES = 2
# what a line of `spec` has where records have one row each
LINES = 7
# before the frequencies of a record that may have further rows: the sort of its number, its next row or -1, its owner
LINKS, SORT, NEXT, OWNER = 3, 5, 4, 3


@inlined
def level(rows: Longs, i: int, j: int, kind: int, at: int, beside: int) -> int:
    """How records i and j agree in one comparison; 0 where one of them says nothing."""
    if kind == CROSSED:
        return crossed(rows, i, j, at, beside)
    a, b = rows[i, at], rows[j, at]
    if a == 0 or b == 0:
        return (
            1 + streets(a, rows[i, beside], b, rows[j, beside])
            if kind == STREET and numbered(rows, i, j, beside)
            else 0
        )
    if kind == NAME:
        return 1 + names(a, rows[i, beside], b, rows[j, beside])
    if kind == DATE:
        return 1 + dates(a, b)
    if kind == PHONE:
        return 1 + phones(a, b)
    if kind == STREET:
        return 1 + streets(a, rows[i, beside], b, rows[j, beside])
    if kind in (CODE, CHECKED):
        agree = codes(a, rows[i, beside], b, rows[j, beside])
        # the same, and its check digit is not wrong
        return 1 + agree + (kind == CHECKED and agree == 4 and rows[i, beside] >> WRONG == 0)
    if kind == EMAIL:
        return 1 + emails(a, rows[i, beside], b, rows[j, beside])
    if kind == WORD:
        return 1 + words(a, rows[i, beside], b, rows[j, beside])
    if kind == PHRASE:
        return 1 + phrases(rows, i, j, at)
    return 1 + points(a, b) if kind == POINT else 1 + (a == b)


@inlined
def numbered(rows: Longs, i: int, j: int, beside: int) -> bool:
    """Whether both lines have something, though one has no street's name."""
    return bool(rows[i, beside] != 0 and rows[j, beside] != 0)


@inlined
def crossed(rows: Longs, i: int, j: int, at: int, other: int) -> int:
    """2 where given and family name stand in each other's place, 0 else: that they do not says nothing."""
    a, b, p, q = rows[i, at], rows[i, other], rows[j, at], rows[j, other]
    return 2 if a != 0 and b != 0 and a != b and a == q and b == p else 0


@inlined
def frequency(row: int, rows: Longs, at: int, first: int) -> int:
    """How common the value is: eighths of the binary logarithm of its count."""
    return int((rows[row, first + at // PACKED] >> (8 * (at % PACKED))) & 255)


@inlined
def common(rows: Longs, i: int, j: int, at: int, first: int) -> int:
    """The frequency of a value that two records share (where they write it differently, the more common writing's)."""
    return max(frequency(i, rows, at, first), frequency(j, rows, at, first))


@inlined
def counted(weights: Ints, c: int, under: int, now: int, rare: int, much: int) -> int:
    """What a shared value weighs: the more, the rarer; but never more than under an agreeing parent, if it has one.

    A town is no rarer for those who share a postal code, nor an address made of a name for those who share the name.
    """
    if under != AGREES:
        return int(weights[c, under, now]) + rare - STEP * much
    return min(int(weights[c, under, now]), int(weights[c, 0, now]) + rare - STEP * much)


@inlined
def standing(got: int, same: int) -> int:
    """What a parent's level means to its children: 0 not known, 1 agrees, 2 does not."""
    return 0 if got == 0 else 1 if got >= same - 1 else 2


@compiled
def agreed(rows: Longs, i: int, j: int, spec: Longs, c: int) -> tuple[int, int]:
    """The best level of one comparison among the rows of two records, and how common the value is if it is the same.

    Numbers of different sorts (a passport's and a licence's) say nothing of each other; sort 0 may be any.
    """
    width = rows.shape[1]
    kind, at, beside, place = spec[c, 0], spec[c, 1], spec[c, 2], spec[c, 5]
    best, much, x = 0, 0, i
    while x >= 0:
        y = j
        while y >= 0:
            a, b = rows[x, width - SORT], rows[y, width - SORT]
            if spec[c, LINES] == 0 or a == b or a == 0 or b == 0:
                now = level(rows, x, y, kind, at, beside)
                here = common(rows, x, y, place, width - FREQUENCIES) if place >= 0 and now == spec[c, 4] else 0
                if now > best or (now == best and here < much):
                    best, much = now, here
            y = rows[y, width - NEXT]
        x = rows[x, width - NEXT]
    return best, much


@compiled
def weigh_several(rows: Longs, i: int, j: int, spec: Longs, weights: Ints, rare: Ints, got: Longs) -> int:
    """As `weigh`, for records that may have further rows, by the rows of whoever owns `i` and `j`; no early end."""
    total, owner = 0, rows.shape[1] - OWNER
    if rows[i, owner] == rows[j, owner]:
        return NEVER
    for c in range(len(spec)):
        now, much = agreed(rows, rows[i, owner], rows[j, owner], spec, c)
        got[c] = now
        if now:
            parent = spec[c, 3]
            under = 0 if parent < 0 else standing(got[parent], spec[parent, 4])
            weight = int(weights[c, under, now])
            if now == spec[c, 4] and spec[c, 5] >= 0:
                weight = counted(weights, c, under, now, rare[c], much)
            total += weight
    return total


@inlined
def weigh(
    rows: Longs, i: int, j: int, spec: Longs, weights: Ints, rare: Ints, most: Ints, least: int, got: Longs
) -> int:
    """The weight of a pair, or NEVER as soon as it is sure to stay below `least`. Levels are left in `got`.

    `weights[c, standing of the parent, level]`; `rare[c]` less the frequency is added where values are the same;
    `most[c]` is the most that values which differ can weigh. Comparisons come cheapest first, parents before children.
    """
    if spec.shape[1] > LINES:
        return weigh_several(rows, i, j, spec, weights, rare, got)
    n, first = spec.shape[0], rows.shape[1] - FREQUENCIES
    bound = 0
    for c in range(n):
        at = spec[c, 1]
        a, b = rows[i, at], rows[j, at]
        if spec[c, 0] == CROSSED or (a != 0 and b != 0 and a != b):
            bound += most[c, 0]
        elif a == b and a != 0:
            bound += most[c, 1]
        elif spec[c, 0] == STREET:
            bound += max(most[c, 0], 0)
    if bound < least:
        return NEVER
    total = 0
    for c in range(n):
        at = spec[c, 1]
        a, b = rows[i, at], rows[j, at]
        now = level(rows, i, j, spec[c, 0], at, spec[c, 2])
        got[c] = now
        if spec[c, 0] == CROSSED or (a != 0 and b != 0 and a != b):
            bound -= most[c, 0]
        elif a == b and a != 0:
            bound -= most[c, 1]
        elif spec[c, 0] == STREET:
            bound -= max(most[c, 0], 0)
        if now:
            parent = spec[c, 3]
            under = 0 if parent < 0 else standing(got[parent], spec[parent, 4])
            weight = weights[c, under, now]
            if now == spec[c, 4] and spec[c, 5] >= 0:
                weight = counted(weights, c, under, now, rare[c], common(rows, i, j, spec[c, 5], first))
            total += weight
        if total + bound < least:
            return NEVER
    return total
