"""Which watch lists stand, how old they are, how much they hold and what changed; entries are never listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from watchfloor.analyze.models.lists import ListEdition, ListEntry, Screening
from watchfloor.analyze.rules.lists import is_stale
from watchfloor.core.rules.audience import Audience


@dataclass(frozen=True, slots=True)
class EditionView:
    """One edition: what it holds, and what it changed against the one before."""

    code: str
    name: str
    publisher: str
    published: str
    n: int
    entries: int
    added: int
    changed: int
    delisted: int
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class ListView:
    """A list: the edition that stands, its age in days, whether that is too old, and the editions before it."""

    newest: EditionView
    age_days: int
    stale: bool
    before: tuple[EditionView, ...]


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as its publisher has it; `id` is of the row."""

    id: int
    code: str
    uid: str
    label_id: int
    kind: str
    names: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    note: str


@dataclass(frozen=True, slots=True)
class ScreeningView:
    """An order to screen: by whom, what for, against which lists, and how far the worker came."""

    asked_by: int
    asked_at: datetime
    purpose: str
    codes: tuple[str, ...]
    state: str
    suspects: int
    held: int
    hits: int
    too_common: int


def screenings(*, audience: Audience, most: int = 5) -> list[ScreeningView]:
    """The newest orders, of all who screen."""
    rows = Screening.objects.filter(label_id__in=audience.label_ids).order_by("-asked_at")[:most]
    return [
        ScreeningView(one.asked_by, one.asked_at, one.purpose, tuple(one.codes), one.state, one.suspects, one.held,
                      one.hits, one.too_common)
        for one in rows
    ]  # fmt: skip


def any_screening_waits(*, audience: Audience) -> bool:
    """Whether an order is open."""
    return Screening.objects.filter(label_id__in=audience.label_ids, ended_at=None).exists()


def lists(*, audience: Audience, now: datetime) -> list[ListView]:
    """The lists that stand, by name; at most the last ten editions of each."""
    rows = ListEdition.objects.filter(label_id__in=audience.label_ids).order_by("name", "code", "-n")
    of: dict[str, list[ListEdition]] = {}
    for row in rows:
        of.setdefault(row.code, []).append(row)
    return [_list(editions, now) for editions in of.values()]


def standing(*, audience: Audience, codes: Sequence[str] = (), ids: Sequence[int] | None = None) -> list[EntryView]:
    """The entries that stand, of some lists or all, or those of some rows; never shown as a list."""
    rows = ListEntry.objects.filter(ended_at=None, label_id__in=audience.label_ids)
    if codes:
        rows = rows.filter(code__in=list(codes))
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    return [_entry(row) for row in rows.order_by("id").iterator(chunk_size=5000)]


def _list(editions: Sequence[ListEdition], now: datetime) -> ListView:
    newest, *before = editions
    age = (now - newest.imported_at).days
    stale = is_stale(age, int(newest.mapping.get("stale_days", 30)))
    return ListView(_edition(newest), age, stale, tuple(_edition(one) for one in before[:9]))


def _edition(row: ListEdition) -> EditionView:
    return EditionView(
        row.code, row.name, row.publisher, row.published, row.n, row.entries, row.added, row.changed, row.delisted,
        row.imported_at,
    )  # fmt: skip


def _entry(row: ListEntry) -> EntryView:
    fields = {name: tuple(values) for name, values in row.fields.items()}
    return EntryView(row.pk, row.code, row.uid, row.label_id, row.kind, tuple(row.names), fields, row.note)
