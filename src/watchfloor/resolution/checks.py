"""Check digits: whether a number of a known form is what its issuer can have given out.

VIN: 49 CFR 565.15(c), which vehicles of North America bear (ISO 3780: first character 1 to 5; others need not have it).
IMEI: GSMA TS.06, the digit of Luhn, where the first two are those of a body that gives out numbers (an IMSI is as long
and has none). IMO ship numbers: IMO resolution A.1117(30), where written with their three letters. Numbers of travel
documents as machines read them: ICAO Doc 9303-3, 4.9, nine characters with fillers (<) and the digit.
"""

from collections.abc import Sequence

from watchfloor.resolution.compiled import Bytes, compiled, inlined
from watchfloor.resolution.marks import character

VIN, IMEI, SHIP, TRAVEL = 1, 2, 4, 8
FORMS = {"vin": VIN, "imei": IMEI, "imo": SHIP, "mrz": TRAVEL}
# GSMA TS.06, reporting body identifiers: 01, 10, 30, 33, 35, 44, 45, 49 to 54, 86, 91, 98 and 99
BODIES = sum(1 << (n % 50) for n in (1, 10, 30, 33, 35, 44, 45, 49)), sum(1 << (n - 50) for n in (
    50, 51, 52, 53, 54, 86, 91, 98, 99))  # fmt: skip
EARLY, LATE = BODIES
FILLER = 60


def forms(names: Sequence[str]) -> int:
    """Forms by their names as one number."""
    return sum(FORMS[name] for name in names)


@compiled
def wrong(data: Bytes, at: int, end: int, known: int) -> bool:
    """Whether a value is a number of one of these forms and its check digit is not that of the rest."""
    if known & TRAVEL and end - at == 10 and misread(data, at, end):
        return True
    count, digits = 0, 0
    for k in range(at, end):
        c = character(data[k])
        count += c != 0
        digits += 0 < c <= 10
    if known & VIN and count == 17:
        return vin_wrong(data, at, end)
    if known & IMEI and count == 15 and digits == 15:
        return imei_wrong(data, at, end)
    return bool(known & SHIP and count == 10 and digits == 7 and ship_wrong(data, at, end))


@inlined
def vin_wrong(data: Bytes, at: int, end: int) -> bool:
    """Of seventeen characters. I, O and Q are in no VIN."""
    total, n, said, first, foreign = 0, 0, -1, 0, False
    for k in range(at, end):
        c = character(data[k])
        if c == 0:
            continue
        # A to H are 1 to 8, J to R 1 to 9, S to Z 2 to 9
        letter = c - 10
        worth = c - 1 if c <= 10 else letter if letter <= 8 else letter - 9 if letter <= 18 else letter - 17
        foreign |= letter == 9 or letter == 15 or letter == 17
        first = c - 1 if n == 0 else first
        if n == 8:
            said = 10 if letter == 24 else c - 1 if c <= 10 else -1
        total += worth * (8 - n if n < 7 else 10 if n == 7 else 0 if n == 8 else 18 - n)
        n += 1
    return 1 <= first <= 5 and (foreign or total % 11 != said)


@inlined
def imei_wrong(data: Bytes, at: int, end: int) -> bool:
    """Of fifteen digits."""
    total, n, body = 0, 0, 0
    for k in range(at, end):
        c = character(data[k])
        if c == 0:
            continue
        digit = c - 1
        body = body * 10 + digit if n < 2 else body
        twice = digit * 2
        total += digit if n % 2 == 0 else twice - 9 if twice > 9 else twice
        n += 1
    given = (EARLY >> body if body < 50 else LATE >> (body - 50)) & 1
    return given == 1 and total % 10 != 0


@inlined
def ship_wrong(data: Bytes, at: int, end: int) -> bool:
    """Of ten characters, seven of them digits: IMO and a number."""
    total, n, last, letters = 0, 0, 0, 0
    for k in range(at, end):
        c = character(data[k])
        if c > 10:
            letters = letters * 37 + c
        elif c != 0:
            total += (c - 1) * (7 - n) if n < 6 else 0
            last = c - 1
            n += 1
    return letters == (19 * 37 + 23) * 37 + 25 and total % 10 != last


@inlined
def misread(data: Bytes, at: int, end: int) -> bool:
    """Of ten characters, the last the digit; only where a filler tells that a machine was to read it."""
    total, filled = 0, False
    for k in range(at, end - 1):
        c = character(data[k])
        filled |= data[k] == FILLER
        if c == 0 and data[k] != FILLER:
            return False
        n = k - at
        total += (c - 1 if c > 0 else 0) * (7 if n % 3 == 0 else 3 if n % 3 == 1 else 1)
    c = character(data[end - 1])
    return filled and 0 < c <= 10 and total % 10 != c - 1
