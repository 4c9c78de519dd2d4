"""Topic packs: which there are, taking one, removing one."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from watchfloor.cli import house, output
from watchfloor.cli.doing import AsJson, DataDir, run

packs_app = typer.Typer(no_args_is_help=True, help="Topic packs: needs, indicators, playbooks and product lines.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="As `packs list` says it.")]


def mount(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(packs_app, name="packs")


@packs_app.command("list")
def packs_list(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Which packs there are, what each brings, and which stand."""

    def work() -> Mapping[str, Any]:
        from watchfloor.plan import commands

        return {"packs": commands.packs(now=house.now())}

    run(work, data_dir=data_dir, made_by="packs list", as_json=as_json, show=_shown)


@packs_app.command("take")
def packs_take(name: Name, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Put a pack before the privacy officer; nothing of it counts until she approved it (/needs/packs/)."""

    def work() -> Mapping[str, Any]:
        from watchfloor.plan import commands

        return commands.take_pack(name=name, now=house.now())

    run(work, data_dir=data_dir, made_by="packs take", as_json=as_json)


@packs_app.command("remove")
def packs_remove(name: Name, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Remove a pack: needs that nobody changed are retired, what somebody changed stays."""

    def work() -> Mapping[str, Any]:
        from watchfloor.plan import commands

        return commands.remove_pack(name=name, now=house.now())

    run(work, data_dir=data_dir, made_by="packs remove", as_json=as_json)


def _shown(said: Mapping[str, Any]) -> None:
    for one in said["packs"]:
        output.out.print(f"{one['name']:24} {one['state']:10} {one['needs']} needs. {one['title']}", highlight=False)
