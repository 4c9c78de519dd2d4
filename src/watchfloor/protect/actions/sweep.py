"""At start: bytes that intake left in the spool when it was stopped between two steps, and that nobody waits for."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connections

from watchfloor.core.gate import slots, spool
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience

SETTLED = timedelta(minutes=10)  # a transaction ends within 30 s: what is older and has no row by then gets none


def sweep(*, by: Audience, now: datetime) -> int:
    """Destroy sealed files without an item, of items that were read to their end or are past their last day; how many.

    An item whose reading was cut short stays: the same file brought in again takes it up. Half-written files and keys
    without a file go too. Needs the owner's password, since it looks past the wall.
    """
    before = (now - SETTLED).timestamp()
    lost = sorted({one for one in spool.waiting() if _old(_spool() / f"{one}.sealed", before)} - set(_awaited()))
    for item in lost:
        spool.destroy(item)
    for part in (*_spool().glob("*.part"), *slots.folder().glob("*.part")):
        if _old(part, before):
            part.unlink(missing_ok=True)
    waiting = {f"spool-{item}.key" for item in spool.waiting()}
    for slot in slots.folder().glob("spool-*.key"):
        if slot.name not in waiting and _old(slot, before):
            slots.destroy(slot.name)
    if lost:
        with reading(by):
            tell(kind="protect.spool.swept", by=by, records=lost, rules=["spool.nobody-waits"])
    return len(lost)


def _awaited() -> list[UUID]:
    """Items that are still to be read."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select public_id from core_source_item where read_at is null and purge_on >= current_date")
        return [item for (item,) in cursor.fetchall()]


def _spool() -> Path:
    return Path(settings.DATA_DIR) / "spool"


def _old(path: Path, before: float) -> bool:
    """Whether nobody has written it since; a file that is gone meanwhile is another's work."""
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False
