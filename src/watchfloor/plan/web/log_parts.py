"""Entries of the log, the open shift and the fields of the form, as templates show them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.plan.actions.watch import RIGHT
from watchfloor.plan.queries.watch import EntryView, ShiftView
from watchfloor.protect.web.fields import choices, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.wording import day, glyph_of, hour, moment, number_of

KINDS = (("call", "Call"), ("decision", "Decision"), ("event", "Event"), ("note", "Note"))
REACHED = (("yes", "Reached"), ("no", "Not reached"))


def entry_row(
    one: EntryView, row: core.Row | None, names: Mapping[int, str], marks: Marks, audience: Audience
) -> dict[str, Any]:
    """One entry with who wrote it, whom it reached, its record and what corrects it."""
    return {
        "id": str(one.public_id), "kind": one.kind, "when": moment(one.happened_at), "iso": one.happened_at.isoformat(),
        "hour": hour(one.happened_at), "day": day_of(one), "words": one.words,
        "erased": one.erased, "whom": one.whom, "number": one.number, "reached": one.reached,
        "by": names.get(one.written_by, ""), "late": moment(one.written_at) if one.late else "",
        "corrects": str(one.corrects or ""), "corrected_by": str(one.corrected_by or ""),
        "portion": portion_of(marks.of_label(one.label_id)),
        "record": record_of(row) if row else None,
        "may_correct": RIGHT in audience.rights and not one.erased and one.corrected_by is None,
    }  # fmt: skip


def day_of(one: EntryView) -> str:
    """ "Nov 20" beside the hour of an entry that happened on another day than today's."""
    on = timezone.localtime(one.happened_at).date()
    return "" if on == timezone.localdate() else day(on)


def record_of(row: core.Row) -> dict[str, str]:
    """The record that an entry is about, with the way to its page."""
    number, url = number_of(row), f"/records/{row.public_id}/"
    return {"number": number, "title": row.title, "url": url, "kind": glyph_of(row.kind)}


def shift_of(shift: ShiftView | None, audience: Audience) -> dict[str, Any] | None:
    """Who holds the watch, since when, and from whom it came."""
    if shift is None:
        return None
    ids = {shift.opened_by, *([shift.taken_from] if shift.taken_from else [])}
    names = names_of(ids, audience)
    return {
        "by": names[shift.opened_by], "since": moment(shift.opened_at), "mine": is_mine(shift, audience),
        "taken_from": names[shift.taken_from] if shift.taken_from else "", "closed": moment(shift.closed_at),
    }  # fmt: skip


def is_mine(shift: ShiftView, audience: Audience) -> bool:
    """Whether the reader holds the watch."""
    return shift.closed_at is None and shift.opened_by == audience.actor.person_id


def fields_of(said: Mapping[str, str], errors: Iterable[Mapping[str, str]]) -> dict[str, dict[str, Any]]:
    """The fields by name, filled with what was said."""
    made = [
        field("kind", "Kind", kind="radios", options=choices(KINDS, chosen=said.get("kind") or "call")),
        field("on", "Day", kind="date", required=False, value=said.get("on", "")),
        field("at", "Time", kind="time", required=False, value=said.get("at", "")),
        field("whom", "Whom", required=False, value=said.get("whom", "")),
        field("number", "Number", required=False, value=said.get("number", ""), code=True),
        field("reached", "Reached", kind="radios", required=False,
              options=choices(REACHED, chosen=said.get("reached", ""))),
        field("words", "What", kind="area", value=said.get("words", "")),
        field("record", "About record", required=False, value=said.get("record", ""), code=True),
    ]  # fmt: skip
    return {one["name"]: one for one in with_errors(made, errors)}


def hours_of(start: datetime, *, now: datetime) -> str:
    """ "7 h 12 min"."""
    minutes = int((now - start).total_seconds() // 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
