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

from watchfloor.bench import population
from watchfloor.bench.figures import Figure, ratio

RECORDS = 1_000_000
MINUTES = 30


def measure(runs: int, say: Console) -> list[Figure]:
    """Ours and Splink's by turns; without the dependency group `peers` ours alone, and it says so."""
    with tempfile.TemporaryDirectory(prefix="wf-bench-") as folder:
        path = population.write(Path(folder) / "people.parquet", RECORDS)
        peer = find_spec("splink") is not None
        if not peer:
            say.print("Splink is not installed: uv sync --group peers", highlight=False)
        _ours(path)  # compiles, where nothing has been compiled yet
        ours, theirs, arriving = [], [], list[dict[str, Any]]()
        for _ in range(max(runs, 1)):
            ours.append(_ours(path))
            theirs += [_answer([sys.executable, "-m", "watchfloor.bench.splinked", str(path)])] if peer else []
            arriving.append(_answer([sys.executable, "-m", "watchfloor.bench.streaming", str(path)]))
    return [
        _figure("people resolved, beside Splink", "CPU s", [one["cpu_seconds"] for one in ours], theirs, "cpu_seconds"),
        _figure("peak memory, beside Splink", "MB", [one["peak_mb"] for one in ours], theirs, "peak_mb"),
        _figure("pair F1, beside Splink's best threshold", "", [one["pairs"]["f1"] for one in ours], theirs, "f1"),
        Figure("candidates", ours[0]["candidates"], "pairs"),
        Figure(
            "candidates blocked and weighed",
            round(median(o["candidates"] / (o["stages"]["block"] + o["stages"]["score"]) for o in ours)),
            "pairs/CPU s", runs=len(ours),
        ),
        *_arriving(arriving),
    ]  # fmt: skip


def _arriving(told: list[dict[str, Any]]) -> list[Figure]:
    """What bench.streaming measured: arrivals one by one, one against all, a name against a list."""
    named = (
        ("stream_cpu_s", f"{RECORDS:,} records taken in one after the other", "CPU s"),
        ("stream_f1", "pair F1 of the stream", ""), ("stream_closed_keys", "keys closed in the stream", "keys"),
        ("index_cpu_s", f"index of {RECORDS:,} records built", "CPU s"),
        ("one_record_ms_p50", f"one record against {RECORDS:,}, median", "CPU ms"),
        ("one_record_ms_p99", f"one record against {RECORDS:,}, 99th of a hundred", "CPU ms"),
        ("list_cpu_s", "list of 20,000 entries with aliases indexed", "CPU s"),
        ("screenings_a_cpu_s", "names screened against 20,000 entries with aliases", "/CPU s"),
    )  # fmt: skip
    return [Figure(name, round(median(one[key] for one in told), 4), unit, runs=len(told)) for key, name, unit in named]


def _figure(name: str, unit: str, values: list[float], theirs: list[dict[str, Any]], key: str) -> Figure:
    value = round(median(values), 4)
    other = round(median(float(one[key]) for one in theirs), 4) if theirs else None
    return Figure(f"{RECORDS:,} {name}", value, unit, other, ratio(value, other), len(values))


def _ours(path: Path) -> dict[str, Any]:
    words = ["resolve", str(path), "--id", "record_id", "--truth-column", "person", "--json"]
    return _answer([sys.executable, "-m", "watchfloor.cli.main", *words])


def _answer(words: list[str]) -> dict[str, Any]:
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60 * MINUTES)
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said
