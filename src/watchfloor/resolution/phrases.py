"""Long texts (names of organizations, titles, lists of authors) and coordinates as whole numbers.

A phrase is seventeen: a hash of its words whatever their order, three words chosen by least hashes (Broder 1997:
similar texts choose the same), its longest word, how rare each is, a hash of its numbers, and up to twelve words.
Two phrases are as alike as the words that they share are rare: the cosine of weights by inverse frequency, with words
that are one slip apart taken for the same (soft TF-IDF; Cohen, Ravikumar and Fienberg 2003).
"""

import math

from watchfloor.resolution.compiled import Bytes, Longs, compiled, inlined, mixed
from watchfloor.resolution.lanes import LANES, begins, length, one_apart
from watchfloor.resolution.letters import among, token

LAST, CHOSEN = (1 << 62) - 1, (1 << 20) - 1
# where the parts of a phrase stand
CHOICE, LONGEST, RARITY, NUMBERS, FIRST, MANY = 1, 2, 3, 4, 5, 12
# half bits of rarity in five bits a word; what one word may weigh at least
RARE, LEAST_RARE = 31, 2
# a phrase holds another if what they share is worth this many half bits
HOLDS = 8
NUMERALS = (9 | 9 << 5, 9 | 9 << 5 | 9 << 10, 9 | 22 << 5, 22 | 9 << 5, 22 | 9 << 5 | 9 << 10, 9 | 24 << 5, 9, 22)
WIDE = 25
DEGREE = 100_000
METERS = 1.11195


@compiled
def phrase(data: Bytes, at: int, end: int, dropped: Longs, into: Longs) -> None:
    """Write the numbers of a text; order of words does not matter, words in `dropped` do not count if others do."""
    into[:] = 0
    if written(data, at, end, dropped, into) == 0:
        into[:] = 0
        written(data, at, end, dropped[:0], into)


@compiled
def written(data: Bytes, at: int, end: int, dropped: Longs, into: Longs) -> int:
    """Write the words that do not stand in `dropped`; answers how many there are."""
    held = 0
    least = (LAST, LAST, LAST)
    while at < end:
        begin = at
        if 48 <= data[at] <= 57:
            word, n, at = number(data, at, end)
            into[NUMBERS] += mixed(3, word) >> 8
        else:
            word, _, n, at = token(data, at, end)
            at = max(at, begin + 1)
            if n == 0 or among(word, dropped) >= 0:
                continue
            if is_numeral(word):
                into[NUMBERS] += mixed(3, word) >> 8
            into[LONGEST] = max(into[LONGEST], word)
        held += 1
        into[0] += mixed(23, word) >> 8
        least = (min(least[0], mixed(1, word)), min(least[1], mixed(2, word)), min(least[2], mixed(3, word)))
        keep(into, word)
    if held:
        into[0] = into[0] & LAST | 1
        into[NUMBERS] &= LAST
        into[CHOICE] = (least[0] & CHOSEN) | (least[1] & CHOSEN) << 20 | (least[2] & CHOSEN) << 40
    return held


@compiled
def number(data: Bytes, at: int, end: int) -> tuple[int, int, int]:
    """A number as a word that is like no other; 1; and where it ends."""
    value = 0
    while at < end and 48 <= data[at] <= 57:
        value = (value * 10 + data[at] - 48) % 1000000007
        at += 1
    return (mixed(31, value) & LANES) | 7 << 60, 1, at


@inlined
def is_numeral(word: int) -> bool:
    """Whether a word is a Roman number from one to nine (part II is not part III)."""
    found = False
    for one in NUMERALS:
        found |= word == one
    return found


@inlined
def keep(into: Longs, word: int) -> None:
    """Keep a word once; of more than `MANY` those of least hash, so that similar texts keep the same."""
    most, place = -1, -1
    for k in range(FIRST, FIRST + MANY):
        if into[k] == word:
            return
        if into[k] == 0:
            into[k] = word
            return
        h = mixed(47, into[k])
        if h > most:
            most, place = h, k
    if mixed(47, word) < most:
        into[place] = word


@inlined
def rarity(rows: Longs, i: int, at: int, k: int) -> int:
    """Half bits that the k-th word of a phrase is worth."""
    return max(int((rows[i, at + RARITY] >> (5 * k)) & RARE), LEAST_RARE)


@inlined
def word_like(a: int, b: int) -> int:
    """How much of a word another is, in quarters: 4 the same, 3 one slip apart, 2 begins it, 1 its initial, 0."""
    if a == b:
        return 4
    if (a | b) >> 60:
        return 0
    n, m = length(a, 5), length(b, 5)
    if n == 1 or m == 1:
        return 1 if (a ^ b) & 31 == 0 else 0
    if n + m >= 11 and one_apart(a, b, 5):
        return 3
    return 2 if begins(a, b, 5, 3) else 0


@compiled
def paired(rows: Longs, i: int, j: int, at: int) -> tuple[int, int, int, int]:
    """Which words of i and of j have a partner (bits), and four times the sum of squares and of weights they share."""
    mine, other, both, shared = 0, 0, 0, 0
    for least in (4, 1):
        for p in range(MANY):
            a = rows[i, at + FIRST + p]
            if a == 0 or mine >> p & 1:
                continue
            best, where = 0, 0
            for q in range(MANY):
                b = rows[j, at + FIRST + q]
                like = word_like(a, b) if b != 0 and other >> q & 1 == 0 else 0
                if like > best:
                    best, where = like, q
            if best >= least:
                worth = min(rarity(rows, i, at, p), rarity(rows, j, at, where))
                mine, other = mine | 1 << p, other | 1 << where
                both, shared = both + best * worth * worth, shared + best * worth
    return mine, other, both, shared


@compiled
def summed(rows: Longs, i: int, at: int, met: int) -> tuple[int, int, bool]:
    """A phrase's squares and weights, and whether its rarest word is none of those that have a partner (bits)."""
    square, total, found, lost = 0, 0, 0, 0
    for k in range(MANY):
        if rows[i, at + FIRST + k]:
            worth = rarity(rows, i, at, k)
            square, total = square + worth * worth, total + worth
            if met >> k & 1:
                found = max(found, worth)
            else:
                lost = max(lost, worth)
    return square, total, lost >= found


@compiled
def phrases(rows: Longs, i: int, j: int, at: int) -> int:
    """How two phrases agree: 5 same, 4 cosine >= .9, 3 >= .75 or one holds the other, 2 >= .6, 1 >= .4, 0.

    Two that each have a word as rare as all that they share, or rarer, differ: Palace Court is not Empress Court.
    """
    if rows[i, at] == rows[j, at]:
        return 5
    if rows[i, at] > rows[j, at]:  # so that the order of the two does not matter
        i, j = j, i
    mine, other, both, shared = paired(rows, i, j, at)
    if both == 0:
        return 0
    square_i, sum_i, lost_i = summed(rows, i, at, mine)
    square_j, sum_j, lost_j = summed(rows, j, at, other)
    cosine = 0.25 * both / math.sqrt(float(square_i) * square_j)
    holds = 0.25 * shared >= max(0.9 * min(sum_i, sum_j), HOLDS)
    grade = 4 if cosine >= 0.9 else 3 if cosine >= 0.75 or holds else 2 if cosine >= 0.6 else 1 if cosine >= 0.4 else 0
    if grade < 3 and lost_i and lost_j:
        grade = 0
    numbers = rows[i, at + NUMBERS] != rows[j, at + NUMBERS] and rows[i, at + NUMBERS] and rows[j, at + NUMBERS]
    return min(grade, 2) if numbers else grade


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
