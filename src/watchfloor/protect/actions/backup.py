"""A backup: the database and what waits unread in one chest, its key and all slots in another that lies apart.

The first opens with a key that is in the second, the second with a passphrase. So a backup without its key chest is
noise, and a record whose keys were destroyed is closed in every backup once the key chests of that time have expired.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection, transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.sealer import signing
from watchfloor.localdb import chest, dumping
from watchfloor.localdb.binaries import Binaries
from watchfloor.protect.actions.brake import believed
from watchfloor.protect.formats import purges
from watchfloor.protect.formats.chests import BACKUP, KEYS, expired, tarred
from watchfloor.protect.models.copies import Backup
from watchfloor.protect.queries import listed as known
from watchfloor.protect.rules import backups as rule
from watchfloor.tlog import notes

# sessions end with the machine that held them; the wall's key is made anew from its slot
WITHOUT = ("public.django_session", "wall.mac")
TRIES = 3


class NotBackedUp(Refused):
    """The passphrase, the days or the folders do not allow it."""


@dataclass(frozen=True, slots=True)
class Made:
    """Where the two chests lie, and the day after which neither may be opened."""

    backup: Path
    keys: Path
    bytes: int
    expires_on: date
    removed: int


@dataclass(frozen=True, slots=True)
class Server:
    """The programs and the superuser's way into the database."""

    programs: Binaries
    dsn: str


def back_up(
    *, to: Path, keys: Path, passphrase: str, days: int, server: Server, meta: Mapping[str, Any], by: Audience,
    now: datetime,
) -> Made:  # fmt: skip
    """Write both chests and remove those of ours there that have expired. Raises NotBackedUp.

    Consistent: the dump is one snapshot, and every slot that the snapshot needs is among the keys. The database notes
    the backup before it begins, so that the certificate of a purge meanwhile counts it.
    """
    right = "" if "backup" in by.rights else "your role makes no backups"
    _must(right, rule.passphrase_fits(passphrase), rule.days_fit(days), _apart(to, keys))
    number, name = uuid4(), f"watchfloor-{now:%Y%m%dT%H%M%SZ}"
    expires_on = (now + timedelta(days=days)).date()
    said = {"id": str(number), "made_at": now.isoformat(), "expires_on": expires_on.isoformat()}
    for folder in (to, keys):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with transaction.atomic():
        Backup.objects.create(public_id=number, made_at=now, expires_on=expires_on)
        tell(kind="protect.backup.begun", by=by, rules=["backup.expires"])
    key = secrets.token_bytes(32)
    with psycopg.connect(server.dsn) as holder:
        snapshot, held = _snapshot(holder)
        waiting = {path: content for path, content in held.items() if path.startswith("spool/")}
        content = _content(server, snapshot, waiting)
        size = chest.seal(to / f"{name}{BACKUP}", content, about={**said, "what": "backup"}, secret=key)
    outside = _ledger(by)
    # a key that was made meanwhile is among them too; one that a purge has ended since stays, as the dump needs it
    kept = {path: content for path, content in {**_files(), **held}.items() if path.startswith("keys/")}
    inside = {**kept, "backup.key": key, "about.json": json.dumps(dict(meta)).encode(), **outside}
    try:
        chest.seal(keys / f"{name}{KEYS}", [tarred(inside)], about={**said, "what": "keys"}, secret=passphrase)
    except BaseException:
        (to / f"{name}{BACKUP}").unlink()  # without its keys it is noise, and would pass for a backup
        raise
    # by a clock that jumped every backup would have expired
    gone = (
        [] if not believed(now=now) else [path for folder in {to, keys} for path in expired(folder, today=now.date())]
    )
    for path in gone:
        path.unlink()
    return Made(to / f"{name}{BACKUP}", keys / f"{name}{KEYS}", size, expires_on, len(gone))


def _must(*wrong: str) -> None:
    said = [Because(text, "backup.settings", rule.CITATION, ok=False) for text in wrong if text]
    if said:
        raise NotBackedUp(Decision.of(*said))


def _apart(to: Path, keys: Path) -> str:
    if to.resolve() == keys.resolve():
        return "the keys would lie beside the backup: give --keys a folder of its own, best on another machine"
    inside = Path(settings.DATA_DIR).resolve()
    if inside in (to.resolve(), *to.resolve().parents) or inside in (keys.resolve(), *keys.resolve().parents):
        return f"a backup inside {inside} goes with what it is to save: name a folder elsewhere"
    return ""


def _snapshot(holder: psycopg.Connection[tuple[Any, ...]]) -> tuple[str, dict[str, bytes]]:
    """A snapshot that stands while `holder` does, and what lies beside the database: as it was before and after it.

    A purge meanwhile may end an epoch between the two; then all is taken anew.
    """
    for _ in range(TRIES):
        before = _files()
        holder.rollback()
        holder.execute("set transaction isolation level repeatable read, read only")
        name = str(_one(holder.execute("select pg_export_snapshot()")))
        held = {**before, **_files()}
        needed = holder.execute(
            "select distinct k.epoch_id from core_key k join core_epoch e on e.id = k.epoch_id"
            " where e.retired_at is null"
        ).fetchall()
        if all(f"keys/epoch-{epoch}.key" in held for (epoch,) in needed):
            return name, held
    raise NotBackedUp(
        Decision.of(
            Because("A slot that the database needs is not in keys/.", "backup.slots", ok=False, way_out="Run `check`.")
        )
    )


def _one(cursor: psycopg.Cursor[tuple[Any, ...]]) -> Any:
    row = cursor.fetchone()
    return row[0] if row else None


def _files() -> dict[str, bytes]:
    """Slots and what waits in the spool as they are now. What ends at this very moment is left out."""
    found = {}
    root = Path(settings.DATA_DIR)
    for path in (*root.glob("keys/*.key"), *root.glob("spool/*.sealed")):
        with suppress(FileNotFoundError):
            found[str(path.relative_to(root))] = path.read_bytes()
    return found


def _content(server: Server, snapshot: str, waiting: Mapping[str, bytes]) -> Iterator[bytes]:
    """Eight bytes of length, what waits in the spool (sealed) as a tar, then the dump to its end."""
    packed = tarred(waiting)
    yield len(packed).to_bytes(8, "big") + packed
    yield from dumping.dump(server.programs, server.dsn, snapshot=snapshot, without=WITHOUT)


def _ledger(by: Audience) -> dict[str, bytes]:
    """What a restored house cannot know of itself: later purges of an older dump, and how far the ledger had come."""
    with connection.cursor() as cursor:
        cursor.execute("select note from core_checkpoint where size > 0 order by size desc limit 1")
        row = cursor.fetchone()
    return {
        "purges.txt": list_of_purges(by=by).encode(), "checkpoint.txt": (row[0] if row else "").encode(),
        "epoch": str(known.epoch()).encode(), "ledger.vkey": signing.vkey().encode(),
    }  # fmt: skip


def list_of_purges(*, by: Audience) -> str:
    """Every purge by ids and times, signed with the ledger's key; it goes with key chests and with checkpoints."""
    origin = signing.ORIGIN + purges.SUFFIX

    def sign(size: int, root: bytes) -> str:
        body = notes.checkpoint_body(origin, size, root)
        return signing.note(body, origin)

    return purges.written(known.listed(audience=by), sign=sign)
