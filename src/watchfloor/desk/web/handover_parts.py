"""What the hand-over sheet is built from: each package is asked for its own."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.request_parts import number_of as number_of_request
from watchfloor.desk.web.rfi_parts import number_of as number_of_rfi
from watchfloor.disseminate.queries.releases import imminent
from watchfloor.plan.queries import claims, watch
from watchfloor.plan.queries.requests import open_requests
from watchfloor.plan.queries.rfis import open_rfis
from watchfloor.plan.queries.tasks import tasks
from watchfloor.plan.rules.handover import AHEAD, Claim, Clock, Feed, Line, Work, sheet
from watchfloor.plan.rules.rfis import IN
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.wording import hour, moment, number_of, stamp
from watchfloor.receive import queries as receive

GLYPHS = {
    "call": "request",
    "decision": "yes",
    "event": "to-come",
    "claim": "person",
    "feed": "product",
    "clock": "product",
    "task": "to-come",
}


def sheet_now(audience: Audience, marks: Marks, *, now: datetime) -> tuple[Line, ...]:
    """Every line that this reader may see, in the order of reading."""
    shift = watch.last_shift(audience=audience)
    entries = watch.entries_of_shift(audience=audience, shift=shift)
    lines = sheet(
        entries=entries, claims=_claims(audience, marks), clocks=_clocks(audience, marks, now), feeds=_feeds(now),
        tasks=_tasks(audience, marks), now=now,
    )  # fmt: skip
    return tuple(_said(lines, entries, audience, marks))


def _said(
    lines: Sequence[Line], entries: Sequence[watch.EntryView], audience: Audience, marks: Marks
) -> Iterable[Line]:
    """The lines of the log with who wrote them, what they are about and their marking; the others as they are."""
    known = {str(one.public_id): one for one in entries}
    names = names_of({one.written_by for one in entries}, audience)
    rows = {
        row.id: row for row in core.rows_of(audience=audience, ids=[one.record_id for one in lines if one.record_id])
    }
    for line in lines:
        entry = known.get(line.ref) if line.part == "entry" else None
        row = rows.get(line.record_id or 0)
        about = f", about {number_of(row)} {row.title}" if row else ""
        yield line if entry is None else replace(
            line, marking=marks.of_label(entry.label_id), detail=f"{line.detail}, by {names[entry.written_by]}{about}",
        )  # fmt: skip


def _clocks(audience: Audience, marks: Marks, now: datetime) -> list[Clock]:
    """Callers and RFIs that wait, and releases in imminent danger that nobody has confirmed or recalled yet."""
    waiting = [
        Clock(None, one.public_id, f"{number_of_request(one)} {one.words.asked}", marks.of_label(one.label_id),
              f"answer {one.words.caller}", one.due_at, f"/requests/{one.public_id}/")
        for one in open_requests(audience=audience)
    ]  # fmt: skip
    asked = open_rfis(audience=audience, direction=IN, on=timezone.localdate(now))
    waiting += [
        Clock(None, one.public_id, f"{number_of_rfi(one)} {one.words.subject}",
              marks.of_label(one.label_id, marking=one.marking), "answer the RFI", one.due_at,
              f"/rfis/{one.public_id}/")
        for one in asked if one.state != "draft"
    ]  # fmt: skip
    return waiting + [
        Clock(None, one.release.public_id, one.release.title, one.release.marking, "confirm or recall it", one.due_at,
              f"/imminent/{one.release.public_id}/")
        for one in imminent(audience=audience) if not one.answer
    ]  # fmt: skip


def _tasks(audience: Audience, marks: Marks) -> list[Work]:
    """What is to be done, of what the reader may read."""
    left = tasks(audience=audience)
    names = names_of({one.held_by for one in left if one.held_by}, audience)
    rows = {
        row.id: row for row in core.rows_of(audience=audience, ids=[one.record_id for one in left if one.record_id])
    }
    return [
        Work(
            one.public_id, one.title, marks.of_label(one.label_id), names.get(one.held_by or 0, ""), one.due_at,
            one.record_id, rows[one.record_id].public_id if one.record_id in rows else None, one.asked,
        )
        for one in left
    ]  # fmt: skip


def _claims(audience: Audience, marks: Marks) -> list[Claim]:
    """What anybody of the watch works on, of what the reader may read."""
    held = claims.open_claims(audience=audience)
    rows = {row.id: row for row in core.rows_of(audience=audience, ids=[one.record_id for one in held])}
    names = names_of({one.person_id for one in held}, audience)
    return [
        Claim(row.id, row.public_id, f"{number_of(row)} {row.title}", marks.of(row), names[one.person_id], one.since)
        for one in held if (row := rows.get(one.record_id))
    ]  # fmt: skip


def _feeds(now: datetime) -> list[Feed]:
    """Sources that sent nothing for as long as a watch lasts."""
    late = [one for one in receive.sources() if one.last_in_at is None or one.last_in_at < now - AHEAD]
    return [
        Feed(str(one.public_id), one.name, "sent nothing since" if one.last_in_at else "has never sent", one.last_in_at)
        for one in late
    ]


def line_row(one: Line, *, read: bool, tried: bool, now: datetime) -> dict[str, Any]:
    """As components/sheet_line.html shows it."""
    url = one.url or (f"/records/{one.record}/" if one.record else "")
    return {
        "key": one.key, "title": one.title, "detail": one.detail, "state": one.state, "url": url,
        "when": moment(one.at), "hour": _hour(one.at, now=now),
        "iso": one.at.isoformat() if one.at else "", "portion": portion_of(one.marking), "kind": _glyph(one),
        "confirmed": read, "missed": tried and not read,
    }  # fmt: skip


def _hour(at: datetime | None, *, now: datetime) -> str:
    """ "03:53" of today, "Nov 20 23:53" of another day."""
    if at is None:
        return ""
    return hour(at) if timezone.localtime(at).date() == timezone.localdate(now) else stamp(at)


def _glyph(one: Line) -> str:
    """By the kind of an entry, which its detail names first, or by the part of the sheet."""
    return GLYPHS.get(one.part) or GLYPHS.get(one.detail.partition(",")[0], "request")
