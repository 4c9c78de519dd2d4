"""The mark that a page carries so that it can ask what became of what it shows. It tells its bearer nothing."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from django.conf import settings

from watchfloor.core.ledger.head import head
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.formats.sight import Sight, read_sight, seal_sight


def sight_of(audience: Audience, records: Sequence[UUID]) -> str:
    """What this page shows to this reader. MUST be called inside the door's transaction."""
    actor = audience.actor
    return kept(Sight(actor.person_id, actor.affiliation_id, head(), tuple(dict.fromkeys(records))))


def kept(sight: Sight) -> str:
    """Sealed under a key of this house."""
    return seal_sight(sight, key=_key())


def seen(said: str) -> Sight | None:
    """What `kept` sealed; None for anything else."""
    return read_sight(said, key=_key())


def _key() -> bytes:
    return hashlib.sha256(b"watchfloor sight " + settings.SECRET_KEY.encode()).digest()
