"""An item held against what we must know and protect in one pass: all that it touches, each with its reason.

By place, name, sector, software, need and watch word. The same item on the same ground MUST give the same answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from watchfloor.core.rules.draft import When
from watchfloor.plan.rules.asset_touches import assets_touched
from watchfloor.plan.rules.criteria import Said
from watchfloor.plan.rules.ground import Ground, around, shape_of
from watchfloor.plan.rules.relevance import RelevancePolicy, ThingFacts, Touch, reach_m, sectors_of
from watchfloor.plan.rules.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Held:
    """An item with what was read from it once: its sectors with their reasons, and where it lies."""

    thing: ThingFacts
    sectors: Mapping[str, str]
    footprint: BaseGeometry
    policy: RelevancePolicy
    now: datetime


def touches(
    thing: ThingFacts, wanted: Wanted, ground: Ground, *, policy: RelevancePolicy, now: datetime, most: int = 0
) -> tuple[Touch, ...]:
    """All touches, the weightiest first; an item without place, sector, software and known words touches nothing.

    A sector alone touches the sector, not each asset of it; a sector and a state touch the assets of both. `most`: of
    each way in which assets are touched only so many, the weightiest; 0 for all.
    """
    held = Held(thing, sectors_of(thing, policy), _footprint(thing, policy), policy, now)
    factor, old = _age(thing.when, policy, now)
    needs = tuple(_needs(held, wanted))
    found = [
        *assets_touched(thing, ground, held.sectors, policy, most),
        *_own_areas(held, ground), *_sectors(held, ground), *needs, *_words(held, wanted), *_events(held, wanted),
        *_software(held, wanted), *_followed(held, wanted, {int(need.touched_id) for need in needs}),
    ]  # fmt: skip
    weighed = [replace(t, because=t.because + old, weight=round(min(1.0, t.weight) * factor, 4)) for t in found]
    return tuple(sorted(weighed, key=lambda touch: (-touch.weight, touch.touched)))


def _age(when: When | None, policy: RelevancePolicy, now: datetime) -> tuple[float, str]:
    end = when.end or when.start if when else None
    if end is None or end >= now - timedelta(days=policy.old_after_days):
        return 1.0, ""
    return policy.old_factor, f" It is {(now - end).days} days old."


def _footprint(thing: ThingFacts, policy: RelevancePolicy) -> BaseGeometry:
    """Where the item lies: its areas, else the circle that its place is sure to (as a box); empty for nowhere."""
    if thing.areas:
        return shape_of(thing.areas)
    if thing.place is None or not reach_m(thing.place, policy):
        return MultiPolygon()
    return around(thing.place.lon, thing.place.lat, thing.place.radius_m)


def _own_areas(held: Held, ground: Ground) -> Iterator[Touch]:
    if held.footprint.is_empty:
        return
    for number in sorted(ground.area_tree.query(held.footprint, predicate="intersects").tolist()):
        area = ground.areas[number]
        text = f"It concerns {area.name}, which is ours."
        yield Touch("area", area.area_id, "inside", 0.0, text, held.policy.own_area)


def _sectors(held: Held, ground: Ground) -> Iterator[Touch]:
    for code, why in held.sectors.items():
        if code in ground.by_sector:
            text = f"{len(ground.by_sector[code])} of our assets belong to sector {code}: {why}."
            yield Touch("sector", code, "sector", None, text, held.policy.sector)


def _needs(held: Held, wanted: Wanted) -> Iterator[Touch]:
    for number, reasons in wanted.need_index.met(Said(held.thing.words, held.sectors, held.footprint)).items():
        need = wanted.needs[number]
        if (need.starts_at is None or need.starts_at <= held.now) and (need.ends_at is None or held.now < need.ends_at):
            text = f"It answers the need '{need.title}': {', '.join(reasons)}."
            yield Touch("need", need.need_id, "need", None, text, held.policy.need)


def words_heard(words: Sequence[str], sender: int, wanted: Wanted, *, now: datetime) -> list[int]:
    """Numbers of the watch words in force that the words say, if their sender was named for them; in order."""
    found = sorted(wanted.word_index.found(words))
    looked_for = ((number, wanted.words[number]) for number in found)
    return [n for n, one in looked_for if sender in one.senders and one.starts_at <= now < one.ends_at]


def _words(held: Held, wanted: Wanted) -> Iterator[Touch]:
    for number in words_heard(held.thing.words, held.thing.sender, wanted, now=held.now):
        word = wanted.words[number]
        text = f"It says '{word.phrase}', a watch word of the need '{word.need}' for {word.offense}."
        yield Touch("word", word.word_id, "word", None, text, held.policy.watch_word)


def _events(held: Held, wanted: Wanted) -> Iterator[Touch]:
    inside = set[int]()
    if not held.footprint.is_empty:
        inside = set(wanted.event_shapes.query(held.footprint, predicate="intersects").tolist())
    named = wanted.event_names.found(held.thing.words)
    for number in sorted(inside | named.keys()):
        event = wanted.events[number]
        if not event.from_at <= held.now < event.ends_at:
            continue
        if number in inside:
            text = f"It lies in the area of the event '{event.name}'."
            yield Touch("event", event.event_id, "inside", 0.0, text, held.policy.event)
        else:
            text = f"The text names the event '{event.name}'."
            yield Touch("event", event.event_id, "named", None, text, held.policy.event_named)


LIKE = {
    "same": "it names {vendor} {product}",
    "begins": "it names a product of {vendor} that is called nearly so; see whether this one is meant",
    "vendor": "it is about {vendor} and names no product, or the partner named none",
}


def _software(held: Held, wanted: Wanted) -> Iterator[Touch]:
    for number, grade in sorted(wanted.software_index.found(held.thing.software).items()):
        one = wanted.software[number]
        why = LIKE[grade].format(vendor=one.vendor, product=one.product)
        text = f"{one.held_by} declared {one.vendor} {one.product}".rstrip() + f": {why}. Compare the versions."
        yield Touch("software", one.software_id, "software", None, text, held.policy.software[grade])


def _followed(held: Held, wanted: Wanted, needs: set[int]) -> Iterator[Touch]:
    said = Said(held.thing.words, held.sectors, held.footprint, needs)
    for number, reasons in wanted.subscription_index.met(said).items():
        one = wanted.subscriptions[number]
        why = f": {', '.join(reasons)}" if reasons else ""
        text = f"You follow {one.named}{why}."
        yield Touch("subscription", one.subscription_id, "followed", None, text, held.policy.followed)
