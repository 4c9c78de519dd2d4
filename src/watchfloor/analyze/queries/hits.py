"""The questions "is this suspect that entry of a list" that a reader may see, and what people answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from watchfloor.analyze.models.lists import HitAnswer, ListHit
from watchfloor.analyze.models.parties import Party
from watchfloor.analyze.queries.matches import Side
from watchfloor.analyze.queries.watch_lists import EntryView, standing
from watchfloor.analyze.rules.matches import Step, gain
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.formats.policy import load

MOST = 2000
LISTED = "reference"


@dataclass(frozen=True, slots=True)
class HitAnswerView:
    """What one person answered; `number` is of the row, `undoes` of the one that this one takes back."""

    number: int
    verdict: str
    undoes: int | None
    because: str
    given_by: int
    given_at: datetime


@dataclass(frozen=True, slots=True)
class HitView:
    """One hit: the party, the entry, by which of its other names ("" for the first), and for what it was screened.

    `answer` is the one that counts, the newest that nobody took back; `answers` are all, the newest first.
    """

    id: UUID
    number: int
    kind: str
    party: Side
    entry: EntryView
    alias: str
    label_id: int
    steps: tuple[Step, ...]
    weight: int
    prior: int
    purpose: str
    proposed_at: datetime
    answer: HitAnswerView | None
    answers: tuple[HitAnswerView, ...]


@dataclass(frozen=True, slots=True)
class HitQueue:
    """What waits for an answer, what tells most first, and what was answered "not sure"."""

    waiting: tuple[HitView, ...]
    unsure: tuple[HitView, ...]


def hits(*, audience: Audience) -> HitQueue:
    """Everything open that the reader may see, at most 2,000: party and entry stand, and nobody has answered."""
    views = _views(audience, list(_visible(audience).order_by("-proposed_at", "-id")[:MOST]))
    waiting = [view for view in views if view.answer is None]
    waiting.sort(key=lambda view: (-gain(view.weight, view.prior), abs(view.weight + view.prior), view.id))
    unsure = [view for view in views if view.answer is not None and view.answer.verdict == "unsure"]
    return HitQueue(tuple(waiting), tuple(unsure))


def hit(*, audience: Audience, public_id: UUID) -> HitView | None:
    """One hit that stands; None for "is not", "is over" and "is not yours"."""
    return next(iter(_views(audience, list(_visible(audience).filter(public_id=public_id)))), None)


def hits_of(*, audience: Audience, record_id: int) -> list[HitView]:
    """What was asked about the suspects whom one record names, and stands, the surest first."""
    views = _views(audience, list(_visible(audience).filter(record_id=record_id)[:MOST]))
    return sorted(views, key=lambda view: (-view.weight - view.prior, view.id))


def _visible(audience: Audience) -> QuerySet[ListHit]:
    return ListHit.objects.filter(label_id__in=audience.label_ids)


def _views(audience: Audience, rows: Sequence[ListHit]) -> list[HitView]:
    parties = Party.objects.filter(
        pk__in=[row.party_id for row in rows], superseded_at=None, label_id__in=audience.label_ids
    )
    there = {party.pk: party for party in parties}
    records = {r.id: r for r in core.rows_of(audience=audience, ids=sorted({p.record_id for p in there.values()}))}
    entries = {one.id: one for one in standing(audience=audience, ids=sorted({row.entry_id for row in rows}))}
    given = _answers(audience, [row.pk for row in rows])
    made = []
    for row in rows:
        party, entry = there.get(row.party_id), entries.get(row.entry_id)
        record = records.get(party.record_id) if party else None
        if party and entry and record and load().join(record.legal_class, LISTED).show:
            side = Side(party.pk, record, party.role, party.fields)
            made.append(_view(row, party.kind, side, entry, given.get(row.pk, ())))
    return made


def _answers(audience: Audience, ids: Sequence[int]) -> Mapping[int, Sequence[HitAnswerView]]:
    rows = HitAnswer.objects.filter(hit_id__in=list(ids), label_id__in=audience.label_ids).order_by("-given_at", "-id")
    of: dict[int, list[HitAnswerView]] = {}
    for row in rows:
        one = HitAnswerView(row.pk, row.verdict, row.undoes, row.because, row.given_by, row.given_at)
        of.setdefault(row.hit_id, []).append(one)
    return of


def _view(row: ListHit, kind: str, side: Side, entry: EntryView, given: Sequence[HitAnswerView]) -> HitView:
    steps = tuple(Step(str(name), str(level), int(weight)) for name, level, weight in row.steps)
    undone = {one.undoes for one in given if one.verdict == "undo"}
    counts = next((one for one in given if one.verdict != "undo" and one.number not in undone), None)
    return HitView(
        row.public_id, row.pk, kind, side, entry, row.alias, row.label_id, steps, row.weight, row.prior, row.purpose,
        row.proposed_at, counts, tuple(given),
    )  # fmt: skip
