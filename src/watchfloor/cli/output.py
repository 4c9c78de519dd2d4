"""What a command prints: one JSON object alone on stdout, or a readable page; all else goes to stderr."""

import json
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.table import Table

from watchfloor.localdb.failure import stood_still

err = Console(stderr=True)
out = Console()


def answer(said: Mapping[str, Any], *, as_json: bool, show: Callable[[Mapping[str, Any]], None] | None = None) -> None:
    """Print the answer of a command."""
    if as_json:
        sys.stdout.write(json.dumps(said, default=str, ensure_ascii=False) + "\n")
    elif show:
        show(said)
    else:
        table(said)


def table(said: Mapping[str, Any]) -> None:
    """Name and value, a line each."""
    grid = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, value in said.items():
        grid.add_row(name.replace("_", " "), str(value))
    out.print(grid)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int], None]]:
    """A line on stderr that counts; silent when nobody looks at a terminal."""
    with err.status(f"0 {what}") as status:
        yield lambda n: status.update(f"{n:,} {what}")


def received(said: Mapping[str, Any]) -> None:
    """One line a file, then every reason."""
    grid = Table("file", "format", "state", "records", "opened", "updated", "unchanged", "set aside", box=None)
    for item in said["items"]:
        counts = item["counts"]
        grid.add_row(
            item["path"], item["format"], item["state"], str(item["records"]), str(counts["opened"]),
            str(counts["updated"]), str(counts["unchanged"]), str(counts["set_aside"]),
        )  # fmt: skip
    out.print(grid)
    for item in said["items"]:
        for reason in item["reasons"][:20]:
            out.print(f"  {item['path']}: {reason}", highlight=False)


def gathered(said: Mapping[str, Any]) -> None:
    """The three counts, then the rows set aside with their reasons; of a dry run each row with what it would become."""
    if "opens" in said:
        table({name: said[name] for name in ("opens", "known", "set_aside")})
        for row in said["rows"]:
            told = " ".join((*row["reasons"], row["when"], row["title"], *row["behaviors"]))
            out.print(f"  {row['place']} {row['becomes']}: {told}", highlight=False)
        return
    table({name: said[name] for name in ("rows", "opened", "duplicates")} | {"set_aside": len(said["set_aside"])})
    for row in said["set_aside"][:20]:
        out.print(f"  {row['place']}: {' '.join(row['reasons'])}", highlight=False)


def checked(said: Mapping[str, Any]) -> None:
    """Clean, or every finding with its way out."""
    if said["clean"]:
        out.print("clean: the ledger verifies and nothing is where it must not be")
    for finding in said["findings"]:
        out.print(f"  {finding['about']}: {finding['text']} - {finding['way_out']}", highlight=False)


def figures(said: Mapping[str, Any]) -> None:
    """A line a figure: ours, the peer's, the ratio."""
    grid = Table("figure", "value", "unit", "peer", "ratio", "runs", box=None, title=said["bench"])
    for f in said["figures"]:
        cells = (f["name"], f["value"], f["unit"], f["peer"], f["ratio"], f["runs"])
        grid.add_row(*("-" if cell is None else str(cell) for cell in cells))
    out.print(grid)


def failed(error: Exception) -> None:
    """What was not expected: its kind and place for whoever mends it, none of the values it was working on."""
    if stood_still(error):
        err.print(
            "This machine stood still for longer than a transaction may stay open: it slept, was paused, or has far"
            " too much to do. What was finished is kept, the rest was taken back: run the same command again."
        )
        return
    err.print(f"This failed in a way nobody foresaw: {type(error).__name__}. What was done before it is kept.")
    for frame in traceback.extract_tb(error.__traceback__)[-4:]:
        err.print(f"  {frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}", highlight=False)
    err.print("Run `watchfloor check`; report these lines.", highlight=False)
