"""The commands that stay: up, demo; and bench."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from watchfloor.cli import house, output
from watchfloor.cli.doing import AsJson, DataDir, fail
from watchfloor.localdb import place
from watchfloor.localdb.failure import LauncherError

QUIET = (2, 3)  # hours of the center's own day
PublicPort = Annotated[
    int | None, typer.Option(help="The public's door; one above the desk's port if not given, 0 for none.")
]
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def mount(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(up)
    app.command()(demo)
    app.command()(public)
    app.command()(bench)


def up(
    host: str = "127.0.0.1",
    port: int = 8000,
    public_port: PublicPort = None,
    accept_evaluation_database: Annotated[
        bool, typer.Option("--accept-evaluation-database", help="Keep real data on the wheel's database.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Run database, web and worker in the foreground."""
    try:
        folder = house.point_at(data_dir)
        os.environ.setdefault("WATCHFLOOR_BASE_URL", f"http://{host}:{port}")
        with house.standing(data_dir) as stands:
            _may_serve(folder, host, accept_evaluation_database, stands)
            _serve(host, port, public_port)
    except LauncherError as error:
        fail(str(error))


def _may_serve(folder: Path, host: str, accept: bool, stands: house.Standing) -> None:
    """Exercise data stays on this machine; real data on the wheel's database needs a word."""
    from watchfloor.core.queries import records as core

    known = core.house()
    if known and known.exercise:
        if host not in LOOPBACK:
            raise LauncherError("EXERCISE data is served on loopback only; leave --host away")
        return
    if accept:
        place.accept_wheel(folder)
    if stands.of_wheel and not place.on_wheel(folder):
        raise LauncherError(
            "this would keep real data on the PostgreSQL of the wheel, which is for evaluation: install PostgreSQL and"
            " set WATCHFLOOR_POSTGRES=installed, or set WATCHFLOOR_DATABASE_URL, or say --accept-evaluation-database"
        )


def _serve(host: str, port: int, public_port: int | None) -> None:
    from watchfloor.cli import serving
    from watchfloor.protect import commands

    links, door = _first_link(), port + 1 if public_port is None else public_port
    _publish()
    if lost := commands.sweep_spool(now=house.now()):
        output.err.print(f"{lost} files that intake had left behind, and nobody waits for, were destroyed.")

    def ready() -> None:
        output.err.print(f"Watchfloor serves on http://{host}:{port}/  (Ctrl-C stops it)", highlight=False)
        if door:
            output.err.print(f"The public reports at http://{host}:{door}/", highlight=False)
        for link in links:
            output.err.print(f"Nobody is in the directory yet. Set the first passphrase here: {link}", highlight=False)

    serving.serve(host=host, port=port, public=door, ready=ready, chore=_by_night)


def _publish() -> None:
    """The public's door opens with a key; the worker turns it from then on."""
    from watchfloor.gather.jobs import keep_door

    keep_door()


def public(host: str = "127.0.0.1", port: int = 8001, data_dir: DataDir = None) -> None:
    """Run the public's door alone, beside an `up --public-port 0`: its own process, account and database role."""
    from watchfloor.cli import serving

    folder = house.point_at(data_dir)
    if not (folder / "public" / "door.json").exists():
        fail(f"{folder} holds no public/door.json: `watchfloor up` publishes it there, or copy it from the desk")
    if status := serving.serve_public(host=host, port=port):
        fail(f"the public's door ended with status {status}; is port {port} taken?")


def _by_night() -> None:
    """In a quiet hour the storage forgets what people purged by pages: only this process has the owner's password."""
    from django.db import DatabaseError, connections
    from django.utils import timezone

    from watchfloor.protect import commands

    try:
        if timezone.localtime(house.now()).hour in QUIET and commands.waits_for_scrub():
            commands.scrub_waiting(now=house.now())
    except DatabaseError as error:
        output.err.print(f"The scrub could not be done ({type(error).__name__}); it is tried again in a minute.")
    finally:
        connections.close_all()


def _first_link() -> list[str]:
    """No default password: the first run makes the administrator and prints a link that works once."""
    from watchfloor.cli.first import first_link

    link = first_link(now=house.now())
    return [link] if link else []


def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop after the screenful.")] = False,
    seed: Annotated[int, typer.Option(help="Another seed makes another exercise.")] = 2611,
    reports: Annotated[int, typer.Option(help="How many reports.")] = 400,
    data: Annotated[Path | None, typer.Option(exists=True, file_okay=False, help="Bring in this folder too.")] = None,
    port: int = 8000,
    public_port: PublicPort = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """An exercise center at work, made from a seed and run through the real doors."""
    try:
        folder = _demo_dir(data_dir)
        os.environ["WATCHFLOOR_CENTER_CODE"] = "NFC"
        os.environ["WATCHFLOOR_BASE_URL"] = f"http://127.0.0.1:{port}"
        os.environ.setdefault("WATCHFLOOR_FEED_FOLDERS", str(folder / "feeds"))  # the exercise watches one of its own
        with house.standing(folder, exercise=True, because="EXERCISE data"):
            from watchfloor.demo import run

            told = run.play(seed=seed, reports=reports, data=data, settle=house.settle, say=output.err)
            output.answer(told, as_json=as_json, show=lambda _: None)
            if not no_serve and not as_json:
                output.err.print(f"Sign in with one click at http://127.0.0.1:{port}/demo/cast/", highlight=False)
                _serve("127.0.0.1", port, public_port)
    except LauncherError as error:
        fail(str(error))


def _demo_dir(data_dir: Path | None) -> Path:
    """The demo has a data directory of its own beside the real one, unless one is named."""
    if data_dir is not None or os.environ.get("WATCHFLOOR_DATA_DIR"):
        return place.choose(data_dir)
    chosen = place.choose(None)
    return chosen.with_name(chosen.name + "-demo")


BENCHES = (
    "gather, lists, receive, facts, verify, desk, plan, protect, taxii, likes, pages, resolution, idle, demo, or all"
)


def bench(
    name: Annotated[str, typer.Argument(help=BENCHES)],
    runs: int = 3,
    rows: Annotated[int | None, typer.Option(min=1, help="over so many rows instead of the bench's own number")] = None,
    part: Annotated[str, typer.Option(help="one part of `protect` alone")] = "",
    as_json: AsJson = False,
) -> None:
    """Measure what is claimed: medians of several runs, CPU seconds of our processes and the database server."""
    from watchfloor.bench import run

    try:
        run.told(name=name, rows=rows, part=part)
        if name == "all":
            _bench_all(run.names(), runs, as_json)
            return
        said: Mapping[str, Any] = run.bench(
            name=name, runs=runs, rows=rows, part=part, open_house=house.standing, say=output.err
        )
    except (LauncherError, ValueError) as error:
        fail(str(error))
    output.answer(said, as_json=as_json, show=output.figures)


def _bench_all(names: Sequence[str], runs: int, as_json: bool) -> None:
    """Each in a process of its own, because settings name one data directory a process."""
    figures: list[Any] = []
    for name in names:
        words = [sys.executable, "-m", "watchfloor.cli.main", "bench", name, "--runs", str(runs), "--json"]
        done = subprocess.run(words, check=True, stdout=subprocess.PIPE)
        figures += json.loads(done.stdout)["figures"]
    output.answer({"bench": "all", "figures": figures}, as_json=as_json, show=output.figures)
