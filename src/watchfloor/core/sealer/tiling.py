"""Keep the roots of full tiles (256 hashes), so that proofs read few rows."""

from django.db import connections

from watchfloor.tlog.tree import Frontier

TILE = 256
AT_A_TIME = 64  # tiles a round: 64 * 256 hashes of 32 bytes are half a megabyte
HASHES = {
    True: "select pos, hash from core_leaf where pos >= %s and pos < %s order by pos",
    False: "select n, hash from core_node where level = %s and n >= %s and n < %s order by n",
}


def tile(*, size: int) -> int:
    """Add the roots of all tiles that a log of `size` sealed facts fills; how many were added.

    MUST run inside the sealer's transaction, after the leaves.
    """
    added, level = 0, 1
    while full := size // TILE**level:
        added += _fill(level, full)
        level += 1
    return added


def _fill(level: int, full: int) -> int:
    with connections["sealer"].cursor() as cursor:
        cursor.execute("select coalesce(max(n) + 1, 0) from core_node where level = %s", [level])
        begun = start = int(cursor.fetchone()[0])
        while start < full:
            until = min(start + AT_A_TIME, full)
            rows = [(level, start + n, _root(hashes)) for n, hashes in enumerate(_tiles(level - 1, start, until))]
            cursor.executemany("insert into core_node (level, n, hash) values (%s, %s, %s)", rows)
            start = until
    return full - begun


def _tiles(level: int, start: int, until: int) -> list[list[bytes]]:
    """The hashes of the tiles start .. until - 1 of a level."""
    span = [start * TILE, until * TILE]
    with connections["sealer"].cursor() as cursor:
        cursor.execute(HASHES[level == 0], span if level == 0 else [level, *span])
        hashes = [bytes(row[1]) for row in cursor.fetchall()]
    return [hashes[at : at + TILE] for at in range(0, len(hashes), TILE)]


def _root(hashes: list[bytes]) -> bytes:
    frontier = Frontier()
    for one in hashes:
        frontier.add(one)
    return frontier.root()
