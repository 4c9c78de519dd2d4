"""`backup` and `restore`: the house in two chests, and a house out of them that forgets what was purged meanwhile."""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from psycopg.conninfo import make_conninfo

from watchfloor.cli import house
from watchfloor.cli.doing import AsJson, DataDir, actor, fail, run
from watchfloor.cli.output import answer
from watchfloor.localdb import binaries, chest, cluster, dumping, files, place
from watchfloor.localdb.failure import LauncherError
from watchfloor.protect.formats import chests

DAYS = 35


def mount(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(backup)
    app.command()(restore)


def _passphrase() -> str:
    """From the environment or a file, never from the command line, which every account can read."""
    file = os.environ.get("WATCHFLOOR_BACKUP_PASSPHRASE_FILE", "")
    if file:
        return Path(file).read_text(encoding="utf-8").strip()
    return os.environ.get("WATCHFLOOR_BACKUP_PASSPHRASE", "")


def backup(
    to: Annotated[Path, typer.Argument(help="A folder for backups; made if it is not there.")],
    keys: Annotated[
        Path | None, typer.Option(help="A folder for their keys, apart; else `<TO>-keys` beside it.")
    ] = None,
    days: Annotated[int, typer.Option(help=f"How long it may be opened, {DAYS} at most.")] = DAYS,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Write an encrypted, consistent backup, its keys apart; remove those that have expired."""
    apart = keys or to.with_name(f"{to.name}-keys")

    def work() -> Mapping[str, Any]:
        from django.conf import settings

        from watchfloor.core.queries import records as core
        from watchfloor.protect.actions.backup import Server, back_up

        folder, known = Path(settings.DATA_DIR), core.house()
        dsn = os.environ.get("WATCHFLOOR_DATABASE_URL") or _embedded(folder).dsn(
            dbname=str(settings.DATABASES["default"]["NAME"])
        )
        made = back_up(
            to=to, keys=apart, passphrase=_passphrase(), days=days, server=Server(_programs(folder), dsn),
            meta={"evaluation": place.standing(folder), "exercise": bool(known and known.exercise)}, by=actor(),
            now=house.now(),
        )  # fmt: skip
        return {
            "backup": str(made.backup), "keys": str(made.keys), "bytes": made.bytes,
            "expires_on": made.expires_on.isoformat(), "expired_removed": made.removed,
        }  # fmt: skip

    run(work, data_dir=data_dir, made_by="backup", as_json=as_json)


def _programs(folder: Path) -> binaries.Binaries:
    if url := os.environ.get("WATCHFLOOR_DATABASE_URL"):
        return binaries.not_older_than(dumping.version_of(url))
    return house.programs(folder)


def _embedded(folder: Path) -> cluster.Cluster:
    return cluster.Cluster(folder, binaries=_programs(folder))


def restore(
    backup: Annotated[Path, typer.Argument(exists=True, metavar="FROM", help="A backup, or the folder of backups.")],
    keys: Annotated[Path | None, typer.Option(help="The folder of key chests; else `<FROM>-keys` beside it.")] = None,
    purges: Annotated[
        list[Path] | None,
        typer.Option(exists=True, help="Lists of purges that left with checkpoints: files, or the folder of them."),
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Bring a backup into an empty data directory; forget again what was purged since; verify. Then `up` serves it."""
    folder = house.point_at(data_dir)
    where = backup if backup.is_dir() else backup.parent
    try:
        with _failing():
            said = _restored(folder, backup, keys or where.with_name(f"{where.name}-keys"), purges or [])
    except (LauncherError, chest.NotOpened) as error:
        fail(str(error))
    answer(said, as_json=as_json)
    if said["findings"]:
        sys.exit(1)


@contextmanager
def _failing() -> Iterator[None]:
    """A house that is half restored must not be taken for a whole one: the mark stays, and `up` refuses."""
    try:
        yield
    except OSError as error:
        raise LauncherError(f"{error.filename or 'the system'}: {error.strerror or error}") from error


def _restored(folder: Path, backup: Path, keys: Path, lists: list[Path]) -> Mapping[str, Any]:
    if folder.exists() and any(folder.iterdir()):
        raise LauncherError(f"{folder} is not empty; a backup is restored into an empty --data-dir")
    try:
        opened = chests.open_backup(
            backup=backup,
            keys=keys,
            lists=lists,
            passphrase=_passphrase(),
            today=datetime.fromtimestamp(time.time(), UTC).date(),
        )
    except chests.NotRestored as error:
        raise LauncherError(str(error)) from error
    if url := os.environ.get("WATCHFLOOR_DATABASE_URL", ""):
        dumping.version_of(url)
        dumping.must_be_free(url)
    folder.mkdir(parents=True, exist_ok=True)
    files.write(folder / house.RESTORING, f"from {backup.name}\n")
    if opened.meta["evaluation"] != "own" or opened.meta["exercise"]:
        place.mark_evaluation(folder, because=f"restored from {backup.name}")
    _lay(folder, opened.slots)
    house.secrets_of(folder)
    import django

    django.setup()
    with _server(folder, url) as dsn:
        said = _brought_in(folder, dsn, opened, skip=("settings",) if url else ())
    if not said["findings"]:
        files.remove(folder / house.RESTORING)
    return said


@contextmanager
def _server(folder: Path, url: str) -> Iterator[str]:
    """The superuser's way to the server: to the one that is named outside, else to one of our own, made now."""
    if url:
        yield url
        return
    with cluster.running_or_started(_embedded(folder)) as server:
        yield server.dsn()


def _lay(folder: Path, held: Mapping[str, bytes]) -> None:
    """Slots and what waits unread, each readable by its owner alone."""
    for name, content in held.items():
        path = folder / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(content)


def _brought_in(folder: Path, dsn: str, opened: Any, *, skip: tuple[str, ...]) -> Mapping[str, Any]:
    """The database as it was, then everything that it cannot know: keys, purges, epoch; then it is verified.

    `skip`: checks that say nothing of this restore, such as the settings of a server that is not ours.
    """
    from django.conf import settings

    from watchfloor.core.actions import standup
    from watchfloor.core.actions.checking import check
    from watchfloor.core.sealer.verifying import verify
    from watchfloor.protect.actions import restore as action
    from watchfloor.protect.actions.admit import admit_service
    from watchfloor.protect.actions.scrub import scrub
    from watchfloor.protect.jobs import resume_purges

    name = str(settings.DATABASES["default"]["NAME"])
    standup.prepare_server(superuser_dsn=dsn, database=name)
    waiting, dump = chests.content_of(opened)
    dumping.load(_programs(folder), make_conninfo(dsn, dbname=name), dump)
    _lay(folder, waiting)
    action.drop_read()
    standup.build(now=house.now())
    standup.make_months(now=house.now())
    epoch = action.raise_epoch(beyond=opened.epoch)
    by = admit_service(service="protect.purge", now=house.now())
    again = action.forget_again(listed=opened.listed, by=by, now=house.now())
    resume_purges()
    scrub(by=by, now=house.now())
    house.settle()
    found = [
        *verify(older=opened.notes).findings,
        *(f"{one.about}: {one.text}" for one in check(skip=("ledger", "retention", "purges", *skip))),
    ]
    return {
        "data_dir": str(folder), "backup_of": opened.made_at, "epoch": epoch, "purges_known": len(opened.listed),
        "purged_again": again, "facts": ledger_size(), "findings": found,
    }  # fmt: skip


def ledger_size() -> int:
    """How many facts are sealed."""
    from watchfloor.core.ledger.reading import state

    return state().sealed
