"""The commands in groups: people, reference data, tokens, the ledger, sources."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from watchfloor.cli import house, output
from watchfloor.cli.doing import AsJson, DataDir, actor, fail, run
from watchfloor.tlog import folder as exported
from watchfloor.tlog import notes

person_app = typer.Typer(no_args_is_help=True, help="People of the directory.")
people_app = typer.Typer(no_args_is_help=True, help="The directory as a whole.")
reference_app = typer.Typer(no_args_is_help=True, help="Assets, gazetteers and agencies.")
token_app = typer.Typer(no_args_is_help=True, help="Tokens for machines.")
ledger_app = typer.Typer(no_args_is_help=True, help="The sealed log.")
source_app = typer.Typer(no_args_is_help=True, help="Sources of threat information.")


def mount(app: typer.Typer) -> None:
    """Add the groups of this file."""
    for name, sub in (
        ("person", person_app), ("people", people_app), ("reference", reference_app), ("token", token_app),
        ("ledger", ledger_app), ("source", source_app),
    ):  # fmt: skip
        app.add_typer(sub, name=name)


@ledger_app.command("verify")
def ledger_verify(
    folder: Annotated[Path | None, typer.Argument(exists=True, file_okay=False, help="An exported log.")] = None,
    key: Annotated[Path | None, typer.Option(exists=True, help="A file with the public key you were given.")] = None,
    checkpoint: Annotated[list[Path] | None, typer.Option(exists=True, help="One that was kept elsewhere.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Re-verify every sealed fact, here or in an exported folder; status 1 if one was changed or is gone."""
    older = [file.read_text(encoding="utf-8") for file in checkpoint or ()]

    def work() -> Mapping[str, Any]:
        from watchfloor.core import commands

        return commands.verify(older=older)

    if folder is not None:
        said = _verified(folder, key, older)
        output.answer(said, as_json=as_json)
    else:
        said = run(work, data_dir=data_dir, made_by="ledger verify", as_json=as_json)
    if said["findings"]:
        raise typer.Exit(1)


def _verified(folder: Path, key: Path | None, older: list[str]) -> Mapping[str, Any]:
    """Of an exported log; needs neither server nor house."""
    try:
        given = notes.read_vkey(key.read_text(encoding="utf-8")) if key else None
    except ValueError as error:
        fail(f"--key: {error}. Give the line of key.txt, or the key in hex.")
    found = exported.verify(folder, key=given, older=older)
    return {"facts": found.facts, "findings": list(found.findings), "key": "given" if given else "the folder's own"}


@ledger_app.command("export")
def ledger_export(
    out: Annotated[Path, typer.Option("--out", help="A folder; made if it is not there.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Write the log, its signed checkpoints and the public key to a folder."""

    def work() -> Mapping[str, Any]:
        from watchfloor.core import commands

        house.settle()
        return commands.export(folder=out)

    run(work, data_dir=data_dir, made_by="ledger export", as_json=as_json)


@source_app.command("rate")
def source_rate(source: str, grade: str, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Grade a source A to F; until then what it sends is for the center alone."""

    def work() -> Mapping[str, Any]:
        from watchfloor.receive import commands

        return commands.rate(source=source, grade=grade.upper(), by=actor(), now=house.now())

    run(work, data_dir=data_dir, made_by="source rate", as_json=as_json)


@reference_app.command("import")
def reference_import(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    mapping: Annotated[str, typer.Option(help="The name of a shipped mapping, such as nid_dams, or a file.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would change; write nothing.")] = False,
    swapped: Annotated[
        bool, typer.Option("--swapped", help="Longitude and latitude stand the wrong way round.")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Bring in assets, areas, a gazetteer, agencies or declared software; the same file twice changes nothing."""

    def work() -> Mapping[str, Any]:
        from watchfloor.plan import commands

        return commands.import_reference(
            file=file, mapping=mapping, dry_run=dry_run, swapped=swapped, by=actor(), now=house.now()
        )

    run(work, data_dir=data_dir, made_by="reference import", as_json=as_json)


@person_app.command("add")
def person_add(
    login: str,
    name: Annotated[str, typer.Option()],
    agency: Annotated[str, typer.Option(help="Code of the agency.")],
    role: Annotated[str, typer.Option(help="analyst, supervisor, liaison, partner, privacy, director, inspector")],
    release_level: Annotated[str, typer.Option(help="U, LES or CUI")] = "U",
    email: str = "",
    os_account: Annotated[str, typer.Option(help="The OS account that acts as this person.")] = "",
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Add a person; prints the one-time link by which he sets a passphrase."""

    def work() -> Mapping[str, Any]:
        from django.conf import settings

        from watchfloor.people import commands

        return commands.add(
            login=login, name=name, agency=agency, role=role, release_level=release_level, email=email,
            os_account=os_account, by=actor(), base_url=settings.BASE_URL, now=house.now(),
        )  # fmt: skip

    run(work, data_dir=data_dir, made_by="person add", as_json=as_json)


@person_app.command("link")
def person_link(login: str, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """A fresh one-time link: a lost passphrase, or a lock after five wrong ones or five wrong codes."""

    def work() -> Mapping[str, Any]:
        from django.conf import settings

        from watchfloor.people import commands

        return commands.link(login=login, by=actor(), base_url=settings.BASE_URL, now=house.now())

    run(work, data_dir=data_dir, made_by="person link", as_json=as_json)


@people_app.command("import")
def people_import(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Bring in people from a CSV; rows that do not fit are set aside with reasons."""

    def work() -> Mapping[str, Any]:
        from watchfloor.people import commands

        return commands.bring(file=file, by=actor(), now=house.now())

    run(work, data_dir=data_dir, made_by="people import", as_json=as_json)


@people_app.command("grace")
def people_grace(
    until: Annotated[str, typer.Argument(help="Last day, YYYY-MM-DD; at most 90 days ahead.")],
    because: Annotated[str, typer.Option()],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Stay the training and agreement rules until a day, on the ledger."""

    def work() -> Mapping[str, Any]:
        from watchfloor.people import commands

        return commands.grace(until=date.fromisoformat(until), because=because, by=actor(), now=house.now())

    run(work, data_dir=data_dir, made_by="people grace", as_json=as_json)


@token_app.command("create")
def token_create(
    login: str,
    name: Annotated[str, typer.Option(help="What the token is for.")],
    purpose: Annotated[str, typer.Option()],
    case_ref: str = "",
    days: int = 90,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """A token for a machine to act for a person with one purpose; shown once."""

    def work() -> Mapping[str, Any]:
        from watchfloor.people import commands

        return commands.token(
            login=login, name=name, purpose=purpose, case_ref=case_ref, days=days, by=actor(), now=house.now()
        )

    run(work, data_dir=data_dir, made_by="token create", as_json=as_json)
