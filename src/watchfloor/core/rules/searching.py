"""Which way to a page of hits is the cheapest, from how common the words are and how much the viewer may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Way = Literal["by words", "newest first", "by words, label by label", "newest first, label by label"]
PAGE = 50
FEW_LABELS = 60
# measured on a million records in 20 partitions, in microseconds: a probe of one partition's index of words, fetching
# and sorting a hit, passing a row on the way through the newest, passing one by way of its label
PROBE_US, FETCH_US, PASS_US, PASS_BY_LABEL_US = 60.0, 2.5, 2.0, 8.0
RARE = 0.0002  # what is assumed of a word that too few records hold to have been counted


@dataclass(frozen=True, slots=True)
class Ground:
    """What is searched: records in all and those the viewer may read, the viewer's labels, partitions."""

    total: float
    visible: float
    labels: int
    partitions: int


Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which of the hits are asked for: all that is given must hold, of each list one.

    `labels` None for any; `areas` are outlines, longitude first, in which the place of a record lies.
    """

    kinds: tuple[str, ...] = ()
    labels: tuple[int, ...] | None = None
    opened_from: datetime | None = None
    opened_before: datetime | None = None
    seen_from: datetime | None = None
    seen_until: datetime | None = None
    areas: tuple[Ring, ...] = ()

    @property
    def walks(self) -> bool:
        """Whether no index helps: then records are passed one by one, and only as far back as is cheap."""
        return bool(self.areas or self.seen_from or self.seen_until)


def way_of(*, shares: Sequence[float], ground: Ground, page: int = PAGE) -> Way:
    """`shares`: of all records, how many hold each word (0: too few to have been counted); `page`: hits asked for.

    By words, every hit is fetched and sorted. Newest first, rows are passed until the page is full.
    """
    together = 1.0
    for share in shares:
        together *= min(share, 1.0) or RARE
    costs: dict[Way, float] = {"by words": ground.partitions * PROBE_US + ground.total * together * FETCH_US}
    if ground.visible > 0 and ground.total > 0:
        seen = min(ground.visible / ground.total, 1.0)
        costs["newest first"] = min(page / (together * seen), ground.total) * PASS_US
    if 0 < ground.labels <= FEW_LABELS:
        probes = ground.labels * ground.partitions * PROBE_US
        costs["by words, label by label"] = probes + ground.visible * together * FETCH_US
        passed = min(ground.labels * page / together, ground.visible)
        costs["newest first, label by label"] = passed * PASS_BY_LABEL_US
    return min(costs, key=lambda way: costs[way])
