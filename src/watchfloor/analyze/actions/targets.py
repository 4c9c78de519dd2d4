"""What of ours a threat is held against: assets, reports and places that the assessor may read, found by index."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from watchfloor.analyze.actions.threats import Threat
from watchfloor.analyze.formats.tables import implication_rules
from watchfloor.analyze.models.links import Mention
from watchfloor.analyze.queries.known import key_of
from watchfloor.analyze.rules.implications import Indicator, TargetFacts, ThreatFacts
from watchfloor.analyze.rules.threat import Box, box_of
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.draft import Place, When
from watchfloor.people import queries as people
from watchfloor.plan.formats.relevance import relevance_policy
from watchfloor.plan.queries import ground as plan
from watchfloor.plan.rules.relevance import ThingFacts, sectors_of
from watchfloor.plan.rules.thing import when_of
from watchfloor.plan.rules.words import words_of
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.classes import may_meet
from watchfloor.text.data import state_code

MOST_ASSETS, MOST_WITHOUT_PLACE, MOST_REPORTS, MOST_PLACES = 2000, 50, 1000, 500
SMALLEST_TOWN = 1000


@dataclass(frozen=True, slots=True)
class Targets:
    """Facts to be compared, and what each id ("asset:uuid", "report:uuid", "place:name") stands for."""

    facts: tuple[TargetFacts, ...]
    assets: Mapping[str, plan.AssetView]
    reports: Mapping[str, core.Row]


def targets_of(*, threat: Threat, by: Audience, now: datetime) -> Targets:
    """Everything near the threat by place, by indicator or, where it names no place, by sector."""
    box = box_of(threat.facts, beyond_m=implication_rules().near_m)
    assets = {str(asset.public_id): asset for asset in _assets(threat.facts, box, by)}
    reports, facts = _reports(threat, box, by, now)
    return Targets((*map(_asset, assets.values()), *facts, *_places(box)), assets, reports)


def _assets(threat: ThreatFacts, box: Box | None, by: Audience) -> Sequence[plan.AssetView]:
    if box:
        return plan.assets(audience=by, box=box, how_many=MOST_ASSETS)
    found = [
        asset
        for sector in sorted(threat.sectors)
        for asset in plan.assets(audience=by, sector=sector, how_many=MOST_WITHOUT_PLACE)
    ]
    return list({asset.id: asset for asset in found}.values())[:MOST_WITHOUT_PLACE]


def _asset(asset: plan.AssetView) -> TargetFacts:
    place = None if asset.lon is None or asset.lat is None else Place(asset.lon, asset.lat, 0.0, asset.name)
    return TargetFacts("asset", str(asset.public_id), asset.name, place, sectors=frozenset(asset.sectors))


def _reports(
    threat: Threat, box: Box | None, by: Audience, now: datetime
) -> tuple[dict[str, core.Row], list[TargetFacts]]:
    """Reports that name an indicator of the threat, and recent ones near its places."""
    ids = [*_naming(threat.facts.indicators, by), *(_near(box, by, now) if box else ())]
    texts = [
        text
        for text in core.texts_of(audience=by, ids=list(dict.fromkeys(ids))[:MOST_REPORTS])
        if text.row.kind == "tip" and _may_meet(threat.row.legal_class, text.row.legal_class)
    ]
    named = _mentions([text.row.id for text in texts], by)
    facts = [_report(text, named.get(text.row.id, [])) for text in texts]
    return {str(text.row.public_id): text.row for text in texts}, facts


def _may_meet(a: str, b: str) -> bool:
    """A report is found by what a threat names, and then shown beside it: the class-join table must allow both."""
    return may_meet(a, b, classes=classes(), policy=load())


def _naming(indicators: Collection[Indicator], by: Audience) -> list[int]:
    keys = [key_of(kind=kind, value=value) for kind, value in sorted(indicators)]
    rows = Mention.objects.filter(key__in=keys, superseded_at=None, label_id__in=by.label_ids)
    rows = rows.exclude(role__in=classes().never_matched)
    return list(rows.order_by("-record_id").values_list("record_id", flat=True)[:MOST_REPORTS])


def _near(box: Box, by: Audience, now: datetime) -> list[int]:
    west, south, east, north = box
    since = now - timedelta(days=relevance_policy().old_after_days)
    rows = Mention.objects.filter(
        superseded_at=None, label_id__in=by.label_ids, kind="place", lat__gte=south, lat__lte=north, lon__gte=west,
        lon__lte=east, seen_from__gte=since,
    )  # fmt: skip
    return list(rows.order_by("-record_id").values_list("record_id", flat=True)[:MOST_REPORTS])


def _mentions(ids: Sequence[int], by: Audience) -> dict[int, list[Mention]]:
    found: dict[int, list[Mention]] = {}
    for mention in Mention.objects.filter(record_id__in=list(ids), superseded_at=None, label_id__in=by.label_ids):
        found.setdefault(mention.record_id, []).append(mention)
    return found


def _report(text: core.Text, named: Sequence[Mention]) -> TargetFacts:
    places = sorted((m for m in named if m.lon is not None and m.lat is not None), key=lambda m: m.radius_m)
    place = Place(places[0].lon or 0.0, places[0].lat or 0.0, places[0].radius_m, places[0].value) if places else None
    words = words_of(f"{text.row.title} {text.body}")
    return TargetFacts(
        kind="report",
        id=str(text.row.public_id),
        name=text.row.title,
        place=place,
        when=_when(text),
        sectors=frozenset(sectors_of(ThingFacts(words=words), relevance_policy())),
        indicators=frozenset((m.kind, m.value) for m in named if m.key is not None),
    )


def _when(text: core.Text) -> When | None:
    at = text.row.occurred_at
    said = text.data.get("said") or (f"{at:%Y-%m-%d}" if at else "")
    return when_of(at, text.occurred_until, text.row.occurred_precision, said)


def _places(box: Box | None) -> list[TargetFacts]:
    """Towns of our state, or of any where the center names none, within the box; the largest first."""
    if box is None:
        return []
    west, south, east, north = box
    center = people.center()
    state = state_code(center.state) if center else ""
    towns = [
        town
        for town in plan.gazetteer().towns.values()
        if west <= town.lon <= east and south <= town.lat <= north and town.population >= SMALLEST_TOWN
        and (not state or town.state == state)
    ]  # fmt: skip
    towns.sort(key=lambda town: (-town.population, town.name))
    return [
        TargetFacts("place", f"{town.name}, {town.state}", f"{town.name}, {town.state}",
                    Place(town.lon, town.lat, town.radius_m, town.name))
        for town in towns[:MOST_PLACES]
    ]  # fmt: skip


def public_id_of(target_id: str) -> UUID | None:
    """The id of an asset or report; a town of the gazetteer has none."""
    try:
        return UUID(target_id)
    except ValueError:
        return None
