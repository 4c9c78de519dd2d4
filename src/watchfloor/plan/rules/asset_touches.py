"""Which assets an item touches: inside its area or near its place, named in its text, or of its sector and state."""

from collections.abc import Iterator, Mapping, Sequence

from watchfloor.plan.rules.distance import distance_m
from watchfloor.plan.rules.ground import AssetFacts, Ground, around, shape_of
from watchfloor.plan.rules.relevance import How, RelevancePolicy, ThingFacts, Touch, reach_m, states_of

# an asset's number in the ground, its distance, its weight and by which name: reasons are written for those kept
Weighed = tuple[int, float | None, float, str]


def assets_touched(
    thing: ThingFacts, ground: Ground, sectors: Mapping[str, str], policy: RelevancePolicy, most: int
) -> Iterator[Touch]:
    """The weightiest first, those of one weight in the reading order of the ground; `most` of each way, 0 for all."""
    ways: tuple[tuple[Sequence[Weighed], How], ...] = (
        (_inside(thing, ground, sectors, policy), "inside"), (_near(thing, ground, sectors, policy), "near"),
        (_named(thing, ground, policy), "named"), (_of_state(thing, ground, sectors, policy), "sector"),
    )  # fmt: skip
    for found, how in ways:
        ordered = sorted(found, key=lambda one: (-one[2], one[0]))
        for number, distance, weight, name in ordered[:most] if most else ordered:
            asset = ground.assets[number]
            text = _because(how, asset, distance, name, thing, sectors, policy)
            far = None if distance is None else round(distance, 1)
            yield Touch("asset", asset.asset_id, how, far, text, weight)


def _inside(
    thing: ThingFacts, ground: Ground, sectors: Mapping[str, str], policy: RelevancePolicy
) -> Sequence[Weighed]:
    if not thing.areas:
        return ()
    more = _More(sectors, policy)
    return [(n, 0.0, policy.inside_area + more.of(ground.assets[n]), "") for n in ground.inside(shape_of(thing.areas))]


def _near(thing: ThingFacts, ground: Ground, sectors: Mapping[str, str], policy: RelevancePolicy) -> Sequence[Weighed]:
    place = thing.place
    if thing.areas or place is None or not (limit := reach_m(place, policy)):
        return ()
    more, found = _More(sectors, policy), list[Weighed]()
    for number in ground.inside(around(place.lon, place.lat, limit)):
        asset = ground.assets[number]
        distance = distance_m(place.lon, place.lat, asset.lon or 0.0, asset.lat or 0.0)
        if distance <= limit:
            weight = policy.near_at_hand - (policy.near_at_hand - policy.near_at_edge) * distance / limit
            found.append((number, distance, weight + more.of(asset), ""))
    return found


def _named(thing: ThingFacts, ground: Ground, policy: RelevancePolicy) -> Sequence[Weighed]:
    """By name, unless the item lies far from it."""
    found, place = list[Weighed](), thing.place
    for number, phrase in ground.names.found(thing.words).items():
        asset, distance = ground.assets[number], None
        if place is not None and asset.lon is not None and asset.lat is not None:
            distance = distance_m(place.lon, place.lat, asset.lon, asset.lat)
        if distance is None or distance <= policy.named_within_m + (place.radius_m if place else 0):
            weight = policy.named + policy.criticality.get(asset.criticality, 0.0)
            found.append((number, distance, weight, " ".join(phrase)))
    return found


def _of_state(
    thing: ThingFacts, ground: Ground, sectors: Mapping[str, str], policy: RelevancePolicy
) -> Sequence[Weighed]:
    """Of a sector and a state that the item is about, where it tells no finer place."""
    if thing.areas or (thing.place is not None and reach_m(thing.place, policy)) or not sectors:
        return ()
    states = states_of(thing, policy)
    numbers = dict.fromkeys(n for state in states for code in sectors for n in ground.by_state.get((code, state), ()))
    weights = policy.criticality
    return [(n, None, policy.sector_in_state + weights.get(ground.assets[n].criticality, 0.0), "") for n in numbers]


class _More:
    """What an asset weighs more by its criticality and a sector that is meant, worked out once for those alike."""

    def __init__(self, sectors: Mapping[str, str], policy: RelevancePolicy) -> None:
        self._sectors, self._policy = sectors, policy
        self._known: dict[tuple[str, tuple[str, ...]], float] = {}

    def of(self, asset: AssetFacts) -> float:
        key = (asset.criticality, asset.sectors)
        if key not in self._known:
            also = self._policy.sector_also if any(code in self._sectors for code in asset.sectors) else 0.0
            self._known[key] = self._policy.criticality.get(asset.criticality, 0.0) + also
        return self._known[key]


def _because(
    how: How, asset: AssetFacts, distance: float | None, name: str, thing: ThingFacts, sectors: Mapping[str, str],
    policy: RelevancePolicy,
) -> str:  # fmt: skip
    code = next((code for code in asset.sectors if code in sectors), "")
    also = f"; its sector {code} is meant too: {sectors[code]}" if code else ""
    if how == "inside":
        return f"{_called(asset)} lies inside the area of the item{also}."
    if how == "near":
        place = thing.place
        radius, at = (place.radius_m, place.name) if place else (0.0, "")
        sure = f"the place is sure to {_said(radius)}" if radius else "the place is exact"
        return f"{_called(asset)} is {_said(distance or 0.0)} from {at or 'the place of the item'} ({sure}){also}."
    if how == "named":
        return f"The text names '{name}': {_called(asset)}."
    state = policy.state_names.get(asset.state, asset.state)
    rated = "its criticality is not known" if asset.criticality == "unrated" else f"criticality {asset.criticality}"
    return f"{_called(asset)} is in {state}, which the item names, and of sector {code}: {sectors[code]}; {rated}."


def _called(asset: AssetFacts) -> str:
    return f"{asset.name} ({asset.kind})" if asset.kind else asset.name


def _said(meters: float) -> str:
    return f"{meters:.0f} m" if meters < 950 else f"{meters / 1000:.1f} km"
