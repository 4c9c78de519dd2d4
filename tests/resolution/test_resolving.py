"""The engine from files to clusters: laws, bad input, what it says of itself."""

import gzip
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import people, written

from watchfloor.resolution.clusters import distinct_in
from watchfloor.resolution.failure import NotResolvable, ProtectedFeature
from watchfloor.resolution.kinds import kind, read_kind, shipped
from watchfloor.resolution.run import Asked, answer

MANY = 400


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one file of made-up people."""
    place = tmp_path_factory.mktemp("people")
    written(place / "people.csv", people(MANY))
    return place


def resolved(*files: Path, **options: Any) -> dict[str, Any]:
    """The answer of the engine."""
    return answer(Asked(files, **options))


def groups(path: Path) -> set[frozenset[str]]:
    """The clusters of a file of results as sets of ids."""
    table = pyarrow.parquet.read_table(path)
    found: dict[int, set[str]] = {}
    for name, label in zip(table["id"].to_pylist(), table["cluster"].to_pylist(), strict=True):
        found.setdefault(label, set()).add(name)
    return {frozenset(one) for one in found.values()}


def test_people_are_found_again(folder: Path) -> None:
    """Without labels and with guessed columns nearly all pairs are found, and hardly any that are none."""
    said = resolved(folder / "people.csv", truth_column="entity")
    assert said["records"] == 2 * MANY
    assert said["pairs"]["f1"] > 0.985
    assert said["b_cubed"]["f1"] > 0.985
    assert any("guessed" in note for note in said["notes"])


def test_every_format_says_the_same(folder: Path, tmp_path: Path) -> None:
    """CSV, its gzip, Parquet and JSON lines of the same records give the same clusters."""
    table = pyarrow.csv.read_csv(
        folder / "people.csv", convert_options=pyarrow.csv.ConvertOptions(column_types={"zip": pa.string()})
    )
    pyarrow.parquet.write_table(table, tmp_path / "p.parquet")
    (tmp_path / "p.csv.gz").write_bytes(gzip.compress((folder / "people.csv").read_bytes()))
    lines = "\n".join(json.dumps(row, default=str) for row in table.to_pylist())
    (tmp_path / "p.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "p.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    found = []
    for path in (folder / "people.csv", *sorted(tmp_path.iterdir())):
        resolved(path, id_column="id", out=tmp_path / "out.parquet")
        found.append(groups(tmp_path / "out.parquet"))
    assert all(one == found[0] for one in found)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32), st.integers(5, 120))
def test_order_does_not_matter(tmp_path_factory: pytest.TempPathFactory, seed: int, many: int) -> None:
    """The same records in another order are the same clusters and the same model."""
    place = tmp_path_factory.mktemp("order")
    rows = people(many, seed=seed % 1000)
    one = resolved(written(place / "a.csv", rows), out=place / "a.parquet")
    random.Random(seed).shuffle(rows)
    other = resolved(written(place / "b.csv", rows), out=place / "b.parquet")
    assert groups(place / "a.parquet") == groups(place / "b.parquet")
    assert one["model"] == other["model"]


def test_linking_matches_only_across(folder: Path, tmp_path: Path) -> None:
    """With --link pairs of one file are no candidates, and truth may be a file of pairs."""
    rows = people(MANY)
    first = written(tmp_path / "first.csv", [r for r in rows if r["id"].startswith("a")])
    second = written(tmp_path / "second.csv", [r for r in rows if r["id"].startswith("b")])
    truth = written(tmp_path / "truth.csv", [{"one": f"a{n}", "other": f"b{n}"} for n in range(MANY)])
    said = resolved(first, second, id_column="id", link=True, truth=truth)
    assert said["candidates"] == MANY * MANY
    assert said["pairs"]["f1"] > 0.98
    with pytest.raises(NotResolvable, match="two files"):
        resolved(first, link=True)


def test_a_file_that_holds_each_once_lends_each_once() -> None:
    """Where each file holds everybody once, a record's surest partner is taken and a namesake is not."""
    pairs = [[0, 100 + n, 900] for n in range(2)] + [[n, 100 + n, 2_000] for n in range(1, 80)]
    source = np.array([0] * 100 + [1] * 100, np.uint8)
    assert distinct_in(np.array(pairs, np.int64), 500, source) == (True, True)
    twice = [*pairs, *([n, 101 + n, 2_000] for n in range(1, 40, 2))]
    assert distinct_in(np.array(twice, np.int64), 500, source) == (False, False)
    assert distinct_in(np.zeros((0, 3), np.int64), 500, source) == (False, False)


