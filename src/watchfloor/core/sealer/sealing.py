"""Give every settled fact a dense log position (database.md rules 1-4)."""

from django.db import connections, transaction

from watchfloor.core.sealer import signing
from watchfloor.core.sealer.tiling import tile
from watchfloor.tlog.tree import Frontier

# settled: older than every running transaction, or of an epoch before the last restore. Qualified names in the
# order: a bare `order by xid` would sort the text of an output column (rule 3).
NEXT = """
insert into core_leaf (pos, seq, at, hash)
select %(size)s + row_number() over (order by f.epoch, f.xid, f.seq) - 1, f.seq, f.at,
  sha256('\\x00'::bytea || convert_to(core_fact_line(f), 'UTF8'))
from (
  select fact.* from core_fact fact
  where (fact.epoch, fact.xid, fact.seq) > (%(epoch)s, %(xid)s::text::xid8, %(seq)s)
    and (fact.epoch < core_current_epoch() or fact.xid < pg_snapshot_xmin(pg_current_snapshot()))
  order by fact.epoch, fact.xid, fact.seq limit %(batch)s) f
returning pos, seq, hash
"""
CHECKPOINT_EVERY_SECONDS = 1


def seal(*, batch: int = 5000) -> int:
    """Seal the next batch in one short transaction, on disk when this returns; how many facts it took.

    Two sealers never work at once: the row of the bookmark is locked. Writes at most one checkpoint a second.
    """
    with transaction.atomic(using="sealer"), connections["sealer"].cursor() as cursor:
        cursor.execute("set local synchronous_commit = on")
        cursor.execute("select epoch, xid::text, seq, size, frontier from core_sealed_upto for update skip locked")
        row = cursor.fetchone()
        if row is None:
            return 0
        epoch, xid, seq, size, packed = row
        cursor.execute(NEXT, {"size": size, "epoch": epoch, "xid": xid, "seq": seq, "batch": batch})
        leaves = sorted(cursor.fetchall())
        if not leaves:
            return 0
        frontier = Frontier.load(size, bytes(packed))
        for _, _, leaf in leaves:
            frontier.add(bytes(leaf))
        cursor.execute(
            "update core_sealed_upto set size = %s, frontier = %s, (epoch, xid, seq) ="
            " (select f.epoch, f.xid, f.seq from core_fact f where f.seq = %s)",
            [frontier.size, frontier.pack(), leaves[-1][1]],
        )
        return len(leaves)


def write_checkpoint() -> bool:
    """A signed note over what is sealed, unless the last one is younger than a second or says the same."""
    with transaction.atomic(using="sealer"), connections["sealer"].cursor() as cursor:
        cursor.execute("set local synchronous_commit = on")
        cursor.execute(
            "select s.size, s.frontier, coalesce(c.size, -1), clock_timestamp() - c.at < make_interval(secs => %s)"
            " from core_sealed_upto s"
            " left join lateral (select size, at from core_checkpoint order by size desc limit 1) c on true",
            [CHECKPOINT_EVERY_SECONDS],
        )
        size, packed, last, too_soon = cursor.fetchone()
        if size == last or (too_soon and last >= 0):
            return False
        root = Frontier.load(size, bytes(packed)).root()
        cursor.execute(
            "insert into core_checkpoint (size, root, note, xmin_then, epoch)"
            " values (%s, %s, %s, pg_snapshot_xmin(pg_current_snapshot()), core_current_epoch())"
            " on conflict do nothing",
            [size, root, signing.checkpoint(size, root)],
        )
        tile(size=size)
        return True


def seal_all() -> int:
    """Seal until nothing settled is left, then write the checkpoint; for one-shot commands."""
    total = 0
    while taken := seal():
        total += taken
    write_checkpoint()
    return total
