"""Records taken in one after the other, one record against all of them, a name against a list: CPU seconds of this."""

import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
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
from watchfloor.resolution.compiled import Longs
from watchfloor.resolution.judged import from_column
from watchfloor.resolution.kinds import kind
from watchfloor.resolution.likeness import likeness
from watchfloor.resolution.records import Records, load
from watchfloor.resolution.screening import Listed, listed
from watchfloor.resolution.truth import pairs

LEARNED, AT_ONCE, ASKED = 100_000, 1_000, 2_000
# who is asked for is named at this probability already, as a search engine names whatever is likest
ANY = 0.001
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
    """One record against the base: milliseconds of computing, the median and the 99th of a hundred; tantivy beside it.

    Recall is over those that have a partner: whether the first that is named, itself aside, is one.
    """
    person = kind("person")
    made, rows, _, _ = engine.encoded(records, person, model)
    begin = time.process_time()
    index = online.index(person, model, made, rows)
    built = time.process_time() - begin
    texts = {field: (one.data.tobytes().decode(), one.offsets.tolist()) for field, one in records.columns.items()}
    chosen = np.random.default_rng(1).integers(0, len(records), ASKED)
    said = [_said(texts, i) for i in chosen.tolist()]
    index.matches(said[0])
    spent, named = list[float](), list[list[int]]()
    for one in said:
        start = time.thread_time_ns()
        found = index.matches(one, least=ANY)
        spent.append((time.thread_time_ns() - start) / 1e6)
        named.append([match.record for match in found])
    told = {"index_cpu_s": built} | _told("one_record", spent, _recall(records, chosen, named))
    if find_spec("tantivy"):
        from watchfloor.bench import tantivied  # the group `peers` is installed

        everybody = (_said(texts, i) for i in range(len(records)))
        spent, named = tantivied.measure(list(texts), everybody, said)
        told |= _told("tantivy", spent, _recall(records, chosen, named))
    return told


def _said(texts: Mapping[str, tuple[str, list[int]]], i: int) -> dict[str, str]:
    return {field: text[at[i] : at[i + 1]] for field, (text, at) in texts.items()}


def _told(who: str, spent: Sequence[float], recall: float) -> dict[str, float]:
    return {
        f"{who}_ms_p50": median(spent), f"{who}_ms_p99": quantiles(spent, n=100)[98],
        f"{who}_a_cpu_s": 1000 * len(spent) / sum(spent), f"{who}_recall": recall,
    }  # fmt: skip


def _recall(records: Records, chosen: Longs, named: Sequence[Sequence[int]]) -> float:
    told = records.truth.to_pylist() if records.truth is not None else []
    numbers = {name: n for n, name in enumerate(dict.fromkeys(told))}
    who = [numbers[name] for name in told]
    borne = Counter(who)
    first = [next((one for one in found if one != i), -1) for i, found in zip(chosen.tolist(), named, strict=True)]
    right = [j >= 0 and who[i] == who[j] for i, j in zip(chosen.tolist(), first, strict=True) if borne[who[i]] > 1]
    return float(sum(right)) / max(len(right), 1)


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


def main(words: Sequence[str]) -> None:
    """One JSON object on stdout: what `resolving` asks a process of its own for."""
    print(dumps(measure(Path(words[0]))))  # noqa: T201 - the answer of a process


if __name__ == "__main__":
    main(sys.argv[1:])
