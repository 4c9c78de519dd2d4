"""A restored house forgets again what was purged after its backup was made, and counts its facts in a new epoch."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connections, transaction

from watchfloor.core.gate import spool
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.actions.purge import carry_on
from watchfloor.protect.actions.telling import tell_recipients
from watchfloor.protect.models.purges import Purge
from watchfloor.protect.rules.backups import Listed


def drop_read() -> int:
    """Spool files of items that the database has read to their end go; how many."""
    waiting = spool.waiting()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select public_id from core_source_item where read_at is not null and public_id = any(%s::uuid[])",
            [[str(item) for item in waiting]],
        )
        read = [item for (item,) in cursor.fetchall()]
    for item in read:
        spool.destroy(item)
    return len(read)


def raise_epoch(*, beyond: int) -> int:
    """The ledger's epoch, higher than any that is known: facts of before count as settled, whatever their xid says."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("update core_ledger set epoch = greatest(epoch, %s) + 1 returning epoch", [beyond])
        return int(cursor.fetchone()[0])


def forget_again(*, listed: Sequence[Listed], by: Audience, now: datetime) -> int:
    """Purge what the lists name and the backup still held; how many purges were done over.

    `by` is a service: two persons decided long ago, and their ids stand in the row. MUST run outside transactions.
    """
    waiting = [one for one in listed if (purge_id := _row_of(one)) is None or _open(purge_id)]
    for one in waiting:
        purge_id = _row_of(one)
        if purge_id is None:
            purge_id = _enter(one)
            with transaction.atomic():
                rules = [one.rule, "backup.purges-again"]
                tell(kind="protect.purge.opened", by=by, records=one.records, rules=rules)
        if _open(purge_id):
            carry_on(purge_id=purge_id, by=by, now=now)
            tell_recipients(purge_id=purge_id, by=by, now=now)
    with transaction.atomic():
        tell(kind="protect.house.restored", by=by, rules=["backup.purges-again"])
    return len(waiting)


def _row_of(one: Listed) -> int | None:
    return Purge.objects.filter(public_id=one.purge).values_list("pk", flat=True).first()


def _open(purge_id: int) -> bool:
    return Purge.objects.filter(pk=purge_id, told_at=None).exists()


def _enter(one: Listed) -> int:
    """The row of a purge that the database cannot know. Past the triggers, which ask for the persons' own sessions."""
    ids = [str(record) for record in one.records]
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("alter table protect_purge disable trigger user")
        cursor.execute(
            "insert into protect_purge (public_id, records, public_records, asides, public_asides, by_id, second_id,"
            " rule, opened_at, holdings_done, partitions, recipients, counts, certificate)"
            " select %(purge)s, array(select id from core_record where public_id = any(a.ids) order by id),"
            " array(select unnest(a.ids) except select public_id from core_set_aside),"
            " array(select id from core_set_aside where public_id = any(a.ids) order by id),"
            " array(select public_id from core_set_aside where public_id = any(a.ids) order by id),"
            " %(by)s, %(second)s, %(rule)s, %(opened)s, '{}', '{}', '{}', '{}', '{}'"
            " from (select %(ids)s::uuid[] as ids) a returning id",
            {
                "purge": one.purge,
                "ids": ids,
                "by": one.by_id,
                "second": one.second_id,
                "rule": one.rule,
                "opened": one.opened_at,
            },
        )
        purge_id = int(cursor.fetchone()[0])
        cursor.execute("alter table protect_purge enable trigger user")
    return purge_id
