"""Each report leaves keys by which others of its wave find it; a follower, which shows nothing to anybody."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from watchfloor.core.actions.sources import keyed
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.gather.formats.likeness import told_of
from watchfloor.gather.formats.waves import wave_policy
from watchfloor.gather.models.likeness import Likeness
from watchfloor.gather.rules.likeness import keys_of


def salt() -> bytes:
    """The house's own; keys of another house are of no use here."""
    return keyed(b"gather", b"likeness")[:16]


def keep_keys(*, records: Sequence[UUID], by: Audience, now: datetime) -> int:
    """Keys of these reports, anew where they were changed; how many. MUST run in a transaction of its follower."""
    del now
    own, policy, kept = salt(), wave_policy(), list[Likeness]()
    for text in core.texts_of(audience=by, public_ids=list(records)):
        if text.row.kind != "tip":
            continue
        told = told_of(text)
        found = list(keys_of(told, policy, salt=own).own)
        if not Likeness.objects.filter(record_id=text.row.id).update(keys=found, at=told.at):
            kept.append(Likeness(record_id=text.row.id, label_id=text.row.label_id, keys=found, at=told.at))
    Likeness.objects.bulk_create(kept)
    return len(kept)
