"""What waits for a decision at the privacy desk: changes of class, protected activity, texts; each with its clock."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from watchfloor.core.queries import records as core
from watchfloor.core.queries.records import Row
from watchfloor.core.rules.audience import Audience
from watchfloor.gather.queries import vetting as gather
from watchfloor.protect.formats.waiting import limits
from watchfloor.protect.queries import classes, guards
from watchfloor.protect.rules.waiting import state_of
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of, shortened
from watchfloor.protect.web.wording import CLASSES, moment, number_of

FEW = 12
PREDICATE, AMENDMENT, TEXT = "Change of class", "First-Amendment question", "Text to look at"


def waiting_lines(
    audience: Audience, marks: Marks, shown: list[Row], *, now: datetime
) -> list[dict[str, Any]]:  # fmt: skip
    """The oldest first, of those that the reader may read; `shown` takes every record that is shown."""
    found = [*_changes(audience), *_amendments(audience), *_texts(audience)]
    found.sort(key=lambda one: one[2])
    names = names_of({who for *_, who, _ in found if who}, audience)
    rows = {row.id: row for row, *_ in found}
    shown += rows.values()
    return [
        {
            "id": str(row.public_id), "title": shortened(row.title), "number": number_of(row),
            "portion": portion_of(marks.of(row)), "class": CLASSES.get(row.legal_class, row.legal_class), "what": what,
            "url": url, "by": names.get(who, ""), "when": moment(since), "clock": _clock(since, now),
        }
        for row, what, since, who, url in found
    ]  # fmt: skip


Waiting = tuple[Row, str, datetime, int, str]


def _changes(audience: Audience) -> list[Waiting]:
    """Changes of class, predicates among them, that need this reader's right and were asked by another."""
    return [
        (row, f"{PREDICATE}: {CLASSES.get(one.becomes, one.becomes)}", one.asked_at, one.asked_by,
         f"/records/{row.public_id}/class/")
        for row, one in classes.waiting_changes(audience=audience, how_many=FEW)
    ]  # fmt: skip


def _amendments(audience: Audience) -> list[Waiting]:
    """Promotions whose First-Amendment question was answered yes and that nobody has approved yet."""
    looks = {
        one.record_id: one for one in gather.second_looks(audience=audience, how_many=100)
        if one.determination and one.determination.get("first_amendment") and one.privacy_by is None
    }  # fmt: skip
    rows = core.rows_of(audience=audience, ids=list(looks)) if looks else []
    return [
        (row, AMENDMENT, looks[row.id].proposed_at, looks[row.id].proposed_by, f"/tips/{row.public_id}/")
        for row in rows
    ]


def _texts(audience: Audience) -> list[Waiting]:
    """What text guards found and nobody has looked at."""
    found = {one.record: one for one in guards.waiting(audience=audience, how_many=FEW)}
    rows: Sequence[Row] = core.rows_of(audience=audience, public_ids=list[UUID](found)) if found else []
    return [(row, TEXT, found[row.public_id].raised_at, 0, "/privacy/texts/") for row in rows]


def _clock(since: datetime, now: datetime) -> dict[str, str]:
    """How long it waits against what policy gives, as components/clock_chip.html shows it."""
    waited, policy = now - since, limits()
    text = f"{waited.days} d" if waited.days else f"{max(0, int(waited.total_seconds() // 3600))} h"
    state = state_of(waited, limits=policy)
    return {"state": state, "text": text, "what": "waits", "target": f"within {policy.late.days} d"}
