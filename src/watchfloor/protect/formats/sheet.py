"""What leaves as CSV (RFC 4180): heads, then rows; no cell that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet_of(*, heads: Sequence[str], rows: Iterable[Sequence[object]], marking: str = "") -> bytes:
    """UTF-8. A marking stands in the first line, behind a byte order mark, for it is opened by people.

    An apostrophe keeps a spreadsheet from running a cell as a formula (OWASP, CSV injection); numbers stay numbers.
    """
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    if marking:
        write.writerow([marking])
    write.writerow(heads)
    write.writerows([_inert(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig" if marking else "utf-8")


def _inert(value: object) -> str:
    cell = value.isoformat() if isinstance(value, datetime) else "" if value is None else str(value)
    return f"'{cell}" if cell.startswith(BEGINS_A_FORMULA) and not _number(cell) else cell


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
