"""The containers that records came in, and what of them was set aside."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from watchfloor.core.queries.records import labels_wall
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.shapes import SourceItemView


def source_item(*, audience: Audience, source_item_id: int) -> SourceItemView | None:
    """The container of a record; None for "is not" and "is not yours" alike."""
    sql = (
        "select s.id, s.public_id, s.owner_id, encode(s.sha256, 'hex'), s.size, s.format, s.received_at, s.read_at"
        f" from core_source_item s where s.id = %s and {labels_wall(audience=audience, alias='s')}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [source_item_id])
        row = cursor.fetchone()
    return SourceItemView(*row) if row else None


def set_aside(*, audience: Audience, how_many: int = 50) -> list[tuple[UUID, str, tuple[str, ...], datetime, int]]:
    """What was set aside and not mended: (id, place, reasons, when, label), newest first."""
    sql = (
        "select s.public_id, s.place, s.reasons, s.set_aside_at, s.label_id from core_set_aside s"
        f" where s.mended_at is null and {labels_wall(audience=audience, alias='s')}"
        " order by s.set_aside_at desc limit %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [how_many])
        return [(row[0], row[1], tuple(row[2]), row[3], row[4]) for row in cursor.fetchall()]


def arrivals(*, audience: Audience, owner_ids: Sequence[int], how_many: int = 100) -> dict[int, list[datetime]]:
    """When something of each owner came, newest first, as far as the audience may see it."""
    mine = f"s.owner_id = o and {labels_wall(audience=audience, alias='s')} order by s.received_at desc limit %s"
    sql = f"select o, array(select s.received_at from core_source_item s where {mine}) from unnest(%s::bigint[]) o"
    with connection.cursor() as cursor:
        cursor.execute(sql, [how_many, list(owner_ids)])
        return {owner: times for owner, times in cursor.fetchall() if times}
