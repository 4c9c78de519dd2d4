"""How far the log is sealed and followed. A position says nothing of what was done."""

from datetime import datetime

from django.db import connection


def head() -> int:
    """The position that the next sealed fact takes."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(pos) + 1, 0) from core_leaf")
        return int(cursor.fetchone()[0])


def behind() -> list[tuple[str, int, datetime | None]]:
    """Every follower: how many facts it has not looked at yet, and when the first of them was written."""
    waits = "greatest(%s - b.pos, 0), (select l.at from core_leaf l where l.pos = b.pos)"
    with connection.cursor() as cursor:
        cursor.execute(f"select b.name, {waits} from core_bookmark b", [head()])
        return list(cursor.fetchall())
