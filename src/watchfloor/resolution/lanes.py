"""Short values as one whole number: up to 12 letters, 10 characters or 15 digits in lanes of 5, 6 or 4 bits.

A value's first character lies in the lowest lane and pads are 0, so that equality is one compare, a common prefix is
a count of zero bits, and one edit apart is told without a table. What does not fit is folded into three bits above.
"""

import numpy as np
import numpy.typing as npt

from watchfloor.resolution.compiled import compiled, inlined, low_zeros, ones, width

Small = npt.NDArray[np.int8]

LANES = 0x0FFFFFFFFFFFFFFF
# the highest bit of every lane, and the bits below it
HIGH5, LOW5, EACH5 = 0x0842108421084210, 0x07BDEF7BDEF7BDEF, 0x0084210842108421
HIGH6, LOW6, EACH6 = 0x0820820820820820, 0x07DF7DF7DF7DF7DF, 0x0041041041041041


@inlined
def lanes(many: int, bits: int) -> int:
    """How many whole lanes lie in up to 64 bits: a division by 5, 6 or 4, as a product."""
    if bits == 5:
        return many * 205 >> 10
    return many * 171 >> 10 if bits == 6 else many >> 2


@inlined
def length(a: int, bits: int) -> int:
    """How many lanes are used."""
    return lanes(width(a & LANES) + bits - 1, bits)


@inlined
def one_apart(a: int, b: int, bits: int) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbors turns a into b (a != b).

    Optimal string alignment distance 1 (Damerau 1964), in constant time and without a branch: what follows the first
    lane that differs is the same in both, or one lane further on in one of them. Tails beyond the lanes MUST agree.
    """
    x = a ^ b
    first = lanes(low_zeros(x), bits) * bits
    p, q, lane = (a & LANES) >> first, (b & LANES) >> first, (1 << bits) - 1
    after_p, after_q = p >> bits, q >> bits
    swapped = (after_p >> bits == after_q >> bits) & ((p & lane) == (after_q & lane)) & ((q & lane) == (after_p & lane))
    return (x <= LANES) & (x != 0) & ((after_p == after_q) | (after_p == q) | (p == after_q) | swapped)


@inlined
def begins(a: int, b: int, bits: int, least: int) -> bool:
    """Whether the shorter of the two, at least `least` long, is how the longer one begins."""
    short = min(length(a, bits), length(b, bits))
    return (short >= least) & (((a ^ b) & ((1 << (short * bits)) - 1)) == 0)


@inlined
def ends(a: int, b: int, bits: int, least: int) -> bool:
    """Whether the shorter of the two, at least `least` long, is how the longer one ends."""
    n, m = length(a, bits), length(b, bits)
    short = min(n, m)
    return (short >= least) & (((a & LANES) >> ((n - short) * bits)) == ((b & LANES) >> ((m - short) * bits)))


@compiled
def jaro_winkler(a: int, b: int, bits: int) -> int:
    """Jaro-Winkler similarity in thousandths (Winkler 1990; prefix weight 0.1, at most four), of 5- or 6-bit lanes."""
    a, b = min(a & LANES, b & LANES), max(a & LANES, b & LANES)  # so that the order of the two does not matter
    n, m = length(a, bits), length(b, bits)
    if n == 0 or m == 0:
        return 0
    high, low, each = (HIGH5, LOW5, EACH5) if bits == 5 else (HIGH6, LOW6, EACH6)
    lane = (1 << bits) - 1
    reach = max(max(n, m) // 2 - 1, 0)
    used, met = 0, 0
    for i in range(n):
        x = b ^ (((a >> (i * bits)) & lane) * each)
        same = ~(((x & low) + low) | x) & high
        first, last = max(i - reach, 0), min(i + reach + 1, m)
        same &= ((1 << (last * bits)) - 1) & ~((1 << (first * bits)) - 1) & ~used
        if same:
            used |= same & -same
            met |= 1 << (i * bits + bits - 1)
    common = ones(used)
    if common == 0:
        return 0
    crossed, p, q = 0, met, used
    while p:
        i, j = low_zeros(p) - bits + 1, low_zeros(q) - bits + 1
        crossed += ((a >> i) & lane) != ((b >> j) & lane)
        p &= p - 1
        q &= q - 1
    jaro = (common / n + common / m + (common - crossed // 2) / common) / 3
    x = a ^ b
    prefix = min(4, n, m) if x == 0 else min(4, lanes(low_zeros(x), bits), n, m)
    return int(1000 * (jaro + 0.1 * prefix * (1 - jaro)) + 1e-6)


def least_common(like: int) -> Small:
    """How many letters two words must share at least for Jaro-Winkler to find them so much alike, in thousandths.

    int8, at (length of one * 13 + length of the other) * 5 + letters of the common prefix; 99 where it cannot.
    """
    n, m, prefix, shared = np.ogrid[:13, :13, :5, :13]
    with np.errstate(divide="ignore", invalid="ignore"):
        jaro = (shared / n + shared / m + 1) / 3
        enough = (shared > 0) & (np.trunc(1000 * (jaro + 0.1 * prefix * (1 - jaro)) + 1) >= like)
    enough &= (shared <= n) & (shared <= m)
    return np.where(enough.any(axis=3), enough.argmax(axis=3), 99).astype(np.int8).ravel()


@inlined
def may_be_alike(a: int, b: int, letters_a: int, letters_b: int, least: Small) -> bool:
    """Whether `jaro_winkler` on 5-bit lanes can reach what `least` (least_common) is for, from the sets of letters."""
    n, m = length(a, 5), length(b, 5)
    shared = min(n - ones(letters_a & ~letters_b), m - ones(letters_b & ~letters_a))
    x = (a ^ b) & LANES
    prefix = 4 if x == 0 else min(4, lanes(low_zeros(x), 5))
    return bool(shared >= least[(n * 13 + m) * 5 + prefix])
