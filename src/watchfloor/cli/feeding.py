"""`watchfloor feeds`: the connections to feeds of federal and other partners."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from watchfloor.cli import house
from watchfloor.cli.doing import AsJson, DataDir, actor, fail, run

feeds_app = typer.Typer(
    no_args_is_help=True, help="Feeds of federal and other partners; each is off until switched on."
)
SecretFile = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="A file with the password or token.")
]
Address = Annotated[str, typer.Option(help="Where the catalog leaves it to the partner, or narrower: ...?area=MN")]
LONGEST_SECRET = 4096


def mount(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(feeds_app, name="feeds")


@feeds_app.command("list")
def listed(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Every feed with its health: what it last brought, how late, what is wrong with it."""
    _run("list", lambda commands: commands.list_feeds(now=house.now()), data_dir, as_json)


@feeds_app.command("add")
def add(
    name: str,
    kind: Annotated[str, typer.Option(help="taxii, http, csaf, misp, directory, maildir, imap")],
    address: Annotated[str, typer.Option(help="https://..., imaps://user@host/FOLDER, or a folder")],
    source: Annotated[str, typer.Option(help="In whose name it speaks.")],
    standing: Annotated[str, typer.Option(help="government, sector, vendor; other waits for the privacy officer.")],
    every_minutes: int = 60,
    silent_hours: int = 168,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Add a feed that is not in the catalog; it is off."""
    told: dict[str, Any] = {
        "name": name, "kind": kind, "address": address, "source": source, "standing": standing,
        "every_minutes": every_minutes, "silent_hours": silent_hours,
    }  # fmt: skip
    _run("add", lambda commands: commands.feed_added(**told, by=actor(), now=house.now()), data_dir, as_json)


@feeds_app.command("try")
def tried(
    name: str, address: Address = "", secret: SecretFile = None, data_dir: DataDir = None, as_json: AsJson = False
) -> None:  # fmt: skip
    """Ask once, say what would come, keep nothing."""
    told = {"name": name, "address": address, "secret": _secret(secret)}
    said = _run("try", lambda commands: commands.feed_tried(**told, by=actor(), now=house.now()), data_dir, as_json)
    if said["trouble"]:
        raise typer.Exit(1)


@feeds_app.command("on")
def on(
    name: str,
    address: Address = "",
    user: Annotated[str, typer.Option(help="For Basic; without it the secret is sent as Bearer.")] = "",
    secret: SecretFile = None,
    header: Annotated[
        bool, typer.Option("--header", help="The secret is the whole Authorization header (MISP).")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Switch a feed on; the worker asks it from now on."""
    told: dict[str, Any] = {
        "name": name, "address": address, "user": user, "secret": _secret(secret), "header": header,
    }  # fmt: skip
    _run("on", lambda commands: commands.feed_on(**told, by=actor(), now=house.now()), data_dir, as_json)


@feeds_app.command("off")
def off(name: str, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Switch a feed off; what it gave stays."""
    _run("off", lambda commands: commands.feed_off(name=name, by=actor(), now=house.now()), data_dir, as_json)


@feeds_app.command("approve")
def approve(name: str, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """The privacy officer's approval of a source that is no government, sector or vendor source."""
    _run("approve", lambda commands: commands.feed_approved(name=name, by=actor(), now=house.now()), data_dir, as_json)


@feeds_app.command("run")
def asked(name: str, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Ask a feed that is on now, without waiting for its time; status 1 if it could not be asked."""
    if _run("run", lambda commands: commands.feed_run(name=name, now=house.now()), data_dir, as_json)["trouble"]:
        raise typer.Exit(1)


def _run(
    verb: str, work: Callable[[Any], Mapping[str, Any]], data_dir: Path | None, as_json: bool
) -> Mapping[str, Any]:  # fmt: skip
    """Settings are read once the house stands, so that what reads them is loaded then."""

    def done() -> Mapping[str, Any]:
        from watchfloor.receive import commands

        return work(commands)

    return run(done, data_dir=data_dir, made_by=f"feeds {verb}", as_json=as_json)


def _secret(file: Path | None) -> str:
    """From a file, so that it stands in no list of processes and no history of a shell."""
    if file is None:
        return ""
    said = file.read_text(encoding="utf-8").strip()
    if not said or len(said) > LONGEST_SECRET or not said.isprintable():
        fail(f"--secret: {file} holds no password or token of one line.")
    return said
