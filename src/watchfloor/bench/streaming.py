"""Records taken in one after the other, one record against all of them, a name against a list: CPU seconds of this."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from json import dumps
from math import log2
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np

from watchfloor.bench import population
from watchfloor.resolution import engine, online, stream
from watchfloor.resolution.columns import Column
from watchfloor.resolution.judged import from_column
from watchfloor.resolution.kinds import kind
from watchfloor.resolution.likeness import likeness
from watchfloor.resolution.records import Records, load
from watchfloor.resolution.screening import Listed, listed
from watchfloor.resolution.truth import pairs

LEARNED, AT_ONCE, ASKED = 100_000, 1_000, 2_000
ENTRIES, ALIASES, SCREENED = 20_000, 2, 300


def measure(path: Path, *, entries: int = ENTRIES) -> dict[str, float]:
    """All figures of a file of made-up people, `population.write` made it; the model is of its first part.

    `entries`: how long the list is that names are screened against.
    """
    person = kind("person")
    records = load([path], person, said={}, id_column="record_id", truth_column="person")
    learned = min(LEARNED, len(records))
    model = engine.resolve(part(records, 0, learned), person).model
    # of ten times as many records a tenth of the pairs are matches: the prior is of the base that is expected
    model = replace(model, prior=model.prior - round(64 * log2(len(records) / learned)))
    return streamed(records, model) | asked(records, model) | screened(entries)


def part(records: Records, begin: int, end: int) -> Records:
    """Some records of a file, in its order."""
    columns = dict[str, Column]()
    for field, one in records.columns.items():
        at = one.offsets[begin : end + 1]
        columns[field] = Column(one.data[at[0] : at[-1]], at - at[0])
    return Records(columns, records.ids.slice(begin, end - begin), records.source[begin:end], None, (), 0)


def streamed(records: Records, model: Any) -> dict[str, float]:
    """Everybody taken in, compared one after the other; the clusters worked out at every tenth part and at the end."""
    warm = stream.begin(kind("person"), model)
    warm.take(part(records, 0, 2))
    warm.take(part(records, 2, 5))
    assert len(warm.labels) == 5
    base, begin = stream.begin(kind("person"), model), time.process_time()
    cuts = [*range(0, len(records), AT_ONCE), len(records)]
    for n, (first, last) in enumerate(pairwise(cuts)):
        base.take(part(records, first, last))
        if n % max(len(cuts) // 10, 1) == 0:
            assert len(base.labels) == last
    labels, cpu = base.labels, time.process_time() - begin
    found = pairs(labels, from_column(records), None)
    return {"stream_cpu_s": cpu, "stream_f1": found.f1, "stream_closed_keys": float(base.closed)}


def asked(records: Records, model: Any) -> dict[str, float]:
    """One record against the base: milliseconds of computing, the median and the 99th of a hundred."""
    person = kind("person")
    made, rows, _, _ = engine.encoded(records, person, model)
    begin = time.process_time()
    index = online.index(person, model, made, rows)
    built = time.process_time() - begin
    texts = {field: (one.data.tobytes().decode(), one.offsets) for field, one in records.columns.items()}
    chosen = np.random.default_rng(1).integers(0, len(records), ASKED)
    said = [{f: text[at[i] : at[i + 1]] for f, (text, at) in texts.items()} for i in chosen]
    index.matches(said[0])
    spent = [_milliseconds(lambda one=one: index.matches(one)) for one in said]  # type: ignore[misc]  # bound at once
    return {"index_cpu_s": built, "one_record_ms_p50": median(spent), "one_record_ms_p99": quantiles(spent, n=100)[98]}


def screened(many: int) -> dict[str, float]:
    """Screenings a CPU second against a list of made-up people with aliases, half of the names asked with a slip."""
    table = population.make(many * (1 + ALIASES), seed=33, share=1 / (1 + ALIASES))
    names = [f"{a or ''} {b or ''}" for a, b in zip(table["given_name"].to_pylist(), table["family_name"].to_pylist(),
                                                    strict=True)]  # fmt: skip
    entries = [Listed(n, tuple(names[n::many]), person=True) for n in range(many)]
    begin = time.process_time()
    index = listed(entries)
    built = time.process_time() - begin
    likeness("Ann Lee", "Lee Ann")
    index.screen("Ann Lee")
    begin = time.process_time()
    for n in range(SCREENED):
        name = names[n * 97 % len(names)]
        index.screen(name if n % 2 else name[:3] + name[4:])
    return {"list_cpu_s": built, "screenings_a_cpu_s": SCREENED / (time.process_time() - begin)}


def _milliseconds(what: Callable[[], object]) -> float:
    begin = time.thread_time_ns()
    what()
    return (time.thread_time_ns() - begin) / 1e6


def main(words: Sequence[str]) -> None:
    """One JSON object on stdout: what `resolving` asks a process of its own for."""
    print(dumps(measure(Path(words[0]))))  # noqa: T201 - the answer of a process


if __name__ == "__main__":
    main(sys.argv[1:])
