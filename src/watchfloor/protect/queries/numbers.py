"""Records by the short number that is read aloud: the first eight digits of their random id."""

import re
from uuid import UUID

from watchfloor.core.queries.records import Row, rows_numbered, rows_of
from watchfloor.core.rules.audience import Audience

SHORT = re.compile(r"(?:[A-Za-z]+-)?([0-9a-f]{8})\Z")


def named(*, audience: Audience, said: str) -> list[Row]:
    """The records that a short number ("TIP-1a2b3c4d"), a whole id or the address of a record's page may mean."""
    said = said.strip().rstrip("/").rsplit("/", 1)[-1].lower()
    short = SHORT.match(said)
    if short:
        return rows_numbered(audience=audience, begins=short[1])
    try:
        return rows_of(audience=audience, public_ids=[UUID(said)])
    except ValueError:
        return []
