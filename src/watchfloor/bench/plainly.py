"""Relevance worked out plainly: every item against every thing, one after the other, no index; what indexes must equal.

Written from the rules in words (docs/explanation/relevance.md), not from touching.py: a mistake in one shows beside
the other. It weighs and measures; the reasons in words are tested by themselves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shapely.geometry.base import BaseGeometry

from watchfloor.plan.rules.distance import distance_m
from watchfloor.plan.rules.ground import AreaFacts, AssetFacts, Outline, around, shape_of
from watchfloor.plan.rules.relevance import NeedFacts, RelevancePolicy, ThingFacts
from watchfloor.plan.rules.software import Product, product_of
from watchfloor.plan.rules.wanted import EventFacts, SoftwareFacts, SubscriptionFacts, WatchWordFacts
from watchfloor.plan.rules.words import words_of

# touched, its id, how, distance in meters, weight
Found = tuple[str, int | str, str, float | None, float]


@dataclass(frozen=True, slots=True)
class Everything:
    """All that an item is held against, as it comes; `said` are the phrases for each sector and each state."""

    assets: Sequence[AssetFacts] = ()
    areas: Sequence[AreaFacts] = ()
    needs: Sequence[NeedFacts] = ()
    words: Sequence[WatchWordFacts] = ()
    events: Sequence[EventFacts] = ()
    software: Sequence[SoftwareFacts] = ()
    subscriptions: Sequence[SubscriptionFacts] = ()
    sectors_said: Sequence[tuple[str, str]] = ()
    states_said: Sequence[tuple[str, str]] = ()


class Plain:
    """One item, asked plainly."""

    def __init__(self, thing: ThingFacts, all_: Everything, policy: RelevancePolicy, now: datetime) -> None:
        self.thing, self.all, self.policy, self.now = thing, all_, policy, now
        said = {code for code, phrase in all_.sectors_said if self.says(phrase)}
        self.sectors = said | set(thing.sectors)
        self.reach = self._reach()
        self.area = self._area()

    def found(self) -> set[Found]:
        """Everything touched."""
        end = (self.thing.when.end or self.thing.when.start) if self.thing.when else None
        old = end is not None and end < self.now - timedelta(days=self.policy.old_after_days)
        factor = self.policy.old_factor if old else 1.0
        return {(*one[:4], round(min(1.0, one[4]) * factor, 4)) for one in (*self.assets(), *self.others())}

    def says(self, phrase: str) -> bool:
        """Whether the words of the phrase stand one after the other in the item."""
        wanted, words = words_of(phrase), self.thing.words
        return bool(wanted) and any(words[n : n + len(wanted)] == wanted for n in range(len(words)))

    def lies_in(self, outlines: Sequence[Outline]) -> bool:
        """Whether the item lies somewhere, and there."""
        return self.area is not None and bool(self.area.intersects(shape_of(outlines)))

    def _reach(self) -> float:
        place = self.thing.place
        steps = [reach for sure_to, reach in self.policy.reach if place and place.radius_m <= sure_to]
        return place.radius_m + steps[0] if place and steps else 0.0

    def _area(self) -> BaseGeometry | None:
        if self.thing.areas:
            return shape_of(self.thing.areas)
        place = self.thing.place
        return around(place.lon, place.lat, place.radius_m) if place and self.reach else None

    def assets(self) -> Iterator[Found]:
        """By area or place, by name, by sector and state."""
        place, policy, states = self.thing.place, self.policy, self._states()
        for one in self.all.assets:
            rated = policy.criticality[one.criticality]
            also = policy.sector_also if self.sectors & set(one.sectors) else 0.0
            far = None
            if place and one.lon is not None and one.lat is not None:
                far = distance_m(place.lon, place.lat, one.lon, one.lat)
            if self.thing.areas:
                dot = one.lon is not None and one.lat is not None and around(one.lon, one.lat, 0)
                if dot and self.area is not None and self.area.intersects(dot):
                    yield "asset", one.asset_id, "inside", 0.0, policy.inside_area + rated + also
            elif far is not None and self.reach and far <= self.reach:
                share = far / self.reach
                weight = policy.near_at_hand - (policy.near_at_hand - policy.near_at_edge) * share
                yield "asset", one.asset_id, "near", round(far, 1), weight + rated + also
            elif not self.reach and also and one.state in states:
                yield "asset", one.asset_id, "sector", None, policy.sector_in_state + rated
            if self._named(one) and (far is None or far <= policy.named_within_m + (place.radius_m if place else 0)):
                yield "asset", one.asset_id, "named", None if far is None else round(far, 1), policy.named + rated

    def _named(self, one: AssetFacts) -> bool:
        names = (name for name in (one.name, *one.also_named) if len(words_of(name)) >= self.policy.name_words_min)
        return any(self.says(name) for name in names)

    def _states(self) -> set[str]:
        """Longest names first; their words are taken out of the text."""
        words, found = list[str | None](self.thing.words), set(self.thing.states)
        for at in range(len(words)):
            for code, phrase in sorted(self.all.states_said, key=lambda pair: -len(words_of(pair[1]))):
                wanted = list(words_of(phrase))
                if words[at : at + len(wanted)] == wanted:
                    words[at : at + len(wanted)] = [None] * len(wanted)
                    found.add(code)
        return found

    def others(self) -> Iterator[Found]:
        """Areas, sectors, needs, watch words, events, software, and what people follow."""
        policy, needs = self.policy, set[int]()
        for area in self.all.areas:
            if self.lies_in(area.outlines):
                yield "area", area.area_id, "inside", 0.0, policy.own_area
        for code in self.sectors & {code for asset in self.all.assets for code in asset.sectors}:
            yield "sector", code, "sector", None, policy.sector
        for need in self.all.needs:
            if self._answers(need):
                needs.add(need.need_id)
                yield "need", need.need_id, "need", None, policy.need
        for word in self.all.words:
            in_force = word.starts_at <= self.now < word.ends_at
            if in_force and self.thing.sender in word.senders and self.says(word.phrase):
                yield "word", word.word_id, "word", None, policy.watch_word
        yield from self._events()
        yield from self._software()
        for one in self.all.subscriptions:
            if self._follows(one, needs):
                yield "subscription", one.subscription_id, "followed", None, policy.followed

    def _answers(self, need: NeedFacts) -> bool:
        in_force = (not need.starts_at or need.starts_at <= self.now) and (not need.ends_at or self.now < need.ends_at)
        asked = [bool(need.outlines), bool(need.sectors), bool(need.phrases)]
        met = [
            self.lies_in(need.outlines), bool(self.sectors & set(need.sectors)),
            any(self.says(phrase) for phrase in need.phrases),
        ]  # fmt: skip
        return in_force and any(asked) and all(m for a, m in zip(asked, met, strict=True) if a)

    def _follows(self, one: SubscriptionFacts, needs: set[int]) -> bool:
        asked = [one.need_id is not None, bool(one.outlines), bool(one.sectors)]
        met = [one.need_id in needs, self.lies_in(one.outlines), bool(self.sectors & set(one.sectors))]
        return any(asked) and all(m for a, m in zip(asked, met, strict=True) if a)

    def _events(self) -> Iterator[Found]:
        for event in self.all.events:
            if event.from_at <= self.now < event.ends_at:
                if self.lies_in(event.outlines):
                    yield "event", event.event_id, "inside", 0.0, self.policy.event
                elif len(words_of(event.name)) >= self.policy.name_words_min and self.says(event.name):
                    yield "event", event.event_id, "named", None, self.policy.event_named

    def _software(self) -> Iterator[Found]:
        for one in self.all.software:
            declared = product_of(one.vendor, one.product)
            grades = [grade for named in self.thing.software if declared and (grade := _like(named, declared))]
            if grades:
                yield "software", one.software_id, "software", None, max(self.policy.software[g] for g in grades)


def _like(named: Product, declared: Product) -> str:
    if named.vendor != declared.vendor:
        return ""
    a, b = "".join(named.product), "".join(declared.product)
    if not a or not b:
        return "vendor"
    begins = any(p == q for p, q in ((named.product, declared.product[: len(named.product)]),
                                     (declared.product, named.product[: len(declared.product)])))  # fmt: skip
    return "same" if a == b else "begins" if begins else ""
