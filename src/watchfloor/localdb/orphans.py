"""Files that no catalog names: a kill -9 during a rewrite leaves them, with every word they held."""

import re
import time
from collections.abc import Iterable
from pathlib import Path

from watchfloor.localdb import processes, server
from watchfloor.localdb.failure import LauncherError

RELATION = re.compile(r"(\d+)(?:_(?:fsm|vm|init))?(?:\.\d+)?")
KNOWN = "select string_agg(distinct pg_relation_filenode(oid)::text, ',') as known from pg_class"
DATABASES = (
    "select string_agg(oid || '=' || datallowconn || '=' || encode(convert_to(datname, 'UTF8'), 'hex'), ',') as known"
    " from pg_database"
)


def unknown(folder: Path, known: Iterable[int]) -> list[Path]:
    """Relation files in one database's folder whose number is not among those that its pg_class names."""
    names = set(known)
    return sorted(
        path
        for path in folder.iterdir()
        if (match := RELATION.fullmatch(path.name)) and int(match.group(1)) not in names
    )


def sweep(runner: server.Runner, arguments: list[str], *, cluster: Path) -> list[Path]:
    """Remove the files that no catalog names, and folders of databases that are no more. The paths removed.

    MUST be called while the server is stopped. Each catalog is read by a stand-alone run, which recovers first and
    lets nobody else connect: a file unknown to it is unknown for good.
    """
    found: list[Path] = []
    oids = set()
    for entry in _ask(runner, arguments, cluster=cluster, database="template1", question=DATABASES):
        oid, open_to_us, name = entry.split("=")
        oids.add(oid)
        if open_to_us in {"t", "true"}:
            folder = cluster / "base" / oid
            text = bytes.fromhex(name).decode()
            known = [int(one) for one in _ask(runner, arguments, cluster=cluster, database=text, question=KNOWN)]
            found += unknown(folder, known)
            if text == "template1":
                found += unknown(cluster / "global", known)
    for folder in (cluster / "base").iterdir():
        if folder.name.isdigit() and folder.name not in oids:
            found += [path for path in folder.iterdir() if path.is_file()]
    for path in found:
        path.unlink()
    return found


def _ask(runner: server.Runner, arguments: list[str], *, cluster: Path, database: str, question: str) -> list[str]:
    deadline = time.monotonic() + server.HOLD_SECONDS
    while True:
        words = ["--single", "-D", str(cluster), *arguments, database]
        status, out, err = runner.run("postgres", words, said=f"{question};\n".encode())
        match = re.search(r'known = "([^"]+)"', out)
        if status == 0 and match:
            return match.group(1).split(",")
        if not any(sign in err for sign in server.HELD) or time.monotonic() > deadline:
            raise LauncherError(f"the database could not be read after an unclean stop: {server.reason(err)}")
        if processes.holder(cluster) is None:
            server.end_orphans(cluster, harder=time.monotonic() > deadline - server.HOLD_SECONDS / 2)
            (cluster / "postmaster.pid").unlink(missing_ok=True)
        time.sleep(0.2)
