"""The matching engine beside Splink, on made-up people: CPU seconds, memory, pair F1, each in a process of its own."""

import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console

from watchfloor.bench import plot, population
from watchfloor.bench.figures import Figure, ratio

RECORDS = 1_000_000
# the same people with so many times the errors, in files of so many records at most
TIMES, SWEPT = (0.5, 2.0, 3.0), 50_000
MINUTES = 30
PLOT = Path("bench-resolution.svg")
PEER = "Splink 5.0.0"
Answers = list[dict[str, Any]]


def measure(runs: int, say: Console, *, rows: int = RECORDS) -> list[Figure]:
    """Ours and Splink's by turns, then other rates of error; without the dependency group `peers` ours alone.

    Writes a plot into the folder where it is called.
    """
    peer = find_spec("splink") is not None
    if not peer:
        say.print("Splink is not installed: uv sync --group peers", highlight=False)
    with tempfile.TemporaryDirectory(prefix="wf-bench-") as folder:
        path = population.write(Path(folder) / "people.parquet", rows)
        _ours(path)  # compiles, where nothing has been compiled yet
        ours, theirs = _by_turns(path, max(runs, 1), peer=peer)
        arriving = [
            _answer([sys.executable, "-m", "watchfloor.bench.streaming", str(path)]) for _ in range(max(runs, 1))
        ]
        figures = _compared(f"{rows:,} people", ours, theirs, say) + _rates(ours) + _arriving(rows, arriving)
        for much in TIMES:
            records = min(rows, SWEPT)
            path = population.write(path, records, rates=population.Rates().times(much))
            figures += _swept(f"{records:,} people, {much:g} times the errors", *_by_turns(path, 1, peer=peer))
    drawn = plot.bars(f"Made-up people resolved: Watchfloor beside {PEER}", figures, PEER)
    if drawn:
        PLOT.write_text(drawn, encoding="utf-8")
        say.print(f"plot: {PLOT.resolve()}", highlight=False)
    return figures


def _by_turns(path: Path, runs: int, *, peer: bool) -> tuple[Answers, Answers]:
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(_ours(path))
        theirs += [_answer([sys.executable, "-m", "watchfloor.bench.splinked", str(path)])] if peer else []
    return ours, theirs


def _compared(what: str, ours: Answers, theirs: Answers, say: Console) -> list[Figure]:
    told = (
        ("CPU seconds", "s", "cpu_seconds"), ("peak memory", "MB", "peak_mb"),
        ("pair F1, Splink's best threshold", "", "f1"), ("B-cubed F1, Splink's best threshold", "", "b_cubed"),
    )  # fmt: skip
    for name, _, key in told:
        for who, answers in (("ours", ours), ("Splink", theirs)):
            values = sorted(one[key] for one in answers)
            if values:
                say.print(f"{name}: {who} {median(values):.4f} ({values[0]:.4f} to {values[-1]:.4f})", highlight=False)
    return [_figure(f"{what}: {name}", unit, ours, theirs, key) for name, unit, key in told]


def _swept(what: str, ours: Answers, theirs: Answers) -> list[Figure]:
    return [_figure(f"{what}: pair F1", "", ours, theirs, "f1")]


def _rates(ours: Answers) -> list[Figure]:
    each = [one["candidates"] / (one["stages"]["block"] + one["stages"]["score"]) for one in ours]
    return [
        Figure("candidates", ours[0]["candidates"], "pairs"),
        Figure("candidates blocked and weighed", round(median(each)), "pairs/CPU s", runs=len(ours)),
    ]


def _arriving(rows: int, told: Answers) -> list[Figure]:
    """What bench.streaming measured: arrivals one by one, one against all, a name against a list."""
    named = (
        ("stream_cpu_s", f"{rows:,} records taken in one after the other", "CPU s"),
        ("stream_f1", "pair F1 of the stream", ""), ("stream_closed_keys", "keys closed in the stream", "keys"),
        ("index_cpu_s", f"index of {rows:,} records built", "CPU s"),
        ("one_record_ms_p50", f"one record against {rows:,}, median", "CPU ms"),
        ("one_record_ms_p99", f"one record against {rows:,}, 99th of a hundred", "CPU ms"),
        ("list_cpu_s", "list of 20,000 entries with aliases indexed", "CPU s"),
        ("screenings_a_cpu_s", "names screened against 20,000 entries with aliases", "/CPU s"),
    )  # fmt: skip
    return [Figure(name, round(median(one[key] for one in told), 4), unit, runs=len(told)) for key, name, unit in named]


def _figure(name: str, unit: str, ours: Answers, theirs: Answers, key: str) -> Figure:
    value = round(median(float(one[key]) for one in ours), 4)
    other = round(median(float(one[key]) for one in theirs), 4) if theirs else None
    return Figure(name, value, unit, other, ratio(value, other), len(ours))


def _ours(path: Path) -> dict[str, Any]:
    words = ["resolve", str(path), "--id", "record_id", "--truth-column", "person", "--json"]
    said = _answer([sys.executable, "-m", "watchfloor.cli.main", *words])
    return said | {"f1": said["pairs"]["f1"], "b_cubed": said["b_cubed"]["f1"]}


def _answer(words: list[str]) -> dict[str, Any]:
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60 * MINUTES)
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said
