"""Purge, scrub, and the certificate of a purge, which is checked without a house."""

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from watchfloor.cli import house, output
from watchfloor.cli.doing import AsJson, DataDir, fail, run
from watchfloor.protect.formats import certificate as form
from watchfloor.tlog import notes

certificate_app = typer.Typer(no_args_is_help=True, help="Certificates of purges.")
PROVED_WITHIN = 10.0  # seconds; a checkpoint is signed at most once a second


def mount(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(purge)
    app.command()(scrub)
    app.add_typer(certificate_app, name="purge-certificate")


def purge(
    records: Annotated[list[str], typer.Argument(help="Record ids, as `gather --json` prints them.")],
    because: Annotated[str, typer.Option(help="Why; kept sealed with the record, and gone with it.")],
    by: Annotated[str, typer.Option(help="Login of the person who purges.")],
    second: Annotated[str, typer.Option(help="Login of the second person.")],
    scrub: Annotated[
        bool | None,
        typer.Option("--scrub/--no-scrub", help="Rewrite the storage at once; done unless the server is not ours."),
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="Write the certificate to this file.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Purge records everywhere, by two persons."""
    at_once = not os.environ.get("WATCHFLOOR_DATABASE_URL") if scrub is None else scrub

    def work() -> Mapping[str, Any]:
        from watchfloor.cli.acting import must_be_exercise_or
        from watchfloor.protect import commands

        must_be_exercise_or("purge", login=by)
        said = commands.purge(records=records, because=because, by=by, second=second, do_scrub=at_once, now=house.now())
        if "deleted_rows" not in said:
            return said
        proved = _proved(said["purge"])
        _write(certificate, proved)
        return {**said, "certificate": proved}

    run(work, data_dir=data_dir, made_by="purge", as_json=as_json, show=_shown)


def _shown(said: Mapping[str, Any]) -> None:
    output.table({name: value for name, value in said.items() if name != "certificate"})


def _write(file: Path | None, said: Mapping[str, Any]) -> None:
    if file:
        file.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def _proved(purge_id: str) -> dict[str, Any]:
    """The certificate once its facts stand under a signed checkpoint."""
    from watchfloor.protect import commands
    from watchfloor.protect.actions.certificate import NotCertified

    deadline = time.monotonic() + PROVED_WITHIN
    while True:
        house.settle()
        try:
            said = commands.certified(purge=purge_id, now=house.now())
            if not form.verify(said) or time.monotonic() > deadline:
                return said
        except NotCertified as error:
            if time.monotonic() > deadline:
                fail(f"{purge_id}: {error}")
        time.sleep(0.2)


def scrub(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """End purges that were cut short; rewrite what held purged words, switch the log. For a quiet hour."""

    def work() -> Mapping[str, Any]:
        from watchfloor.protect import commands

        return commands.scrub_waiting(now=house.now())

    run(work, data_dir=data_dir, made_by="scrub", as_json=as_json)


@certificate_app.command("show")
def show(
    purge_id: Annotated[str, typer.Argument(metavar="PURGE", help="The id that `purge` printed.")],
    out: Annotated[Path | None, typer.Option(help="Write it to this file too.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """The certificate of a purge with proofs up to the newest checkpoint."""

    def work() -> Mapping[str, Any]:
        said = _proved(purge_id)
        _write(out, said)
        return said

    run(work, data_dir=data_dir, made_by="purge-certificate", as_json=as_json, show=_claims)


def _claims(said: Mapping[str, Any]) -> None:
    output.table(said.get("document", said))


@certificate_app.command("verify")
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A certificate.")],
    key: Annotated[Path | None, typer.Option(exists=True, help="A file with the public key you were given.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check a certificate with nothing but the file; status 1 if anything is wrong with it."""
    try:
        given = notes.read_vkey(key.read_text(encoding="utf-8")) if key else None
        said = json.loads(file.read_text(encoding="utf-8"))
        findings = form.verify(said, key=given)
    except (ValueError, AttributeError):
        fail(f"{file}: this is no certificate, or --key names no public key.")
    output.answer({"findings": findings, "key": "given" if given else "the file's own"}, as_json=as_json)
    if findings:
        raise typer.Exit(1)
