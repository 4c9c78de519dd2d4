"""How far the checkpoints that left the machine reach. Times and a size; no fact, no id."""

from django.db import connection
from django.db.models import Q

from watchfloor.protect.models.copies import CheckpointOut
from watchfloor.protect.rules.outside import Outside


def outside() -> Outside:
    """The last checkpoint that left, and the last try."""
    tries = CheckpointOut.objects.order_by("-at")
    left = tries.filter(Q(mailed__gt=0) | Q(dropped=True)).first()
    with connection.cursor() as cursor:
        cursor.execute("select min(at) from core_checkpoint where size > 0")
        since = cursor.fetchone()[0]
    tried_at = tries.values_list("at", flat=True).first()
    return Outside(left.at if left else None, left.size if left else 0, tried_at, since)
