"""A mapping suggested from the header and the first rows of a file; runs in the confined child."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from watchfloor.core.formats.child import Limits, read_in_child
from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.gather.formats.behavior import content_of
from watchfloor.gather.rules.guessing import Guess, guess

READER = "watchfloor.gather.formats.guess:read"
HEAD, ROWS = 256 * 1024, 200
WORDS = {name: listed for name, listed in json.loads(content_of("columns.json")).items() if isinstance(listed, list)}


class NothingGuessed(ValueError):
    """No mapping can be suggested; the text says what is missing and the way out."""


def suggested(content: bytes) -> Guess:
    """The suggestion, read in a child. Raises NothingGuessed."""
    made = read_in_child(reader=READER, content=content[:HEAD], options={}, limits=Limits())
    if made.set_aside or not made.drafts:
        raise NothingGuessed(made.set_aside[0].reasons[0] if made.set_aside else "The file is empty.")
    told = made.drafts[0].data
    if told["lacks"]:
        raise NothingGuessed(
            f"No column says {' and '.join(told['lacks'])}: name one so, or give a mapping of your own."
        )
    return Guess(told["mapping"], tuple(tuple(one) for one in told["columns"]), ())


def read(content: bytes, options: Mapping[str, Any]) -> Iterator[Reading]:
    """One draft whose data is the guess. MUST NOT raise for bad bytes."""
    del options
    encoding = "utf-8"
    try:
        text = content.decode("utf-8-sig", errors="strict" if len(content) < HEAD else "ignore")
    except UnicodeDecodeError:
        text, encoding = content.decode("cp1252", errors="replace"), "cp1252"
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    try:
        rows = [row for _, row in zip(range(ROWS), csv.reader(io.StringIO(text), delimiter=delimiter), strict=False)]
    except csv.Error as error:
        yield Reading("csv", (), (SetAside("file", (f"The rows cannot be read: {error}.",)),), whole=True)
        return
    if not rows or not any(rows[0]):
        yield Reading("csv", (), (SetAside("file", ("The file is empty.",)),), whole=True)
        return
    made = guess(rows[0], rows[1:], WORDS, delimiter)
    data = {"mapping": {**made.mapping, "encoding": encoding}, "columns": made.columns, "lacks": made.lacks}
    yield Reading("csv", (Draft("mapping", "", "", "", "", data),), ())
