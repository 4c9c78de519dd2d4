"""Records with several values of a field, numbers of several sorts, and files that hold several kinds."""

import json
import random
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import people, written

from watchfloor.resolution import online
from watchfloor.resolution.engine import resolve
from watchfloor.resolution.failure import NotResolvable, ProtectedFeature
from watchfloor.resolution.kinds import kind
from watchfloor.resolution.mapping import parse
from watchfloor.resolution.records import load
from watchfloor.resolution.run import Asked, answer

PERSON = kind("person")


def resolved(*files: Path, **options: Any) -> dict[str, Any]:
    """The answer of the engine."""
    return answer(Asked(files, **options))


def with_second_phones(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The same people, each phone in one of two columns, some with another number beside it."""
    draw = random.Random(3)
    made = []
    for row in rows:
        other = f"{draw.randint(200, 999)}-{draw.randint(200, 999)}-{draw.randint(1000, 9999)}"
        values = [row["phone"], draw.choice(["", other])]
        draw.shuffle(values)
        made.append({**row, "phone": values[0], "mobile_phone": values[1]})
    return made


def explained(path: Path) -> dict[frozenset[str], dict[str, Any]]:
    """Each pair by its ids."""
    return {frozenset((row["id"], row["other_id"])): row for row in pyarrow.parquet.read_table(path).to_pylist()}


def test_the_best_of_several_values_counts(tmp_path: Path) -> None:
    """Whoever gave two phones is known by either of them, though it stands in the other's column."""
    less = [{k: v for k, v in row.items() if k not in ("dob", "address", "zip")} for row in people(300)]
    rows = with_second_phones(less)
    path = written(tmp_path / "people.csv", rows)
    said = resolved(path, truth_column="entity", explain=tmp_path / "pairs.parquet")
    assert said["mapping"]["people.csv"]["phone"] == ("phone", "mobile_phone")
    bare = [{name: value for name, value in row.items() if name != "mobile_phone"} for row in rows]
    alone = resolved(written(tmp_path / "bare.csv", bare), truth_column="entity")
    assert said["pairs"]["f1"] > alone["pairs"]["f1"] + 0.1
    by_id = {row["id"]: row for row in rows}
    crossed = 0
    for ids, pair in explained(tmp_path / "pairs.parquet").items():
        one, other = (by_id[name] for name in ids)
        if one["phone"] and one["phone"] == other["mobile_phone"]:
            crossed += 1
            assert pair["phone"] == "same"
            parts = (value for name, value in pair.items() if name.endswith("_bits"))
            assert pair["bits"] == pytest.approx(sum(parts))
    assert crossed >= 20


def test_files_of_one_value_are_read_as_ever(tmp_path: Path) -> None:
    """A second column that says nothing new makes no further rows, and changes no cluster."""
    rows = people(200)
    path = written(tmp_path / "one.csv", rows)
    again = [{**row, "mobile_phone": draw} for row, draw in zip(rows, [rows[0]["phone"], ""] * 200, strict=True)]
    again[0]["mobile_phone"] = rows[0]["phone"]
    again = [{**row, "mobile_phone": row["phone"] if row["mobile_phone"] else ""} for row in again]
    twice = written(tmp_path / "two.csv", again)
    one, two = (
        load([file], PERSON, said={}, id_column="id", truth_column="entity") for file in (path, twice)
    )  # fmt: skip
    assert one.further is None
    assert two.further is None
    assert resolve(one, PERSON).clusters.labels.tolist() == resolve(two, PERSON).clusters.labels.tolist()


@settings(deadline=None, max_examples=5)
@given(st.randoms(use_true_random=False), st.sampled_from([60, 800]))
def test_order_does_not_matter_with_several_values(
    tmp_path_factory: pytest.TempPathFactory, draw: random.Random, many: int
) -> None:
    """The clusters are those of the records, whatever their order, also where blocks are needed."""
    rows = with_second_phones(people(many, seed=5))
    found = []
    for _ in range(2):
        folder = tmp_path_factory.mktemp("order")
        resolved(written(folder / "p.csv", rows), out=folder / "out.parquet")
        table = pyarrow.parquet.read_table(folder / "out.parquet").to_pylist()
        groups: dict[int, set[str]] = {}
        for row in table:
            groups.setdefault(row["cluster"], set()).add(row["id"])
        found.append({frozenset(group) for group in groups.values()})
        draw.shuffle(rows)
    assert found[0] == found[1]


def test_numbers_of_different_sorts_say_nothing_of_each_other(tmp_path: Path) -> None:
    """A passport's number is held against passports, a licence's against licences."""
    names = {"first_name": "Ann", "surname": "Adler", "dob": "1970-03-12"}
    blank = {"passport_number": "", "drivers_license_number": "", "ssn": ""}
    rows = [
        {"id": "a", **names, **blank, "passport_number": "10251111", "ssn": "294669999"},
        {"id": "b", **names, **blank, "drivers_license_number": "77423410"},
        {"id": "c", **names, **blank, "drivers_license_number": "77423410", "ssn": "294-66-9999"},
        {"id": "d", **names, **blank, "drivers_license_number": "10251111"},
    ]
    resolved(written(tmp_path / "p.csv", rows), threshold=1e-9, explain=tmp_path / "e.parquet")
    found = {"".join(sorted(ids)): pair["document_number"] for ids, pair in explained(tmp_path / "e.parquet").items()}
    assert found["ab"] == "not known"
    assert found["ad"] == "not known"
    assert found["ac"] == "same"
    assert found["bc"] == "same"
    assert found["bd"] == "different"


def test_several_columns_are_said_one_after_the_other(tmp_path: Path) -> None:
    """--map names a field twice; a mapping file has a list; + still joins the parts of one value."""
    assert parse("phone=home,phone=cell,street_address=no+street") == {
        "phone": (("home",), ("cell",)), "street_address": (("no", "street"),),
    }  # fmt: skip
    rows = [{"id": "1", "n": "Ann Lee", "p": "555-0100-123", "q": "555-0100-777", "h": "1", "s": "Elm St"}] * 2
    path = written(tmp_path / "p.csv", rows)
    held = {"phone": ["p", "q"], "street_address": "h+s", "full_name": "n"}
    (tmp_path / "m.json").write_text(json.dumps(held))
    said = resolved(path, mapping=tmp_path / "m.json")["mapping"]["p.csv"]
    assert said == {"phone": ("p", "q"), "street_address": ("h", "s"), "full_name": ("n",)}
    told = resolved(path, map="phone=p,phone=q,street_address=h+s,full_name=n")["mapping"]["p.csv"]
    assert told == said
    with pytest.raises(ProtectedFeature):
        resolved(path, map="phone=p,phone=race")


def test_a_second_line_is_no_second_address(tmp_path: Path) -> None:
    """What is called address_2 is the next line of an address; a list in JSON is several values."""
    row = {"id": "1", "surname": "Lee", "address_1": "1 Elm St", "address_2": "Flat 4", "dob": "1970-01-01"}
    said = resolved(written(tmp_path / "p.csv", [row, row]))
    assert said["mapping"]["p.csv"]["street_address"] == ("address_1",)
    lines = [{"id": str(n), "surname": "Lee", "phones": [{"phone": "555-0100-1"}, {"phone": "555-0100-2"}]}
             for n in range(3)]  # fmt: skip
    (tmp_path / "p.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    assert resolved(tmp_path / "p.jsonl")["mapping"]["p.jsonl"]["phone"] == ("phone", "phone#2")


def mixed_rows(typed: bool) -> list[dict[str, str]]:
    """Persons, and firms that bear a person's name at his address."""
    made = []
    for row in people(60):
        common = {"address": row["address"], "zip": row["zip"], "phone": row["phone"]}
        word = {"record_type": "Individual" if typed else ""}
        person = {"first_name": row["first_name"], "surname": row["surname"], "dob": row["dob"], "company_name": ""}
        firm = {"first_name": "", "surname": "", "dob": "", "company_name": f"{row['surname']} Towing"}
        made.append({"id": row["id"], "entity": row["entity"], **common, **word, **person})
        made.append({"id": f"f{row['id']}", "entity": f"f{row['entity']}", **common, **firm,
                     "record_type": "Company" if typed else ""})  # fmt: skip
    return made


@pytest.mark.parametrize("typed", [True, False])
def test_kinds_in_one_file_are_never_joined(tmp_path: Path, typed: bool) -> None:
    """Persons and firms are told by a word, or by what they fill; each is resolved among its own."""
    path = written(tmp_path / "p.csv", mixed_rows(typed))
    kinds = "person" if typed else "person,organization"
    said = resolved(path, kind=kinds, truth_column="entity", out=tmp_path / "o.parquet", explain=tmp_path / "e.parquet",
                    model=tmp_path / "m.npz")  # fmt: skip
    assert said["kinds"] == {"person": 120, "organisation": 120}
    assert said["pairs"]["f1"] > 0.95
    table = pyarrow.parquet.read_table(tmp_path / "o.parquet").to_pylist()
    held: dict[int, set[bool]] = {}
    for row in table:
        held.setdefault(row["cluster"], set()).add(row["id"].startswith("f"))
    assert all(len(one) == 1 for one in held.values())
    assert [row["id"] for row in table] == [row["id"] for row in mixed_rows(typed)]
    assert {path.name for path in tmp_path.glob("m.*.npz")} == {"m.person.npz", "m.organisation.npz"}
    again = resolved(path, kind=kinds, truth_column="entity", model=tmp_path / "m.npz")
    assert again["pairs"] == said["pairs"]


def test_what_cannot_be_mixed_is_refused(tmp_path: Path) -> None:
    """A column for kinds that there is not, a field that no kind has, and an index of several values."""
    path = written(tmp_path / "p.csv", mixed_rows(typed=True))
    with pytest.raises(NotResolvable, match="no column"):
        resolved(path, map="record_type=nothing")
    with pytest.raises(NotResolvable, match="no field"):
        resolved(path, kind="person,organization", map="plate=phone")
    records = load([written(tmp_path / "q.csv", with_second_phones(people(20)))], PERSON, said={}, id_column="id",
                   truth_column=None)  # fmt: skip
    found = resolve(records, PERSON)
    with pytest.raises(NotResolvable, match="several"):
        online.index(PERSON, found.model, found.layout, found.rows)


def test_two_files_of_several_kinds_are_linked(tmp_path: Path) -> None:
    """A kind that only one of two linked files holds finds nobody, and stops nothing."""
    rows = mixed_rows(typed=True)
    first = written(tmp_path / "a.csv", [row for row in rows if "a" in row["id"]])
    second = written(tmp_path / "b.csv", [row for row in rows if row["id"].startswith("b")])
    said = resolved(first, second, link=True, truth_column="entity")
    assert said["kinds"] == {"person": 120, "organisation": 60}
    assert said["pairs"]["f1"] > 0.95
