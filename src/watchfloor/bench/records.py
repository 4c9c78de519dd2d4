"""Records by the million for the benchmark of reading: words and labels as uneven as in life."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import NamedTuple

from watchfloor.bench.words import vocabulary

LABELS = 300
KINDS = ("tip", "stix", "cap", "asset", "report")
KIND_STEPS = (40, 70, 75, 90, 100)
NEWEST = datetime(2026, 11, 1, tzinfo=UTC)
SPAN_S = 3 * 365 * 86_400
CHUNK = 5_000


class MadeRecord(NamedTuple):
    """One record: `label` counts from 0, `at` is aware, `point` is (lon, lat) in WGS 84 degrees."""

    number: int
    kind: str
    label: int
    at: datetime
    title: str
    body: str
    point: tuple[float, float]


class Planted(NamedTuple):
    """A word that occurs nowhere else, put into the first `records` records that bear one of `labels`."""

    word: str
    records: int
    labels: frozenset[int]


@dataclass(frozen=True, slots=True)
class Viewers:
    """The labels that a broad, a middle and a narrow viewer may read: all; every twelfth; three rare ones."""

    broad: tuple[int, ...]
    middle: tuple[int, ...]
    narrow: tuple[int, ...]


def label_weights(labels: int = LABELS) -> tuple[float, ...]:
    """The share of the records that bear each label, common ones first; sums to 1."""
    raw = [1 / (rank + 20) for rank in range(labels)]
    return tuple(weight / sum(raw) for weight in raw)


def viewers(labels: int = LABELS) -> Viewers:
    """Of 300 labels a middle viewer reads 25 (about 8 % of the records), a narrow one 3 (about 0.5 %)."""
    every = tuple(range(labels))
    return Viewers(every, every[5::12], every[-3:])


def make_records(n: int, seed: int, *, labels: int = LABELS, planted: Sequence[Planted] = ()) -> Iterator[MadeRecord]:
    """`n` records, numbered from 0. Raises ValueError at the end if too few bore the labels of a planted word."""
    rng = Random(seed)
    sentences = vocabulary(rng).sentences
    steps = tuple(accumulate(label_weights(labels)))
    left = {plant: plant.records for plant in planted}
    for first in range(0, n, CHUNK):
        size = min(CHUNK, n - first)
        borne = rng.choices(range(labels), cum_weights=steps, k=size)
        kinds = rng.choices(KINDS, cum_weights=KIND_STEPS, k=size)
        for number, label, kind in zip(range(first, first + size), borne, kinds, strict=True):
            yield _record(number, kind, label, rng, sentences, _words_for(label, left))
    if missing := [f"{plant.word} ({records} missing)" for plant, records in left.items() if records]:
        raise ValueError(f"planted: {', '.join(missing)}. Make more records or give more labels.")


def _words_for(label: int, left: dict[Planted, int]) -> str:
    due = [plant for plant, records in left.items() if records and label in plant.labels]
    for plant in due:
        left[plant] -= 1
    return "".join(f" {plant.word}" for plant in due)


def _record(number: int, kind: str, label: int, rng: Random, sentences: tuple[str, ...], planted: str) -> MadeRecord:
    draw = rng.random
    one, two, three = (sentences[int(draw() * len(sentences))] for _ in range(3))
    at = NEWEST - timedelta(seconds=int(draw() * SPAN_S))
    point = (round(-97 + 8 * draw(), 5), round(43.5 + 6 * draw(), 5))
    return MadeRecord(number, kind, label, at, one[:-1], f"{two} {three}{planted}", point)
