"""Photos from the field: once their report stands, each is made anew and kept, or set aside with a reason."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from watchfloor.core.actions.sources import keyed
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.gather.actions.attachments import Kept, keep, make_anew
from watchfloor.gather.actions.intake import identity
from watchfloor.gather.actions.intelligence import as_of_now
from watchfloor.gather.formats.officers import photo_limits
from watchfloor.gather.formats.public import Sent
from watchfloor.gather.queries.mailbox import ASIDE, kept_ids
from watchfloor.gather.rules.handed import File, shown_name
from watchfloor.gather.rules.photos import reasons, unread
from watchfloor.protect.queries.purges import key_of

GONE = "The report that the photos belong to is not here any more; they were not kept."


@dataclass(frozen=True, slots=True)
class Photo:
    """What was sent of it, no more than the limit, and how large it was."""

    sent: Sent
    size: int


def find_report(*, key: str, by: Audience) -> UUID | None:
    """The officer's own report that his phone named so; None where none stands, or it is not his to read."""
    known = core.known(keys=[identity(key=key, by=by)])
    return next((one.public_id for one in core.rows_of(audience=by, public_ids=[k.public_id for k in known.values()])),
                None)  # fmt: skip


def hand_in(*, report: UUID, photos: Sequence[Photo], by: Audience, now: datetime) -> list[str]:
    """Keep the photos with the report; what was set aside, and why. The same photo of a report is kept once.

    MUST be called outside a transaction: a picture takes a second. What a crash cuts short is taken up when the photos
    are sent again. A report that is gone takes none.
    """
    by = as_of_now(by=by, now=now)  # a report of this minute was opened for him since
    with reading(by):
        row = next(iter(core.rows_of(audience=by, public_ids=[report])), None)
        standing = kept_ids(audience=by, record_id=row.id) if row else frozenset()
    if row is None:
        return [GONE]
    made = _made_anew(report, [one for one in photos if _id(report, one) not in standing], len(standing))
    with reading(by):
        with connection.cursor() as cursor:  # what another request keeps at this moment counts too
            cursor.execute("select pg_advisory_xact_lock(hashtext('gather_attachment'), %s::int)", [row.id % 2**31])
        key = key_of(record_id=row.id)
        if key is None:
            return [GONE]
        standing = kept_ids(audience=by, record_id=row.id)
        new = [one for one in photos if _id(report, one) not in standing]
        files = list(_sorted_out(report, new, made, len(standing)))
        keep(files=files, record_id=row.id, label_id=row.label_id, key=key, now=now)
        if files:
            tell(kind="gather.photo.kept", by=by, records=[report])
    return [file.content.decode() for file in files if file.kind == ASIDE]


def _made_anew(report: UUID, photos: Sequence[Photo], standing: int) -> Mapping[UUID, Kept]:
    """By the photo's id; none of what is refused as it stands."""
    taken = [photo for photo, why in zip(photos, _reasons(photos, standing), strict=True) if not why]
    return {_id(report, one): next(make_anew(file=one.sent)) for one in taken}


def _sorted_out(report: UUID, photos: Sequence[Photo], made: Mapping[UUID, Kept], standing: int) -> Iterator[Kept]:
    for photo, why in zip(photos, _reasons(photos, standing), strict=True):
        name, one = photo.sent.name, made.get(_id(report, photo))
        if why or one is None or not one.content:
            aside = _id(report, photo, kind=ASIDE)  # another than the photo's own, which may yet be kept
            yield Kept(shown_name(name), ASIDE, (why or unread(name)).encode(), aside)
        else:
            yield Kept(one.name, one.kind, one.content, _id(report, photo))


def _reasons(photos: Sequence[Photo], standing: int) -> list[str]:
    said = [File(one.sent.name, one.size, one.sent.content[:512]) for one in photos]
    return reasons(said, standing=standing, limits=photo_limits())


def _id(report: UUID, photo: Photo, *, kind: str = "photo") -> UUID:
    """The same bytes with the same report are the same photo; to who lacks the key it tells nothing of them."""
    digest = hashlib.sha256(photo.sent.content).digest()
    return UUID(bytes=keyed(kind.encode(), report.bytes, digest)[:16], version=4)
