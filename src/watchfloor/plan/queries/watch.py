"""Reading the watch: the open shift and the log."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.plan.models.watch import LogEntry, Shift
from watchfloor.plan.rules.watch import EntryView, ShiftView

__all__ = ["EntryView", "ShiftView"]

READ = "watch.read"
WHOLE_SHIFT = 1000


def open_shift(*, audience: Audience) -> ShiftView | None:
    """The watch that somebody holds now; None if nobody does, or the reader may not read the log."""
    return _shift(audience, _shifts(audience).filter(closed_at=None).first())


def last_shift(*, audience: Audience) -> ShiftView | None:
    """The open shift, or else the one that closed last: what an incoming officer reads back."""
    held = open_shift(audience=audience)
    return held or _shift(audience, _shifts(audience).order_by("-closed_at").first())


def _shifts(audience: Audience) -> QuerySet[Shift]:
    """Wall 1, and the right: nothing without it."""
    return Shift.objects.filter(label_id__in=audience.label_ids) if READ in audience.rights else Shift.objects.none()


def _shift(audience: Audience, row: Shift | None) -> ShiftView | None:
    if row is None:
        return None
    before = _shifts(audience).filter(public_id=row.taken_from).first() if row.taken_from else None
    return ShiftView(
        row.public_id, row.label_id, row.opened_at, row.opened_by, before.opened_by if before else None,
        row.closed_at, row.closed_by,
    )  # fmt: skip


def entries(
    *,
    audience: Audience,
    since: datetime | None = None,
    record_id: int | None = None,
    before: UUID | None = None,
    how_many: int = 50,
) -> list[EntryView]:
    """The log, last written first: what was written since a moment, about one record, before one entry.

    Nothing without the right "watch.read". Entries about a record are read only by who may read the record.
    """
    rows = visible_entries(audience=audience)
    if since:
        rows = rows.filter(written_at__gte=since)
    if record_id is not None:
        rows = rows.filter(record_id=record_id)
    if before:
        mark = rows.filter(public_id=before).values_list("written_at", flat=True).first()
        earlier = Q(written_at__lt=mark) | Q(written_at=mark, public_id__lt=before)
        rows = rows.filter(earlier) if mark else rows.none()
    return views_of(audience=audience, rows=rows[:how_many])


def entries_of_shift(*, audience: Audience, shift: ShiftView | None) -> list[EntryView]:
    """What was written during a shift and after it while nobody held the watch; with None, all without a shift."""
    loose = Q(shift=None, written_at__gte=shift.opened_at) if shift else Q(shift=None)
    rows = visible_entries(audience=audience).filter(loose | Q(shift=shift.public_id) if shift else loose)
    return views_of(audience=audience, rows=rows[:WHOLE_SHIFT])


def notes_on(*, audience: Audience, record_ids: Sequence[int]) -> dict[int, list[EntryView]]:
    """The notes pinned to these records that nobody corrected, by record id, last written first."""
    if not record_ids:
        return {}
    rows = visible_entries(audience=audience).filter(kind="note", record_id__in=list(record_ids), erased_at=None)
    found: dict[int, list[EntryView]] = {}
    for one in views_of(audience=audience, rows=rows[:WHOLE_SHIFT]):
        if one.record_id is not None and one.corrected_by is None:
            found.setdefault(one.record_id, []).append(one)
    return found


def entry(*, audience: Audience, public_id: UUID) -> EntryView | None:
    """One entry; None for "is not" and "is not yours" alike."""
    found = views_of(audience=audience, rows=visible_entries(audience=audience).filter(public_id=public_id))
    return found[0] if found else None


def visible_entries(*, audience: Audience) -> QuerySet[LogEntry]:
    """Wall 1: a grant of the record opens its entries only to who reads the center's own log."""
    if READ not in audience.rights:
        return LogEntry.objects.none()
    granted = Q(record_id__in=audience.granted, base_label_id__in=audience.label_ids)
    mine = LogEntry.objects.filter(Q(label_id__in=audience.label_ids) | granted)
    return mine.order_by("-written_at", "-public_id")


def views_of(*, audience: Audience, rows: Iterable[LogEntry]) -> list[EntryView]:
    """Entries as pages show them. Where the record is not to be read any more (a purge has begun) no word is."""
    kept = list(rows)
    ids = {row.record_id for row in kept if row.record_id is not None}
    records = {row.id: row.public_id for row in core.rows_of(audience=audience, ids=list(ids))} if ids else {}
    again = visible_entries(audience=audience).filter(corrects__in=[row.public_id for row in kept])
    newest = {row.corrects: row.public_id for row in reversed(list(again))}
    return [_view(row, records, newest.get(row.public_id)) for row in kept]


def _view(row: LogEntry, records: dict[int, UUID], corrected_by: UUID | None) -> EntryView:
    shown = row.erased_at is None and (row.record_id is None or row.record_id in records)
    said = (row.words, row.whom, row.number) if shown else ("", "", "")
    return EntryView(
        row.public_id, row.label_id, row.kind, row.happened_at, row.written_at, row.written_by, said[0],
        row.record_id if shown else None, records.get(row.record_id or 0), said[1], said[2], row.reached,
        row.corrects, corrected_by, not shown,
    )  # fmt: skip