def test_every_pair_explains_itself(folder: Path, tmp_path: Path) -> None:
    """The bits of a pair's comparisons and the prior add up to its weight, and clusters say their weakest joint."""
    resolved(folder / "people.csv", out=tmp_path / "c.parquet", explain=tmp_path / "e.parquet")
    for row in pyarrow.parquet.read_table(tmp_path / "e.parquet").to_pylist()[::50]:
        parts = [value for name, value in row.items() if name.endswith("_bits")]
        assert sum(parts) == pytest.approx(row["bits"])
        assert row["became"] in {"same", "bridge", "different"}
    clusters = pyarrow.parquet.read_table(tmp_path / "c.parquet").to_pylist()
    assert all((row["weakest_joint_id"] is None) == (row["size"] == 1) for row in clusters)


def test_a_frozen_model_decides_alike(folder: Path, tmp_path: Path) -> None:
    """A model that was kept gives the clusters of the run that made it; one of another kind is refused."""
    first = resolved(folder / "people.csv", model=tmp_path / "m.npz", out=tmp_path / "a.parquet")
    again = resolved(folder / "people.csv", model=tmp_path / "m.npz", out=tmp_path / "b.parquet")
    assert first["model"] == again["model"]
    assert groups(tmp_path / "a.parquet") == groups(tmp_path / "b.parquet")
    with pytest.raises(NotResolvable, match="estimated for person"):
        resolved(folder / "people.csv", kind="place", model=tmp_path / "m.npz", map="name=surname")


def test_every_shipped_kind_stands() -> None:
    """The five kinds load, under both spellings, and give a reason for every field, comparison and rule."""
    assert {"person", "organisation", "vehicle", "place", "identifier"} <= set(shipped())
    for name in (*shipped(), "organization"):
        made = kind(name)
        assert all(one.reason for one in (*made.fields, *made.comparisons, *made.blocks))


@pytest.mark.parametrize("name", ["race", "Gender", "religion", "national_origin", "sexual_orientation", "ethnicity"])
def test_protected_characteristics_are_no_features(folder: Path, name: str) -> None:
    """No kind file may declare one, and no mapping may name one."""
    field = {"columns": ["x"], "reason": "none"}
    with pytest.raises(ProtectedFeature):
        read_kind({"kind": "x", "fields": {name: field}, "comparisons": {}, "blocks": [], "refine": []})
    with pytest.raises(ProtectedFeature):
        resolved(folder / "people.csv", map=f"{name}=surname")
    with pytest.raises(ProtectedFeature):
        resolved(folder / "people.csv", map=f"given_name={name}")


def test_a_protected_column_is_never_guessed(tmp_path: Path) -> None:
    """A column of a protected characteristic is left alone, whatever is in it."""
    rows = [{"id": n, "first_name": f"A{n}", "race": "x", "gender": "f"} for n in range(4)]
    said = resolved(written(tmp_path / "p.csv", rows))
    assert said["mapping"]["p.csv"] == {"given_name": ("first_name",)}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"\n\n", "empty"),
        (b"\x1f\x8bbroken", "cannot be read"),
        (b"PAR1broken", "cannot be read"),
        (b"alpha,beta\n1,2\n", "none of its columns"),
        (b"[1, 2]", "no line"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, content: bytes, why: str) -> None:
    """A file that holds no records of the kind is refused with its name and the reason."""
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(NotResolvable, match=why):
        resolved(path)


@pytest.mark.parametrize("said", ["surname", "family_name=nosuch", "shoe_size=surname", "=x"])
def test_a_mapping_that_names_nothing_is_refused(folder: Path, said: str) -> None:
    """A mapping without a field, or of a column or field that there is not, is refused with what there is."""
    with pytest.raises(NotResolvable, match="--map"):
        resolved(folder / "people.csv", map=said)


def test_wrong_options_are_refused(folder: Path, tmp_path: Path) -> None:
    """An id or truth column, a kind, a model, a mapping file or a truth that is none is refused by name."""
    path = folder / "people.csv"
    (tmp_path / "x.json").write_text("[1]")
    (tmp_path / "t.csv").write_text("a,b\nnobody,a1\n")
    for options, why in (
        ({"id_column": "nosuch"}, "--id"), ({"truth_column": "nosuch"}, "--truth-column"),
        ({"kind": "ghost"}, "no kind"),
        ({"model": tmp_path / "x.json"}, "is no model"), ({"mapping": tmp_path / "x.json"}, "--mapping"),
        ({"truth": tmp_path / "t.csv", "id_column": "id"}, "no record has"),
        ({"truth": tmp_path / "t.csv", "truth_column": "entity"}, "one truth"),
    ):  # fmt: skip
        with pytest.raises(NotResolvable, match=why):
            resolved(path, **options)


