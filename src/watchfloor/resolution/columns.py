"""Text columns as bytes and offsets: transliterated to ASCII where they are not, blanks told from values."""

import functools
import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from anyascii import anyascii

from watchfloor.resolution.compiled import Bools, Bytes, Ints, Longs, allocating, compiled, inlined, mixed
from watchfloor.resolution.kinds import listing
from watchfloor.resolution.marks import character

# longer than any name or address: the rest of a value is not looked at, so that no cell can cost a second
LONGEST = 1_000
# Arrow's plain strings hold two gigabytes; a larger column has its values cut
MOST_BYTES = 2_000_000_000
ENTITY = "&#?[0-9A-Za-z]+;"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of n values: uint8 bytes (ASCII) and n + 1 int32 offsets into them. Missing values are empty."""

    data: Bytes
    offsets: Ints

    def __len__(self) -> int:
        return len(self.offsets) - 1


def column(values: Any) -> Column:
    """An Arrow array of any type as a column; other scripts are transliterated letter by letter (anyascii)."""
    array = texts(values)
    made = _buffers(array)
    if len(made.data) and (made.data == 38).any():
        array = _unescaped(array)
        made = _buffers(array)
    if len(made.data) and int(made.data.max()) >= 128:
        foreign = beyond_ascii(made.data, made.offsets)
        latin = [_ascii(value) for value in array.filter(pa.array(foreign)).to_pylist()]
        made = _buffers(pc.replace_with_mask(array, pa.array(foreign), pa.array(latin, pa.string())))
    return made


def _unescaped(array: Any) -> Any:
    # what came through a web page may say &#246; for a letter
    marked = pc.match_substring_regex(array, ENTITY)
    plain_text = [html.unescape(value) for value in array.filter(marked).to_pylist()]
    return pc.replace_with_mask(array, marked, pa.array(plain_text, pa.string()))


def texts(values: Any) -> Any:
    """Any Arrow array as one array of strings without nulls: whole numbers, dates as ISO, nested ones as text."""
    kind = values.type
    if pa.types.is_string(kind) and values.nbytes < MOST_BYTES:
        return _one(values)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _one(pc.cast(pc.utf8_slice_codeunits(values, 0, LONGEST), pa.string()))
    if pa.types.is_dictionary(kind):
        return texts(pc.cast(values, kind.value_type))
    if pa.types.is_floating(kind):
        return _floats(values)
    if pa.types.is_nested(kind):
        return pa.array([_flat(value) or "" for value in values.to_pylist()], pa.string())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.array([(value or b"").decode("utf-8", "replace") for value in values.to_pylist()], pa.string())
    if pa.types.is_null(kind):
        return pa.array([""] * len(values), pa.string())
    return _one(pc.cast(values, pa.string()))


def _floats(values: Any) -> Any:
    # what was a whole number before somebody's missing values made it a float is one again
    whole = pc.all(pc.or_kleene(pc.is_null(values, nan_is_null=True), pc.equal(pc.floor(values), values)))
    if whole.as_py():
        near = pc.and_(pc.is_finite(values), pc.less(pc.abs(values), 2**53))
        values = pc.cast(pc.if_else(near, values, None), pa.int64())
    return _one(pc.cast(values, pa.string()))


def _one(values: Any) -> Any:
    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], pa.string())
    return pc.fill_null(array, "") if array.null_count else array


def together(parts: list[Any]) -> Any:
    """Several columns of one field as one, a space between."""
    joined = [texts(part) for part in parts]
    return joined[0] if len(joined) == 1 else pc.binary_join_element_wise(*joined, pa.scalar(" ", pa.string()))


def plain(value: str) -> Column:
    """One value as a column of one row, the same that it would be in a file."""
    return written([value])


def plains(values: Sequence[str]) -> list[Column]:
    """As `plain`, for several values, which share their bytes."""
    whole = written(values)
    return [Column(whole.data, whole.offsets[n : n + 2]) for n in range(len(values))]


def written(values: Sequence[str]) -> Column:
    """Values that are at hand as words, as one column, the same that they would be in a file; without Arrow."""
    texts = [_said_plainly(value) for value in values]
    data = np.frombuffer("".join(texts).encode("ascii", "replace"), np.uint8)
    return Column(data, _still(np.array([0, *accumulate(map(len, texts))], np.int32)))


@functools.cache
def blanks() -> Longs:
    """Hashes of the words that stand for "not known", sorted."""
    said = [plain(word) for word in listing("blank")["blank"]]
    return np.array(sorted({short_hash(one.data, 0, len(one.data)) for one in said}), np.int64)


@compiled
def short_hash(data: Bytes, at: int, end: int) -> int:
    """A hash of a few bytes, whatever the case of letters."""
    h = 29
    for k in range(at, end):
        c = character(data[k])
        h = mixed(h, c if c else data[k] + 64)
    return h


@inlined
def cut(data: Bytes, at: int, end: int, blank: Longs) -> tuple[int, int]:
    """Where a value begins and ends without spaces around it; begin == end where it stands for "not known"."""
    end = min(end, at + LONGEST)
    while at < end and data[at] <= 32:
        at += 1
    while end > at and data[end - 1] <= 32:
        end -= 1
    if 0 < end - at <= 13:
        h = short_hash(data, at, end)
        for k in range(len(blank)):
            if blank[k] == h:
                return at, at
    return at, end


@allocating
def beyond_ascii(data: Bytes, offsets: Ints) -> Bools:
    """Which values have a byte beyond ASCII."""
    found = np.zeros(len(offsets) - 1, np.bool_)
    for i in range(len(offsets) - 1):
        for k in range(offsets[i], min(offsets[i + 1], offsets[i] + 4 * LONGEST)):
            if data[k] >= 128:
                found[i] = True
                break
    return found


def _said_plainly(value: str) -> str:
    plain_text = html.unescape(value) if "&" in value and re.search(ENTITY, value) else value
    return plain_text if plain_text.isascii() else _ascii(plain_text)


def _ascii(value: str) -> str:
    return anyascii(unicodedata.normalize("NFKC", value[:LONGEST]))


def _flat(value: Any) -> str | None:
    if isinstance(value, dict):
        value = list(value.values())
    return " ".join(str(_flat(v)) for v in value if v is not None) if isinstance(value, list) else _said(value)


def _said(value: Any) -> str | None:
    return None if value is None else str(value)


def _buffers(array: Any) -> Column:
    if len(array) == 0:
        return Column(_still(np.zeros(0, np.uint8)), _still(np.zeros(1, np.int32)))
    _, where, what = array.buffers()
    offsets = np.frombuffer(where, np.int32)[array.offset : array.offset + len(array) + 1]
    data = np.frombuffer(what, np.uint8) if what is not None and what.size else np.zeros(0, np.uint8)
    return Column(_still(data), _still(offsets))


def _still(array: Any) -> Any:
    array.flags.writeable = False
    return array
