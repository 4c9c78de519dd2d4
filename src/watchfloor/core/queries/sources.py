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


Aside = tuple[int, str, tuple[str, ...], datetime, int, tuple[int, int]]


def aside_of(*, audience: Audience, aside: UUID) -> Aside | None:
    """One part that was set aside and not mended: (id of its container, place, reasons, when, label, where in it)."""
    sql = (
        "select s.source_item_id, s.place, s.reasons, s.set_aside_at, s.label_id, p.place_at, p.length"
        " from core_set_aside s join core_piece p on p.id = s.piece_id"
        f" where s.public_id = %s and s.mended_at is null and {labels_wall(audience=audience, alias='s')}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [aside])
        row = cursor.fetchone()
    return (row[0], row[1], tuple(row[2]), row[3], row[4], (row[5], row[6])) if row else None


def arrivals(*, audience: Audience, owner_ids: Sequence[int], how_many: int = 100) -> dict[int, list[datetime]]:
    """When something of each owner came, newest first, as far as the audience may see it."""
    mine = f"s.owner_id = o and {labels_wall(audience=audience, alias='s')} order by s.received_at desc limit %s"
    sql = f"select o, array(select s.received_at from core_source_item s where {mine}) from unnest(%s::bigint[]) o"
    with connection.cursor() as cursor:
        cursor.execute(sql, [how_many, list(owner_ids)])
        return {owner: times for owner, times in cursor.fetchall() if times}
