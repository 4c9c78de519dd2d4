"""Pairs near each other in place and time, among millions: slabs of time, bands of latitude, a sweep by longitude.

Points are sorted once by (slab, band, longitude). Whatever is near a point stands in its own band or the next, of its
own slab or the next, and beside it there: so each stretch is swept against five others with two pointers, and no table
of cells is looked up. Exact on the sphere, over the date line and at the poles.
"""

import math
from dataclasses import dataclass

import numpy as np

from watchfloor.resolution.compiled import Floats, Ints, Longs, allocating, compiled, inlined, width

EARTH_M = 6_371_008.8  # mean radius, IUGG
# the longitude in the key: 2 ** -18 of the circle, 153 m at the equator; the sweep is wider by two of these
LON_BITS, BAND_BITS, SLAB_BITS = 18, 20, 22
DIGIT = 11
SLACK = 720.0 / (1 << LON_BITS)
# degrees of longitude from which on a whole turn is swept
WHOLE = 179.0
FEW = 1024
# points that a stretch should hold: many stretches of one point cost more than pairs that are looked at in vain
TOGETHER = 8


@dataclass(frozen=True, slots=True)
class Near:
    """What is near: meters over the ground and seconds, both inclusive."""

    meters: float
    seconds: int


def near_pairs(lon: Floats, lat: Floats, at: Longs, near: Near) -> Ints:
    """int32 (pairs, 2) of places in the columns, the smaller first, each pair once, in no order.

    Degrees and whole seconds; every row MUST have all three. Raises ValueError for what lies on no globe and for a
    reach of no length or beyond 1,000 km.
    """
    if not (0 < near.meters <= 1_000_000 and near.seconds >= 0):
        raise ValueError(f"near: {near.meters:g} m and {near.seconds} s. Give 1 m to 1,000 km and no less than 0 s.")
    if not (np.abs(lon) <= 180).all() or not (np.abs(lat) <= 90).all():
        raise ValueError("near_pairs: longitudes lie within -180..180, latitudes within -90..90 degrees.")
    if len(lon) < 2:
        return np.empty((0, 2), np.int32)
    # coarser cells find the same; finer ones than these would not fit into a key
    high = max(near.meters / EARTH_M * 180 / math.pi * (1 + 1e-9), 180 / (1 << BAND_BITS))
    span, bands = int(at.max() - at.min()), int((lat.max() - lat.min()) / high) + 1
    slab = max(near.seconds, span >> SLAB_BITS, span * bands * TOGETHER // len(lon)) + 1
    keys, band_bits = keyed(lon, lat, at, high, slab)
    order = sorted_by(keys)
    cell = keys[order] >> LON_BITS
    sides = beside(cell, starts(cell), 1 << band_bits)
    return swept(sides, lon[order], lat[order], at[order], order, high, float(near.meters), near.seconds)


@allocating
def keyed(lon: Floats, lat: Floats, at: Longs, high: float, slab: int) -> tuple[Longs, int]:
    """(slab, band, longitude) in one int64 a point; how many bits the band has, the band before and after it too."""
    first = at.min()
    band_bits = width(int(180.0 / high) + 2)
    keys = np.empty(len(lon), np.int64)
    for i in range(len(lon)):
        band = int((lat[i] + 90.0) / high)
        x = min(int((lon[i] + 180.0) / 360.0 * (1 << LON_BITS)), (1 << LON_BITS) - 1)
        keys[i] = ((at[i] - first) // slab << band_bits | band) << LON_BITS | x
    return keys, band_bits


@allocating
def sorted_by(keys: Longs) -> Ints:
    """The order of the keys, by digits of eleven bits from the lowest; equal keys as they stood."""
    n, bits = len(keys), width(keys.max())
    order, other = np.arange(n).astype(np.int32), np.empty(n, np.int32)
    held, spare = keys.copy(), np.empty(n, np.int64)
    counts = np.empty(1 << DIGIT, np.int64)
    for shift in range(0, bits, DIGIT):
        counts[:] = 0
        for i in range(n):
            counts[held[i] >> shift & ((1 << DIGIT) - 1)] += 1
        total = 0
        for d in range(1 << DIGIT):
            counts[d], total = total, total + counts[d]
        for i in range(n):
            d = held[i] >> shift & ((1 << DIGIT) - 1)
            spare[counts[d]], other[counts[d]] = held[i], order[i]
            counts[d] += 1
        held, spare, order, other = spare, held, other, order
    return order


@allocating
def starts(cell: Longs) -> Longs:
    """Where each stretch of one cell begins, and the end."""
    found, n = np.empty(len(cell) + 1, np.int64), 0
    for i in range(len(cell)):
        if i == 0 or cell[i] != cell[i - 1]:
            found[n] = i
            n += 1
    found[n] = len(cell)
    return found[: n + 1]


@allocating
def beside(cell: Longs, stretches: Longs, slab: int) -> Longs:
    """(begin, end, begin, end) of each two stretches that are to be swept against each other, or one against itself.

    `slab`: what one slab is in a cell's number.
    """
    last = len(stretches) - 1
    # its own; the next band of this slab; the band before, the same and the next of the next slab
    steps, ahead = np.array([0, 1, slab - 1, slab, slab + 1]), np.zeros(5, np.int64)
    made, n = np.empty((5 * last, 4), np.int64), 0
    for s in range(last):
        for k in range(5):
            wanted, t = cell[stretches[s]] + steps[k], ahead[k]
            while t < last and cell[stretches[t]] < wanted:
                t += 1
            ahead[k] = t
            alone = k == 0 and stretches[s + 1] - stretches[s] == 1
            if t < last and cell[stretches[t]] == wanted and not alone:
                made[n, 0], made[n, 1] = stretches[s], stretches[s + 1]
                made[n, 2], made[n, 3] = stretches[t], stretches[t + 1]
                n += 1
    return made[:n]


@allocating
def swept(
    sides: Longs, lon: Floats, lat: Floats, at: Longs, row: Ints, high: float, meters: float, seconds: int
) -> Ints:
    """All pairs, the smaller row first; the columns in the order of their keys."""
    found, n, wide = np.empty((FEW, 2), np.int32), 0, 0.0
    for s in range(len(sides)):
        begin, end, first, last = sides[s]
        if s == 0 or begin != sides[s - 1, 0]:
            wide = reach(lat[begin], meters, high)
        low, up = first, first
        for i in range(begin, end):
            west, east = lon[i] - wide, lon[i] + wide
            while low < last and lon[low] < west:
                low += 1
            while up < last and lon[up] <= east:
                up += 1
            # against itself a stretch is swept eastward only
            least = i + 1 if first == begin else low
            if least < up:
                found, n = taken(i, least, up, lon, lat, at, row, meters, seconds, found, n)
            if wide < WHOLE and east > 180:
                most = i if first == begin else last
                stop = first
                while stop < most and lon[stop] <= east - 360:
                    stop += 1
                found, n = taken(i, first, stop, lon, lat, at, row, meters, seconds, found, n)
            if wide < WHOLE and west < -180 and first != begin:
                stop = last
                while stop > first and lon[stop - 1] >= west + 360:
                    stop -= 1
                found, n = taken(i, stop, last, lon, lat, at, row, meters, seconds, found, n)
    return found[:n]


@allocating
def taken(
    i: int, begin: int, end: int, lon: Floats, lat: Floats, at: Longs, row: Ints, meters: float, seconds: int,
    found: Ints, n: int,
) -> tuple[Ints, int]:  # fmt: skip
    """The pairs with those of one point and a range that are near."""
    for j in range(begin, end):
        if abs(at[i] - at[j]) <= seconds and apart(lon[i], lat[i], lon[j], lat[j]) <= meters:
            if n == len(found):
                more = np.empty((2 * n, 2), np.int32)
                more[:n] = found
                found = more
            found[n, 0], found[n, 1] = min(row[i], row[j]), max(row[i], row[j])
            n += 1
    return found, n


@inlined
def apart(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Meters on the sphere (haversine)."""
    up, across = (other_lat - lat) * math.pi / 360, (other_lon - lon) * math.pi / 360
    inner = math.sin(up) ** 2
    inner += math.cos(lat * math.pi / 180) * math.cos(other_lat * math.pi / 180) * math.sin(across) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(inner)))


@compiled
def reach(lat: float, meters: float, high: float) -> float:
    """Degrees of longitude that two near points, one of them in this point's band, are apart at most, with slack."""
    arc, north = meters / EARTH_M, (abs(lat) + high) * math.pi / 180
    if north + arc >= math.pi / 2:
        return 360.0
    wide = math.asin(min(1.0, math.sin(arc) / math.cos(north))) * 180 / math.pi + SLACK
    return wide if wide < WHOLE else 360.0
