"""Each package declares how it forgets a record and whom it told of one; protect reaches up only through this."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from watchfloor.core.rules.audience import Audience

Forget = Callable[[int, Sequence[int]], int]
RecipientsOf = Callable[[Sequence[int], Audience], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Holding:
    """`forget(purge_id, record_ids)` deletes what a package holds and answers how many rows; MUST be repeatable.

    `recipients_of(record_ids, audience)` names the persons who were given something of the records. `tables` are those
    that `forget` empties without deleting: the scrub rewrites them.
    """

    name: str
    forget: Forget
    recipients_of: RecipientsOf | None = None
    tables: tuple[str, ...] = ()


_declared: dict[str, Holding] = {}


def declare_holding(
    name: str, forget: Forget, recipients_of: RecipientsOf | None = None, tables: tuple[str, ...] = ()
) -> None:
    """Called in AppConfig.ready() of every package that keeps something of records."""
    _declared[name] = Holding(name, forget, recipients_of, tables)


def holdings() -> tuple[Holding, ...]:
    """All that were declared, by name."""
    return tuple(_declared[name] for name in sorted(_declared))
