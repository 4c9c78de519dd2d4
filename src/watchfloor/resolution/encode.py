"""Records as rows of whole numbers: everything that scoring and blocking look at, and nothing else.

`rows` is int64 (records, places): the features of each comparison of the kind that the data have, one after the other,
and at the end two places with seven frequencies each (scoring.frequency). A row is a pure function of the record and,
for its frequencies, of the model's tables: a record that arrives alone gets the row that it would get in a file.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from watchfloor.resolution import checks, letters, marks, phrases, scoring, streets
from watchfloor.resolution.columns import Column, blanks, cut, plain
from watchfloor.resolution.compiled import LINE, Bytes, Ints, Longs, allocating, compiled, inlined, mixed
from watchfloor.resolution.dates import date
from watchfloor.resolution.kinds import Comparison, Kind, how, listing

CODES = {"name": scoring.NAME, "word": scoring.WORD, "date": scoring.DATE, "phone": scoring.PHONE,
         "code": scoring.CODE, "email": scoring.EMAIL, "street": scoring.STREET, "phrase": scoring.PHRASE,
         "exact": scoring.EXACT, "checked": scoring.CHECKED, "crossed": scoring.CROSSED, "point": scoring.POINT,
         "premises": scoring.STREET}  # fmt: skip
PLACES = {"name": 2, "word": 2, "date": 1, "phone": 1, "code": 2, "email": 2, "street": 2, "phrase": 17, "exact": 1,
          "crossed": 0, "point": 1, "premises": 2, "checked": 2}  # fmt: skip
MANY = scoring.PACKED * scoring.FREQUENCIES
# a pattern of levels has four bits for each comparison
MOST = 15
# so many values are remembered at most; where fewer than half are met again after so many, none
REMEMBERED, TRIED = 1 << 14, 4_096
NONE: Longs = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which comparisons are made and where their numbers lie. `spec` as scoring.weigh wants it; `width` of a row.

    `several`: whether a record may have further rows (further.py).
    """

    comparisons: tuple[Comparison, ...]
    spec: Longs
    width: int
    month_first: bool
    several: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are encoded, each once."""
        return tuple(dict.fromkeys(f for c in self.comparisons for f in c.fields if c.how != "crossed"))

    def place(self, name: str) -> int:
        """The line of a comparison; -1 if the data have none of its fields."""
        return next((n for n, c in enumerate(self.comparisons) if c.name == name), -1)


def layout(kind: Kind, fields: set[str], *, month_first: bool = True, several: bool = False) -> Layout:
    """The layout for data that have these fields. Frequencies beyond the fourteenth are not kept."""
    crossed = {c.name: c.fields for c in kind.comparisons if c.how == "crossed"}
    used = [c for c in kind.comparisons if set(c.fields) <= fields][:MOST]
    spec = np.full((len(used), scoring.LINES + several), -1, np.int64)
    at, counted = 0, 0
    for n, c in enumerate(used):
        spec[n, 0], spec[n, 1], spec[n, 4] = CODES[c.how], at, len(how(c.how).levels)
        spec[n, 2] = at + (1 if PLACES[c.how] > 1 else 0)
        if c.frequent and counted < MANY:
            spec[n, 5], counted = counted, counted + 1
        at += PLACES[c.how]
    phrased = np.flatnonzero(spec[:, 0] == scoring.PHRASE)
    spec[phrased, 6] = counted + np.arange(len(phrased))
    names = [c.name for c in used]
    for n, c in enumerate(used):
        if c.name in crossed:
            spec[n, 1], spec[n, 2] = (spec[names.index(f), 1] for f in crossed[c.name])
        spec[n, 3] = next((names.index(p) for p in c.after if p in names[:n]), -1)
        if several:
            spec[n, scoring.LINES] = any(f.name in c.fields and f.sorts for f in kind.fields)
    width = at + (scoring.LINKS if several else 0) + scoring.FREQUENCIES
    return Layout(tuple(used), spec, width, month_first, several)


def encode(made: Layout, columns: Mapping[str, Column], records: int) -> Longs:
    """The rows of `records` records, frequencies still 0 (frequencies.py)."""
    rows = aligned(records, made.width)
    blank = blanks()
    known = nicknames() if any(c.nicknames for c in made.comparisons) else (NONE, NONE)
    for n, c in enumerate(made.comparisons):
        at, how_code = int(made.spec[n, 1]), int(made.spec[n, 0])
        if how_code == scoring.POINT:
            first, second = (columns[f] for f in c.fields)
            rows[:, at] = [phrases.point(*pair) for pair in zip(_floats(first), _floats(second), strict=True)]
        elif how_code != scoring.CROSSED:
            one = columns[c.fields[0]]
            dropped = _dropped(c.drop) if c.drop else NONE
            nick, groups = known if c.nicknames else (NONE, NONE)
            fill(one.data, one.offsets, rows, at, how_code, blank, dropped, nick, groups, marks.FOLDED,
                 checks.forms(c.checks), made.month_first)  # fmt: skip
    return rows


def aligned(records: int, width: int) -> Longs:
    """Rows of zeros that begin where a line of the processor's cache does: none lies in one more than needed."""
    if records < LINE:
        return np.zeros((records, width), np.int64)
    whole = np.zeros(records * width + LINE, np.int64)
    first = -(whole.ctypes.data // whole.itemsize) % LINE
    return whole[first : first + records * width].reshape(records, width)


@allocating
def fill(
    data: Bytes, offsets: Ints, rows: Longs, at: int, how_code: int, blank: Longs, dropped: Longs, nick: Longs,
    groups: Longs, folded: Longs, checked: int, month_first: bool,
) -> None:  # fmt: skip
    """Write the features of one comparison for every record.

    What was worked out for a value is remembered where values repeat: `held` (slots, 4) has where a value lies in
    `data`, its end, and both features. Values are compared byte for byte: nothing depends on what is remembered.
    """
    n, into = len(offsets) - 1, np.zeros(17, np.int64)
    slots = 1
    while slots < min(n, REMEMBERED):
        slots *= 2
    held = np.zeros((slots, 4), np.int64)
    double = how_code in (scoring.NAME, scoring.WORD, scoring.CODE, scoring.EMAIL, scoring.STREET,
                          scoring.CHECKED)  # fmt: skip
    tried, found = 0, 0
    for i in range(n):
        begin, end = cut(data, offsets[i], offsets[i + 1], blank)
        if begin == end:
            continue
        if how_code == scoring.PHRASE:
            phrases.phrase(data, begin, end, dropped, into)
            for k in range(len(into)):
                rows[i, at + k] = into[k]
            continue
        a, beside, slot = 0, 0, -1
        if 2 * found >= tried - TRIED:
            tried += 1
            slot = summed(data, begin, end) & (slots - 1)
        if slot >= 0 and held[slot, 1] - held[slot, 0] == end - begin and same(data, held[slot, 0], begin, end):
            a, beside = held[slot, 2], held[slot, 3]
            found += 1
        else:
            a, beside = features(data, begin, end, how_code, dropped, nick, groups, folded, checked, month_first)
        if slot >= 0:
            held[slot, 0], held[slot, 1], held[slot, 2], held[slot, 3] = begin, end, a, beside
        rows[i, at] = a
        if double:
            rows[i, at + 1] = beside


@inlined
def summed(data: Bytes, at: int, end: int) -> int:
    """A number for the bytes of a value, good enough to find a slot."""
    h = 0
    for k in range(at, end):
        h = (h ^ data[k]) * 0x9E3779B1
    return h >> 20


@inlined
def same(data: Bytes, at: int, begin: int, end: int) -> bool:
    """Whether the bytes from `at` on are those from begin to end."""
    k = begin
    while k < end and data[at + k - begin] == data[k]:
        k += 1
    return k == end


@compiled
def features(
    data: Bytes, begin: int, end: int, how_code: int, dropped: Longs, nick: Longs, groups: Longs, folded: Longs,
    checked: int, month_first: bool,
) -> tuple[int, int]:  # fmt: skip
    """Both features of a value that is no phrase; the second is 0 where the comparison has one only."""
    if how_code in (scoring.NAME, scoring.WORD):
        a, kinds, age = letters.name(data, begin, end, dropped)
        return (a, letters.beside(a, kinds, age, nick, groups)) if a else (0, 0)
    if how_code == scoring.DATE:
        return date(data, begin, end, month_first), 0
    if how_code == scoring.PHONE:
        return marks.phone(data, begin, end), 0
    if how_code in (scoring.CODE, scoring.CHECKED):
        a, beside = marks.code(data, begin, end, folded)
        return a, beside | checks.wrong(data, begin, end, checked) << marks.WRONG
    if how_code == scoring.EMAIL:
        return marks.email(data, begin, end)
    if how_code == scoring.STREET:
        return streets.street(data, begin, end, dropped)
    return marks.hashed(data, begin, end), 0


@inlined
def value(rows: Longs, i: int, how_code: int, at: int) -> int:
    """What is counted for a frequency; 0 for none."""
    if how_code == scoring.EMAIL:
        return int(rows[i, at + 1]) if rows[i, at] else 0
    if how_code == scoring.STREET:
        return mixed(rows[i, at], rows[i, at + 1] >> streets.NUMBER & streets.NUMBERS) if rows[i, at] else 0
    return int(rows[i, at])


@functools.cache
def nicknames() -> tuple[Longs, Longs]:
    """Sorted nicknames as letters, and for each the first two groups that it stands in (9 bits each, from 1)."""
    found: dict[int, list[int]] = {}
    for number, group in enumerate(listing("nicknames")["groups"], start=1):
        for word in group:
            found.setdefault(packed(word), []).append(number)
    keys = sorted(found)
    groups = [found[key][0] | (found[key][1] << 9 if len(found[key]) > 1 else 0) for key in keys]
    return np.array(keys, np.int64), np.array(groups, np.int64)


@functools.cache
def packed(word: str) -> int:
    """A word as letters."""
    one = plain(word)
    return int(letters.name(one.data, 0, len(one.data), NONE)[0])


@functools.cache
def _dropped(name: str) -> Longs:
    return _listed(tuple(listing("dropped")[name]))


@functools.cache
def _listed(words: tuple[str, ...]) -> Longs:
    return np.array(sorted({packed(word) for word in words}), np.int64)


def _floats(one: Column) -> list[float]:
    text = one.data.tobytes().decode("ascii", "replace")
    return [_float(text[a:b]) for a, b in zip(one.offsets[:-1].tolist(), one.offsets[1:].tolist(), strict=True)]


def _float(said: str) -> float:
    try:
        return float(said)
    except ValueError:
        return float("nan")
