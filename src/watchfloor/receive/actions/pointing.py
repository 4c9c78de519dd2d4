"""A pointer to what is classified and stays where it is: a record of the center without any content."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from watchfloor.core.actions.records import open_records
from watchfloor.core.actions.sources import keyed
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.core.rules.draft import Draft, When
from watchfloor.core.rules.opening import Incoming
from watchfloor.protect.actions.quarantine import quarantine
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.spill import part_spills
from watchfloor.receive.formats.pointers import systems
from watchfloor.receive.rules.pointer import RIGHT, Pointer, may_point


class NotPointed(Refused):
    """The right is missing, or what was said is more, or less, than a pointer."""


def point(*, said: Pointer, when: When, by: Audience, now: datetime) -> UUID | None:
    """Keep it once, whoever else saw the same; None where it looks classified itself: then it is closed away.

    `when` MUST be the day of `said`. MUST be called inside the door's transaction. Raises NotPointed.
    """
    decision = may_point(
        said, systems=systems(), right=RIGHT in by.rights, today=now.astimezone(timezone.get_default_timezone()).date()
    )
    if not decision:
        raise NotPointed(decision)
    key = keyed(b"pointer", said.identity.encode())
    if known := core.known(keys=[key]).get(key):
        return known.public_id
    told = {"system": said.system, "reference": said.reference}
    draft = Draft("pointer", said.identity, "", said.title, "", {"object": told}, when=when)
    stamper = Stamper(legal_class="federal_product", owner_id=by.actor.agency_id, verified=True, now=now)
    item = Incoming(
        draft, stamper.stamp_drafts([draft])[0], by.actor.agency_id, key, keyed(b"digest", said.identity.encode()),
        b"", "opened",
    )  # fmt: skip
    if part_spills([draft])[1]:
        quarantine(items=[item], source=None, way="pointer", by=by, now=now)
        return None
    return open_records(source=None, incoming=[item], by=by, now=now)[0].public_id