def test_strange_files_give_sound_results(tmp_path: Path) -> None:
    """No record, one record, nothing known, all the same, ids twice: each gives an answer."""
    head = "id,first_name,surname,dob,phone\n"
    for lines, records, most in (
        ("", 0, 0), ("1,Ann,Lee,1970-01-01,5551234567\n", 1, 1), ("1,,,,\n2,,,,\n3,n/a,,-,\n", 3, 3),
        ("7,Ann,Lee,1970-01-01,5551234567\n" * 30, 30, 30),
    ):  # fmt: skip
        path = tmp_path / "x.csv"
        path.write_text(head + lines, encoding="utf-8")
        said = resolved(path, out=tmp_path / "o.parquet", explain=tmp_path / "e.csv")
        assert said["records"] == records
        assert said["clusters"] <= most
    assert any("bear an id" in note for note in said["notes"])


def test_lines_that_do_not_fit_are_counted(tmp_path: Path) -> None:
    """A line with too many cells is left out, and the answer says so."""
    path = tmp_path / "x.csv"
    path.write_text("id,first_name,surname\n1,Ann,Lee\n2,Bob,Ray,too,many\n3,Ann,Lee\n", encoding="utf-8")
    said = resolved(path)
    assert said["records"] == 2
    assert any("1 lines were left out" in note for note in said["notes"])


def test_any_script_and_any_length_is_worked_with(tmp_path: Path) -> None:
    """Right-to-left, combining marks, emoji, mixed scripts, names of 10,000 letters and impossible dates are sound."""
    names = [
        "محمد",
        "Мохаммед",
        "M\u0308uller",
        "😀😀",
        "x" * 10_000,
        "בנימין",
        "李小龙",
        "A\u200bnn",
        "\u202eevil",
        "Ann\x00",
        '"',
        "' OR 1=1",
    ]
    rows = [
        {"id": n, "first_name": name, "surname": name[::-1], "dob": "1980-02-31"} for n, name in enumerate(names * 3)
    ]
    said = resolved(written(tmp_path / "x.csv", rows))
    assert said["records"] == len(rows)
    assert said["clusters"] <= len(rows)


def test_a_value_that_thousands_share_does_not_explode(tmp_path: Path) -> None:
    """A phone on every record makes no block of all; the true pairs are found by other keys, and it is reported."""
    rows = [{**row, "phone": "555-010-0100"} for row in people(6_000)]
    said = resolved(written(tmp_path / "x.csv", rows), truth_column="entity")
    assert said["candidates"] < len(rows) ** 2 / 50
    assert said["pairs"]["f1"] > 0.95
    phone = next(one for one in said["blocks"] if one["rule"].startswith("phone"))
    assert phone["cut"] == len(rows)


@pytest.mark.long
def test_many_small_blocks_of_one_value_are_not_too_many_together(tmp_path: Path) -> None:
    """Forty thousand records with one phone: split by their dates they would give eleven million pairs."""
    rows = [
        {"id": n, "first_name": f"N{n % 20_000:x}", "surname": f"F{n * 7919 % 20_000:x}", "phone": "555-010-0100",
         "dob": f"{1930 + n % 20_000 % 70}-{1 + n % 20_000 % 12:02d}-{1 + n % 20_000 % 28:02d}", "entity": n % 20_000}
        for n in range(40_000)
    ]  # fmt: skip
    said = resolved(written(tmp_path / "x.csv", rows), truth_column="entity")
    assert said["candidates"] < 4_000_000
    assert said["pairs"]["recall"] > 0.99


def test_a_long_file_of_long_names_is_worked_with(tmp_path: Path) -> None:
    """Hundreds of names of 10,000 letters that differ at the end, in each field, cost no more than short ones."""
    names = [f"{'lake' * 2_500}{n}" for n in range(300)]
    rows = [{"id": n, "name": text, "address": text, "city": text} for n, text in enumerate(names)]
    for of in ("person", "organisation", "place"):
        said = resolved(written(tmp_path / "x.csv", rows), kind=of, id_column="id")
        assert said["records"] == len(rows)
