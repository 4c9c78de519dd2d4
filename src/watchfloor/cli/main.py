"""watchfloor: the command line. Exit 0 done, 1 the work could not be done or a check found something, 2 wrong usage."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from watchfloor.cli import (
    asking,
    auditing,
    backing,
    feeding,
    groups,
    house,
    listing,
    output,
    packing,
    purging,
    resolving,
    running,
)
from watchfloor.cli.doing import AsJson, DataDir, actor, run

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False, help=__doc__)


@app.command()
def receive(
    files: Annotated[list[Path], typer.Argument(exists=True, readable=True, help="Files, folders, archives (tar).")],
    source: Annotated[str, typer.Option(help="Who sends it; an unknown name is made as an unverified source.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Bring in federal and partner information: STIX, CAP, CSAF, KEV, MISP, GeoJSON, feeds, mails, bulletins."""

    def work() -> Mapping[str, Any]:
        from watchfloor.receive import commands

        return commands.receive(files=files, source=source, by=actor(), now=house.now())

    run(work, data_dir=data_dir, made_by="receive", as_json=as_json, show=output.received)


@app.command()
def gather(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    mapping: Annotated[
        str, typer.Option(help="A shipped mapping (faa-uas, generic), suggest, or a file: ./my.json; not for XML.")
    ] = "suggest",
    agency: Annotated[str, typer.Option(help="Whose reports these are; the center if not given.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what each row would become; keep nothing.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Bring in a file of reports: each row becomes a tip, or a duplicate, or is set aside with its reasons."""

    def work() -> Mapping[str, Any]:
        from watchfloor.gather import commands

        with output.progress("rows") as progress:
            return commands.gather(
                file=file, mapping=mapping, agency=agency, dry_run=dry_run, by=actor(), now=house.now(),
                progress=progress,
            )  # fmt: skip

    run(work, data_dir=data_dir, made_by="gather", as_json=as_json, show=output.gathered)


@app.command()
def check(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Verify the ledger, the walls, retention, keys and storage; status 1 if anything was found."""

    def work() -> Mapping[str, Any]:
        from watchfloor.core import commands

        house.settle()
        return commands.check()

    said = run(work, data_dir=data_dir, made_by="check", as_json=as_json, show=output.checked)
    if not said["clean"]:
        raise typer.Exit(1)


@app.command()
def doctor(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """What this machine and this data directory are, and what is missing."""
    from watchfloor.cli import doctor as examine

    output.answer(examine.examine(data_dir), as_json=as_json)


def main() -> None:
    """The entry point; nothing but a clear line ever reaches the user."""
    feeding.mount(app)
    groups.mount(app)
    purging.mount(app)
    auditing.mount(app)
    backing.mount(app)
    running.mount(app)
    resolving.mount(app)
    listing.mount(app)
    packing.mount(app)
    asking.mount(app)
    try:
        app()
    except Exception as error:  # noqa: BLE001 - the last line before the user: no traceback reaches him
        output.failed(error)
        sys.exit(1)


if __name__ == "__main__":
    main()
