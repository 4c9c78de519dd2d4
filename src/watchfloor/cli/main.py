"""watchfloor: the command line. Exit 0 done, 1 the work could not be done or a check found something, 2 wrong usage."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from watchfloor.cli import house, output

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False, help=__doc__)
person_app = typer.Typer(no_args_is_help=True, help="People of the directory.")
people_app = typer.Typer(no_args_is_help=True, help="The directory as a whole.")
reference_app = typer.Typer(no_args_is_help=True, help="Assets, gazetteers and agencies.")
token_app = typer.Typer(no_args_is_help=True, help="Tokens for machines.")
ledger_app = typer.Typer(no_args_is_help=True, help="The sealed log.")
source_app = typer.Typer(no_args_is_help=True, help="Sources of threat information.")
for name, sub in (
    ("person", person_app), ("people", people_app), ("reference", reference_app), ("token", token_app),
    ("ledger", ledger_app), ("source", source_app),
):  # fmt: skip
    app.add_typer(sub, name=name)

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Where the data lies; else $WATCHFLOOR_DATA_DIR.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, alone on stdout.")]
Show = Callable[[Mapping[str, Any]], None]


@contextmanager
def open_house(data_dir: Path | None, *, made_by: str) -> Iterator[house.Standing]:
    """The house for a one-shot command; every refusal and failure becomes one clear line and status 1."""
    from watchfloor.localdb.failure import LauncherError

    try:
        with house.standing(data_dir, because=f"made by `watchfloor {made_by}`") as stands:
            _found_center()
            yield stands
    except LauncherError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename or 'the system'}: {error.strerror or error}")


def _found_center() -> None:
    """A directory made by a one-shot command gets one center, so that what comes in has an owner."""
    from watchfloor.core import queries as core
    from watchfloor.people import queries as people
    from watchfloor.people.actions.directory import add_agency

    if people.center() is None:
        stands = core.house()
        code = stands.code if stands else "CENTER"
        add_agency(code=code, name=f"{code} fusion center", kind="center", is_center=True, by=actor())


def actor() -> Any:
    """The OS account mapped to a person acts as he; any other as `operator`, who brings in and reads nothing."""
    from watchfloor.cli.acting import acting

    return acting()


def _fail(text: str) -> None:
    output.err.print(text, style="bold", highlight=False)
    raise typer.Exit(1)


def run(
    work: Callable[[], Mapping[str, Any]],
    *,
    data_dir: Path | None,
    made_by: str,
    as_json: bool,
    show: Show | None = None,
) -> Mapping[str, Any]:
    """Do the work in an open house, seal and follow to the end, print the answer."""
    with open_house(data_dir, made_by=made_by):
        from watchfloor.cli.acting import EXPECTED

        try:
            said = work()
            house.settle()
        except EXPECTED as error:
            _fail(str(error))
            raise
    output.answer(said, as_json=as_json, show=show)
    return said


@app.command()
def receive(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, readable=True)],
    source: Annotated[str, typer.Option(help="Who sends it; an unknown name is made as an unverified source.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Bring in federal and partner threat information: STIX 2.1 bundles, CAP alerts."""

    def work() -> Mapping[str, Any]:
        from watchfloor.receive import commands

        return commands.receive(files=files, source=source, by=actor(), now=house.now())

    run(work, data_dir=data_dir, made_by="receive", as_json=as_json, show=output.received)


@app.command()
def gather(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    mapping: Annotated[str, typer.Option(help="A shipped mapping (faa-uas, generic) or a file: ./my.json")],
    agency: Annotated[str, typer.Option(help="Whose reports these are; the center if not given.")] = "",
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Bring in a file of reports: each row becomes a tip, or a duplicate, or is set aside with its reasons."""

    def work() -> Mapping[str, Any]:
        from watchfloor.gather import commands

        with output.progress("rows") as progress:
            return commands.gather(
                file=file, mapping=mapping, agency=agency, by=actor(), now=house.now(), progress=progress
            )

    run(work, data_dir=data_dir, made_by="gather", as_json=as_json, show=output.gathered)


@app.command()
def purge(
    records: Annotated[list[str], typer.Argument(help="Record ids, as `gather --json` prints them.")],
    because: Annotated[str, typer.Option(help="Why; kept sealed.")],
    by: Annotated[str, typer.Option(help="Login of the person who purges.")],
    second: Annotated[str, typer.Option(help="Login of the second person.")],
    scrub: Annotated[bool, typer.Option("--scrub", help="Rewrite the storage at once.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Purge records everywhere, by two persons."""

    def work() -> Mapping[str, Any]:
        from watchfloor.cli.acting import must_be_exercise_or
        from watchfloor.protect import commands

        must_be_exercise_or("purge", login=by)
        return commands.purge(records=records, because=because, by=by, second=second, do_scrub=scrub, now=house.now())

    run(work, data_dir=data_dir, made_by="purge", as_json=as_json)


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


@ledger_app.command("verify")
def ledger_verify(
    file: Annotated[Path | None, typer.Argument(exists=True, dir_okay=False)] = None,
    key: Annotated[Path | None, typer.Option(exists=True, help="A file with the public key in hex.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Re-verify every sealed fact, or an exported file; status 1 if one was changed or is gone."""

    def work() -> Mapping[str, Any]:
        from watchfloor.core import commands

        return commands.verify(file=file, key=key)

    said = run(work, data_dir=data_dir, made_by="ledger verify", as_json=as_json)
    if said["findings"]:
        raise typer.Exit(1)


@ledger_app.command("export")
def ledger_export(file: Path, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Write the log and its signed checkpoint to a file."""

    def work() -> Mapping[str, Any]:
        from watchfloor.core import commands

        house.settle()
        return commands.export(file=file)

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
    mapping: Annotated[str, typer.Option(help="airports, power_plants_us, us_places, fbi_agencies or a file")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Bring in assets, a gazetteer or agencies."""

    def work() -> Mapping[str, Any]:
        from watchfloor.plan import commands

        return commands.import_reference(file=file, mapping=mapping, by=actor(), now=house.now())

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


def main() -> None:
    """The entry point; nothing but a clear line ever reaches the user."""
    from watchfloor.cli import running

    running.mount(app)
    sys.exit(app())


if __name__ == "__main__":
    main()
