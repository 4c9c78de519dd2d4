"""Long texts (names of organizations, titles, lists of authors) and coordinates as whole numbers.

A phrase is eight: a hash of the whole, 248 bits of a Bloom filter over pairs of letters in four (Schnell and others
2009, there keyed and for privacy, here for speed only), a hash of the numbers in it, three of its words chosen by least
hashes (Broder 1997: similar texts choose the same), and its longest word.
"""

import math

from watchfloor.resolution.compiled import Bytes, Longs, compiled, inlined, mixed, ones
from watchfloor.resolution.letters import among, token

FILTER = 62
LAST, CHOSEN = (1 << 62) - 1, (1 << 20) - 1
WIDE = 25
DEGREE = 100_000
METERS = 1.11195


@compiled
def phrase(data: Bytes, at: int, end: int, dropped: Longs, into: Longs) -> None:
    """Write the eight numbers of a text; order of words does not matter to most, words in `dropped` do not count."""
    whole, numbers, longest = 0, 0, 0
    into[:] = 0
    least = (LAST, LAST, LAST)
    while at < end:
        if 48 <= data[at] <= 57:
            value = 0
            while at < end and 48 <= data[at] <= 57:
                value = (value * 10 + data[at] - 48) % 1000000007
                at += 1
            numbers += mixed(3, value + 1) >> 8
            paired(into, 28 + value % 9, 28 + value // 10 % 9)
            whole = mixed(whole, value + 1)
            continue
        begin = at
        word, _, n, at = token(data, at, end)
        at = max(at, begin + 1)
        if n and among(word, dropped) < 0:
            whole = mixed(whole, word)
            least = (min(least[0], mixed(1, word)), min(least[1], mixed(2, word)), min(least[2], mixed(3, word)))
            longest = max(longest, word)
            last = 0
            for i in range(min(n, 12)):
                now = (word >> (5 * i)) & 31
                paired(into, last, now)
                last = now
            paired(into, last, 0)
    into[0] = whole
    into[5] = numbers & 0x3FFFFFFFFFFFFFFF
    if longest:
        into[6] = (least[0] & CHOSEN) | (least[1] & CHOSEN) << 20 | (least[2] & CHOSEN) << 40
    into[7] = longest


@inlined
def paired(into: Longs, a: int, b: int) -> None:
    """Set the bit of one pair of letters."""
    h = mixed(a + 1, b + 7) % (4 * FILTER)
    into[1 + h // FILTER] |= 1 << (h % FILTER)


@inlined
def phrases(rows: Longs, i: int, j: int, at: int) -> int:
    """How two phrases agree: 5 same, 4 Dice >= .9, 3 >= .8 or one holds the other, 2 >= .65, 1 >= .5, 0."""
    if rows[i, at] == rows[j, at]:
        return 5
    first, second, both = 0, 0, 0
    for k in range(at + 1, at + 5):
        a, b = rows[i, k], rows[j, k]
        first, second, both = first + ones(a), second + ones(b), both + ones(a & b)
    dice = 2000 * both // max(first + second, 1)
    if rows[i, at + 5] != rows[j, at + 5] and rows[i, at + 5] and rows[j, at + 5]:
        dice -= 100
    if dice >= 800:
        return 4 if dice >= 900 else 3
    if 100 * both >= 95 * min(first, second) and min(first, second) >= 6:
        return 3
    return 2 if dice >= 650 else 1 if dice >= 500 else 0


@compiled
def point(longitude: float, latitude: float) -> int:
    """A place in steps of 1/100,000 degree; 0 for none and for what lies on no globe."""
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return 0
    return (int((longitude + 180) * DEGREE) << WIDE | int((latitude + 90) * DEGREE)) + 1


@compiled
def points(a: int, b: int) -> int:
    """How near two places are: 4 within 25 m, 3 within 250 m, 2 within 2.5 km, 1 within 25 km, 0."""
    a, b = a - 1, b - 1
    mask = (1 << WIDE) - 1
    north = float((a & mask) - (b & mask)) * METERS
    middle = math.cos((((a & mask) + (b & mask)) / (2.0 * DEGREE) - 90) * math.pi / 180)
    apart = abs((a >> WIDE) - (b >> WIDE))
    east = float(min(apart, 360 * DEGREE - apart)) * METERS * middle
    meters = math.sqrt(north * north + east * east)
    for level in range(4, 0, -1):
        if meters <= 2.5 * 10.0 ** (5 - level):
            return level
    return 0
