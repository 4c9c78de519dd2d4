"""Followers: named readers of the sealed log, each with a bookmark; what happens because of a fact happens here."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection

from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Fact

# a transaction ends within 30 s (database.md rule 6): a slow follower takes 2 ms a record, a busy machine five times it
MOST_RECORDS = 1500
Handle = Callable[[Sequence[Fact], Audience], None]


@dataclass(frozen=True, slots=True)
class Follower:
    """`service` names the narrow audience that protect declares for it. `handle` MUST be idempotent by position.

    `prepare` reads, before a transaction opens, what would take long inside one; it is called often and MUST remember.
    """

    name: str
    service: str
    kinds: tuple[str, ...]
    handle: Handle
    prepare: Callable[[], object] | None = None


_declared: dict[str, Follower] = {}


def declare_follower(follower: Follower) -> None:
    """Called in AppConfig.ready(); the name is the bookmark's, once and for all."""
    _declared[follower.name] = follower


def followers() -> tuple[Follower, ...]:
    """All that were declared, in the order of their names."""
    return tuple(_declared[name] for name in sorted(_declared))


def waiting() -> tuple[Follower, ...]:
    """Those that have facts of their kinds to handle, by name, for a service; the others pass what is not theirs."""
    kinds = {name: one.kinds for name, one in _declared.items()}
    with connection.cursor() as cursor:
        cursor.execute("select core_waiting(%s, %s)", [sorted(kinds), json.dumps(kinds)])
        return tuple(_declared[name] for name in cursor.fetchone()[0])


def follow(*, follower: Follower, audience: Audience, batch: int = 500) -> int:
    """Handle the next sealed facts and move the bookmark in the same transaction; how far it moved.

    The bookmark is a log position (database.md rule 1): nothing is missed, nothing doubled in the database; effects
    outside it are at least once and idempotent by position. A bookmark is locked, so that two workers do not share it.
    """
    if follower.prepare:
        follower.prepare()
    with reading(audience), connection.cursor() as cursor:
        cursor.execute("insert into core_bookmark (name) values (%s) on conflict do nothing", [follower.name])
        cursor.execute("select pos from core_bookmark where name = %s for update skip locked", [follower.name])
        row = cursor.fetchone()
        if row is None:
            return 0
        cursor.execute("select coalesce(max(pos) + 1, 0) from core_leaf")
        end = int(cursor.fetchone()[0])
        facts = after(pos=row[0], how_many=batch, kinds=follower.kinds)
        taken = _few(facts)
        reached = (
            taken[-1].pos + 1
            if len(facts) == batch or len(taken) < len(facts)
            else max(end, facts[-1].pos + 1 if facts else 0)
        )
        if reached == row[0]:
            return 0
        if taken:
            follower.handle(taken, audience)
        cursor.execute(
            "update core_bookmark set pos = %s, moved_at = clock_timestamp() where name = %s", [reached, follower.name]
        )
        return int(reached - row[0])


def _few(facts: Sequence[Fact]) -> Sequence[Fact]:
    """The first facts that name few enough records for one transaction; at least one."""
    named = 0
    for count, fact in enumerate(facts):
        named += len(fact.records)
        if count and named > MOST_RECORDS:
            return facts[:count]
    return facts


def after(*, pos: int, how_many: int, kinds: tuple[str, ...]) -> list[Fact]:
    """Sealed facts from a position on; answered to services only."""
    with connection.cursor() as cursor:
        cursor.execute("select * from core_facts_after(%s, %s, %s)", [pos, how_many, list(kinds)])
        return [Fact(*row) for row in cursor.fetchall()]
