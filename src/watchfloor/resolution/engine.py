"""From records to clusters: encode, block, estimate (or take a frozen model), weigh, cluster."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from watchfloor.resolution import blocking, blocks, dates, estimate, frequencies, pairs
from watchfloor.resolution.blocks import Blocked
from watchfloor.resolution.clusters import Clusters, clusters, distinct_in, named
from watchfloor.resolution.columns import Column, column, written
from watchfloor.resolution.compiled import Bytes, Ints, Longs
from watchfloor.resolution.encode import Layout, encode, layout
from watchfloor.resolution.further import Further, filled, linked, of_records
from watchfloor.resolution.kinds import Kind
from watchfloor.resolution.model import Model, probability, threshold
from watchfloor.resolution.records import Records, hashes_of

PROBABILITY = 0.5
# files up to this size are held side by side in full
SMALL_FILE = 1_500
RECOUNTED = 20_000
SAMPLED, RANDOM = 12_000, 200_000
NOBODY: Longs = np.zeros(0, np.int64)
# pairs this many bits below the threshold are kept, so that the prior can be told from them
BELOW = 8 * 64


@dataclass(slots=True)
class Stages:
    """CPU seconds of each step, this process only."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Count what is done inside."""
        begin = time.process_time()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - begin


@dataclass(frozen=True, slots=True)
class Resolved:
    """What was found. `kept`: (pairs, 3) record, record, weight, down to some bits below `least`; `rows` as encoded."""

    model: Model
    layout: Layout
    rows: Longs
    kept: Longs
    candidates: int
    least: int
    clusters: Clusters
    blocks: tuple[Blocked, ...]
    reasons: tuple[str, ...]


def resolve(records: Records, kind: Kind, *, link: bool = False, probability_of: float = PROBABILITY,
            frozen: Model | None = None, stages: Stages | None = None, borne_by: int = 1) -> Resolved:  # fmt: skip
    """Who is who among the records. `link`: only pairs of the first file with the others count.

    `borne_by`: values that fewer records bear count alike in the model (frequencies.blurred). A file of up to RECOUNTED
    records is gone through twice: its values are then counted once an entity, as first found.
    """
    told = stages or Stages()
    with told.of("encode"):
        made, rows, found, known = encoded(records, kind, frozen, borne_by)
    source, more = np.minimum(records.source, 1), records.further
    with told.of("block"):
        plan = blocking.plan(kind, made)
        keys, whole, done = blocks.blocked(made, plan, filled(made, rows, more) if more else rows)
    work = _Work(made, rows, source if more is None else np.concatenate([source, source[more.owner]]), link,
                 probability_of, more)  # fmt: skip
    with told.of("estimate"):
        fitted = None if frozen else _fitted(work, plan.rules, whole, done)
        prior = frozen.prior if frozen else _first_prior(fitted, done, _possible(source, link))
    if len(records) <= SMALL_FILE:
        keys, everybody = blocks.whole_file(len(records))
    scored = [everybody] if len(records) <= SMALL_FILE else done
    whole = whole[: len(records)]
    named(whole, _hashed(records))
    joined: Clusters | None = None
    for _ in range(2 if fitted and len(records) <= RECOUNTED else 1):
        if joined is not None:
            labels = joined.labels if more is None else np.concatenate([joined.labels, joined.labels[more.owner]])
            found, known = frequencies.among_entities(made, rows, labels, found, borne_by)
            frequencies.mark(rows, 0, len(rows), made.spec, found)
        tables = _tables(made, frozen, fitted, known)
        with told.of("score"):
            kept, count, prior = _scored(work, keys, scored, tables, prior, fixed=frozen is not None)
        with told.of("cluster"):
            least = threshold(prior, probability_of)
            single = distinct_in(kept, least, source) if link else (False, False)
            joined = clusters(rows, kept, least, made.spec, tables, whole, source=source, single=single)
    model = frozen or Model(kind.name, tuple(sorted(records.columns)), made.month_first, *tables, found, prior)
    assert joined is not None
    return Resolved(model, made, rows, kept, count, least, joined, tuple(done), plan.reasons)


@dataclass(frozen=True, slots=True)
class _Work:
    made: Layout
    rows: Longs
    source: Bytes
    link: bool
    probability: float
    further: Further | None

    @property
    def records(self) -> int:
        """How many records there are; the rows after them are further ones of theirs."""
        return len(self.rows) - (len(self.further.owner) if self.further else 0)

    def of_records(self, drawn: Longs) -> Longs:
        """Pairs of rows as pairs of records."""
        if self.further is None:
            return drawn
        return of_records(drawn, np.concatenate([np.arange(self.records), self.further.owner]))


def _scored(work: _Work, keys: Ints, scored: list[Blocked], tables: tuple[Ints, Ints, Ints], prior: int, *,
            fixed: bool) -> tuple[Longs, int, int]:  # fmt: skip
    least = threshold(prior, work.probability) - (0 if fixed else BELOW)
    kept, count = pairs.weighed(work.rows, keys, scored, work.source, work.link, work.made.spec, tables, least)
    kept = work.of_records(kept)
    possible = _possible(work.source[: work.records], work.link)
    return kept, count, prior if fixed else _refined(kept[:, 2], prior, possible)


