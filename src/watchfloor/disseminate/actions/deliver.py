"""Step 10: recipients are told that something waits; by a follower, hence only of what is sealed."""

from datetime import datetime
from uuid import UUID

from watchfloor.disseminate.models.releases import Delivery, Release
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people

RELEASED = "Product {number} of {center} waits for you. The button on its page tells us that you have it."
RECALLED = "Product {number} of {center} is recalled. Stop using it and destroy copies. The page says why."


def deliver(*, release: UUID, now: datetime, recalled: bool = False) -> int:
    """One notice to each recipient, without content; repeating it changes nothing. How many were put."""
    row = Release.objects.filter(public_id=release).defer("pdf", "document", "fragment").first()
    center = people.center()
    if row is None:
        return 0
    words = (RECALLED if recalled else RELEASED).format(
        number=row.number, center=center.name if center else "the center"
    )
    kind = "recall" if recalled else "release"
    subject = f"{row.number} is recalled" if recalled else f"{row.number} waits for you"
    return sum(
        notice(
            person_id=copy.person_id, kind=kind, subject=subject, text=words, path=f"/r/{row.public_id}/",
            label_id=row.label_id, once_key=f"{kind}-{row.public_id}-{copy.person_id}", now=now,
        )
        for copy in Delivery.objects.filter(release=row)
    )  # fmt: skip
