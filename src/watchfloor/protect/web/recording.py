"""What a door writes down of a reading beside its ids: need and right, and the sealed inquiry."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Words
from watchfloor.protect.actions.cases import recorded_need
from watchfloor.protect.actions.glass import oversight_label, tell_owners
from watchfloor.protect.rules.inquiries import Inquiry, written
from watchfloor.protect.rules.needs import BREAK_GLASS


@dataclass(frozen=True, slots=True)
class Recorded:
    """`rules`: how right and need were told; `words`: the inquiry, to be sealed with the fact, or None."""

    rules: tuple[str, ...]
    words: Words | None = None


def recorded(
    audience: Audience, *, records: Sequence[UUID], terms: str = "", filters: Sequence[str] = ()
) -> Recorded:  # fmt: skip
    """For the fact of a reading. MUST be called inside the door's transaction, with every id that is shown."""
    now = timezone.now()
    if audience.purpose == BREAK_GLASS and records:
        tell_owners(records=records, by=audience, now=now)
    inquiry = Inquiry(terms, tuple(filters), tuple(records), audience.purpose, audience.case_ref)
    words = Words(written(inquiry), oversight_label(by=audience)) if inquiry.asked else None
    return Recorded(recorded_need(by=audience, now=now), words)
