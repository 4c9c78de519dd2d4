"""Dates as whole numbers: eight digits in lanes of 4 bits (digit + 1, 0 unknown), year first, impossible ones kept.

Bits 32 and 33 say how much is known (0 day, 1 month, 2 year, 3 a range of years); from bit 34 the years of the range.
"""

from watchfloor.resolution.compiled import Bytes, Ints, Longs, compiled, inlined
from watchfloor.resolution.lanes import one_apart

DAY, MONTH, YEAR, RANGE = 0, 1, 2, 3
DIGITS = (1 << 32) - 1
# jan, feb, mar ... as numbers to the base of 26
MONTHS = (6097, 3485, 8129, 407, 8136, 6617, 6615, 526, 12287, 9535, 9173, 2134)


@compiled
def packed(year: int, month: int, day: int) -> int:
    """Year, month and day as digits + 1; a part that is 0 is unknown."""
    h = 0
    if year:
        h = (year // 1000 + 1) | (year // 100 % 10 + 1) << 4 | (year // 10 % 10 + 1) << 8 | (year % 10 + 1) << 12
    if month:
        h |= (month // 10 + 1) << 16 | (month % 10 + 1) << 20
    if day:
        h |= (day // 10 + 1) << 24 | (day % 10 + 1) << 28
    return h | (DAY if day else MONTH if month else YEAR) << 32


@compiled
def century(year: int) -> int:
    """A year of two digits in the hundred years up to 2029."""
    return year + (1900 if year > 29 else 2000)


@compiled
def date(data: Bytes, at: int, end: int, month_first: bool) -> int:
    """Any date as people write it: 1970-03-12, 19700312, 3/12/70, 12 Mar 1970, 1970, 1970-1975; else 0."""
    v0, v1, v2, n, d0, d1, d2, named = 0, 0, 0, 0, 0, 0, 0, -1
    while at < end and n < 3:
        c = data[at]
        if 48 <= c <= 57:
            value, digits = 0, 0
            while at < end and 48 <= data[at] <= 57:
                value = value * 10 + data[at] - 48 if digits < 9 else value
                digits += 1
                at += 1
            if n == 0:
                v0, d0 = value, digits
            elif n == 1:
                v1, d1 = value, digits
            else:
                v2, d2 = value, digits
            n += 1
        elif (65 <= c <= 90 or 97 <= c <= 122) and at + 2 < end and named < 0:
            month = named_month(data, at)
            if month:
                named = month
            while at < end and (data[at] | 32) >= 97 and (data[at] | 32) <= 122:
                at += 1
        else:
            at += 1
    if n == 1:
        return alone(v0, d0, max(named, 0))
    if n == 2:
        return two(v0, d0, v1, d1, max(named, 0))
    return three(v0, d0, v1, v2, d2, month_first) if n == 3 else 0


@compiled
def named_month(data: Bytes, at: int) -> int:
    """1 to 12 where the three letters at `at` begin a month's name, else 0."""
    code = ((data[at] | 32) - 97) * 676 + ((data[at + 1] | 32) - 97) * 26 + (data[at + 2] | 32) - 97
    for i in range(12):
        if MONTHS[i] == code:
            return i + 1
    return 0


@compiled
def alone(value: int, digits: int, month: int) -> int:
    """One group of digits: eight are a date, year first unless that is no year; six a year and month; four a year."""
    if digits == 8:
        if 1500 <= value // 10000 <= 2200:
            return packed(value // 10000, value // 100 % 100, value % 100)
        if 1500 <= value % 10000 <= 2200:
            return packed(value % 10000, value // 1000000, value // 10000 % 100)
        return packed(value // 10000, value // 100 % 100, value % 100)
    if digits == 6:
        return packed(value // 100, value % 100, 0)
    return packed(value, month, 0) if digits == 4 else 0


@compiled
def two(a: int, n: int, b: int, m: int, month: int) -> int:
    """Two groups: a range of years, a year and a month either way round, or a day and a year beside a month's name."""
    if n == 4 and m == 4 and a <= b:
        return (packed(a, 0, 0) & DIGITS) | RANGE << 32 | min(b - a, 127) << 34
    if month:
        return packed(b if m > 2 else century(b), month, a)
    if n == 4:
        return packed(a, b, 0)
    return packed(b, a, 0) if m == 4 else 0


@compiled
def three(a: int, n: int, b: int, c: int, m: int, month_first: bool) -> int:
    """Three groups: year first where that has more than two digits, else the file's order of day and month."""
    if n > 2:
        return packed(a, b, c)
    year = c if m > 2 else century(c)
    swap = month_first if a <= 12 and b <= 12 else a <= 12
    return packed(year, a, b) if swap else packed(year, b, a)


@compiled
def year_of(a: int) -> int:
    """The year of a packed date; 0 where it is unknown."""
    if a & 15 == 0:
        return 0
    return ((a & 15) - 1) * 1000 + ((a >> 4 & 15) - 1) * 100 + ((a >> 8 & 15) - 1) * 10 + (a >> 12 & 15) - 1


@inlined
def dates(a: int, b: int) -> int:
    """How two dates agree: 5 same, 4 a slip or day and month swapped, 3 two parts of three, 2 the known, 1 year, 0."""
    if (a >> 32) | (b >> 32):
        return partly(a, b)
    if a == b:
        return 5
    x = a ^ b
    year, month, day = x & 0xFFFF == 0, x >> 16 & 0xFF == 0, x >> 24 & 0xFF == 0
    swapped = year & ((a >> 16 & 0xFF) == (b >> 24 & 0xFF)) & ((a >> 24 & 0xFF) == (b >> 16 & 0xFF))
    if one_apart(a, b, 4) | swapped:
        return 4
    if (year & month) | (year & day) | (month & day):
        return 3
    return 1 if year else 0


@compiled
def partly(a: int, b: int) -> int:
    """How two dates agree of which at least one is not known to the day."""
    how_a, how_b = a >> 32 & 3, b >> 32 & 3
    first, second = year_of(a), year_of(b)
    if how_a == RANGE or how_b == RANGE:
        return 2 if first <= second + (b >> 34) and second <= first + (a >> 34) else 0
    if first != second:
        return 0
    known = 24 if max(how_a, how_b) == MONTH else 16
    return 2 if (a ^ b) & ((1 << known) - 1) == 0 else 1


@compiled
def order(data: Bytes, offsets: Ints, votes: Longs) -> None:
    """Count dates like 3/25/1970 (votes[0]: month first) and 25/3/1970 (votes[1])."""
    for i in range(len(offsets) - 1):
        at, end = offsets[i], offsets[i + 1]
        if at < end < at + 12 and data[at] >= 48 and possible(data, at, end):
            for first in range(2):
                a = date(data, at, end, first == 0)
                month = (a >> 16 & 15) * 10 + (a >> 20 & 15) - 11
                votes[1 - first] += (a >> 28 & 15) != 0 and month > 12


@compiled
def possible(data: Bytes, at: int, end: int) -> bool:
    """Whether the year does not come first."""
    run = 0
    while at + run < end and 48 <= data[at + run] <= 57:
        run += 1
    return run <= 2
