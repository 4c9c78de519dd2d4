"""Short values as one whole number: up to 12 letters, 10 characters or 15 digits in lanes of 5, 6 or 4 bits.

A value's first character lies in the lowest lane and pads are 0, so that equality is one compare, a common prefix is
a count of zero bits, and one edit apart is told without a table. What does not fit is folded into three bits above.
"""

from watchfloor.resolution.compiled import compiled, inlined, low_zeros, ones, width

LANES = 0x0FFFFFFFFFFFFFFF
# the highest bit of every lane, and the bits below it
HIGH5, LOW5, EACH5 = 0x0842108421084210, 0x07BDEF7BDEF7BDEF, 0x0084210842108421
HIGH6, LOW6, EACH6 = 0x0820820820820820, 0x07DF7DF7DF7DF7DF, 0x0041041041041041


@inlined
def length(a: int, bits: int) -> int:
    """How many lanes are used."""
    return (width(a & LANES) + bits - 1) // bits


@inlined
def one_apart(a: int, b: int, bits: int) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbors turns a into b (a != b).

    Optimal string alignment distance 1 (Damerau 1964), in constant time. Tails beyond the lanes MUST agree.
    """
    if (a ^ b) > LANES:
        return False
    a, b = a & LANES, b & LANES
    x = a ^ b
    if x == 0:
        return False
    n, m = length(a, bits), length(b, bits)
    first = low_zeros(x) // bits * bits
    if n == m:
        rest = x >> first
        if rest >> bits == 0:
            return True
        lane = (1 << bits) - 1
        p, q = a >> first, b >> first
        return rest >> (2 * bits) == 0 and (p & lane) == ((q >> bits) & lane) and (q & lane) == ((p >> bits) & lane)
    if n == m + 1:
        return (a >> (first + bits)) == (b >> first)
    return m == n + 1 and (b >> (first + bits)) == (a >> first)


@inlined
def begins(a: int, b: int, bits: int, least: int) -> bool:
    """Whether the shorter of the two, at least `least` long, is how the longer one begins."""
    n, m = length(a, bits), length(b, bits)
    short = min(n, m)
    return short >= least and ((a ^ b) & ((1 << (short * bits)) - 1)) == 0


@inlined
def ends(a: int, b: int, bits: int, least: int) -> bool:
    """Whether the shorter of the two, at least `least` long, is how the longer one ends."""
    n, m = length(a, bits), length(b, bits)
    short = min(n, m)
    return short >= least and ((a & LANES) >> ((n - short) * bits)) == ((b & LANES) >> ((m - short) * bits))


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
    prefix = min(4, n, m) if x == 0 else min(4, low_zeros(x) // bits, n, m)
    return int(1000 * (jaro + 0.1 * prefix * (1 - jaro)) + 1e-6)


@inlined
def most_alike(a: int, b: int, letters_a: int, letters_b: int) -> int:
    """An upper bound of `jaro_winkler` on 5-bit lanes from the sets of letters alone, for a few instructions."""
    n, m = length(a, 5), length(b, 5)
    common = min(n - ones(letters_a & ~letters_b), m - ones(letters_b & ~letters_a))
    if common <= 0:
        return 0
    jaro = (common / n + common / m + 1) / 3
    x = (a ^ b) & LANES
    prefix = 4 if x == 0 else min(4, low_zeros(x) // 5)
    return int(1000 * (jaro + 0.1 * prefix * (1 - jaro)) + 1)
