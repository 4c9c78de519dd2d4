"""Reading what was written with the person who reported, and the files that came with a report."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from watchfloor.core.formats import crypt
from watchfloor.core.rules.audience import Audience
from watchfloor.gather.models.mailbox import Attachment, Letter, Mailbox
from watchfloor.protect.queries.purges import key_of

ASIDE = "aside"  # the kind of a file that was sent and not kept: its name and the reason, no byte of it


@dataclass(frozen=True, slots=True)
class LetterView:
    """One letter; `by_id` is None where the person who reported wrote it."""

    at: datetime
    by_id: int | None
    text: str


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """One file of a record, without its bytes; `because`: why it was set aside and is not kept."""

    public_id: UUID
    name: str
    kind: str
    size: int
    because: str = ""


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
    """The files of a record, their bytes left closed, and what was set aside of those that were sent."""
    del audience
    key = key_of(record_id=record_id)
    if key is None:
        return []
    rows = Attachment.objects.filter(record_id=record_id)
    why = dict(rows.filter(kind=ASIDE).values_list("public_id", "sealed"))
    return [
        AttachmentView(
            row.public_id, crypt.unseal(bytes(row.name), key=key).decode(), row.kind, row.size,
            crypt.unseal(bytes(why[row.public_id]), key=key).decode() if row.public_id in why else "",
        )
        for row in rows.defer("sealed").order_by("at", "public_id")
    ]  # fmt: skip


def kept_ids(*, audience: Audience, record_id: int) -> frozenset[UUID]:
    """The ids of the files that a record has; what was set aside is not among them and may be sent again."""
    del audience
    rows = Attachment.objects.filter(record_id=record_id).exclude(kind=ASIDE)
    return frozenset(rows.values_list("public_id", flat=True))


def attachment(*, audience: Audience, record_id: int, public_id: UUID) -> tuple[AttachmentView, bytes] | None:
    """One file with its bytes; None where it is not there or not the reader's."""
    del audience
    key = key_of(record_id=record_id)
    rows = Attachment.objects.filter(record_id=record_id, public_id=public_id).exclude(kind=ASIDE)
    row = rows.first() if key else None
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
