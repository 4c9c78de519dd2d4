"""A decision draws the end of a record nearer; only a validated review moves it away (protect)."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from watchfloor.core.actions.records import reclass
from watchfloor.core.queries.records import Row
from watchfloor.core.rules.audience import Audience


def draw_nearer(*, row: Row, purge_days: int | None, review_days: int | None, by: Audience, now: datetime) -> None:
    """Review and purge so many days from today, if that is earlier than what stands; None leaves a day as it is.

    MUST run in the transaction of the decision, which tells the fact; not for what stands on a predicate.
    """
    today = localdate(now)
    purge_on = min(row.purge_on, today + timedelta(days=purge_days)) if purge_days is not None else row.purge_on
    review_on = min(row.review_on, today + timedelta(days=review_days)) if review_days is not None else row.review_on
    if (purge_on, review_on) != (row.purge_on, row.review_on):
        reclass(
            record_id=row.id, legal_class=row.legal_class, label_id=row.label_id, by=by,
            review_on=min(review_on, purge_on), purge_on=purge_on,
        )  # fmt: skip
