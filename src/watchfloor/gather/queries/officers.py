"""Reading who is a liaison officer."""

from watchfloor.core.rules.audience import Audience
from watchfloor.gather.models.officers import Officer as Kept
from watchfloor.gather.rules.officers import Officer


def officer(*, audience: Audience, person_id: int) -> Officer | None:
    """One person's standing; None for who never asked."""
    del audience  # a directory, not a record; doors show only one's own or, with the right, all
    row = Kept.objects.filter(person_id=person_id).first()
    return _officer(row) if row else None


def officers(*, audience: Audience) -> list[Officer]:
    """All, who waits first; empty for who does not hold the right."""
    if "officer.approve" not in audience.rights:
        return []
    return [_officer(row) for row in Kept.objects.order_by("-approved_at", "asked_at")]


def _officer(row: Kept) -> Officer:
    return Officer(
        row.person_id, row.asked_at.date(), row.approved_at.date() if row.approved_at else None,
        row.ended_at.date() if row.ended_at else None,
    )  # fmt: skip
