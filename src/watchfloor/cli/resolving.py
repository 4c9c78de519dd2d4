"""`watchfloor resolve`: who is who in files, without a house: no database, no settings."""

import resource
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from watchfloor.cli import output
from watchfloor.cli.doing import AsJson, fail

READ = {"exists": True, "dir_okay": False, "readable": True}


def mount(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(resolve)


def resolve(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, readable=True)],
    kind: Annotated[str, typer.Option(help="person, organization, vehicle, place, identifier; or a file.")] = "person",
    id_column: Annotated[str | None, typer.Option("--id", help="The column that names a record.")] = None,
    map_: Annotated[
        str, typer.Option("--map", help="FIELD=COLUMN,...; COLUMN+COLUMN joins two; FIELD may come again.")
    ] = "",
    mapping: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="The same as a JSON file.")] = None,
    link: Annotated[bool, typer.Option("--link", help="Match only across two files.")] = False,
    truth_column: Annotated[
        str | None, typer.Option(help="A column that says who is who, to be scored against.")
    ] = None,
    truth: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Pairs of ids of the same.")] = None,
    threshold: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="Probability from which two are one.")
    ] = None,
    model: Annotated[Path | None, typer.Option(help="A frozen model; made there if the file does not exist.")] = None,
    out: Annotated[Path | None, typer.Option(help="Clusters, as .parquet or .csv.")] = None,
    explain: Annotated[Path | None, typer.Option(help="Every pair with its weights, as .parquet or .csv.")] = None,
    estimate: Annotated[
        Path | None, typer.Option(help="Estimate anew into this file, and list which clusters would change.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find the records that are the same person, organization, vehicle, place or identifier, without labels."""
    from watchfloor.resolution.failure import NotResolvable
    from watchfloor.resolution.run import Asked, answer

    asked = Asked(
        tuple(files), kind, id_column, map_, mapping, link, truth_column, truth, threshold, model, out, explain,
        estimate,
    )  # fmt: skip
    try:
        said = answer(asked)
    except NotResolvable as error:
        fail(str(error))
    own, ended = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    said["cpu_seconds"] = round(time.process_time() + ended.ru_utime + ended.ru_stime, 3)
    # kilobytes on Linux, bytes on macOS
    said["peak_mb"] = round(own.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10), 1)
    output.answer(said, as_json=as_json, show=show)


def show(said: Mapping[str, Any]) -> None:
    """A page to read."""
    plain = ("records", "candidates", "clusters", "threshold", "model", "cpu_seconds", "peak_mb")
    output.table({name: said[name] for name in plain})
    for name in ("pairs", "b_cubed"):
        if name in said:
            output.table({name: "  ".join(f"{k} {v:.4f}" for k, v in said[name].items())})
    if "changes" in said:
        output.table({f"clusters {what}": said["changes"][what] for what in ("joined", "split", "redrawn")})
        for one in said["changes"]["listed"]:
            groups = ("  |  ".join(" ".join(group) for group in one[when]) for when in ("before", "after"))
            output.out.print(f"  {one['what']}: {'  ->  '.join(groups)}", highlight=False)
    for note in said["notes"]:
        output.out.print(f"  {note}", highlight=False)
