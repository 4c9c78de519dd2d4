"""Street addresses as whole numbers: the street's letters, and beside them house number, set of letters and unit.

`beside` holds, from bit 0: 26 set of letters, 20 house number (0 unknown), 16 a hash of what follows (unit, suffix).
"""

from collections.abc import Iterable

import numpy as np

from watchfloor.resolution.compiled import Bytes, Longs, compiled, inlined, mixed
from watchfloor.resolution.kinds import listing
from watchfloor.resolution.lanes import one_apart
from watchfloor.resolution.letters import SETS, alike, among, joined, letter, token

NUMBER, UNIT = 26, 46
NUMBERS = (1 << 20) - 1


def _letters(word: str) -> int:
    return sum((ord(c) - 96) << (5 * n) for n, c in enumerate(word[:12]))


def _listed(words: Iterable[str]) -> Longs:
    return np.array(sorted(_letters(word) for word in words), np.int64)


_SAID = listing("dropped")
WAYS, PARTS = _listed(_SAID["ways"]), _listed(_SAID["parts_of_a_house"])
ORDINALS = _listed(_SAID["ordinals"])
ORDINAL: Longs = np.array(
    [n for _, n in sorted((_letters(word), n) for n, word in enumerate(_SAID["ordinals"], start=1))], np.int64
)


@compiled
def street(data: Bytes, at: int, end: int, dropped: Longs) -> tuple[int, int]:
    """An address line. Words for kinds of street and directions (`dropped`) go; after a comma past a name, all.

    A number after a word for a part of a house (suite 900) is none of the house; what stands after "between", "near"
    and the like tells the way; a numbered street (52nd, third) is like no other.
    """
    a, kinds, n, house, unit, inside = 0, 0, 0, 0, 0, False
    while at < end:
        c = data[at]
        if c == 44 and n:
            break
        if 48 <= c <= 57:
            value, ordinal, at = digits(data, at, end)
            if ordinal:
                a, n = joined(a, n, numbered(value), 4), n + 4
            elif inside or house:
                unit = mixed(unit, value) & 0x7FFF | 1
            else:
                house = value % NUMBERS + 1
            inside = False
        elif letter(c):
            word, some, m, at = token(data, at, end)
            if n and among(word, WAYS) >= 0:
                break
            inside = among(word, PARTS) >= 0
            place = among(word, ORDINALS)
            if place >= 0:
                a, n = joined(a, n, numbered(ORDINAL[place]), 4), n + 4
            elif among(word, dropped) < 0 and not inside:
                a, kinds, n = joined(a, n, word, m), kinds | some, n + m
        else:
            at += 1
    return (a, (kinds & SETS) | house << NUMBER | unit << UNIT) if n or house else (0, 0)


@inlined
def numbered(value: int) -> int:
    """Four letters for the number of a street, so that no two numbers are alike."""
    h = mixed(61, value)
    return (h & 15) + 1 | ((h >> 4 & 15) + 1) << 5 | ((h >> 8 & 15) + 1) << 10 | ((h >> 12 & 15) + 1) << 15


@compiled
def digits(data: Bytes, at: int, end: int) -> tuple[int, bool, int]:
    """A number, whether it is an ordinal (42nd), and where it ends."""
    value = 0
    while at < end and 48 <= data[at] <= 57:
        value = (value * 10 + data[at] - 48) % 1000000007
        at += 1
    ordinal = at + 1 < end and letter(data[at]) > 0 and letter(data[at]) < 27 and 0 < letter(data[at + 1]) < 27
    while ordinal and at < end and letter(data[at]):
        at += 1
    return value, ordinal, at


@inlined
def streets(a: int, beside_a: int, b: int, beside_b: int) -> int:
    """How two lines agree: 5 same, 4 same number and like street, 3 same street, 2 like street, 1 number only, 0."""
    x, y = beside_a >> NUMBER & NUMBERS, beside_b >> NUMBER & NUMBERS
    same_number = (x == y) & (x != 0)
    if a == b:
        return 5 if x == y else 3
    if one_apart(a, b, 5) or alike(a, beside_a & SETS, b, beside_b & SETS):
        return 4 if same_number else 2
    return 1 if same_number else 0
