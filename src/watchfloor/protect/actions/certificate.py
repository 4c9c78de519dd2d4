"""What a purge's certificate says - and no more (database.md part 3) - and the certificate with its proofs."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger import proving
from watchfloor.core.rules.audience import Audience
from watchfloor.core.sealer import signing
from watchfloor.protect.models.copies import Backup
from watchfloor.protect.models.purges import Purge
from watchfloor.tlog.proved import Proved, packed

KEY_BACKUP_DAYS = 35
DOES_NOT_SAY = (
    "that free blocks of the disk, spare areas of an SSD or snapshots below the file system were overwritten",
    "that backups made by other means than the house's own expire on that day",
    "that copies with recipients are gone: they were told, and have answered or not",
    "that single words or three-letter pieces which other records share are gone",
    "that nobody remembers or wrote down elsewhere what the record said",
)


class NotCertified(LookupError):
    """There is no such purge, or its facts are not sealed under a checkpoint yet."""


def named(row: Purge) -> list[UUID]:
    """What a purge is about, as its facts name it: records, and pieces that were set aside."""
    return [*row.public_records, *row.public_asides]


def body(row: Purge, *, scrubbed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The claims of a purge that has forgotten; `scrubbed` adds what the scrub did. Ids, counts and times alone."""
    done = dict(scrubbed or {})
    return {
        "form": "watchfloor purge certificate 1", "purge": str(row.public_id),
        "records": sorted(str(public_id) for public_id in row.public_records),
        **({"set_aside": sorted(map(str, row.public_asides))} if row.public_asides else {}),
        "authority": {"rule": row.rule, "by": row.by_id, "second": row.second_id},
        "opened_at": _said(row.opened_at), "unreadable_at": _said(row.hidden_at),
        "forgotten_at": _said(row.forgotten_at), "deleted_rows": {k: v for k, v in row.counts.items() if v},
        "recipients": len(row.recipients), "scrubbed_at": done.pop("scrubbed_at", None), "storage": done or None,
        "gone_from_backups_by": backups_until(row.hidden_at).isoformat() if row.hidden_at else None,
        "does_not_say": list(DOES_NOT_SAY),
    }  # fmt: skip


def _said(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def backups_until(hidden_at: datetime) -> Any:
    """The last day on which a backup of this house may hold what was purged then.

    Where none was noted the longest that the operator's page allows is said, so that nothing is promised too early.
    """
    noted = Backup.objects.filter(expires_on__gte=hidden_at.date()).aggregate(last=Max("expires_on"))["last"]
    return noted or (hidden_at + timedelta(days=KEY_BACKUP_DAYS)).date()


def certificate(*, purge: UUID, by: Audience) -> dict[str, Any]:
    """The certificate as a file: claims, facts with their paths, checkpoint, public key. Raises NotCertified.

    `by` MUST hold "ledger.read". Facts that came after the checkpoint are left out; those of its steps must be there.
    """
    row = Purge.objects.filter(public_id=purge).exclude(forgotten_at=None).first()
    if row is None or not row.certificate:
        raise NotCertified("no purge of that id has forgotten")
    with reading(by):
        facts = [_proved(pos, line, by) for pos, line in _lines(row.pk, by)]
        return packed(row.certificate, facts, note=proving.newest_note(audience=by), key=signing.vkey())


def _lines(purge_id: int, by: Audience) -> Sequence[tuple[int, str]]:
    try:
        size = proving.inclusion(audience=by, position=0).size
    except proving.NotProved as error:
        raise NotCertified("its facts are not sealed yet; ask again in a moment") from error
    with connection.cursor() as cursor:
        cursor.execute("select pos, line from protect_facts_of(%s)", [purge_id])
        return [(pos, line) for pos, line in cursor.fetchall() if pos < size]


def _proved(position: int, line: str, by: Audience) -> Proved:
    return Proved(position, line, proving.inclusion(audience=by, position=position).path)
