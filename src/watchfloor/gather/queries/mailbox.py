"""Reading what was written with the person who reported, and the files that came with a report."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from watchfloor.core.formats import crypt
from watchfloor.core.rules.audience import Audience
from watchfloor.gather.models.mailbox import Attachment, Letter, Mailbox
from watchfloor.protect.queries.purges import key_of


@dataclass(frozen=True, slots=True)
class LetterView:
    """One letter; `by_id` is None where the person who reported wrote it."""

    at: datetime
    by_id: int | None
    text: str


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """One file of a record, without its bytes."""

    public_id: UUID
    name: str
    kind: str
    size: int


def has_mailbox(*, audience: Audience, record_id: int) -> bool:
    """Whether the record came by the public form, so that its reporter can be written to."""
    del audience  # the wall in the database asks it
    return Mailbox.objects.filter(record_id=record_id).exists()


def letters_of(*, audience: Audience, record_id: int) -> list[LetterView]:
    """What was written, in order, opened with the record's own key."""
    del audience
    key = key_of(record_id=record_id)
    rows = Letter.objects.filter(record_id=record_id).order_by("at", "public_id") if key else []
    return [LetterView(row.at, row.by_id, crypt.unseal(bytes(row.sealed), key=key).decode()) for row in rows if key]


def attachments_of(*, audience: Audience, record_id: int) -> list[AttachmentView]:
    """The files of a record, their bytes left closed."""
    del audience
    key = key_of(record_id=record_id)
    rows = Attachment.objects.filter(record_id=record_id).defer("sealed").order_by("at", "public_id") if key else []
    return [
        AttachmentView(row.public_id, crypt.unseal(bytes(row.name), key=key).decode(), row.kind, row.size)
        for row in rows if key
    ]  # fmt: skip


def attachment(*, audience: Audience, record_id: int, public_id: UUID) -> tuple[AttachmentView, bytes] | None:
    """One file with its bytes; None where it is not there or not the reader's."""
    del audience
    key = key_of(record_id=record_id)
    row = Attachment.objects.filter(record_id=record_id, public_id=public_id).first() if key else None
    if row is None or key is None:
        return None
    name = crypt.unseal(bytes(row.name), key=key).decode()
    return AttachmentView(row.public_id, name, row.kind, row.size), crypt.unseal(bytes(row.sealed), key=key)


@dataclass(frozen=True, slots=True)
class Reported:
    """A record that came by the public's door."""

    record_id: int
    public_record: UUID


def reported(*, audience: Audience, how_many: int = 50) -> list[Reported]:
    """The newest records that came by the public's door, of those that the reader may read."""
    rows = Mailbox.objects.filter(label_id__in=audience.label_ids).order_by("-record_id")[:how_many]
    return [Reported(row.record_id, row.public_record) for row in rows]
