"""Files of a record: pictures are made anew in the confined child, and each is kept under the record's own key."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from watchfloor.core.formats import crypt
from watchfloor.core.formats.child import Limits, read_in_child
from watchfloor.gather.formats.public import Sent, policy
from watchfloor.gather.models.mailbox import Attachment
from watchfloor.gather.rules.handed import kind_of, shown_name

READER = "watchfloor.gather.formats.pictures:read"
PICTURE = Limits(bytes=16_000_000, cpu_seconds=20, memory_bytes=1024 * 1024 * 1024, drafts=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it will be kept: its name, media type and bytes; or, with no bytes, the name of what was no picture.

    `id` is given where the same file may come again.
    """

    name: str
    kind: str
    content: bytes
    id: UUID | None = None


def make_anew(*, file: Sent, original: bool = False) -> Iterator[Kept]:
    """A picture made anew in the confined child, and beside it as it came where that is asked for; the rest inert.

    Takes a second: MUST NOT be called inside a transaction.
    """
    found, name = kind_of(file.content[:512]), shown_name(file.name)
    if found is None:
        yield Kept(name, "", b"")  # the door takes no such file: whoever put it there did not come through it
        return
    ending, kind = found
    if not kind.startswith("picture/"):
        yield Kept(name, kind, file.content)
        return
    made = read_in_child(reader=READER, content=file.content, options=policy().pictures, limits=PICTURE)
    picture = base64.b64decode(made.drafts[0].data["jpeg"]) if made.drafts else b""
    yield Kept(f"{name.rpartition('.')[0] or name}.jpg", "image/jpeg" if picture else "", picture)
    if original and picture:
        yield Kept(f"original-{name}", f"image/{ending}", file.content)


def keep(*, files: Sequence[Kept], record_id: int, label_id: int, key: bytes, now: datetime) -> None:
    """Keep what has bytes, under the record's own key; what is kept already under its id is not kept twice."""
    rows = [
        Attachment(
            public_id=file.id or uuid4(), record_id=record_id, label_id=label_id, at=now, kind=file.kind,
            size=len(file.content), name=crypt.seal(file.name.encode(), key=key),
            sealed=crypt.seal(file.content, key=key),
        )
        for file in files if file.content
    ]  # fmt: skip
    Attachment.objects.bulk_create(rows, ignore_conflicts=True)
