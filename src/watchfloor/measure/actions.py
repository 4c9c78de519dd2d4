"""Count what the ledger tells."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db import connection

ADD = (
    "insert into measure_tally (name, day, n) values (%s, %s, %s)"
    " on conflict on constraint measure_one_tally_a_day do update set n = measure_tally.n + excluded.n"
)


def add(*, happened: Sequence[tuple[str, date]]) -> None:
    """Add to the totals. MUST run in the transaction that moves the follower's bookmark: so nothing counts twice."""
    with connection.cursor() as cursor:
        for (name, day), n in sorted(Counter(happened).items()):
            cursor.execute(ADD, [name, day, n])
