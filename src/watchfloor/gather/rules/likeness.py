"""Keys by which a report finds those that may be of its wave, among millions, without reading their words.

MinHash of the words in bands, bound to half a day; a cell of the map, bound to half an hour. Two reports that share a
key MAY be of one wave (`nearly_same` of waves.py says whether); two that are, share one nearly always (see BANDS).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from watchfloor.gather.rules.waves import Told, WavePolicy

# 16 bands of 3: of two texts that share 70 % of their words 99.9 % share a band, of two that share 30 % a third do
BANDS, ROWS = 16, 3
_WORD, _HALF = (1 << 64) - 1, 32
# odd factors and terms of 64 bits, the same in every process
_DRAWN = [blake2b(b"%d" % n, digest_size=16).digest() for n in range(BANDS * ROWS)]
_MIXES = tuple((int.from_bytes(one[:8]) | 1, int.from_bytes(one[8:])) for one in _DRAWN)
KM_PER_DEGREE = 111.32


@dataclass(frozen=True, slots=True)
class Keys:
    """What is kept of a report, and what it asks for: its own keys and those of the neighboring hours and cells."""

    own: tuple[int, ...]
    asked: tuple[int, ...]


def keys_of(told: Told, policy: WavePolicy, *, salt: bytes) -> Keys:
    """The same words under another salt give other keys: they tell nothing to who lacks it."""
    half, moment = policy.words_within.total_seconds(), policy.moment_within.total_seconds()
    own, asked = list[int](), list[int]()
    if len(told.words) >= policy.words_least:
        bands, now = _bands(told.words, salt), int(told.at.timestamp() // half)
        own += [_key(salt, b"w", band, now) for band in bands]
        asked += [_key(salt, b"w", band, hour) for band in bands for hour in (now - 1, now, now + 1)]
    if told.lon is not None and told.lat is not None:
        at = int(told.at.timestamp() // moment)
        own.append(_key(salt, b"p", *_cell(told.lon, told.lat, policy.moment_km), at))
        asked += [
            _key(salt, b"p", *cell, when)
            for cell in _around(told.lon, told.lat, policy.moment_km)
            for when in (at - 1, at, at + 1)
        ]
    return Keys(tuple(dict.fromkeys(own)), tuple(dict.fromkeys(asked)))


def _bands(words: frozenset[str], salt: bytes) -> list[bytes]:
    hashed = [_hash(word.encode(), salt) for word in words]
    least = [min(((factor * one + term) & _WORD) >> _HALF for one in hashed) for factor, term in _MIXES]
    return [bytes([n]) + b"".join(one.to_bytes(4) for one in least[n * ROWS : (n + 1) * ROWS]) for n in range(BANDS)]


def _hash(said: bytes, salt: bytes) -> int:
    return int.from_bytes(blake2b(said, digest_size=8, key=salt).digest())


def _key(salt: bytes, *parts: bytes | int) -> int:
    """A signed 64-bit integer, as the database keeps it."""
    said = b"|".join(part if isinstance(part, bytes) else b"%d" % part for part in parts)
    return int.from_bytes(blake2b(said, digest_size=8, key=salt).digest(), signed=True)


def _cell(lon: float, lat: float, km: float) -> tuple[int, int]:
    """Cells as high as `km`, and at least as wide in the middle of their row."""
    row = math.floor(lat * KM_PER_DEGREE / km)
    return row, math.floor(lon * _wide(row, km) / km)


def _around(lon: float, lat: float, km: float) -> Iterator[tuple[int, int]]:
    """The cell and its neighbors; each row is cut by its own width."""
    middle = _cell(lon, lat, km)[0]
    for row in (middle - 1, middle, middle + 1):
        column = math.floor(lon * _wide(row, km) / km)
        yield from ((row, one) for one in (column - 1, column, column + 1))


def _wide(row: int, km: float) -> float:
    """Kilometers in a degree of longitude at the edge of a row that lies nearer the equator, never less than one."""
    edge = min(abs(row), abs(row + 1)) * km / KM_PER_DEGREE
    return max(1.0, KM_PER_DEGREE * math.cos(math.radians(min(edge, 89.9))))
