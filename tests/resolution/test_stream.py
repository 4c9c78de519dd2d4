"""Records taken in one after the other: in any order, one by one or many at a time, the clusters are the batch's."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import people

from watchfloor.bench import population, streaming
from watchfloor.resolution import engine, stream
from watchfloor.resolution.kinds import kind
from watchfloor.resolution.model import Model
from watchfloor.resolution.records import Records, from_rows

NAMES = {"given_name": "first_name", "family_name": "surname", "birth_date": "dob", "street_address": "address",
         "postal_code": "zip", "phone": "phone"}  # fmt: skip
PERSON = kind("person")


def records(rows: Sequence[dict[str, str]]) -> Records:
    """Rows of made-up people under their own ids."""
    made = from_rows(PERSON, [{field: row[column] for field, column in NAMES.items()} for row in rows])
    return Records(made.columns, pa.array([row["id"] for row in rows], pa.string()), made.source, None, (), 0)


def groups(rows: Sequence[dict[str, str]], labels: Sequence[int]) -> set[frozenset[str]]:
    """Who is together, by id."""
    of: dict[int, set[str]] = {}
    for row, label in zip(rows, labels, strict=True):
        of.setdefault(int(label), set()).add(row["id"])
    return {frozenset(ids) for ids in of.values()}


@pytest.fixture(scope="module")
def model() -> Model:
    """A model estimated on other people of the same kind."""
    return engine.resolve(records(people(300, seed=1)), PERSON).model


def streamed(rows: Sequence[dict[str, str]], model: Model, *, at_once: int, crowd: int = 60) -> stream.Stream:
    """A stream that took these rows in, some at a time."""
    base = stream.begin(PERSON, model, crowd=crowd)
    for start in range(0, len(rows), at_once):
        base.take(records(rows[start : start + at_once]))
        if start % 2:
            assert len(base.labels) == base.count  # asked in between or not, the end is the same
    return base


def test_a_stream_gives_the_clusters_of_the_batch(model: Model) -> None:
    """Two thousand records as a file under the frozen model, above the size that is compared in full, and as a
    stream: the same groups, and most of them pairs."""
    rows = people(1_000, seed=3)
    batch = engine.resolve(records(rows), PERSON, frozen=model)
    base = streamed(rows, model, at_once=250)
    assert base.closed == 0 and all(one.cut == 0 for one in batch.blocks)
    made = groups(rows, base.labels.tolist())
    assert made == groups(rows, batch.clusters.labels.tolist())
    assert sum(len(one) == 2 for one in made) > 600


ROWS = people(25, seed=5)


@settings(max_examples=12, deadline=None)
@given(st.permutations(range(len(ROWS))), st.integers(1, 60))
def test_no_order_changes_who_is_together(model: Model, order: Sequence[int], at_once: int) -> None:
    """Any order, any number at a time: the same groups, and each record's label is the first of its group."""
    rows = [ROWS[n] for n in order]
    base = streamed(rows, model, at_once=at_once)
    labels = base.labels.tolist()
    straight = streamed(ROWS, model, at_once=len(ROWS))
    assert groups(rows, labels) == groups(ROWS, straight.labels.tolist())
    assert all(label <= n and labels[label] == label for n, label in enumerate(labels))


def test_a_key_that_a_crowd_shares_joins_nobody_in_whatever_order(model: Model) -> None:
    """A phone and an address that many bear are closed: what they alone gave is given up again, what other keys give
    stays, and the order does not matter."""
    rows = people(40, seed=9)
    for row in rows[:30]:
        row["phone"], row["address"] = "555-555-0100", "1 Elm Street"
    forth, back = streamed(rows, model, at_once=7, crowd=6), streamed(rows[::-1], model, at_once=3, crowd=6)
    assert forth.closed == back.closed > 0
    made = groups(rows, forth.labels.tolist())
    assert made == groups(rows[::-1], back.labels.tolist())
    assert any(len(one) > 1 for one in made) and max(map(len, made)) < 30


def test_an_empty_stream_takes_nothing_and_says_so(model: Model) -> None:
    """No records, and records without values: nobody is together with anybody."""
    base = stream.begin(PERSON, model)
    base.take(records([]))
    assert len(base.labels) == 0 == base.count
    empty = [{**dict.fromkeys(NAMES.values(), ""), "id": str(n)} for n in range(5)]
    base.take(records(empty))
    assert np.array_equal(base.labels, np.arange(5))


@pytest.mark.long
def test_the_bench_of_arrivals_measures_a_small_file(tmp_path: Path) -> None:
    """What the bench asks of a million it says of some hundred: each figure, and the stream finds the pairs."""
    said = streaming.measure(population.write(tmp_path / "people.parquet", 300), entries=40)
    assert said["stream_f1"] > 0.98
    assert said["stream_closed_keys"] == 0
    assert said["one_record_ms_p99"] >= said["one_record_ms_p50"] > 0
    assert min(said[name] for name in ("stream_cpu_s", "index_cpu_s", "list_cpu_s", "screenings_a_cpu_s")) > 0
