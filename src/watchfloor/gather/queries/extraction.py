"""What stands in the words of a report, and what of it a person took."""

from dataclasses import dataclass
from uuid import UUID

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.gather.models.extraction import Extraction
from watchfloor.plan.queries.ground import gazetteer
from watchfloor.text.found import Found
from watchfloor.text.observed import observed
from watchfloor.text.places import find_places
from watchfloor.text.recognize import recognize


@dataclass(frozen=True, slots=True)
class Suggested:
    """One place of the words; `taken` by whom, 0 for nobody yet."""

    found: Found
    taken: int


def suggested(*, audience: Audience, record: UUID) -> tuple[core.RecordView, list[Suggested]] | None:
    """The report as it reads now, with each suggestion in order of place; None where there is none for the reader."""
    view = core.record(audience=audience, public_id=record)
    if view is None:
        return None
    rows = Extraction.objects.filter(record_id=view.row.id, version=view.n)
    taken = {(row.kind, row.start): row.by_id for row in rows}
    return view, [Suggested(one, taken.get((one.kind, one.start), 0)) for one in _found(view.body)]


def _found(text: str) -> list[Found]:
    """Identifiers before places, places before the rest: where two overlap, the earlier one stands."""
    places = [
        Found("place", one.start, one.end, text[one.start : one.end], f"{one.lat:.4f}, {one.lon:.4f}", one.name)
        for one in find_places(text, gazetteer())
        if one.end
    ]
    kept: list[Found] = []
    for one in (*recognize(text), *places, *observed(text)):
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
