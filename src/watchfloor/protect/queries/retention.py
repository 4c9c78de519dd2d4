"""What retention asks for on which day."""

from datetime import date
from typing import Literal

from watchfloor.core.queries import records as core
from watchfloor.core.queries.records import Row
from watchfloor.core.rules.audience import Audience


def due(*, audience: Audience, day: Literal["review_on", "purge_on"], until: date, how_many: int = 20) -> list[Row]:
    """Those whose review or purge falls on a day up to `until`, the most overdue first."""
    found = core.visible(audience=audience).filter(**{f"{day}__lte": until}).order_by(day, "id")
    ids = list(found.values_list("id", flat=True)[:how_many])
    rows = {row.id: row for row in core.rows_of(audience=audience, ids=ids)} if ids else {}
    return [rows[one] for one in ids if one in rows]
