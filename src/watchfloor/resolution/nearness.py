"""How near two words are written, in thousandths: an edit distance in which what people and machines confuse is cheap.

Optimal string alignment (Damerau 1964) with costs in hundredths: two vowels, or two consonants that one script does not
tell from each other when it is written in another (b and p, v and w, k and q), cost less than strangers; a letter that
is doubled or beside one that sounds alike (ck, sch), a vowel or an h that is left out, less than another; a digit that
stands for a letter least of all. Words are uint8 codes: 1 to 26 for a to z, 27 to 36 for 0 to 9.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from watchfloor.resolution.compiled import Bytes, Ints, Longs, allocating, compiled, inlined

LONGEST = 48
STRANGERS, VOWELS, COUSINS, SEEN = 100, 60, 60, 30
LEFT_OUT, WEAK, BESIDE, DOUBLED, SWAPPED = 100, 65, 50, 40, 80
# letters that stand for one another between languages and scripts (Daitch and Mokotoff 1985; ISO 9 beside BGN/PCGN)
HEARD = ("bpv", "vwf", "ckqg", "gj", "dt", "szx", "sc", "jy", "iyj", "uw", "lr", "mn", "kh")
# a digit and the letters that it is written for
LOOKS = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "6": "g"}
# below this two words are strangers
LEAST = 700


def coded(letter: str) -> int:
    """1 to 26 for a letter, 27 to 36 for a digit."""
    return ord(letter) - 96 if letter.isalpha() else ord(letter) - 21


def _costs() -> Bytes:
    table = np.full((37, 37), STRANGERS, np.uint8)
    for group, cost in ((("aeiouy",), VOWELS), (HEARD, COUSINS)):
        for letters in group:
            for one in letters:
                for other in letters:
                    table[coded(one), coded(other)] = min(cost, int(table[coded(one), coded(other)]))
    for digit, letters in LOOKS.items():
        for one in letters:
            table[coded(digit), coded(one)] = table[coded(one), coded(digit)] = SEEN
    np.fill_diagonal(table, 0)
    return table


def _classes() -> Longs:
    """The class of a consonant, from 1; vowels, h, w and digits have none."""
    bits = np.zeros(37, np.int64)
    for n, letters in enumerate(("bpvf", "ckqgjxsz", "dt", "lr", "mn")):
        for one in letters:
            bits[coded(one)] = n + 1
    return bits


COSTS, CLASSES = _costs(), _classes()
WEAKLY: Longs = np.array([0, *(WEAK if one in "aeiouyh" else LEFT_OUT for one in "abcdefghijklmnopqrstuvwxyz"),
                          *([LEFT_OUT] * 10)], np.int64)  # fmt: skip


@compiled
def near(a: Bytes, i: int, n: int, b: Bytes, j: int, m: int, least: int, work: Ints) -> int:
    """1000 for the same, down to `least`, else 0; `work` is int32 (LONGEST + 1, LONGEST + 1).

    Words are n letters of a from i on, m of b from j on. Numbers are the same or strangers.
    """
    n, m = min(n, LONGEST), min(m, LONGEST)
    if n == 0 or m == 0:
        return 0
    if number(a, i, n) or number(b, j, m):
        return 1000 if same(a, i, n, b, j, m) else 0
    most = (1000 - least) * max(n, m) // 10
    first_row(b, j, m, work)
    low = 0
    for x in range(1, n + 1):
        last, low = low, row(a[i + x - 1], a[i + x - 2] if x > 1 else 0, x, b, j, m, work)
        if min(low, last) > most:
            return 0
    return 1000 - 10 * work[n, m] // max(n, m) if work[n, m] <= most else 0


@compiled
def same(a: Bytes, i: int, n: int, b: Bytes, j: int, m: int) -> bool:
    """Whether two words are one."""
    if n != m:
        return False
    k = 0
    while k < n and a[i + k] == b[j + k]:
        k += 1
    return k == n


@compiled
def number(word: Bytes, begin: int, n: int) -> bool:
    """Whether a word is a number."""
    k = begin
    while k < begin + n and word[k] > 26:
        k += 1
    return k == begin + n


@compiled
def first_row(b: Bytes, j: int, m: int, work: Ints) -> None:
    """What it costs that the first letters of b are missing."""
    work[0, 0] = 0
    for y in range(1, m + 1):
        work[0, y] = work[0, y - 1] + left_out(b, j, y)


@compiled
def row(p: int, o: int, x: int, b: Bytes, j: int, m: int, work: Ints) -> int:
    """Write what it costs to turn the first x letters of a word into each beginning of b; answers the least of them.

    `p`: the x-th letter, `o` the one before it, 0 for none. The two rows before MUST stand; words that begin alike
    share them.
    """
    here, last, before = work[x], work[x - 1], work[max(x - 2, 0)]
    gone = np.int32(DOUBLED if o == p else WEAKLY[p])
    costs = COSTS[p]
    class_p = CLASSES[p] if o != p else 0
    double = o != 0 and class_p != 0 and class_p == CLASSES[o]
    left = last[0] + gone
    here[0], low, r = left, left, 0
    for y in range(1, m + 1):
        q = b[j + y - 1]
        one, other = p == q, p == r
        best = min(last[y] + gone, left + np.int32(DOUBLED if q == r else WEAKLY[q]), last[y - 1] + np.int32(costs[q]))
        if other and not one and o == q and x > 1:
            best = min(best, before[y - 2] + np.int32(SWAPPED))
        if (one or other) and r != q and y > 1 and CLASSES[q] != 0 and CLASSES[q] == CLASSES[r]:
            best = min(best, last[y - 2] + np.int32(BESIDE))
        if double and (one or q == o):
            best = min(best, before[y - 1] + np.int32(BESIDE))
        here[y] = best
        left, low, r = best, min(low, best), q
    return int(low)


@inlined
def left_out(word: Bytes, begin: int, at: int) -> int:
    """What it costs that the at-th letter is missing."""
    letter = word[begin + at - 1]
    return int(DOUBLED if at > 1 and word[begin + at - 2] == letter else WEAKLY[letter])


@allocating
def walk(
    a: Bytes, i: int, n: int, words: Bytes, starts: Longs, shared: Longs, least: int, work: Ints, into: Ints
) -> None:
    """Write how near one word is to each word of a dictionary (Dictionary), as `near` has it.

    Words that begin as the one before them take up its rows, and go where that one was given up.
    """
    n = min(n, LONGEST)
    if n == 0:
        return
    digits = number(a, i, n)
    first_row(a, i, n, work)
    lows = np.zeros(LONGEST + 1, np.int64)
    stands, dead = 0, LONGEST + 1
    for k in range(len(starts) - 1):
        j, m = starts[k], starts[k + 1] - starts[k]
        stands = min(stands, shared[k])
        if shared[k] >= dead:
            continue
        dead = LONGEST + 1
        most = (1000 - least) * max(n, m) // 10
        if WEAK * abs(n - m) > most + WEAK:
            continue
        while stands < m:
            stands += 1
            lows[stands] = row(words[j + stands - 1], words[j + stands - 2] if stands > 1 else 0, stands, a, i, n, work)
            if min(lows[stands], lows[stands - 1]) > most:
                dead = stands
                break
        if dead > LONGEST and work[m, n] <= most:
            if digits or number(words, j, m):
                into[k] = 1000 if same(a, i, n, words, j, m) else 0
            else:
                into[k] = 1000 - 10 * work[m, n] // max(n, m)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Words by length, then by letters: letters one after the other, `starts` (words + 1), and how many letters each
    shares with the one before it (of its own length)."""

    letters: Bytes
    starts: Longs
    shared: Longs


def dictionary(words: Sequence[str]) -> Dictionary:
    """Words, which MUST be in order (by length, then letters), none twice and none longer than LONGEST."""
    shared = [0] * len(words)
    for k in range(1, len(words)):
        one, other = words[k - 1], words[k]
        if len(one) == len(other):
            shared[k] = next((n for n, (p, q) in enumerate(zip(one, other, strict=True)) if p != q), len(one))
    letters = np.frombuffer(b"".join(codes(word).tobytes() for word in words), np.uint8)
    starts = np.concatenate([[0], np.cumsum([len(word) for word in words], dtype=np.int64)]).astype(np.int64)
    return Dictionary(letters, starts, np.array(shared, np.int64))


def codes(word: str) -> Bytes:
    """Small letters and digits as the codes of this module."""
    return np.array([coded(one) for one in word], np.uint8)
