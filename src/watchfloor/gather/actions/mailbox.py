"""The center's letters to the person who reported, and how far he is shown that his report has come."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction

from watchfloor.core.formats import crypt
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.gather.actions.dropping import TO_YOU
from watchfloor.gather.formats.public import policy
from watchfloor.gather.formats.sealing import seal_to
from watchfloor.gather.models.mailbox import Letter, Mailbox
from watchfloor.gather.rules.letters import may_write
from watchfloor.gather.rules.public import shown_at
from watchfloor.notify.actions.outbox import notice
from watchfloor.protect.queries.purges import key_of


class NotWritten(Refused):
    """The asker may not write, there is no mailbox, or nothing was said."""


def write(*, record: UUID, text: str, by: Audience, now: datetime) -> None:
    """Put a question into the mailbox of a report: sealed there for its reader alone, and here under the record's key.

    Raises NotWritten.
    """
    row = next(iter(core.rows_of(audience=by, public_ids=[record])), None)
    box = Mailbox.objects.filter(record_id=row.id).first() if row else None
    key = key_of(record_id=row.id) if row else None
    decision = may_write(rights=by.rights, text=text, has_mailbox=box is not None and key is not None)
    if not decision or row is None or box is None or key is None:
        raise NotWritten(decision)
    letter = uuid4()
    with transaction.atomic():
        Letter.objects.bulk_create([
            Letter(public_id=letter, record_id=row.id, label_id=row.label_id, at=now, by_id=by.actor.person_id,
                   sealed=crypt.seal(text.strip().encode(), key=key))
        ])  # fmt: skip
        tell_mailbox(token=bytes(box.token), reader_key=bytes(box.reader_key), text=text.strip(), letter=letter)
        Mailbox.objects.filter(record_id=row.id).update(asked_by=by.actor.person_id)
        tell(kind="gather.letter.asked", by=by, records=[record], rules=decision.rules)


def tell_mailbox(*, token: bytes, reader_key: bytes, text: str, letter: UUID) -> bool:
    """A letter that only who has the code can open; False where the mailbox is gone. The caller tells the fact."""
    with connection.cursor() as cursor:
        box = seal_to(reader_key, text.encode(), about=TO_YOU)
        cursor.execute("select dropbox.write(%s, %s, %s)", [token, letter, box])
        return bool(cursor.fetchone()[0])


def note_progress(
    *, read: Collection[UUID], closed: Collection[UUID], by: Audience, now: datetime
) -> int:  # fmt: skip
    """Reports that a person read, and that ended as tips: the public is shown it later, the same for every decision.

    For the service alone; how many moved. The caller's fact is the one that it follows, so it tells none.
    """
    del by
    read_at, closed_at = (shown_at(now, after=after) for after in (policy().read_after, policy().closed_after))
    with connection.cursor() as cursor:
        cursor.execute("select token from gather_close_mailboxes(%s, %s)", [list(closed), now])
        moved: list[tuple[bytes, datetime, datetime | None]] = [
            (bytes(token), read_at, closed_at) for (token,) in cursor.fetchall()
        ]
    unread = Mailbox.objects.filter(public_record__in=set(read), read_at=None)
    moved += [(bytes(box.token), read_at, None) for box in unread]
    unread.update(read_at=now)
    with connection.cursor() as cursor:
        for token, shown_read, shown_closed in moved:
            cursor.execute("select dropbox.progress(%s, %s, %s)", [token, shown_read, shown_closed])
    return len(moved)


def tell_asker(*, records: Collection[UUID], position: int, by: Audience, now: datetime) -> int:
    """Whoever asked last hears that an answer came; nothing of it stands in the notice. How many were told."""
    del by
    told = 0
    for box in Mailbox.objects.filter(public_record__in=set(records)).exclude(asked_by=None):
        told += notice(
            person_id=box.asked_by or 0, kind="gather.letter", subject="An answer came",
            text="Somebody who reported answered. The page of the report shows it.",
            path=f"/records/{box.public_record}/reporter/", label_id=box.label_id,
            once_key=f"letter-{position}-{box.record_id}", now=now,
        )  # fmt: skip
    return told
