"""Phones, codes, e-mails and coordinates as whole numbers.

A phone is its last 15 digits in lanes of 4 bits, last digit lowest. A code (postal code, plate, VIN, document) is its
first ten letters and digits in lanes of 6 bits; beside it a hash of the whole, and one in which characters that are
misread for each other are the same. An e-mail is ten characters of its local part, beside it hashes of both halves.
"""

import numpy as np

from watchfloor.resolution.compiled import Bytes, Longs, compiled, inlined, mixed
from watchfloor.resolution.lanes import LANES, begins, ends, length, one_apart

HALF = (1 << 31) - 1
# the bit beside a code that says that its check digit is wrong
WRONG = 62
# of 1 to 10 for digits and 11 to 36 for letters: what OCR and tired eyes take for each other
ALIKE = {"o": "0", "q": "0", "d": "0", "i": "1", "l": "1", "z": "2", "s": "5", "g": "6", "b": "8", "v": "u", "y": "u"}
FOLDED: Longs = np.arange(37, dtype=np.int64)
for _one, _other in ALIKE.items():
    FOLDED[ord(_one) - 86] = int(_other) + 1 if _other.isdigit() else ord(_other) - 86


@compiled
def phone(data: Bytes, at: int, end: int) -> int:
    """The digits of a phone number, an extension and a leading +1 or 1 before ten digits left away; 0 for none."""
    a, n = 0, 0
    while at < end:
        c = data[at]
        if 48 <= c <= 57:
            a = ((a << 4) | (c - 47)) & LANES
            n += 1
        elif n >= 7 and (c | 32) in (101, 120):  # x 12, ext 12
            break
        at += 1
    if n == 11 and (a >> 40) & 15 == 2:
        a &= (1 << 40) - 1
    return a


@inlined
def phones(a: int, b: int) -> int:
    """How two phones agree: 3 same (or one without its area or country), 2 one slip apart, 1 the same last four, 0."""
    if (a == b) | ends_alike(a, b, 7):
        return 3
    if one_apart(a, b, 4):
        return 2
    return 1 if (a ^ b) & 0xFFFF == 0 else 0


@inlined
def ends_alike(a: int, b: int, least: int) -> bool:
    """Whether the shorter of two phones, at least `least` digits, is how the longer one ends."""
    short = min(length(a, 4), length(b, 4))
    return (short >= least) & ((a ^ b) & ((1 << (4 * short)) - 1) == 0)


@inlined
def character(c: int) -> int:
    """1 to 10 for a digit, 11 to 36 for a letter, 0 for anything else."""
    if 48 <= c <= 57:
        return c - 47
    if 97 <= c <= 122:
        return c - 86
    return c - 54 if 65 <= c <= 90 else 0


@compiled
def code(data: Bytes, at: int, end: int, folded: Longs) -> tuple[int, int]:
    """A code and what stands beside it: 31 bits of a hash of the whole, 31 of one with look-alikes the same."""
    a, n, whole, alike, tail = 0, 0, 7, 11, 0
    while at < end:
        c = character(data[at])
        if c:
            if n < 10:
                a |= c << (6 * n)
            else:
                tail = (tail * 5 + c) % 7 + 1
            whole, alike = mixed(whole, c), mixed(alike, folded[c])
            n += 1
        at += 1
    return (a | min(tail, 7) << 60, (whole & HALF) | (alike & HALF) << 31) if n else (0, 0)


@inlined
def codes(a: int, beside_a: int, b: int, beside_b: int) -> int:
    """How two codes agree: 4 same, 3 one slip or misread, 2 one is the other's beginning or end, 1 begin alike, 0."""
    if (a == b) & ((beside_a ^ beside_b) & HALF == 0):
        return 4
    if ((beside_a ^ beside_b) >> 31 & HALF == 0) | one_apart(a, b, 6):
        return 3
    if ((a | b) <= LANES) & (begins(a, b, 6, 4) | ends(a, b, 6, 4)):
        return 2
    return 1 if ((a ^ b) & 0x3FFFF == 0) & (a > 0xFFF) else 0


@compiled
def email(data: Bytes, at: int, end: int) -> tuple[int, int]:
    """An address's local part and hashes of both halves; what follows a + in the local part is left away."""
    middle = at
    while middle < end and data[middle] != 64:
        middle += 1
    cut = at
    while cut < middle and data[cut] != 43:
        cut += 1
    return local(data, at, cut), (hashed(data, at, cut) & HALF) << 31 | (hashed(data, middle, end) & HALF)


@inlined
def local(data: Bytes, at: int, end: int) -> int:
    """The characters of `code`, without what stands beside them."""
    a, n, tail = 0, 0, 0
    while at < end:
        c = character(data[at])
        if c and n < 10:
            a |= c << (6 * n)
        elif c:
            tail = (tail * 5 + c) % 7 + 1
        n += c != 0
        at += 1
    return a | min(tail, 7) << 60


@compiled
def hashed(data: Bytes, at: int, end: int) -> int:
    """A hash of letters and digits, whatever their case."""
    h = 13
    while at < end:
        c = character(data[at])
        h = mixed(h, c) if c else h
        at += 1
    return h


@inlined
def emails(a: int, beside_a: int, b: int, beside_b: int) -> int:
    """How two e-mails agree: 4 same, 3 same local part, 2 local parts one slip apart, 1 one begins the other, 0."""
    if beside_a == beside_b:
        return 4
    if beside_a >> 31 == beside_b >> 31:
        return 3
    if one_apart(a, b, 6):
        return 2
    return 1 if begins(a, b, 6, 5) else 0
