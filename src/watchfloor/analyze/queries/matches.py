"""The questions "are these two one" that a reader may see, and what people answered; no person is ever listed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from watchfloor.analyze.models.parties import Answer, Match, Party
from watchfloor.analyze.queries.models import in_force
from watchfloor.analyze.rules.matches import Step, gain
from watchfloor.analyze.rules.subjects import Given, Subjects, settled, standing, subjects
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.formats.policy import load

MOST = 2000
ORDERED = ("public_id", "kind", "a_id", "b_id", "weight", "prior", "held_by", "held_until")
GIVEN = (
    "select x.id, x.a_id, x.b_id, x.verdict, x.given_at, x.undoes from analyze_answer x"
    " where {} and (x.a_id = any(%s) or x.b_id = any(%s))"
)
STANDING = "select x.id, x.record_id from analyze_party x where {} and x.superseded_at is null and x.id = any(%s)"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: the record that names it, its role, and the words of its fields."""

    party_id: int
    record: core.Row
    role: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What one person answered about a pair. `undoes` is the id of an answer that this one takes back."""

    id: UUID
    number: int
    pair: tuple[int, int]
    verdict: str
    undoes: int | None
    because: str
    given_by: int
    given_at: datetime


@dataclass(frozen=True, slots=True)
class MatchView:
    """One question: both sides, the comparisons, weight and prior (sixty-fourths of a bit), who holds it until when.

    `answer` is the one that counts, if any; `contested`: it says "same", but others say that they are two.
    """

    id: UUID
    kind: str
    a: Side
    b: Side
    label_id: int
    steps: tuple[Step, ...]
    weight: int
    prior: int
    model: str
    held_by: int | None
    held_until: datetime | None
    answer: AnswerView | None
    contested: bool

    @property
    def pair(self) -> tuple[int, int]:
        """The ids of both parties."""
        return self.a.party_id, self.b.party_id


@dataclass(frozen=True, slots=True)
class Open:
    """A question of the queue by what orders it, without the words of either side: those are read for what is shown."""

    id: UUID
    kind: str
    pair: tuple[int, int]
    weight: int
    prior: int
    held_by: int | None
    held_until: datetime | None
    contested: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for an answer, the question that tells most first, and what is answered "not sure"."""

    waiting: tuple[Open, ...]
    unsure: tuple[Open, ...]


def queue(*, audience: Audience) -> Queue:
    """Everything open that the reader may see: contested first, then by how even the evidence is; at most 2,000.

    Asked under the model in force. Pairs that follow from other answers are not asked.
    """
    asked = Q()
    for kind, version in in_force(audience=audience).items():
        asked |= Q(kind=kind, model=version)
    rows = list(_visible(audience).filter(asked).order_by("-proposed_at", "-id").values_list(*ORDERED)[:MOST])
    allowed = _shown_together(audience, {(a, b) for _, _, a, b, *_ in rows})
    there = {end for pair in allowed for end in pair}
    given = answers(audience=audience, parties=there)
    known, counted = subjects(there | _ends(given), given), standing(given)
    found = [
        Open(public_id, kind, (a, b), weight, prior, holder, until, (a, b) in known.contested)
        for public_id, kind, a, b, weight, prior, holder, until in rows
        if (a, b) in allowed
    ]
    waiting = [one for one in found if not settled(one.pair, known, counted)]
    waiting.sort(key=lambda o: (not o.contested, -gain(o.weight, o.prior), abs(o.weight + o.prior), o.kind, o.id))
    unsure = [one for one in found if one.pair in counted and counted[one.pair].verdict == "unsure"]
    return Queue(tuple(waiting), tuple(unsure))


