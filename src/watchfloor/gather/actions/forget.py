"""What becomes of the mapping of a file when the last row of it goes."""

from django.db import connection


def forget(*, purge_id: int) -> int:
    """Delete how to read again what was set aside of files that the purge takes whole; how many. Repeatable."""
    with connection.cursor() as cursor:
        cursor.execute("select gather_forget_unstated(%s)", [purge_id])
        return int(cursor.fetchone()[0])
