"""What was released is taken back: every recipient is told, the page says why, the bytes are shown no more."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.disseminate.models import Product, Release


class NotRecalled(Refused):
    """It is not there for the asker, his role recalls nothing, or no reason was given."""


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
