"""A database out as one stream of bytes and in again, by the server's own pg_dump and pg_restore."""

import os
import subprocess
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

import psycopg
import psycopg.conninfo

from watchfloor.localdb import server
from watchfloor.localdb.binaries import Binaries
from watchfloor.localdb.failure import LauncherError

BLOCK = 1 << 20


def dump(programs: Binaries, dsn: str, *, snapshot: str, without: Sequence[str]) -> Iterator[bytes]:
    """The database as of an exported snapshot; of tables `without` only their form. Nothing is written to disk."""
    words = ["--format=custom", f"--snapshot={snapshot}", "--no-unlogged-table-data"]
    # of values that the planner once saw nothing goes along; before 18 nothing ever did
    words += ["--no-statistics"] if programs.version >= 18 else []
    words += [f"--exclude-table-data={table}" for table in without]
    with _started(programs.bin, "pg_dump", dsn, words, out=subprocess.PIPE) as process:
        assert process.stdout is not None
        heard = _heard(process)
        while block := process.stdout.read(BLOCK):
            yield block
        _must(process, heard, "the database could not be dumped")


def load(programs: Binaries, dsn: str, content: Iterable[bytes]) -> None:
    """Bring a dump into an empty database. Raises LauncherError; what came in by then is of no use."""
    words = ["--format=custom", "--exit-on-error"]
    with _started(programs.bin, "pg_restore", dsn, words, out=subprocess.DEVNULL, feed=True) as process:
        assert process.stdin is not None
        heard = _heard(process)
        try:
            for block in content:
                process.stdin.write(block)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it ended early, and says why
        except BaseException:
            process.kill()
            raise
        _must(process, heard, "the dump could not be brought in")


def version_of(dsn: str) -> int:
    """The major version of a server that is not ours. Raises LauncherError where it does not answer."""
    try:
        with psycopg.connect(dsn, dbname="postgres", connect_timeout=5) as asked:
            return asked.info.server_version // 10000
    except psycopg.OperationalError as error:
        raise LauncherError(f"the server of WATCHFLOOR_DATABASE_URL does not answer: {_short(error)}") from error


def must_be_free(dsn: str) -> None:
    """Raises LauncherError where the database that is named there holds a table: a restore writes over nothing."""
    name = str(psycopg.conninfo.conninfo_to_dict(dsn)["dbname"])
    with psycopg.connect(dsn, dbname="postgres") as asked:
        if not asked.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return
    with psycopg.connect(dsn) as inside:
        held = inside.execute(
            "select 1 from pg_tables where schemaname not in ('pg_catalog', 'information_schema') limit 1"
        ).fetchone()
    if held:
        raise LauncherError(
            f"the database {name!r} is not empty; name one that is not there in WATCHFLOOR_DATABASE_URL"
        )


def _short(error: psycopg.Error) -> str:
    return str(error).strip().splitlines()[-1] if str(error).strip() else type(error).__name__


def _started(
    bin_dir: Path, program: str, dsn: str, words: Sequence[str], *, out: int, feed: bool = False
) -> "subprocess.Popen[bytes]":
    """The password goes by the environment: a command line can be read by every account."""
    parts = psycopg.conninfo.conninfo_to_dict(dsn)
    password = str(parts.pop("password", "") or "")
    database = psycopg.conninfo.make_conninfo(**{name: str(value) for name, value in parts.items()})
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "PGPASSWORD": password}
    return subprocess.Popen(
        [str(bin_dir / program), *words, f"--dbname={database}"], env=environment, stdout=out, stderr=subprocess.PIPE,
        stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
    )  # fmt: skip


def _heard(process: "subprocess.Popen[bytes]") -> tuple[threading.Thread, list[bytes]]:
    """What it says of errors, read beside it, so that it never waits for us to listen."""
    said: list[bytes] = []

    def listen(pipe: IO[bytes]) -> None:
        said.append(pipe.read())

    listener = threading.Thread(target=listen, args=(process.stderr,), daemon=True)
    listener.start()
    return listener, said


def _must(process: "subprocess.Popen[bytes]", heard: tuple[threading.Thread, list[bytes]], what: str) -> None:
    status = process.wait()
    heard[0].join(10)
    if status:
        raise LauncherError(f"{what}: {server.reason(b''.join(heard[1]).decode(errors='replace'))}")
