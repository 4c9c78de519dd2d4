"""Proofs over the sealed log for whoever may read the ledger: what a line's place is, that no line was rewritten."""

from dataclasses import dataclass
from functools import cache

from django.db import connection

from watchfloor.core.rules.audience import Audience
from watchfloor.tlog import proofs
from watchfloor.tlog.tree import node_hash

BITS = 8  # a tile has 256 hashes


class NotProved(Exception):
    """There is no such position or size in what was signed. Says which there are."""


@dataclass(frozen=True, slots=True)
class Proof:
    """`path` proves against the root of the checkpoint over `size` facts; `leaf` is set where one fact is proved."""

    size: int
    root: bytes
    path: tuple[bytes, ...]
    leaf: bytes | None = None


def inclusion(*, audience: Audience, position: int, size: int | None = None) -> Proof:
    """That the fact at `position` stands in the log of `size`, else of the newest checkpoint. Raises NotProved."""
    last, root = _signed(audience, size)
    if not 0 <= position < last:
        raise NotProved(f"position {position} is not in the signed log of {last} facts")
    perfect = _kept()
    return Proof(last, root, tuple(proofs.inclusion_path(position, last, perfect)), perfect(0, position))


def consistency(*, audience: Audience, old: int, new: int | None = None) -> Proof:
    """That the log of `new`, else of the newest checkpoint, begins with the log of `old`. Raises NotProved."""
    last, root = _signed(audience, new)
    if not 0 < old <= last:
        raise NotProved(f"a log of {last} facts cannot begin with one of {old}")
    return Proof(last, root, tuple(proofs.consistency_path(old, last, _kept())))


def newest_note(*, audience: Audience) -> str:
    """The newest signed checkpoint. Raises NotProved while there is none, and for who may not read the ledger."""
    return str(_checkpoint(audience, None)[2])


def _signed(audience: Audience, size: int | None) -> tuple[int, bytes]:
    found = _checkpoint(audience, size)
    return int(found[0]), bytes(found[1])


def _checkpoint(audience: Audience, size: int | None) -> tuple[int, bytes, str]:
    row: tuple[int, bytes, str] | None = None
    if "ledger.read" in audience.rights:
        with connection.cursor() as cursor:
            cursor.execute(
                "select size, root, note from core_checkpoint where (%s::bigint is null or size = %s) and size > 0"
                " order by size desc limit 1",
                [size, size],
            )
            row = cursor.fetchone()
    if row is None:
        raise NotProved("no checkpoint of that size was signed" if size else "no checkpoint was signed yet")
    return row


def _kept() -> proofs.Perfect:
    """Roots of perfect subtrees, folded from tiles; each tile is read once a proof."""

    @cache
    def tile(level: int, number: int) -> list[bytes]:
        return _hashes(level, number << BITS, (number + 1) << BITS)

    def perfect(height: int, number: int) -> bytes:
        level, above = divmod(height, BITS)
        if above == 0:
            return tile(level, number >> BITS)[number & (1 << BITS) - 1]
        return node_hash(perfect(height - 1, number * 2), perfect(height - 1, number * 2 + 1))

    return perfect


def _hashes(level: int, start: int, until: int) -> list[bytes]:
    with connection.cursor() as cursor:
        if level == 0:
            cursor.execute("select hash from core_leaf where pos >= %s and pos < %s order by pos", [start, until])
        else:
            cursor.execute(
                "select hash from core_node where level = %s and n >= %s and n < %s order by n", [level, start, until]
            )
        return [bytes(row[0]) for row in cursor.fetchall()]
