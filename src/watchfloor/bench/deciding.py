"""What a decision costs beside Cedar in batches, and whether both decide alike; CPU time of this process alone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from random import Random
from statistics import median
from time import process_time
from typing import Any

from rich.console import Console

from watchfloor.bench.cases import Case, make_cases, make_labels
from watchfloor.bench.figures import Figure, ratio
from watchfloor.protect.actions.admit import decisions
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.access import may_read

CASES, RECORDS, LABELS = 20_000, 10_000, 300
Way = Callable[[], list[bool]]


def measure(runs: int, say: Console, *, rows: int = RECORDS) -> list[Figure]:
    """Ours and Cedar's by turns; without the dependency group `peers` ours alone, and it says so."""
    cedar: Any = import_module("watchfloor.bench.cedar") if find_spec("cedarpy") else None
    if cedar is None:
        say.print("  Cedar is not installed: uv sync --group peers", highlight=False)
    records = records_of_one(min(rows, RECORDS))
    ours, asked = Reader(records), cedar.Asked(records) if cedar else None
    ways: dict[str, Way] = {
        f"by its label, {LABELS} labels of its reader remembered": ours.remembered,
        f"by its label, {LABELS} labels of its reader decided anew": ours.anew,
        "by the rule itself, with its reasons": lambda: ruled(records),
    }
    figures = list[Figure]()
    for name, way in ways.items():
        pairs = [(_each(way), _each(asked.answers) if asked else 0.0) for _ in range(max(runs, 1))]
        value, other = (median(values) / len(records) for values in zip(*pairs, strict=True))
        full = f"decision on one of {len(records):,} records, {name} (peer: cedarpy batch)"
        figures.append(Figure(full, round(value, 4), "CPU us", round(other, 2) or None, ratio(value, other), runs))
    return [*figures, _differences(cedar, min(rows, CASES))]


def ruled(cases: Sequence[Case]) -> list[bool]:
    """Each by the pure rule, nothing remembered."""
    policy = load()
    return [
        bool(may_read(one.label, one.standing, purpose=one.purpose, case_ref=one.case_ref, policy=policy, on=one.on))
        for one in cases
    ]


def _differences(cedar: Any, many: int) -> Figure:
    """Not known without Cedar."""
    cases, differ = list(make_cases(many, 1)), None
    if cedar:
        differ = sum(ours != theirs for ours, theirs in zip(ruled(cases), cedar.Asked(cases).answers(), strict=True))
    return Figure(f"of {many:,} random cases, decided otherwise by Cedar", differ, "cases")


def records_of_one(many: int) -> list[Case]:
    """Records of one reader, most of them under few of the labels."""
    rng, labels = Random(2), make_labels(LABELS, 2)
    reader = replace(next(make_cases(1, 2)).standing, of_center=True, role="analyst", release_level="CUI")
    borne = rng.choices(labels, [1 / (rank + 20) for rank in range(LABELS)], k=many)
    return [Case(reader, label, "threat-assessment", "26-0141 NFC") for label in borne]


class Reader:
    """As a page decides: the reader's labels first, then each record by the label that it bears."""

    def __init__(self, records: Sequence[Case]) -> None:
        self._first = records[0]
        numbers = {label: number for number, label in enumerate(dict.fromkeys(one.label for one in records))}
        self._labels = {number: tuple(atom.print() for atom in label) for label, number in numbers.items()}
        self._borne = [numbers[one.label] for one in records]
        self._strangers = count(-1, -1)
        self.remembered()

    def remembered(self) -> list[bool]:
        """By what was decided for the same standing, purpose and day before."""
        return self._decided(self._first.standing.person_id)

    def anew(self) -> list[bool]:
        """By somebody of the same standing whom nothing was decided for yet."""
        return self._decided(next(self._strangers))

    def _decided(self, person_id: int) -> list[bool]:
        one = self._first
        standing = replace(one.standing, person_id=person_id)
        table = decisions(standing, purpose=one.purpose, case_ref=one.case_ref, labels=self._labels, on=one.on)
        opened = {number for number, decision in table.items() if decision}
        return [number in opened for number in self._borne]


def _each(way: Way) -> float:
    """CPU microseconds."""
    begun = process_time()
    way()
    return 1e6 * (process_time() - begun)
