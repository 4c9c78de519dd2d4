"""What a threat item means here: which assets, places, events and reports it touches, each with its reasons."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Literal, get_args

from watchfloor.analyze.rules.distance import metres, metres_to_area, said_distance
from watchfloor.analyze.rules.times import said_when
from watchfloor.core.rules.draft import Place, Point, When

# No kind is a person: what a threat means is asked of things, places, events and reports.
TargetKind = Literal["asset", "place", "event", "report"]
How = Literal["place", "sector", "time", "indicator"]
Weighed = Literal["place_inside", "place_near", "place_edge", "sector", "time", "indicator", "technique", "word"]
Indicator = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ThreatFacts:
    """A threat item: indicators as (kind, normalised value), areas as polygons, techniques as ids of a catalog,
    words as declared names of products, systems or places (casefolded), never free text."""

    indicators: frozenset[Indicator] = frozenset()
    areas: tuple[tuple[Point, ...], ...] = ()
    place: Place | None = None
    sectors: frozenset[str] = frozenset()
    window: When | None = None
    techniques: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """One thing of ours that a threat can touch. Raises ValueError for a kind that is none of TargetKind."""

    kind: TargetKind
    id: str
    name: str
    place: Place | None = None
    when: When | None = None
    sectors: frozenset[str] = frozenset()
    indicators: frozenset[Indicator] = frozenset()
    techniques: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.kind not in get_args(TargetKind):
            raise ValueError(f"Target {self.id}, kind: '{self.kind}' is none of {', '.join(get_args(TargetKind))}.")


@dataclass(frozen=True, slots=True)
class ImplicationRules:
    """Distances in metres; weights only sort. `sector_words` says a code in words, `zone` is where times are read.

    Raises ValueError if a weight is missing.
    """

    near_m: float
    edge_m: float
    place_sure_to_m: float
    weights: Mapping[str, float]
    least_weight: float
    sector_words: Mapping[str, str] = field(default_factory=dict)
    zone: tzinfo | None = None

    def __post_init__(self) -> None:
        missing = set(get_args(Weighed)) - set(self.weights)
        if missing:
            raise ValueError(f"Implications, weights: {', '.join(sorted(missing))} missing. Declare each weight.")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason as a plain sentence with its figures; `plain` says it without an identifier, for products."""

    how: How
    because: str
    weight: float
    plain: str


@dataclass(frozen=True, slots=True)
class Implication:
    """One target, once; `how` is its weightiest reason, `because` all sentences, `reasons` keeps each."""

    target_kind: TargetKind
    target_id: str
    target_name: str
    how: How
    because: str
    weight: float
    reasons: tuple[Reason, ...]


def implications(
    threat: ThreatFacts, assets: Iterable[TargetFacts], reports: Iterable[TargetFacts], *, parameters: ImplicationRules
) -> tuple[Implication, ...]:
    """Weightiest first, then by kind and id; time alone never makes one. One pass over the targets."""
    merged: dict[tuple[str, str], dict[Reason, None]] = {}
    names: dict[tuple[str, str], TargetFacts] = {}
    for target in (*assets, *reports):
        for reason in _reasons(threat, target, parameters):
            merged.setdefault((target.kind, target.id), {})[reason] = None
            names.setdefault((target.kind, target.id), target)
    found = (_implication(names[key], tuple(reasons), parameters) for key, reasons in merged.items())
    return tuple(sorted((i for i in found if i), key=lambda i: (-i.weight, i.target_kind, i.target_id)))


def _implication(target: TargetFacts, reasons: tuple[Reason, ...], rules: ImplicationRules) -> Implication | None:
    ordered = tuple(sorted(reasons, key=lambda r: (-r.weight, r.how, r.because)))
    weight = sum(reason.weight for reason in ordered)
    if weight < rules.least_weight or all(reason.how == "time" for reason in ordered):
        return None
    because = " ".join(reason.because for reason in ordered)
    return Implication(target.kind, target.id, target.name, ordered[0].how, because, weight, ordered)


def _reasons(threat: ThreatFacts, target: TargetFacts, rules: ImplicationRules) -> Iterator[Reason]:
    yield from _by_indicator(threat, target, rules.weights)
    yield from _by_place(threat, target, rules)
    for sector in sorted(threat.sectors & target.sectors):
        said = f"the {rules.sector_words[sector]} sector" if sector in rules.sector_words else f"the sector {sector}"
        yield _open("sector", f"Belongs to {said}, which the threat names.", rules.weights["sector"])
    if (time := _shared_time(threat.window, target.when, rules.zone)) is not None:
        yield _open("time", time, rules.weights["time"])


def _open(how: How, because: str, weight: float) -> Reason:
    # a sentence without identifiers reads the same in a product
    return Reason(how, because, weight, because)


def _by_indicator(threat: ThreatFacts, target: TargetFacts, weights: Mapping[str, float]) -> Iterator[Reason]:
    for kind, value in sorted(threat.indicators & target.indicators):
        said = f"Names {kind} {value}, an indicator of the threat."
        yield Reason("indicator", said, weights["indicator"], f"Names an indicator of the threat (kind: {kind}).")
    for technique in sorted(threat.techniques & target.techniques):
        yield _open("indicator", f"Concerns technique {technique}, which the threat uses.", weights["technique"])
    for word in sorted(threat.words & target.words):
        yield _open("indicator", f"Has to do with {word}, which the threat names.", weights["word"])


def _by_place(threat: ThreatFacts, target: TargetFacts, rules: ImplicationRules) -> Iterator[Reason]:
    place = target.place
    if place is None or place.radius_m > rules.place_sure_to_m:
        return
    sure = f" (its place is sure to {said_distance(place.radius_m)})" if place.radius_m >= 100 else ""
    if threat.areas and (said := _area_reason((place.lon, place.lat), threat.areas, rules, sure)):
        yield said
    if threat.place is not None:
        distance = metres((threat.place.lon, threat.place.lat), (place.lon, place.lat))
        if distance <= rules.near_m + threat.place.radius_m:
            where = threat.place.name or "the place that the threat names"
            reach = said_distance(rules.near_m + threat.place.radius_m)
            text = f"Lies {said_distance(distance)} from {where}, within {reach}{sure}."
            yield _open("place", text, rules.weights["place_near"])


def _area_reason(
    point: Point, areas: tuple[tuple[Point, ...], ...], rules: ImplicationRules, sure: str
) -> Reason | None:
    distance = min(metres_to_area(point, area) for area in areas)
    if distance == 0:
        return _open("place", f"Lies inside the area of the threat{sure}.", rules.weights["place_inside"])
    if distance <= rules.edge_m:
        outside = f"Lies {said_distance(distance)} outside the area of the threat"
        return _open("place", f"{outside}, within {said_distance(rules.edge_m)}{sure}.", rules.weights["place_edge"])
    return None


def _shared_time(window: When | None, when: When | None, zone: tzinfo | None) -> str | None:
    if window is None or when is None or when.start is None or (window.start is None and window.end is None):
        return None
    ends = when.end or when.start
    if (window.end is not None and when.start > window.end) or (window.start is not None and ends < window.start):
        return None
    return f"Its time ({said_when(when, zone)}) falls into the time of the threat ({said_when(window, zone)})."
