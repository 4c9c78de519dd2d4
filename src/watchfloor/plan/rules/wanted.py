"""What items are held against besides the ground: needs, watch words, events, software, and what people follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from watchfloor.plan.rules.criteria import Criteria, Criterion
from watchfloor.plan.rules.ground import Outline, shape_of
from watchfloor.plan.rules.relevance import NeedFacts
from watchfloor.plan.rules.software import SoftwareIndex, product_of
from watchfloor.plan.rules.words import PhraseIndex, words_of


@dataclass(frozen=True, slots=True)
class WatchWordFacts:
    """A phrase of an approved need, looked for only in what comes from the named senders (ids of agencies)."""

    word_id: int
    phrase: str
    need: str
    offense: str
    senders: frozenset[int]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class EventFacts:
    """A special event. Items touch it from `from_at` (when it begins to be prepared) until `ends_at`."""

    event_id: int
    name: str
    outlines: tuple[Outline, ...]
    from_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class SoftwareFacts:
    """Software that a partner declared; `held_by` is the partner's name."""

    software_id: int
    vendor: str
    product: str
    held_by: str


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    """What a person follows, in words `named`: of a need, sectors and an area all that are given must be met."""

    subscription_id: int
    named: str
    need_id: int | None = None
    sectors: tuple[str, ...] = ()
    outlines: tuple[Outline, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """All of it with its indexes; build it once with `Wanted.of` and use it for many items."""

    needs: tuple[NeedFacts, ...]
    need_index: Criteria
    words: tuple[WatchWordFacts, ...]
    word_index: PhraseIndex
    events: tuple[EventFacts, ...]
    event_shapes: STRtree
    event_names: PhraseIndex
    software: tuple[SoftwareFacts, ...]
    software_index: SoftwareIndex
    subscriptions: tuple[SubscriptionFacts, ...]
    subscription_index: Criteria

    @classmethod
    def of(
        cls,
        *,
        needs: Sequence[NeedFacts] = (),
        words: Sequence[WatchWordFacts] = (),
        events: Sequence[EventFacts] = (),
        software: Sequence[SoftwareFacts] = (),
        subscriptions: Sequence[SubscriptionFacts] = (),
        name_words_min: int = 2,
    ) -> "Wanted":
        """Lay it out. An event's name of fewer words than `name_words_min` is not looked for in texts."""
        names = ((words_of(one.name), number) for number, one in enumerate(events))
        shapes: list[BaseGeometry] = [shape_of(one.outlines) for one in events]
        return cls(
            tuple(needs), Criteria.of([Criterion(n.phrases, n.sectors, n.outlines) for n in needs]),
            tuple(words), PhraseIndex.of((words_of(one.phrase), number) for number, one in enumerate(words)),
            tuple(events), STRtree(shapes), PhraseIndex.of(one for one in names if len(one[0]) >= name_words_min),
            tuple(software), SoftwareIndex.of([product_of(one.vendor, one.product) for one in software]),
            tuple(subscriptions),
            Criteria.of([Criterion((), s.sectors, s.outlines, s.need_id) for s in subscriptions]),
        )  # fmt: skip
