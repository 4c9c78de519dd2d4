"""Which of our assets, areas, sectors and information needs an item touches, each with its reason in plain words.

By place, by name, by sector and by need. A weight (0..1) only orders what a person reads first: it is no probability
and rates no person. Who or what kind of person an item is about is never asked here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from watchfloor.core.rules.draft import Place, When
from watchfloor.plan.rules.distance import distance_m
from watchfloor.plan.rules.ground import AssetFacts, Ground, Outline, around, shape_of
from watchfloor.plan.rules.words import PhraseIndex, words_of

How = Literal["inside", "near", "named", "sector", "need"]


@dataclass(frozen=True, slots=True)
class RelevancePolicy:
    """The declared parameters of plan/data/relevance.json. Meters, days, weights of 0..1.

    `reach`: (place is sure to at most, reach) in meters; a place less sure than the last step reaches nothing.
    """

    reach: tuple[tuple[float, float], ...]
    named_within_m: float
    name_words_min: int
    inside_area: float
    near_at_hand: float
    near_at_edge: float
    named: float
    own_area: float
    sector: float
    sector_also: float
    need: float
    criticality: Mapping[str, float]
    old_after_days: int
    old_factor: float
    sectors: tuple[str, ...]
    sector_words: PhraseIndex


@dataclass(frozen=True, slots=True)
class ThingFacts:
    """What an item says: where, when, about which sectors (NIEM codes), in which words (in order, see words_of)."""

    place: Place | None = None
    areas: tuple[Outline, ...] = ()
    sectors: tuple[str, ...] = ()
    when: When | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """An information need. Of areas, sectors and phrases all that are given must be met; one of each is enough."""

    need_id: int
    title: str
    sectors: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    outlines: tuple[Outline, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """One thing of ours that an item touches. `touched_id` is the id of the asset, area or need, or a sector code."""

    touched: Literal["asset", "area", "sector", "need"]
    touched_id: int | str
    how: How
    distance_m: float | None
    because: str
    weight: float


def relevance(
    thing: ThingFacts, needs: Sequence[NeedFacts], ground: Ground, *, policy: RelevancePolicy, now: datetime
) -> tuple[Touch, ...]:
    """All touches, the weightiest first; an item without place, sector and known words touches nothing.

    A sector alone touches the sector, not each asset of it. MUST give the same answer for the same input.
    """
    sectors = sectors_of(thing, policy)
    factor, old = _age(thing.when, policy, now)
    found = [
        *_assets(thing, ground, sectors, policy),
        *_named(thing, ground, policy),
        *_own_areas(thing, ground, policy),
        *_sectors(sectors, ground, policy),
        *_needs(thing, needs, sectors, policy, now),
    ]
    weighed = [
        Touch(
            each.touched,
            each.touched_id,
            each.how,
            each.distance_m,
            each.because + old,
            round(min(1.0, each.weight) * factor, 4),
        )
        for each in found
    ]
    return tuple(sorted(weighed, key=lambda each: (-each.weight, each.touched, str(each.touched_id), each.how)))


def sectors_of(thing: ThingFacts, policy: RelevancePolicy) -> dict[str, str]:
    """The sectors that an item is about, each with the reason: named by code, or by a phrase."""
    found = {code: f"the item names sector {code}" for code in thing.sectors}
    for number, phrase in policy.sector_words.found(thing.words).items():
        found.setdefault(policy.sectors[number], f"the text says '{' '.join(phrase)}'")
    return found


def _age(when: When | None, policy: RelevancePolicy, now: datetime) -> tuple[float, str]:
    end = when.end or when.start if when else None
    if end is None or end >= now - timedelta(days=policy.old_after_days):
        return 1.0, ""
    return policy.old_factor, f" It is {(now - end).days} days old."


def reach_m(place: Place, policy: RelevancePolicy) -> float:
    """How far from its point a place may touch something: its own radius and the reach for that radius; 0 for none."""
    for sure_to, reach in policy.reach:
        if place.radius_m <= sure_to:
            return place.radius_m + reach
    return 0.0


def _assets(thing: ThingFacts, ground: Ground, sectors: Mapping[str, str], policy: RelevancePolicy) -> list[Touch]:
    if thing.areas:
        inside = ground.inside(shape_of(thing.areas))
        return [_inside(asset, sectors, policy) for asset in inside]
    place = thing.place
    if place is None or not (limit := reach_m(place, policy)):
        return []
    near = []
    for asset in ground.inside(around(place.lon, place.lat, limit)):
        distance = distance_m(place.lon, place.lat, asset.lon or 0.0, asset.lat or 0.0)
        if distance <= limit:
            near.append(_near(asset, distance, limit, place, sectors, policy))
    return near


def _inside(asset: AssetFacts, sectors: Mapping[str, str], policy: RelevancePolicy) -> Touch:
    more, why = _also(asset, sectors, policy)
    text = f"{_called(asset)} lies inside the area of the item{why}."
    return Touch("asset", asset.asset_id, "inside", 0.0, text, policy.inside_area + more)


def _near(
    asset: AssetFacts, distance: float, limit: float, place: Place, sectors: Mapping[str, str], policy: RelevancePolicy
) -> Touch:
    more, why = _also(asset, sectors, policy)
    sure = f"the place is sure to {_said(place.radius_m)}" if place.radius_m else "the place is exact"
    text = f"{_called(asset)} is {_said(distance)} from {place.name or 'the place of the item'} ({sure}){why}."
    weight = policy.near_at_hand - (policy.near_at_hand - policy.near_at_edge) * distance / limit
    return Touch("asset", asset.asset_id, "near", round(distance, 1), text, weight + more)


def _also(asset: AssetFacts, sectors: Mapping[str, str], policy: RelevancePolicy) -> tuple[float, str]:
    shared = [code for code in asset.sectors if code in sectors]
    weight = policy.criticality.get(asset.criticality, 0.0) + (policy.sector_also if shared else 0.0)
    return weight, f"; its sector {shared[0]} is meant too: {sectors[shared[0]]}" if shared else ""


def _called(asset: AssetFacts) -> str:
    return f"{asset.name} ({asset.kind})" if asset.kind else asset.name


def _said(meters: float) -> str:
    return f"{meters:.0f} m" if meters < 950 else f"{meters / 1000:.1f} km"


def _named(thing: ThingFacts, ground: Ground, policy: RelevancePolicy) -> list[Touch]:
    found = []
    for number, phrase in ground.names.found(thing.words).items():
        asset, place, distance = ground.assets[number], thing.place, None
        if place is not None and asset.lon is not None and asset.lat is not None:
            distance = distance_m(place.lon, place.lat, asset.lon, asset.lat)
        if distance is None or distance <= policy.named_within_m + (place.radius_m if place else 0):
            text = f"The text names '{' '.join(phrase)}': {_called(asset)}."
            weight = policy.named + policy.criticality.get(asset.criticality, 0.0)
            far = None if distance is None else round(distance, 1)
            found.append(Touch("asset", asset.asset_id, "named", far, text, weight))
    return found


def _footprint(thing: ThingFacts, policy: RelevancePolicy) -> BaseGeometry:
    if thing.areas:
        return shape_of(thing.areas)
    if thing.place is None or not reach_m(thing.place, policy):
        return MultiPolygon()
    return around(thing.place.lon, thing.place.lat, thing.place.radius_m)


def _own_areas(thing: ThingFacts, ground: Ground, policy: RelevancePolicy) -> list[Touch]:
    footprint = _footprint(thing, policy)
    if footprint.is_empty:
        return []
    return [
        Touch("area", area.area_id, "inside", 0.0, f"It concerns {area.name}, which is ours.", policy.own_area)
        for area, shape in ground.areas
        if footprint.intersects(shape)
    ]


def _sectors(sectors: Mapping[str, str], ground: Ground, policy: RelevancePolicy) -> list[Touch]:
    return [
        Touch(
            "sector",
            code,
            "sector",
            None,
            f"{len(ground.by_sector[code])} of our assets belong to sector {code}: {why}.",
            policy.sector,
        )
        for code, why in sectors.items()
        if code in ground.by_sector
    ]


def _needs(
    thing: ThingFacts, needs: Sequence[NeedFacts], sectors: Mapping[str, str], policy: RelevancePolicy, now: datetime
) -> list[Touch]:
    found = []
    footprint = _footprint(thing, policy)
    for need in needs:
        if (need.starts_at and now < need.starts_at) or (need.ends_at and now >= need.ends_at):
            continue
        if reasons := _met(need, thing, sectors, footprint):
            text = f"It answers the need '{need.title}': {', '.join(reasons)}."
            found.append(Touch("need", need.need_id, "need", None, text, policy.need))
    return found


def _met(need: NeedFacts, thing: ThingFacts, sectors: Mapping[str, str], footprint: BaseGeometry) -> list[str]:
    reasons = []
    if need.outlines:
        if footprint.is_empty or not footprint.intersects(shape_of(need.outlines)):
            return []
        reasons.append("it lies in the area of the need")
    if need.sectors:
        code = next((code for code in need.sectors if code in sectors), None)
        if code is None:
            return []
        reasons.append(sectors[code])
    if need.phrases:
        wanted = PhraseIndex.of([(words_of(phrase), number) for number, phrase in enumerate(need.phrases)])
        hits = wanted.found(thing.words)
        if not hits:
            return []
        reasons.append(f"the text says '{need.phrases[min(hits)]}'")
    return reasons
