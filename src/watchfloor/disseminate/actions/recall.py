"""What was released is taken back: every recipient is told, the page says why, the bytes are shown no more."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.disseminate.models.products import Product
from watchfloor.disseminate.models.releases import Release
from watchfloor.notify.actions.outbox import notice


class NotRecalled(Refused):
    """It is not there for the asker, his role recalls nothing, or no reason was given."""


PROPOSED = "{number} cited a record that was purged. What was kept of it is erased here. Recall it, or release it anew."


def propose_recall(*, now: datetime) -> int:
    """Ask whoever wrote or released what a purge has emptied to recall it; how many were asked now. Repeatable.

    Called by a follower, under the audience of a service. Nothing is recalled by itself: that is its owner's act.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from disseminate_erased()")
        erased = cursor.fetchall()
    asked = 0
    for release, number, label_id, product, persons in erased:
        for person_id in persons:
            asked += notice(
                person_id=person_id, kind="recall-proposed", subject=f"A source of {number} was purged",
                text=PROPOSED.format(number=number), path=f"/products/{product}/" if product else f"/r/{release}/",
                label_id=label_id, once_key=f"recall-proposed-{release}-{person_id}", now=now,
            )  # fmt: skip
    return asked


def recall(*, release: UUID, because: str, by: Audience, now: datetime) -> None:
    """Recall one release. Its recipients hear of it by a follower (28 CFR 23.20(h): advise recipients)."""
    row = Release.objects.filter(public_id=release, recalled_at=None).first()
    if row is None or "product.release" not in by.rights or len(because.strip()) < 10:
        text = "Nothing here that you may recall, or no reason was given."
        no = Because(text, "disseminate.recall", "28 CFR 23.20(h)", ok=False, way_out="Give the reason in a sentence.")
        raise NotRecalled(Decision.of(no))
    with transaction.atomic():
        Release.objects.filter(pk=row.pk).update(recalled_at=now, recalled_because=because.strip())
        if not Release.objects.filter(product_id=row.product_id, recalled_at=None).exists():
            Product.objects.filter(pk=row.product_id or 0).update(state="recalled")
        tell(
            kind="disseminate.product.recalled", by=by, records=[release], rules=["disseminate.recall"],
            words=Words(because, row.label_id),
        )  # fmt: skip
