"""The matching engine beside Splink, on made-up people: CPU seconds, memory, pair F1, each in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from rich.console import Console

from watchfloor.bench import plot, population
from watchfloor.bench.figures import Figure, ratio

RECORDS = 1_000_000
SMALL = 20_000
# the same people with so many times the errors, in files of so many records at most
TIMES, SWEPT = (0.5, 2.0, 3.0), 50_000
MINUTES = 30
SCORES = (("pair F1, Splink's best threshold", "f1"), ("B-cubed F1, Splink's best threshold", "b_cubed"))
# Splink's own set, where it lies beside the checkout or where the tests find it, and what its columns are called here
REAL = Path("er_fake_1000/fake_1000.csv.gz")
CALLED = {"unique_id": "record_id", "first_name": "given_name", "surname": "family_name", "dob": "birth_date",
          "city": "city", "email": "email", "cluster": "person"}  # fmt: skip
PLOT = Path("bench-resolution.svg")
PEER = "Splink 5.0.0"
Answers = list[dict[str, Any]]


def measure(runs: int, say: Console, *, rows: int = RECORDS) -> list[Figure]:
    """Ours and Splink's by turns, then other rates of error; without the dependency group `peers` ours alone.

    Both keep their byte code, and we our machine code, as an installed program does; what making it costs is a figure
    of its own. Scoring against the truth is in nobody's time. Writes a plot into the folder where it is called.
    """
    peer = find_spec("splink") is not None
    if not peer:
        say.print("Splink is not installed: uv sync --group peers", highlight=False)
    with tempfile.TemporaryDirectory(prefix="wf-bench-") as folder:
        path = population.write(Path(folder) / "people.parquet", min(rows, SMALL))
        kernels = {"NUMBA_CACHE_DIR": str(Path(folder) / "kernels")}
        cold = _ours(path, kernels)["stages"]["compile"]
        _by_turns(path, 1, kernels, peer=peer)  # loads what either keeps
        path = population.write(path, rows)
        ours, theirs = _by_turns(path, max(runs, 1), kernels, peer=peer)
        figures = [Figure("machine code, made at the first start", cold, "CPU s")]
        figures += _compared(f"{rows:,} people", ours, theirs, say) + _rates(ours)
        for much in TIMES:
            records = min(rows, SWEPT)
            path = population.write(path, records, rates=population.Rates().times(much))
            swept = _by_turns(path, 1, kernels, peer=peer)
            figures += _swept(f"{records:,} people, {much:g} times the errors", *swept)
        figures += _real(path, kernels, say, peer=peer)
        path = population.write(path, rows)
        arriving = [_answer(["watchfloor.bench.streaming", str(path)], kernels) for _ in range(max(runs, 1))]
        figures += _arriving(rows, arriving)
    drawn = plot.bars(f"Made-up people resolved: Watchfloor beside {PEER}", figures, PEER)
    if drawn:
        PLOT.write_text(drawn, encoding="utf-8")
        say.print(f"plot: {PLOT.resolve()}", highlight=False)
    return figures


def _real(path: Path, kernels: Mapping[str, str], say: Console, *, peer: bool) -> list[Figure]:
    """Splink's own thousand records, if they are at hand."""
    folders = [Path(os.environ[name]) for name in ("WATCHFLOOR_TEST_DATA",) if name in os.environ]
    there = [one / REAL for one in (*folders, Path("../shared/data")) if (one / REAL).is_file()]
    if not there:
        say.print(f"{REAL.name} is not at hand: $WATCHFLOOR_TEST_DATA names the folder", highlight=False)
        return []
    read = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(CALLED, pa.string()), strings_can_be_null=True)
    table = pyarrow.csv.read_csv(there[0], convert_options=read).select(list(CALLED))
    pyarrow.parquet.write_table(table.rename_columns(list(CALLED.values())), path)
    ours, theirs = _by_turns(path, 1, kernels, peer=peer)
    return [_figure(f"fake_1000: {name}", "", ours, theirs, key) for name, key in SCORES]


