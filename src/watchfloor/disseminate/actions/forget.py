"""What becomes of products and kept exports when a record they hold is purged."""

from django.db import connection


def forget(*, purge_id: int) -> int:
    """Empty the words that rest on the purge's records, in all versions and comments; how many rows. Repeatable.

    The rows of the sources themselves are deleted with the other holdings. A statement that lost a source stands
    with that finding and cannot be sent on until somebody has read it anew. An export that was asked for with one of
    the records loses its file, address and reason; an answer that told of one loses its words.
    """
    with connection.cursor() as cursor:
        cursor.execute("select disseminate_forget(%s)", [purge_id])
        gone = int(cursor.fetchone()[0])
        for of in ("exports", "answers"):
            cursor.execute(f"select disseminate_forget_{of}(%s)", [purge_id])
            gone += int(cursor.fetchone()[0])
    return gone
