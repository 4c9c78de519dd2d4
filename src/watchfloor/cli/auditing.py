"""The audit pack at the command line: checked with nothing but the file."""

from pathlib import Path
from typing import Annotated

import typer

from watchfloor.cli import output
from watchfloor.cli.doing import AsJson, fail
from watchfloor.protect.formats import pack
from watchfloor.tlog import notes

audit_app = typer.Typer(no_args_is_help=True, help="Audit packs, as the privacy desk makes them.")


def mount(app: typer.Typer) -> None:
    """Add the group of this file."""
    app.add_typer(audit_app, name="audit-pack")


@audit_app.callback()
def _group() -> None:
    """Keeps `verify` a command of its own while it is the only one."""


@audit_app.command("verify")
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="An audit pack.")],
    key: Annotated[Path | None, typer.Option(exists=True, help="A file with the public key you were given.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check every file and the signature of a pack without a house; status 1 if anything is wrong with it."""
    try:
        given = notes.read_vkey(key.read_text(encoding="utf-8")) if key else None
    except ValueError:
        fail(f"{key}: this is no public key of a ledger.")
    findings = pack.verify(file.read_bytes(), key=given)
    output.answer({"findings": findings, "key": "given" if given else "the file's own"}, as_json=as_json)
    if findings:
        raise typer.Exit(1)
