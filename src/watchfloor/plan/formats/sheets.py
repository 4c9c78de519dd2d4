"""XLSX: the first sheet as rows of text, values only. Formulas are not run: what the program that saved it last saw
stands in their place, and an empty cell where it saw nothing."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

MAGIC = b"PK\x03\x04"
WIDEST = 400  # columns of a table that is one; the format has 16,384


class NotSheet(ValueError):
    """The bytes are no workbook that can be read; the text names the rule and the way out."""


def rows_of(content: bytes, *, largest: int) -> Iterator[list[str]]:
    """The header, then each row, as text as wide as the header. Raises NotSheet, for a bomb before it is unpacked."""
    from openpyxl import load_workbook  # in a child it is there already: ground_drafts
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
        if size > largest:
            raise NotSheet(
                f"The workbook unpacks to {size:,} bytes; {largest:,} are the most. Save it as CSV in parts."
            )
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        yield from _rows(sheet.iter_rows(values_only=True))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, EOFError, NotImplementedError) as error:
        raise NotSheet("The workbook is broken or locked with a password. Save it anew, or as CSV.") from error


def _rows(given: Iterator[tuple[Any, ...]]) -> Iterator[list[str]]:
    header = [_text(cell) for cell in next(given, ())]
    while header and not header[-1]:
        header.pop()
    if len(header) > WIDEST:
        raise NotSheet(
            f"The first sheet has {len(header):,} named columns; {WIDEST} are the most. Keep those you need."
        )
    yield header
    for cells in given:
        row = [_text(cell) for cell in cells[: len(header)]]
        if any(row):
            yield row + [""] * (len(header) - len(row))


def _text(cell: object) -> str:
    """As CSV would say it: 5.0 is 5, a day is 2026-11-30."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()