def _shown_together(audience: Audience, pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of which both sides stand, may be read, and may be shown beside each other."""
    of = _record_of(audience, {end for pair in pairs for end in pair})
    records = core.visible(audience=audience).filter(pk__in=set(of.values()))
    classes = dict(records.values_list("pk", "legal_class"))
    may = {(a, b): load().join(a, b).show for a in set(classes.values()) for b in set(classes.values())}
    sides = {pair: tuple(classes.get(of.get(end, 0), "") for end in pair) for pair in pairs}
    return {pair for pair, side in sides.items() if may.get((side[0], side[1]), False)}


def looked_at(*, audience: Audience, ids: Collection[UUID]) -> dict[UUID, MatchView]:
    """These questions with both sides, as far as the reader may see them."""
    return {view.id: view for view in _views(audience, list(_visible(audience).filter(public_id__in=list(ids))))}


def asked_under(*, audience: Audience, kind: str, version: str) -> list[MatchView]:
    """All pairs of a kind that this version asks about or asked, answered ones too, as far as the reader may see."""
    rows = _visible(audience).filter(kind=kind, model=version).order_by("-proposed_at", "-id")[:MOST]
    return _views(audience, list(rows))


def match(*, audience: Audience, public_id: UUID) -> MatchView | None:
    """One question; None for "is not" and "is not yours"."""
    return looked_at(audience=audience, ids=[public_id]).get(public_id)


def answers_about(*, audience: Audience, pair: tuple[int, int]) -> list[AnswerView]:
    """Everything that was answered about a pair and taken back, the oldest first."""
    rows = _answers(audience).filter(a_id=pair[0], b_id=pair[1]).order_by("given_at", "id")
    return [_answer(row) for row in rows]


def answers(*, audience: Audience, parties: Collection[int]) -> list[Given]:
    """All answers that bear on these parties, also through others between them, as far as the reader may see."""
    known, fresh, found = set[int](), set(parties), dict[int, Given]()
    wall = core.labels_wall(audience=audience, alias="x")
    while fresh:
        known |= fresh
        reached = [Given(*row) for row in _rows(GIVEN.format(wall), [list(fresh), list(fresh)])]
        found |= {one.id: one for one in reached}
        fresh = {end for one in reached for end in (one.a, one.b)} - known
    there = _record_of(audience, known)
    return [one for one in found.values() if one.a in there and one.b in there]


def who_is_who(*, audience: Audience, parties: Collection[int]) -> tuple[Subjects, list[Given]]:
    """The groups that these parties are in for this reader, and the answers that make them."""
    given = answers(audience=audience, parties=parties)
    return subjects(set(parties) | _ends(given), given), given


def _ends(given: Iterable[Given]) -> set[int]:
    return {end for one in given for end in (one.a, one.b)}


def _visible(audience: Audience) -> QuerySet[Match]:
    return Match.objects.filter(label_id__in=audience.label_ids)


def _answers(audience: Audience) -> QuerySet[Answer]:
    return Answer.objects.filter(label_id__in=audience.label_ids)


def _record_of(audience: Audience, parties: Collection[int]) -> dict[int, int]:
    """The record that names each of these parties, of those that stand and may be read."""
    return dict(_rows(STANDING.format(core.labels_wall(audience=audience, alias="x")), [list(parties)]))


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """By hand, ids as one array: thousands of them as parameters of their own cost ten times the question."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _views(audience: Audience, rows: Sequence[Match]) -> list[MatchView]:
    """Those of which both sides stand, may be read, and may be shown beside each other."""
    parties = Party.objects.filter(superseded_at=None, label_id__in=audience.label_ids)
    there = parties.in_bulk({one for row in rows for one in (row.a_id, row.b_id)})
    records = {r.id: r for r in core.rows_of(audience=audience, ids=sorted({p.record_id for p in there.values()}))}
    given = answers(audience=audience, parties=there) if there else []
    known, counted = subjects(set(there) | _ends(given), given), standing(given)
    kept = {row.pk: row for row in _answers(audience).filter(pk__in=[one.id for one in counted.values()])}
    made = []
    for row in rows:
        a, b = _side(there.get(row.a_id), records), _side(there.get(row.b_id), records)
        if a and b and load().join(a.record.legal_class, b.record.legal_class).show:
            answer = counted.get((row.a_id, row.b_id))
            made.append(_view(row, a, b, kept.get(answer.id) if answer else None, known))
    return made


def _side(party: Party | None, records: Mapping[int, core.Row]) -> Side | None:
    record = records.get(party.record_id) if party else None
    return Side(party.pk, record, party.role, party.fields) if party and record else None


def _view(row: Match, a: Side, b: Side, answer: Answer | None, known: Subjects) -> MatchView:
    steps = tuple(Step(str(name), str(level), int(weight)) for name, level, weight in row.steps)
    return MatchView(
        row.public_id, row.kind, a, b, row.label_id, steps, row.weight, row.prior, row.model, row.held_by,
        row.held_until, _answer(answer) if answer else None, (row.a_id, row.b_id) in known.contested,
    )  # fmt: skip


def _answer(row: Answer) -> AnswerView:
    return AnswerView(
        row.public_id, row.pk, (row.a_id, row.b_id), row.verdict, row.undoes, row.because, row.given_by, row.given_at
    )
