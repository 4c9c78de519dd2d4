"""A row that was set aside for want of its predicate is read again and completed by a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from watchfloor.core.actions.sources import aside_bytes
from watchfloor.core.formats.child import Limits, read_in_child_chunks
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.queries import sources as containers
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.opening import SourceRef
from watchfloor.gather.actions.intelligence import Origin, as_of_now, open_on
from watchfloor.gather.actions.rows import origin_key
from watchfloor.gather.queries.unstated import unstated_of
from watchfloor.gather.rules.rows import row_of
from watchfloor.protect.rules.predicate import Predicate

READER = "watchfloor.gather.formats.delimited:read"


class NotCompleted(Refused):
    """Nothing that the asker may complete was set aside under this id, or it stands already."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row that waits: as it reads, its reasons, its label, where it came from, and its bytes."""

    draft: Draft
    reasons: tuple[str, ...]
    at: datetime
    label_id: int
    origin: Origin
    piece: bytes


def waiting_row(*, aside: UUID, by: Audience) -> Waiting:
    """Read the row anew, in a child, under the mapping it came with. Raises NotCompleted."""
    found = containers.aside_of(audience=by, aside=aside)
    source = containers.source_item(audience=by, source_item_id=found[0]) if found else None
    kept = unstated_of(audience=by, source=source.public_id, place=found[1]) if found and source else None
    content = aside_bytes(aside=aside, by=by) if kept else None
    if found is None or source is None or kept is None or content is None:
        raise NotCompleted(Decision.of(Because("Nothing of this waits for you.", "gather.aside", ok=False)))
    _, place, reasons, at, label_id, piece = found
    draft = _read(content, kept[1]).but(piece=piece)
    draft = draft.but(data={**draft.data, "row": row_of(place) or 0})
    ref = SourceRef(source.id, source.public_id, source.owner_id, label_id, source.read_at)
    return Waiting(draft, reasons, at, label_id, Origin(ref, kept[0]), content[len(content) - piece[1] :])


def complete(*, aside: UUID, predicate: Predicate, by: Audience, now: datetime) -> tuple[UUID, str]:
    """Open the row on this predicate: the record, and "done" or "waits" (for the privacy officer, as a tip till then).

    Raises NotCompleted, or NotReclassed with what the predicate lacks; then nothing has changed.
    """
    row, by = waiting_row(aside=aside, by=by), as_of_now(by=by, now=now)
    if core.known(keys=[origin_key(row.draft, row.origin.agency_id)]):
        no = Because("It stands already: the row came in again.", "gather.aside", ok=False, way_out="Leave it aside.")
        raise NotCompleted(Decision.of(no))
    with transaction.atomic():
        record, answer = open_on(
            draft=row.draft, predicate=predicate, origin=row.origin, piece=row.piece, by=by, now=now
        )
        with connection.cursor() as cursor:
            cursor.execute("select gather_mend(%s)", [aside])
            if not cursor.fetchone()[0]:
                raise NotCompleted(Decision.of(Because("Another completed it.", "gather.aside", ok=False)))
        tell(kind="gather.row.completed", by=by, records=[record])
    return record, answer


def _read(content: bytes, mapping: dict[str, Any]) -> Draft:
    for part in read_in_child_chunks(reader=READER, content=content, options={"mapping": mapping}, limits=Limits()):
        for draft in part.drafts:
            return draft
    raise NotCompleted(Decision.of(Because("The row cannot be read any more.", "gather.aside", ok=False)))
