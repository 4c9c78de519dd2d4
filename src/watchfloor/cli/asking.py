"""RFIs as files between centers: out, in, and whose are believed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from watchfloor.cli import house
from watchfloor.cli.doing import AsJson, DataDir, actor, run

rfi_app = typer.Typer(
    no_args_is_help=True, help="Requests for information as signed files (docs/reference/rfi-file.md)."
)
By = Annotated[str, typer.Option(help="Login of the person who does it.")]


def mount(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(rfi_app, name="rfi")


@rfi_app.command("export")
def export(
    rfi: Annotated[str, typer.Argument(metavar="ID", help="The id in the address of its page.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    by: By,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Write an RFI of ours that was sent, or our answer on one that came by a file, signed by this house."""

    def work() -> Mapping[str, Any]:
        from watchfloor.cli.acting import must_be_exercise_or
        from watchfloor.disseminate import commands

        must_be_exercise_or("export an RFI", login=by)
        return commands.write_rfi(rfi=rfi, to=out, login=by, now=house.now())

    run(work, data_dir=data_dir, made_by="rfi export", as_json=as_json)


@rfi_app.command("import")
def bring(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    by: By,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Bring in an RFI or an answer of another center; what nobody known signed is set aside; again is unchanged."""

    def work() -> Mapping[str, Any]:
        from watchfloor.cli.acting import must_be_exercise_or
        from watchfloor.plan import commands

        must_be_exercise_or("bring in an RFI", login=by)
        return commands.import_rfi(file=file, login=by, now=house.now())

    run(work, data_dir=data_dir, made_by="rfi import", as_json=as_json)


@rfi_app.command("key")
def key(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """The key that our files are signed by; give it to other centers on another way than the files."""

    def work() -> Mapping[str, Any]:
        from watchfloor.disseminate import commands

        return commands.own_key()

    run(work, data_dir=data_dir, made_by="rfi key", as_json=as_json)


@rfi_app.command("trust")
def trust(
    vkey: Annotated[str, typer.Argument(metavar="KEY", help="The verifier key, as `rfi key` prints it there.")],
    agency: Annotated[str, typer.Option(help="Whose key it is: its short name in the registry.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Believe files that this key signed as those of an agency; the key must have come on another way."""

    def work() -> Mapping[str, Any]:
        from watchfloor.plan import commands

        return commands.trust_signer(agency=agency, vkey=vkey, by=actor(), now=house.now())

    run(work, data_dir=data_dir, made_by="rfi trust", as_json=as_json)


@rfi_app.command("distrust")
def distrust(
    agency: Annotated[str, typer.Argument(help="Its short name in the registry.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Believe no key of this agency any more."""

    def work() -> Mapping[str, Any]:
        from watchfloor.plan import commands

        return commands.end_signer(agency=agency, by=actor(), now=house.now())

    run(work, data_dir=data_dir, made_by="rfi distrust", as_json=as_json)
