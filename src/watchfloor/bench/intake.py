"""Intake: rows of a report file per CPU second, through the real action; and reports that machines hand over."""

from django.utils import timezone
from rich.console import Console

from watchfloor.bench import grouping, handed, triage
from watchfloor.bench.clock import CpuMeter
from watchfloor.bench.figures import Figure, spread_of
from watchfloor.bench.rows import make_reports
from watchfloor.gather.actions.files import accept
from watchfloor.people.actions.directory import add_agency
from watchfloor.protect.actions.admit import admit_service

ROWS = 100_000


def measure(server_pid: int, runs: int, say: Console, *, rows: int = ROWS) -> list[Figure]:
    """`rows` rows a run, each run other rows, into the same growing house."""
    by = admit_service(service="operator", now=timezone.now())
    agency = add_agency(code="BENCH", name="Bench center", kind="center", is_center=True, by=by)
    seed = 0

    def run() -> float:
        nonlocal seed
        seed += 1
        content = b"".join(make_reports(rows, seed))
        with CpuMeter(server_pid) as meter:
            results = list(accept(content=content, mapping="generic", agency_id=agency, by=by, now=timezone.now()))
        assert results[-1].opened == rows
        say.print(f"  {rows / meter.total:,.0f} rows/CPU s (ours {meter.own:.1f} s, server {meter.server:.1f} s)")
        return rows / meter.total

    spread = spread_of(runs, run)
    return [
        Figure(f"gather of {rows:,} rows", round(spread.median), "rows/CPU s", None, None, runs),
        *handed.measure(server_pid, runs, say),
        *triage.measure(server_pid, say, agency=agency),
        *grouping.measure(server_pid, runs, say, reports=rows * 10),
    ]
