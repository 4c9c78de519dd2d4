"""Step 3 of a purge: rewrite what held the words, so that the storage forgets too (database.md part 3)."""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.actions import certificate
from watchfloor.protect.actions.holdings import holdings
from watchfloor.protect.formats.certificate import mark_of
from watchfloor.protect.models.purges import Purge

ALWAYS = ("core_piece", "core_key", "core_set_aside", "core_source_item", "staging.record")
BLOCK = 8 * 1024 * 1024


def scrub(*, words: Sequence[str] = (), by: Audience, now: datetime) -> list[dict[str, Any]]:
    """Rewrite the touched partitions and holdings of every forgotten purge, switch the log, checkpoint, search.

    Runs with the owner's password, outside a transaction, one partition locked at a time. `words` are strings of the
    record to look for, in memory only. Resumable: a purge counts as scrubbed only when all of it was done.
    """
    due = list(Purge.objects.filter(scrubbed_at=None).exclude(forgotten_at=None).order_by("id"))
    if not due:
        return []
    tables = sorted({part for row in due for part in row.partitions})
    emptied = {table for holding in holdings() for table in holding.tables}
    rewritten = _rewrite([*_standing(tables), *ALWAYS, *_holding_tables(), *sorted(emptied)])
    found = _search(words)
    return [_certify(row, rewritten, found, by, now) for row in due]


def _holding_tables() -> list[str]:
    """Plain tables that held something of records; partitioned parents are rewritten by their touched partitions."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select case when c.relkind = 'p' then i.inhrelid::regclass::text else h.table_name end from wall.holding h"
            " join pg_class c on c.oid = h.table_name::regclass"
            " left join pg_inherits i on c.relkind = 'p' and i.inhparent = c.oid"
            " and h.table_name <> 'core_version'"
            " where c.relkind <> 'p' or i.inhrelid is not null"
        )
        return sorted({row[0] for row in cursor.fetchall()})


def _standing(tables: Sequence[str]) -> list[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("select t from unnest(%s::text[]) t where to_regclass(t) is not null", [list(tables)])
        return [row[0] for row in cursor.fetchall()]


def _rewrite(tables: Sequence[str]) -> list[str]:
    with connections["owner"].cursor() as cursor:
        for table in dict.fromkeys(tables):
            if table == "staging.record":
                cursor.execute("truncate staging.record")
            else:
                cursor.execute(f"vacuum full {table}")
        cursor.execute("select pg_switch_wal()")
        cursor.execute("checkpoint")
    return list(dict.fromkeys(tables))


def _search(words: Sequence[str]) -> dict[str, int] | None:
    """How many files of the data directory hold any of the words; None where they are not ours to read.

    A file that cannot be read was not searched, and is counted as such: the certificate claims no more than was done.
    """
    if not words or not (Path(settings.DATA_DIR) / "postgres").exists():
        return None
    needles = [word.encode() for word in words if len(word) >= 6]
    found = [_holds(path, needles) for path in _files()]
    return {
        "words": len(needles), "files": len(found) - found.count(None), "found_in": found.count(True),
        "not_searched": found.count(None),
    }  # fmt: skip


def _files() -> Iterator[Path]:
    """Every file of the data directory, the database's own folder included where it lies elsewhere."""
    root = Path(settings.DATA_DIR)
    elsewhere = [root / "postgres"] if (root / "postgres").is_symlink() else []
    for top in (root, *elsewhere):
        for folder, _, names in os.walk(top):
            yield from (path for name in names if not (path := Path(folder) / name).is_symlink() and path.is_file())


def _holds(path: Path, needles: Sequence[bytes]) -> bool | None:
    """None where the file could not be read; one that is gone by now holds nothing."""
    overlap = max((len(n) for n in needles), default=1)
    try:
        with path.open("rb") as file:
            tail = b""
            while block := file.read(BLOCK):
                window = tail + block
                if any(needle in window for needle in needles):
                    return True
                tail = window[-overlap:]
    except FileNotFoundError:
        return False
    except OSError:
        return None
    return False


def _certify(
    row: Purge, rewritten: Sequence[str], found: dict[str, int] | None, by: Audience, now: datetime
) -> dict[str, Any]:
    """The certificate anew, with what the scrub did; the fact holds its digest."""
    storage = {"rewritten": list(rewritten), "log_switched": True, "byte_search": found, "scrubbed_at": now.isoformat()}
    claims = certificate.body(row, scrubbed=storage)
    with transaction.atomic():
        Purge.objects.filter(pk=row.pk).update(scrubbed_at=now, certificate=claims)
        tell(kind="protect.purge.scrubbed", by=by, records=certificate.named(row), marks=[mark_of(claims)])
    return claims
