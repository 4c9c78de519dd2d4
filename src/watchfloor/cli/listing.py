"""Watch lists: brought in, shown, and suspects screened against them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from watchfloor.cli import house, output
from watchfloor.cli.doing import AsJson, DataDir, actor, run

lists_app = typer.Typer(no_args_is_help=True, help="Watch lists as reference sets.")


def mount(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(lists_app, name="lists")
    app.command()(screen)


@lists_app.command("import")
def lists_import(
    name: Annotated[str, typer.Argument(metavar="LIST", help="A shipped list (ofac-sdn) or a mapping: ./my.json")],
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, readable=True, help="One edition.")],
    fewer: Annotated[bool, typer.Option("--fewer", help="More than half of the standing entries may end.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Bring in an edition of a watch list: all its files at once, packed by gzip or not."""

    def work() -> Mapping[str, Any]:
        from watchfloor.analyze import commands

        return commands.import_list(name=name, files=files, fewer=fewer, by=actor(), now=house.now())

    run(work, data_dir=data_dir, made_by="lists import", as_json=as_json)


@lists_app.command("show")
def lists_show(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Which lists stand, how old they are, how many entries they hold, and what each edition changed."""

    def work() -> Mapping[str, Any]:
        from watchfloor.analyze import commands

        return commands.lists(now=house.now())

    run(work, data_dir=data_dir, made_by="lists show", as_json=as_json, show=_shown)


def screen(
    by: Annotated[str, typer.Option(help="Login of the person who screens.")],
    purpose: Annotated[str, typer.Option(help="What for, such as criminal-investigation or sar-vetting.")],
    case: Annotated[str, typer.Option(help="The case, where the purpose needs one: number and agency.")] = "",
    lists: Annotated[list[str] | None, typer.Option("--list", help="Only this list; may be said again.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Hold suspects whom records name against watch lists; a person answers each hit (/matches/lists/)."""

    def work() -> Mapping[str, Any]:
        from watchfloor.analyze import commands
        from watchfloor.cli.acting import must_be_exercise_or

        must_be_exercise_or("screen", login=by)
        return commands.screen(by=by, purpose=purpose, case=case, codes=lists or [], now=house.now())

    run(work, data_dir=data_dir, made_by="screen", as_json=as_json)


def _shown(said: Mapping[str, Any]) -> None:
    for one in said["lists"]:
        age = f"{one['age_days']} days old" + (", which is too old" if one["stale"] else "")
        output.out.print(f"{one['list']}: {one['name']}, edition {one['edition']}, {one['entries']:,} entries, {age}")
        for edition in one["editions"]:
            output.out.print(
                f"  {edition['edition']}: {edition['added']:,} added, {edition['changed']:,} changed,"
                f" {edition['delisted']:,} delisted, {edition['imported_at'][:10]}"
            )
    if not said["lists"]:
        output.out.print("No list stands. Bring one in: watchfloor lists import ofac-sdn FILE...")
