"""Who works on a record and what the watch wrote about it, for who reads the watch."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.plan.actions.watch import RIGHT
from watchfloor.plan.queries import claims, watch
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.wording import moment

MOST = 20
KINDS = {"call": "Call", "decision": "Decision", "event": "Event", "note": "Note"}


def work_of(
    audience: Audience, row: core.Row, marks: Marks, *, here: str, until: datetime | None
) -> tuple[dict[str, Any] | None, list[str]]:
    """(claim, log entries last written first, way to the log) with the markings of what is shown; None to others.

    A claim is of now and is left out of a moment; of the log what had been written by then is shown.
    """
    if watch.READ not in audience.rights:
        return None, []
    held = None if until else claims.claims_of(audience=audience, record_ids=[row.id]).get(row.id)
    found = watch.entries(audience=audience, record_id=row.id, how_many=MOST)
    entries = [one for one in found if until is None or one.written_at <= until]
    names = names_of({one.written_by for one in entries} | ({held.person_id} if held else set()), audience)
    write = "/watch/log/?" + urlencode({"record": str(row.public_id), "next": here})
    shown = {
        "claim": f"{names[held.person_id]} has it, since {moment(held.since)}." if held else "",
        "entries": [_entry(one, names, marks) for one in entries],
        "write_url": write if RIGHT in audience.rights and until is None else "",
    }
    return shown, [marks.of_label(one.label_id) for one in entries]


def _entry(one: watch.EntryView, names: dict[int, str], marks: Marks) -> dict[str, Any]:
    words = "erased with a record that was purged" if one.erased else one.words
    return {
        "when": moment(one.happened_at), "who": names.get(one.written_by, ""), "kind": KINDS.get(one.kind, one.kind),
        "words": words, "portion": portion_of(marks.of_label(one.label_id)), "corrected": one.corrected_by is not None,
        "whom": one.whom,
    }  # fmt: skip
