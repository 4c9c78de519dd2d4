"""Keep rows under a label made in this very transaction: their maker cannot read them before he is admitted anew."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def keep(rows: Sequence[Row]) -> list[Row]:
    """Insert with ids taken beforehand and without RETURNING, which would have to read what the wall still hides."""
    if not rows:
        return []
    table: Any = type(rows[0])
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(format('%%s_id_seq', %s::text)::regclass) from generate_series(1, %s)",
            [f"disseminate_{table.__name__.lower()}", len(rows)],
        )
        for row, (row_id,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = row_id
    table.objects.bulk_create(rows, ignore_conflicts=True)
    return list(rows)
