"""The purges that a restored house must know of, and which backups were made."""

from datetime import datetime

from django.db import connection

from watchfloor.core.rules.audience import Audience
from watchfloor.protect.models.copies import Backup
from watchfloor.protect.models.purges import Purge
from watchfloor.protect.rules.backups import Listed


def listed(*, audience: Audience) -> list[Listed]:
    """Every purge whose records were hidden, by ids and times; for who may back up and who carries purges out."""
    if not {"backup", "purge.carry-out"} & audience.rights:
        return []
    rows = Purge.objects.exclude(hidden_at=None).order_by("hidden_at", "id")
    return [
        Listed(
            r.public_id, (*r.public_records, *r.public_asides), r.by_id, r.second_id, r.rule, r.opened_at, r.hidden_at
        )
        for r in rows
        if r.hidden_at
    ]


def epoch() -> int:
    """The ledger's epoch: how often this house was restored, and one."""
    with connection.cursor() as cursor:
        cursor.execute("select core_current_epoch()")
        return int(cursor.fetchone()[0])


def last_backup_at() -> datetime | None:
    """When the newest backup was begun; None where none was."""
    return Backup.objects.order_by("-made_at").values_list("made_at", flat=True).first()
