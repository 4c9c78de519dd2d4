"""The release matrix: JSON in `data` -> ReleasePolicy."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from watchfloor.disseminate.rules.release import KindRule, ReleasePolicy, Row


def matrix_bytes() -> bytes:
    """The matrix as it lies in the package: its hash goes to the ledger with each decision."""
    return (files("watchfloor.disseminate") / "data" / "release_matrix.json").read_bytes()


@cache
def release_policy() -> ReleasePolicy:
    """`data/release_matrix.json`. Raises KeyError or TypeError for a matrix that lacks a part."""
    table: dict[str, Any] = json.loads(matrix_bytes())
    imminent, reviews = table["imminent"], table["reviews"]
    return ReleasePolicy(
        kinds={kind: KindRule(**rule) for kind, rule in table["kinds"].items()},
        levels=_rows(table["levels"]),
        marks=_rows(table["marks"]),
        other_category=_row(table["other_category"]),
        tlp=_rows(table["tlp"]),
        classes=_rows(table["classes"]),
        no_tlp=_row(table["no_tlp"]),
        reviews=tuple(reviews["required"]),
        reviews_citation=_cited(reviews),
        need_citation=_cited(table["need_and_right"]),
        agreement_citation=_cited(table["agreement"]),
        imminent_hours=imminent["confirm_within_hours"],
        imminent_citation=_cited(imminent),
    )


def _rows(table: Mapping[str, Mapping[str, Any]]) -> dict[str, Row]:
    return {name: _row(row) for name, row in table.items()}


def _row(row: Mapping[str, Any]) -> Row:
    return Row(frozenset(row["kinds"]), _cited(row))


def _cited(row: Mapping[str, Any]) -> str:
    return f"{row['citation']} (text {row['text']})"
