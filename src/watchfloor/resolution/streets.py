"""Street addresses as whole numbers: the street's letters, and beside them house number, set of letters and unit.

`beside` holds, from bit 0: 26 set of letters, 20 house number (0 unknown), 16 a hash of what follows (unit, suffix).
"""

from watchfloor.resolution.compiled import Bytes, Longs, compiled, inlined, mixed
from watchfloor.resolution.lanes import begins, jaro_winkler, most_alike, one_apart
from watchfloor.resolution.letters import SETS, among, joined, letter, token

NUMBER, UNIT = 26, 46
NUMBERS = (1 << 20) - 1
LIKE = 880


@compiled
def street(data: Bytes, at: int, end: int, dropped: Longs) -> tuple[int, int]:
    """An address line. Words for kinds of street and directions (`dropped`) go; after a comma past a name, all."""
    a, kinds, n, number, unit = 0, 0, 0, 0, 0
    while at < end:
        c = data[at]
        if c == 44 and n:
            break
        if 48 <= c <= 57:
            value, ordinal, at = digits(data, at, end)
            if number == 0 and not ordinal:
                number = value % NUMBERS + 1
            elif ordinal:
                a, n = joined(a, n, 27 + value % 5, 1), n + 1
            else:
                unit = mixed(unit, value) & 0x7FFF | 1
        elif letter(c):
            word, some, m, at = token(data, at, end)
            if among(word, dropped) < 0:
                a, kinds, n = joined(a, n, word, m), kinds | some, n + m
        else:
            at += 1
    return (a, (kinds & SETS) | number << NUMBER | unit << UNIT) if n or number else (0, 0)


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
    same_number = x == y and x != 0
    if a == b:
        return 5 if x == y else 3
    if alike(a, beside_a & SETS, b, beside_b & SETS):
        return 4 if same_number else 2
    return 1 if same_number else 0


@inlined
def alike(a: int, kinds_a: int, b: int, kinds_b: int) -> bool:
    """Whether two words are one slip apart, one begins the other, or Jaro-Winkler finds them alike."""
    if one_apart(a, b, 5) or begins(a, b, 5, 4):
        return True
    return most_alike(a, b, kinds_a, kinds_b) >= LIKE and jaro_winkler(a, b, 5) >= LIKE
