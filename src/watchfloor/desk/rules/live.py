"""What a fact of the ledger means for a page that is open: nothing, that it is old, or that it must go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

STREAMS, OF_ONE_PERSON = 40, 6  # at a time; the server has that many threads more than pages need
MOST_IDS = 200  # of one fact that are looked at, but for a purge: one chunk has one source and mostly one label
PURGED, OPENED = "protect.purge.hidden", "core.record.opened"
# a reading, a refusal, a sign-in changes no page
QUIET = (".read", ".searched", ".taken", ".refused", ".signed-in", ".sent", ".told", ".stated", ".kept")
Sphere = Literal["record", "watch", "product", "people", ""]
SPHERES: tuple[tuple[str, Sphere], ...] = (
    ("plan.log.", "watch"), ("plan.shift.", "watch"), ("plan.claim.", "watch"), ("receive.source.", "watch"),
    ("disseminate.", "product"), ("core.record.", "record"), ("gather.", "record"), ("analyze.", "record"),
    ("plan.relevance.", "record"), ("people.", "people"), ("protect.grant.", "people"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """A sealed fact as the streams are handed it; `records` are public ids."""

    pos: int
    kind: str
    records: tuple[UUID, ...]


def heard(pos: int, kind: str, records: Sequence[UUID]) -> Heard | None:
    """None for a fact that changes no page."""
    if kind == PURGED:
        return Heard(pos, kind, tuple(records))
    if kind.endswith(QUIET) or not sphere_of(kind):
        return None
    return Heard(pos, kind, tuple(records[:MOST_IDS]))


def sphere_of(kind: str) -> Sphere:
    """Whose affair it is, so who has to be asked whether the reader may see it; "" for nobody's."""
    return next((sphere for begins, sphere in SPHERES if kind.startswith(begins)), "")


def gone(facts: Iterable[Heard], shown: Iterable[UUID]) -> tuple[UUID, ...]:
    """Those of the records shown that a purge has hidden, in the order in which they were shown."""
    purged = {record for fact in facts if fact.kind == PURGED for record in fact.records}
    return tuple(record for record in shown if record in purged)


def is_urgent(facts: Iterable[Heard], shown: Iterable[UUID]) -> bool:
    """Whether it cannot wait: something shown is gone, or somebody's standing has changed."""
    kept = list(facts)
    return bool(gone(kept, shown)) or any(sphere_of(fact.kind) == "people" for fact in kept)


def event(name: str, data: str) -> bytes:
    """One event of a stream (WHATWG HTML, server-sent events)."""
    return f"event: {name}\ndata: {data}\n\n".encode()
