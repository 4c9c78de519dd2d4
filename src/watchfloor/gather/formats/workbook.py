"""XLSX into delimited text, in the confined child: values only, no formula is run.

A workbook cannot be given back without one of its rows once that is forgotten, so its rows are kept as text
(docs/decisions/0020).
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.plan.formats.sheets import NotSheet, rows_of

FORMAT, CHUNK, LARGEST = "xlsx", 2000, 200 * 1024 * 1024


def read(content: bytes, options: Mapping[str, Any]) -> Iterator[Reading]:
    """Parts of the text as the bodies of drafts, in order; whole=True where the workbook cannot be read."""
    del options
    part: list[list[str]] = []
    given = False
    try:
        for row in rows_of(content, largest=LARGEST):
            part.append(row)
            if len(part) == CHUNK:
                yield _part(part)
                given, part = True, []
    except NotSheet as error:
        aside = SetAside("file", (str(error),), (0, len(content)))
        yield Reading(FORMAT, (), (aside,), whole=not given)
        return
    yield _part(part)


def _part(rows: list[list[str]]) -> Reading:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return Reading(FORMAT, (Draft("text", "", "", "", written.getvalue(), {}),), ())