def encoded(
    records: Records, kind: Kind, frozen: Model | None, borne_by: int = 1
) -> tuple[Layout, Longs, Bytes, Longs]:
    """Layout, rows, frequencies and how many have a value: those of a frozen model, or of these records."""
    fields = {f.name for f in kind.fields}
    first = frozen.month_first if frozen else month_first(records, kind)
    more = records.further
    made = frozen.layout(kind, several=more is not None) if frozen else layout(
        kind, set(records.columns), month_first=first, several=more is not None
    )  # fmt: skip
    wanted = {f for c in made.comparisons for f in c.fields} & fields
    rows = _encode(made, wanted, records.columns, len(records))
    if more:
        rows = linked(made, rows, _encode(made, wanted, more.columns, len(more.owner)), more)
    found, known = (frozen.frequencies, NOBODY) if frozen else frequencies.tables(made, rows, borne_by)
    frequencies.mark(rows, 0, len(rows), made.spec, found)
    return made, rows, found, known


def _encode(made: Layout, wanted: set[str], columns: Mapping[str, Column], count: int) -> Longs:
    return encode(made, {field: columns.get(field) or _blank(count) for field in wanted}, count)


def _blank(count: int) -> Column:
    return written([""] * count)


def month_first(records: Records, kind: Kind) -> bool:
    """Whether dates like 3/12/1970 begin with the month: what the file's own impossible ones say, else American."""
    votes = np.zeros(2, np.int64)
    for c in kind.comparisons:
        if c.how == "date" and c.fields[0] in records.columns:
            one = records.columns[c.fields[0]]
            dates.order(one.data, one.offsets, votes)
    return bool(votes[0] >= votes[1])


def _fitted(work: _Work, rules: tuple[Longs, ...], whole: Longs, done: list[Blocked]) -> estimate.Estimate:
    made, rows, source, link, many = work.made, work.rows, work.source, work.link, work.records
    every = pairs.at_random(whole[:many], source[:many], link, RANDOM)
    if len(every) >= _possible(source[:many], link):
        return estimate.estimate(made, [_sample(made, rows, every, ())], None)
    sets = []
    for one, lines in zip(done, rules, strict=True):
        rate = min(1 << 20, (SAMPLED << 20) // max(one.pairs, 1))
        drawn = np.empty((3 * SAMPLED, 2), np.int64)
        count = pairs.sampled(one.ordered, one.spans, one.size, whole, source, link, rate, drawn)
        silent = tuple(sorted({int(line[0]) for line in lines}))
        sets.append(_sample(made, rows, work.of_records(drawn[:count]), silent))
    sets.append(_sample(made, rows, every, ()))
    return estimate.estimate(made, sets, len(sets) - 1)


def _sample(made: Layout, rows: Longs, drawn: Longs, silent: tuple[int, ...]) -> estimate.Sample:
    out = np.zeros(len(drawn), np.int64)
    pairs.patterns(rows, np.ascontiguousarray(drawn), made.spec, out)
    return estimate.sample(out, len(made.comparisons), silent)


def _tables(
    made: Layout, frozen: Model | None, fitted: estimate.Estimate | None, known: Longs
) -> tuple[Ints, Ints, Ints]:
    if frozen is not None:
        return frozen.tables
    assert fitted is not None
    return estimate.tables(made, fitted, known)


def _first_prior(fitted: estimate.Estimate | None, done: list[Blocked], possible: float) -> int:
    """That of as many matches as there are at least: the most that any rule is believed to give."""
    shares = fitted.shares if fitted else ()
    if len(shares) == 1:
        return _prior(shares[0] * possible, possible)
    given = [share * one.pairs for share, one in zip(shares, done, strict=False)]
    return _prior(max(given or [1.0]), possible)


def _possible(source: np.ndarray[tuple[int], np.dtype[np.uint8]], link: bool) -> float:
    n = len(source)
    first = int((source == 0).sum())
    return float(max(first * (n - first) if link else n * (n - 1) // 2, 1))


def _prior(matches: float, possible: float) -> int:
    share = min(max(matches, 0.5) / possible, 0.5)
    return int(np.rint(64 * np.log2(share / (1 - share))))


def _refined(weights: Longs, prior: int, possible: float) -> int:
    """The prior at which as many matches are expected as it says that there are (a fixed point)."""
    for _ in range(20):
        fresh = _prior(float(np.sum(probability(weights, prior))), possible)
        if abs(fresh - prior) <= 1:
            break
        prior = fresh
    return prior


def _hashed(records: Records) -> Longs:
    one = column(records.ids)
    into = np.zeros(len(records), np.int64)
    hashes_of(one.data, one.offsets, into)
    return into
