"""One record against a base: what the index finds is what the batch finds."""

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_up import people, written

from watchfloor.resolution import clusters, engine, filing, online
from watchfloor.resolution.kinds import kind
from watchfloor.resolution.records import load

NAMES = {"given_name": "first_name", "family_name": "surname", "birth_date": "dob", "street_address": "address",
         "postal_code": "zip", "phone": "phone"}  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, str]], engine.Resolved]:
    """Two thousand records, resolved as a file: above the size that is compared in full."""
    rows = people(1_000)
    path: Path = written(tmp_path_factory.mktemp("base") / "p.csv", rows)
    person = kind("person")
    records = load([path], person, said={}, id_column="id", truth_column=None)
    return rows, engine.resolve(records, person)


def test_a_record_finds_what_the_batch_found(base: tuple[list[dict[str, str]], engine.Resolved]) -> None:
    """Each record, asked alone, meets itself and every partner of the batch at the same weight, and nobody else."""
    rows, found = base
    ready = online.index(kind("person"), found.model, found.layout, found.rows)
    weights = {(int(i), int(j)): int(w) for i, j, w in found.kept if w >= found.model.least(0.5)}
    for number in range(200):
        row = rows[number]
        told = ready.matches({field: row[column] for field, column in NAMES.items()})
        others = {(min(number, m.record), max(number, m.record)): m.weight for m in told if m.record != number}
        assert others == {pair: weight for pair, weight in weights.items() if number in pair}


def test_nobody_is_found_for_nothing(base: tuple[list[dict[str, str]], engine.Resolved]) -> None:
    """A record without values, or of values that nobody has, meets nobody."""
    _, found = base
    ready = online.index(kind("person"), found.model, found.layout, found.rows)
    assert ready.matches({}) == ()
    assert ready.matches({"given_name": "Zyx", "family_name": "Wvut", "phone": "000"}) == ()


def test_an_index_in_a_file_answers_as_the_one_in_memory(
    base: tuple[list[dict[str, str]], engine.Resolved], tmp_path: Path
) -> None:
    """Mapped, it finds the same; for another model, cut short or no index at all, there is none."""
    rows, found = base
    person = kind("person")
    ready = online.index(person, found.model, found.layout, found.rows)
    path = tmp_path / "people.index"
    assert filing.opened(path, person, found.model) is None
    filing.save(ready, path)
    mapped = filing.opened(path, person, found.model)
    assert mapped is not None and path.stat().st_mode & 0o777 == 0o600
    for row in rows[:20]:
        asked = {field: row[column] for field, column in NAMES.items()}
        assert mapped.matches(asked) == ready.matches(asked) != ()
    assert filing.opened(path, person, replace(found.model, prior=found.model.prior - 1)) is None
    whole = path.read_bytes()
    for odd in (whole[:-64], whole[:40], b"", b"x" * 4_000):
        path.write_bytes(odd)
        assert filing.opened(path, person, found.model) is None


def test_who_is_killed_while_writing_an_index_leaves_the_old_one(
    base: tuple[list[dict[str, str]], engine.Resolved], tmp_path: Path
) -> None:
    """kill -9 at any moment of a rebuild: what is there is whole, and answers as before."""
    rows, found = base
    person = kind("person")
    ready = online.index(person, found.model, found.layout, found.rows)
    path = tmp_path / "people.index"
    filing.save(ready, path)
    asked = {field: rows[0][column] for field, column in NAMES.items()}
    for n in range(6):
        child = os.fork()
        if child == 0:
            while True:
                filing.save(ready, path)
        time.sleep(0.003 + 0.004 * n)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        mapped = filing.opened(path, person, found.model)
        assert mapped is not None and mapped.matches(asked) == ready.matches(asked)
    filing.save(ready, path)  # what a killed one left beside it is in nobody's way
    assert [one.name for one in tmp_path.iterdir()] == ["people.index"]


def test_what_was_judged_apart_stays_apart(base: tuple[list[dict[str, str]], engine.Resolved]) -> None:
    """Two records judged different never meet in a cluster, however sure their weight."""
    _, found = base
    i, j, _ = found.kept[np.argmax(found.kept[:, 2])]
    whole = np.arange(len(found.rows), dtype=np.int64)
    apart = np.array([[i, j]], np.int64)
    source = np.zeros(len(found.rows), np.uint8)
    made = clusters.clusters(
        found.rows, found.kept, found.least, found.layout.spec, found.model.tables, whole, source=source, apart=apart
    )
    assert made.labels[i] != made.labels[j]
    assert [int(i), int(j)] in made.bridges[:, :2].tolist()


def test_the_rarest_key_comes_first() -> None:
    """Spans of those who share a key are taken from the shortest up, each once, empty ones never."""
    spans = np.array([[5, 9], [2, 2], [0, 1], [3, 8]], np.int64)
    assert [online.fewest(spans) for _ in range(5)] == [(0, 1), (5, 9), (3, 8), (0, 0), (0, 0)]
