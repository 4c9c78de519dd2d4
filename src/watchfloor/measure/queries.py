"""Reading the totals."""

from dataclasses import dataclass

from django.db.models import Sum

from watchfloor.core.rules.audience import Audience
from watchfloor.measure.models import Tally


@dataclass(frozen=True, slots=True)
class Measure:
    """A total since the beginning; `name` is that of a fact, with an answer where feedback had one."""

    name: str
    n: int


def measures(*, audience: Audience) -> list[Measure]:
    """All totals, for those who may read the ledger they were counted from."""
    if "ledger.read" not in audience.rights:
        return []
    rows = Tally.objects.values_list("name").annotate(total=Sum("n")).order_by("name")
    return [Measure(name, total) for name, total in rows]
