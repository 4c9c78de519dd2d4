"""Words of a record that something was recognized in, for marking them on a page."""

from watchfloor.analyze.queries import known as analyze
from watchfloor.core.queries.records import Row
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.rules.pieces import Span

AS_VEHICLE = {"plate", "vin"}
AS_PLACE = {"place", "airport", "bearing", "town", "county", "coordinates"}


def spans_of(audience: Audience, row: Row, body: str) -> list[Span]:
    """Spans of the body; mentions count from the title and the line break after it."""
    shift = len(row.title) + 1
    found = analyze.mentions_of(audience=audience, record_id=row.id)
    return [
        Span(one.start - shift, one.end - shift, _kind(one.kind))
        for one in found
        if one.start >= shift and one.end - shift <= len(body)
    ]


def _kind(kind: str) -> str:
    if kind in AS_VEHICLE:
        return "vehicle"
    return "place" if kind in AS_PLACE else "identifier"
