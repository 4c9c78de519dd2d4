"""Files as Arrow tables: CSV, Parquet and JSON lines, gzip too. Cells of a CSV stay text, so that no zero is lost.

What a file is, is told by its first bytes, not by its name. A line of a CSV that has more or fewer cells than the
header is left out and counted; nothing is left out silently.
"""

import csv
import gzip
import io
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from watchfloor.resolution.failure import NotResolvable

GZIP, PARQUET = b"\x1f\x8b", b"PAR1"
LOOKED_AT = 2_000
# values of one name in a JSON line that get columns of their own; what is more is put into the last
MOST_VALUES = 9


@dataclass(frozen=True, slots=True)
class Read:
    """A table, and how many lines of the file could not be read as records."""

    table: Any
    left_out: int


def look(path: Path) -> Read:
    """The columns of a Parquet file, without records; of any other all, because they have to be read anyway."""
    if not _head(path).startswith(PARQUET):
        return read(path)
    try:
        return Read(pyarrow.parquet.read_schema(path).empty_table(), 0)
    except (pa.ArrowException, OSError) as error:
        raise NotResolvable(f"{path.name}: cannot be read as Parquet: {_line(error)}") from error


def some(path: Path, looked: Read, columns: list[str]) -> Any:
    """The first records' values of some columns."""
    if looked.table.num_rows or not _head(path).startswith(PARQUET):
        return looked.table.select(columns).slice(0, LOOKED_AT)
    with pyarrow.parquet.ParquetFile(path) as file:
        first = next(file.iter_batches(batch_size=LOOKED_AT, columns=columns, use_threads=False), None)
        return looked.table.select(columns) if first is None else pa.Table.from_batches([first])


def rest(path: Path, looked: Read, columns: list[str]) -> Read:
    """These columns of all records, after `look`."""
    return (
        read(path, columns) if _head(path).startswith(PARQUET) else Read(looked.table.select(columns), looked.left_out)
    )


def read(path: Path, columns: list[str] | None = None) -> Read:
    """The records of a file, in its order. Raises NotResolvable for what cannot be read."""
    head = _head(path)
    if not head:
        raise NotResolvable(f"{path.name}: is empty; a file has at least a line with the names of its columns")
    try:
        if head.startswith(PARQUET):
            with pyarrow.parquet.ParquetFile(path) as file:
                return Read(file.read(columns=columns, use_threads=False), 0)
        data = gzip.decompress(path.read_bytes()) if head.startswith(GZIP) else path.read_bytes()
        start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
        return _json(data) if start[:1] in (b"{", b"[") else _csv(data)
    except (pa.ArrowException, OSError, EOFError, ValueError, csv.Error, zlib.error) as error:
        raise NotResolvable(f"{path.name}: cannot be read as CSV, Parquet or JSON lines: {_line(error)}") from error


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(4)
    except OSError as error:
        raise NotResolvable(f"{path}: cannot be opened ({error.strerror})") from error


def _line(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__


def _csv(data: bytes) -> Read:
    encoding = "utf-8"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        encoding = "latin-1"
    if not data.strip():
        raise NotResolvable("the file is empty; it has no line with the names of its columns")
    first = data[: data.find(b"\n") if b"\n" in data else len(data)].decode(encoding).lstrip("\ufeff").rstrip("\r")
    mark = max(",\t;|", key=first.count)
    header = [name.strip() for name in next(csv.reader([first], delimiter=mark, skipinitialspace=True))]
    header = _distinct(header)
    if f'{mark} "'.encode() in data[:20_000] or b'""' in first.encode():
        return _by_hand(data.decode(encoding), mark, header)
    left: list[int] = []

    def leave(row: Any) -> str:
        left.append(1 if row.number is None else row.number)
        return "skip"

    if b"\n" not in data.rstrip(b"\r\n"):
        return Read(pa.table({name: pa.array([], pa.string()) for name in header}), 0)
    table = pyarrow.csv.read_csv(
        io.BytesIO(data),
        read_options=pyarrow.csv.ReadOptions(
            use_threads=False, encoding=encoding, column_names=header, skip_rows=1, block_size=1 << 23
        ),
        parse_options=pyarrow.csv.ParseOptions(delimiter=mark, newlines_in_values=True, invalid_row_handler=leave),
        convert_options=pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(header, pa.string())),
    )  # fmt: skip
    return Read(table, len(left))


def _distinct(header: list[str]) -> list[str]:
    made: list[str] = []
    for place, said in enumerate(header, start=1):
        name = said or f"column_{place}"
        made.append(name if name not in made else f"{name}_{place}")
    return made


def _by_hand(text: str, mark: str, header: list[str]) -> Read:
    # a space between the comma and the quote: Arrow would take the quotes for part of the value
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=mark, skipinitialspace=True)
    next(rows)
    filled = [row for row in rows if row]
    good = [row for row in filled if len(row) == len(header)]
    columns = list(zip(*good, strict=True)) if good else [()] * len(header)
    return Read(
        pa.table({n: pa.array(c, pa.string()) for n, c in zip(header, columns, strict=True)}), len(filled) - len(good)
    )


def _json(data: bytes) -> Read:
    text = data.decode("utf-8", "replace").lstrip("\ufeff").strip()
    if text.startswith("["):
        lines: list[Any] = json.loads(text)
        records, bad = (
            [_flat(one) for one in lines if isinstance(one, dict)],
            sum(not isinstance(o, dict) for o in lines),
        )
    else:
        records, bad = [], 0
        for line in text.splitlines():
            if line.strip():
                try:
                    records.append(_flat(json.loads(line)))
                except (json.JSONDecodeError, AttributeError):
                    bad += 1
    found = dict.fromkeys(name for record in records for name in record)
    if not found:
        raise NotResolvable("no line of the file is a JSON object; write one object a line")
    return Read(pa.table({name: pa.array([r.get(name) for r in records], pa.string()) for name in found}), bad)


def _again(name: str, value: str, made: dict[str, str]) -> None:
    """Keep a further value under the same name as `name#2`, `name#3`; one that is there already stays one."""
    names = [name, *(f"{name}#{n}" for n in range(2, MOST_VALUES + 1))]
    if all(made.get(one) != value for one in names):
        free = next((one for one in names if one not in made), None)
        made[free or names[-1]] = value if free else f"{made[names[-1]]}; {value}"


def _flat(record: dict[str, Any], into: dict[str, str] | None = None) -> dict[str, str]:
    made: dict[str, str] = {} if into is None else into
    for name, value in record.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                _flat(one, made)
            elif one is not None and name not in made:
                made[name] = str(one)
            elif one is not None:
                _again(name, str(one), made)
    return made
