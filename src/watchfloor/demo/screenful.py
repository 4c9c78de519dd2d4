"""One screen that says what the exercise center found."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from watchfloor.demo.working import Worked

MOST = 6


def show(worked: Worked, told: Mapping[str, Any], say: Console) -> None:
    """Print to stderr: the connected reports and why, the implications, the bulletin and who got it, the ledger."""
    say.rule("EXERCISE  Watchfloor at work  EXERCISE")
    say.print(f"[bold]{told['reports']} reports came in. {worked.connected} of them belong together:[/bold]")
    reports = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for row in worked.reports[: MOST + 2]:
        seen = row.occurred_at or row.opened_at
        reports.add_row(f"{seen:%b %d, %H:%M}", row.title)
    say.print(reports)
    for because in list(dict.fromkeys(tie.because for tie in worked.ties))[:4]:
        say.print(f"  because: {because}", highlight=False)
    say.print(f"\n[bold]What a federal threat means here:[/bold] {worked.threat}", highlight=False)
    touched = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    shown = [one for one in worked.implications if one[0] == "report"][:2]
    shown += [one for one in worked.implications if one[0] == "asset"][: MOST - len(shown)]
    for kind, name, because in shown:
        touched.add_row(kind, name, because)
    say.print(touched)
    if len(worked.implications) > len(shown):
        say.print(f"  and {len(worked.implications) - len(shown)} more, each with its reason")
    say.print(f"\n[bold]Released:[/bold] {worked.number}, {worked.title}", highlight=False)
    say.print(
        f"  {worked.statements} statements, each with its sources; reviewed by two; {len(worked.recipients)} people"
        f" got it, {worked.acknowledged} acknowledged: {', '.join(worked.recipients[:4])} ...",
        highlight=False,
    )
    say.print(f"\n[bold]{told['facts']} facts on the ledger[/bold], sealed and signed. {told['seconds']} s in all.")
