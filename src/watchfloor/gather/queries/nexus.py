"""Reading the two-part reviews of SARs."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from watchfloor.core.formats import crypt
from watchfloor.core.rules.audience import Audience
from watchfloor.gather.models.vetting import Nexus as KeptNexus
from watchfloor.gather.rules.nexus import Nexus
from watchfloor.protect.queries.purges import key_of

NEXUS_SEALED = ("fits", "articulable_facts", "checks", "rationale")


@dataclass(frozen=True, slots=True)
class NexusView:
    """A two-part review as it was stated, by whom and when."""

    said: Nexus
    by_id: int
    at: datetime


def nexus_of(*, audience: Audience, record_id: int) -> list[NexusView]:
    """Every review of a SAR, the newest first; the words opened with the record's own key."""
    del audience  # the wall in the database asks it
    key = key_of(record_id=record_id)
    rows = KeptNexus.objects.filter(record_id=record_id).order_by("-at") if key else []
    return [_nexus(row, key) for row in rows if key]


def _nexus(row: KeptNexus, key: bytes) -> NexusView:
    told = msgspec.json.decode(crypt.unseal(bytes(row.statement), key=key), type=dict[str, str])
    said = Nexus(tuple(row.behaviors), indicates=True, **{name: told[name] for name in NEXUS_SEALED})
    return NexusView(said, row.by_id, row.at)
