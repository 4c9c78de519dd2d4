"""Insert a row whose label may have been made in this very transaction: its writer cannot yet read it back."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.db import connection

_json = msgspec.json.Encoder()


def put(*, table: str, row: Mapping[str, Any]) -> None:
    """Insert, by column, without asking for anything back: the id of the row stays unknown here.

    `table` and the names of columns MUST be written in our own code; lists and mappings become JSON.
    """
    columns, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    values = [_json.encode(value).decode() if isinstance(value, list | dict) else value for value in row.values()]
    with connection.cursor() as cursor:
        cursor.execute(f"insert into {table} ({columns}) values ({marks})", values)
