"""Which ids name something of ours that a reader may see."""

from collections.abc import Sequence
from uuid import UUID

from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.models.products import Product
from watchfloor.disseminate.models.releases import Delivery, Release


def readable(*, audience: Audience, public_ids: Sequence[UUID]) -> set[UUID]:
    """Those that name a product or release whose label the audience holds, or a release delivered to the person."""
    ids, labels = list(public_ids), audience.label_ids
    mine = Delivery.objects.filter(person_id=audience.actor.person_id, release__public_id__in=ids)
    return {
        *Product.objects.filter(public_id__in=ids, label_id__in=labels).values_list("public_id", flat=True),
        *Release.objects.filter(public_id__in=ids, label_id__in=labels).values_list("public_id", flat=True),
        *mine.values_list("release__public_id", flat=True),
    }