def _by_turns(path: Path, runs: int, kernels: Mapping[str, str], *, peer: bool) -> tuple[Answers, Answers]:
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(_ours(path, kernels))
        theirs += [_answer(["watchfloor.bench.splinked", str(path)], {})] if peer else []
    return ours, theirs


def _compared(what: str, ours: Answers, theirs: Answers, say: Console) -> list[Figure]:
    told = (
        ("CPU seconds", "s", "cpu_seconds"), ("peak memory", "MB", "peak_mb"),
        *((name, "", key) for name, key in SCORES),
    )  # fmt: skip
    for name, _, key in told:
        for who, answers in (("ours", ours), ("Splink", theirs)):
            values = sorted(one[key] for one in answers)
            if values:
                say.print(f"{name}: {who} {median(values):.4f} ({values[0]:.4f} to {values[-1]:.4f})", highlight=False)
    return [_figure(f"{what}: {name}", unit, ours, theirs, key) for name, unit, key in told]


def _swept(what: str, ours: Answers, theirs: Answers) -> list[Figure]:
    return [_figure(f"{what}: {name}", "", ours, theirs, key) for name, key in SCORES]


def _rates(ours: Answers) -> list[Figure]:
    each = [one["candidates"] / (one["stages"]["block"] + one["stages"]["score"]) for one in ours]
    return [
        Figure("candidates", ours[0]["candidates"], "pairs"),
        Figure("candidates blocked and weighed", round(median(each)), "pairs/CPU s", runs=len(ours)),
    ]


def _arriving(rows: int, told: Answers) -> list[Figure]:
    """What bench.streaming measured: arrivals one by one, one against all, a name against a list."""
    one = f"one record against {rows:,}"
    named = (
        ("stream_cpu_s", f"{rows:,} records taken in one after the other", "CPU s", ""),
        ("stream_f1", "pair F1 of the stream", "", ""), ("stream_closed_keys", "keys closed in the stream", "keys", ""),
        ("index_cpu_s", f"index of {rows:,} records built", "CPU s", ""),
        ("one_record_ms_p50", f"{one}, tantivy beside, median", "CPU ms", "tantivy_ms_p50"),
        ("one_record_ms_p99", f"{one}, tantivy beside, 99th of a hundred", "CPU ms", "tantivy_ms_p99"),
        ("one_record_a_cpu_s", f"{one}, tantivy beside", "/CPU s", "tantivy_a_cpu_s"),
        ("one_record_recall", f"{one}, tantivy beside, recall", "", "tantivy_recall"),
        ("list_cpu_s", "list of 20,000 entries with aliases indexed", "CPU s", ""),
        ("screenings_a_cpu_s", "names screened against 20,000 entries with aliases", "/CPU s", ""),
    )  # fmt: skip
    return [_arrived(name, unit, told, key, peer) for key, name, unit, peer in named]


def _arrived(name: str, unit: str, told: Answers, key: str, peer: str) -> Figure:
    value = round(median(one[key] for one in told), 4)
    other = round(median(one[peer] for one in told), 4) if peer and all(peer in one for one in told) else None
    return Figure(name, value, unit, other, ratio(value, other), len(told))


def _figure(name: str, unit: str, ours: Answers, theirs: Answers, key: str) -> Figure:
    value = round(median(float(one[key]) for one in ours), 4)
    other = round(median(float(one[key]) for one in theirs), 4) if theirs else None
    return Figure(name, value, unit, other, ratio(value, other), len(ours))


def _ours(path: Path, kernels: Mapping[str, str]) -> dict[str, Any]:
    words = ["resolve", str(path), "--id", "record_id", "--truth-column", "person", "--json"]
    said = _answer(["watchfloor.cli.main", *words], kernels)
    told = said["pairs"]["f1"], said["b_cubed"]["f1"], said["cpu_seconds"] - said["stages"]["truth"]
    return said | dict(zip(("f1", "b_cubed", "cpu_seconds"), told, strict=True))


def _answer(words: list[str], more: Mapping[str, str]) -> dict[str, Any]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-m", *words], capture_output=True, text=True, check=True, timeout=60 * MINUTES,
        env={**kept, **more},
    )  # fmt: skip
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said
