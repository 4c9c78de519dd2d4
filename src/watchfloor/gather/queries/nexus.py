"""Reading the two-part reviews of SARs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from django.db.models import Q

from watchfloor.core.formats import crypt
from watchfloor.core.rules.audience import Audience
from watchfloor.gather.models.vetting import Nexus as KeptNexus
from watchfloor.gather.rules.nexus import Nexus
from watchfloor.protect.queries.purges import key_of

NEXUS_SEALED = ("fits", "articulable_facts", "checks", "rationale", "supervisor")


@dataclass(frozen=True, slots=True)
class NexusView:
    """A two-part review as it was stated, by whom and when; for a no also how another answered ("" while it waits)."""

    public_id: UUID
    said: Nexus
    by_id: int
    at: datetime
    answer: str
    answered_by: int | None
    answered_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether this is a no that nobody has answered yet."""
        return bool(self.said.outcome) and not self.answer


def nexus_of(*, audience: Audience, record_id: int) -> list[NexusView]:
    """Every review of a SAR, the newest first; the words opened with the record's own key."""
    del audience  # the wall in the database asks it
    key = key_of(record_id=record_id)
    rows = KeptNexus.objects.filter(record_id=record_id).order_by("-at") if key else []
    return [_nexus(row, key) for row in rows if key]


def _nexus(row: KeptNexus, key: bytes) -> NexusView:
    told = msgspec.json.decode(crypt.unseal(bytes(row.statement), key=key), type=dict[str, str])
    words = {name: told.get(name, "") for name in NEXUS_SEALED}
    said = Nexus(tuple(row.behaviors), indicates=not row.outcome, outcome=row.outcome, **words)
    return NexusView(row.pk, said, row.by_id, row.at, row.answer, row.answered_by, row.answered_at)


def no_waits(*, audience: Audience, how_many: int = 50) -> list[tuple[int, datetime]]:
    """Record ids of SARs whose no waits for a second person, the oldest first."""
    mine = Q(label_id__in=audience.label_ids)
    rows = KeptNexus.objects.filter(mine, answer="").exclude(outcome="").order_by("at")[:how_many]
    return [(row.record_id, row.at) for row in rows]
