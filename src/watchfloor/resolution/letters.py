"""Names and words as whole numbers: 12 letters of 5 bits, and beside them the set of letters, nicknames and sound.

`beside` holds, from bit 0: 26 set of letters; 9 + 9 nickname groups; 12 sound; 2 generation (1 senior, 2 junior).
"""

from watchfloor.resolution.compiled import Bytes, Longs, compiled, inlined, mixed
from watchfloor.resolution.lanes import LANES, begins, jaro_winkler, least_common, length, may_be_alike, one_apart

SET, NICK, NICKS, SOUND, GENERATION = 0, 26, 35, 44, 56
SETS = (1 << 26) - 1
# Jaro-Winkler in thousandths: alike by letters; alike enough when the sound is the same
LIKE, HEARD = 880, 750
TO_BE_LIKE, TO_BE_HEARD = least_common(LIKE), least_common(HEARD)
# Soundex's classes (Russell 1918; National Archives), a to z; 0 is not spoken
SPOKEN = (0, 1, 2, 3, 0, 1, 2, 0, 0, 2, 2, 4, 5, 5, 0, 1, 2, 6, 2, 3, 0, 1, 0, 2, 0, 2)
JUNIOR, SENIOR = (10 | 18 << 5), (19 | 18 << 5)
SECOND, THIRD = (9 | 9 << 5), (9 | 9 << 5 | 9 << 10)


@inlined
def letter(c: int) -> int:
    """1 to 26 for a letter, 27 to 31 for a digit, 0 for anything else."""
    if 97 <= c <= 122:
        return c - 96
    if 65 <= c <= 90:
        return c - 64
    return 27 + (c - 48) % 5 if 48 <= c <= 57 else 0


@inlined
def appended(a: int, n: int, code: int) -> int:
    """`a` of n letters with one more; beyond the twelfth it only changes the three bits above."""
    if n < 12:
        return a | code << (5 * n)
    return (a & LANES) | ((((a >> 60) * 5 + code) % 7) + 1) << 60


@compiled
def token(data: Bytes, at: int, end: int) -> tuple[int, int, int, int]:
    """The next word from `at` on: its letters, their set, how many, and its end. Apostrophes do not part words."""
    while at < end and letter(data[at]) == 0:
        at += 1
    a, kinds, n = 0, 0, 0
    while at < end:
        code = letter(data[at])
        if code:
            a = appended(a, n, code)
            kinds |= (1 << code) >> 1
            n += 1
        elif data[at] != 39 and data[at] != 96:
            break
        at += 1
    return a, kinds & SETS, n, at


@inlined
def among(a: int, listed: Longs) -> int:
    """Where `a` stands in a sorted list; -1 if it does not."""
    low, high = 0, len(listed)
    while low < high:
        middle = (low + high) >> 1
        if listed[middle] < a:
            low = middle + 1
        else:
            high = middle
    return low if low < len(listed) and listed[low] == a else -1


@compiled
def generation(a: int) -> int:
    """1 for Sr, 2 for Jr and II, 3 for III, else 0."""
    if a == SENIOR:
        return 1
    if a in (JUNIOR, SECOND):
        return 2
    return 3 if a == THIRD else 0


@compiled
def joined(a: int, n: int, b: int, m: int) -> int:
    """The letters of two words as one."""
    for i in range(min(m, 12)):
        a = appended(a, n + i, (b >> (5 * i)) & 31)
    return a


@compiled
def sound(a: int) -> int:
    """12 bits of how the letters sound: Soundex over all twelve, first letters that sound alike folded; never 0."""
    first, second = a & 31, (a >> 5) & 31
    if first in (11, 7, 16) and second in (14, 8):  # kn, gn, pn; kh, gh, ph
        first = 14 if second == 14 else (6 if first == 16 else first)
        a = a >> 5 if second == 14 else a
    if first in (3, 17, 24):  # c, q and x as k
        first = 11
    elif first == 26:
        first = 19
    elif first == 10:
        first = 7
    h, last = first, SPOKEN[(a & 31) - 1] if 1 <= (a & 31) <= 26 else 0
    a = (a & LANES) >> 5
    while a:
        code = a & 31
        now = SPOKEN[code - 1] if code <= 26 else 0
        if now and now != last:
            h = h * 7 + now
        if code != 8 and code != 23:  # h and w do not part two of a class
            last = now
        a >>= 5
    return (mixed(17, h) & 4094) + 1


@compiled
def beside(a: int, kinds: int, age: int, nicknames: Longs, groups: Longs) -> int:
    """What stands beside the letters; `groups` holds two groups of 9 bits for each of the sorted `nicknames`."""
    h = kinds | sound(a) << SOUND | age << GENERATION
    at = among(a, nicknames) if len(nicknames) else -1
    return h | groups[at] << NICK if at >= 0 else h


@compiled
def name(data: Bytes, at: int, end: int, dropped: Longs) -> tuple[int, int, int]:
    """A name of any number of words as one: letters, their set, generation. Titles and suffixes (`dropped`) go."""
    a, kinds, n, age = 0, 0, 0, 0
    while at < end:
        word, some, m, at = token(data, at, end)
        if m == 0:
            continue
        old = generation(word)
        if old and n:
            age = old
        elif among(word, dropped) < 0:
            a = joined(a, n, word, m)
            kinds |= some
            n += m
    return a, kinds, age


@inlined
def nicknamed(a: int, b: int) -> bool:
    """Whether two `beside` share a nickname group."""
    x, y, p, q = a >> NICK & 511, a >> NICKS & 511, b >> NICK & 511, b >> NICKS & 511
    return ((x != 0) & ((x == p) | (x == q))) | ((y != 0) & ((y == p) | (y == q)))


@inlined
def names(a: int, beside_a: int, b: int, beside_b: int) -> int:
    """How two names agree: 5 same, 4 one slip apart, 3 nickname, 2 alike or one begins the other, 1 initial, 0."""
    if a == b:
        return 5
    n, m = length(a, 5), length(b, 5)
    if min(n, m) == 1:
        return 1 if (a ^ b) & 31 == 0 else 0
    # most names that differ have nothing in common: one branch for them, that a processor guesses
    slip, nick, start = one_apart(a, b, 5) & (n + m > 6), nicknamed(beside_a, beside_b), begins(a, b, 5, 3)
    if not slip | nick | start | may_be_alike(a, b, beside_a & SETS, beside_b & SETS, TO_BE_HEARD):
        return 0
    if slip:
        return 4
    if nick or start:
        return 3 if nick else 2
    like = jaro_winkler(a, b, 5)
    same_sound = (beside_a ^ beside_b) >> SOUND & 4095 == 0
    return 2 if like >= LIKE or (like >= HEARD and same_sound) else 0


@inlined
def words(a: int, beside_a: int, b: int, beside_b: int) -> int:
    """How two words (a city, a job) agree: 3 same, 2 one slip apart, 1 alike or one begins the other, 0."""
    if a == b:
        return 3
    if one_apart(a, b, 5):
        return 2
    return 1 if alike(a, beside_a & SETS, b, beside_b & SETS) else 0


@inlined
def alike(a: int, kinds_a: int, b: int, kinds_b: int) -> bool:
    """Whether one of two words begins the other, or Jaro-Winkler finds them alike; their sets of letters beside."""
    start = begins(a, b, 5, 4)
    if not start | may_be_alike(a, b, kinds_a, kinds_b, TO_BE_LIKE):
        return False
    return start or jaro_winkler(a, b, 5) >= LIKE
