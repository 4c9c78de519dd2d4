"""Step 7: what a threat item means here, with a first range of threat x vulnerability x consequence."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Max
from django.utils.timezone import get_default_timezone

from watchfloor.analyze.actions.targets import Targets, public_id_of, targets_of
from watchfloor.analyze.actions.threats import Threat, threat_behind
from watchfloor.analyze.formats.tables import asset_kinds, implication_rules, risk_table, table_bytes
from watchfloor.analyze.models.assessed import Assessment, Implication, ReportImplication
from watchfloor.analyze.queries import known as queries
from watchfloor.analyze.rules import implications as rule
from watchfloor.analyze.rules.distance import metres
from watchfloor.analyze.rules.risk import RiskRange, Scope, default_inputs
from watchfloor.analyze.rules.risk import assess as draw
from watchfloor.analyze.rules.threat import may_assess
from watchfloor.analyze.rules.times import said_when
from watchfloor.core.actions.records import label_joins
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.core.rules.draft import Place
from watchfloor.plan.formats.relevance import sector_words
from watchfloor.plan.queries.ground import AssetView

# the weightiest are what a person reads; the rest is counted in the inputs
MOST = {"asset": 100, "report": 100, "place": 30, "event": 0}
RISKS = 5
CRITICALITY = {"high": 0, "medium": 1, "low": 2}
UNJUDGED = "F6"  # a report that nobody graded yet (Admiralty code)
TABLES = ("implications", "risk", "asset_kinds", "mentions")


class NotAssessed(Refused):
    """Who asks may not, or the record is no threat item."""


class NoSuchRecord(LookupError):
    """There is none, or it is not the asker's to see: both answer alike."""


def assess(*, record_id: UUID, by: Audience, now: datetime) -> queries.AssessmentView:
    """Work out and keep what a threat item touches among what `by` may read, each with its reasons, and the range.

    Every assessment stands; the newest is what pages show. Its label joins the labels of all that went in. MUST run
    inside the door's transaction. Raises NoSuchRecord and NotAssessed. Tells analyze.assessment.made.
    """
    text = next(iter(core.texts_of(audience=by, public_ids=[record_id])), None)
    if text is None:
        raise NoSuchRecord
    decision = may_assess(kind=text.row.kind, right="assess" in by.rights)
    if not decision:
        raise NotAssessed(decision)
    threat = threat_behind(text=text, by=by)
    targets = targets_of(threat=threat, by=by, now=now)
    found = rule.implications(threat.facts, targets.facts, (), parameters=parameters())
    ordered = _ordered(found, targets)
    weightiest = [i for kind, most in MOST.items() for i in [f for f in ordered if f.target_kind == kind][:most]]
    seed = int.from_bytes(record_id.bytes[:4], "big") + threat.n
    risks = _risks(threat, targets, weightiest, seed)
    inputs = {**_inputs(threat, targets, found, by), "first": risks[0].inputs.scope.id if risks else ""}
    kept = _keep(threat, targets, weightiest, risks, inputs, seed, by, now)
    tell(
        kind="analyze.assessment.made", by=by, records=[record_id, kept.public_id],
        rules=[*decision.rules, *(f"analyze.table.{name.replace('_', '-')}" for name in TABLES)],
    )  # fmt: skip
    return queries.view_of(kept=kept, own=threat.row, found=weightiest, assets=targets.assets, reports=targets.reports)


def parameters() -> rule.ImplicationRules:
    """The declared table, with sectors and times said as this center says them."""
    return replace(implication_rules(), sector_words=sector_words(), zone=get_default_timezone())


def _ordered(found: Sequence[rule.Implication], targets: Targets) -> list[rule.Implication]:
    """Weightiest first; of equal weight the assets that more reports with an indicator lie beside, then the more
    critical; reports the newest first; all by name in the end, so that the same data give the same order."""
    told = {i.target_id for i in found if any(reason.how == "indicator" for reason in i.reasons)}
    places = [
        target.place for target in targets.facts if target.id in told and target.kind == "report" and target.place
    ]

    def rank(one: rule.Implication) -> tuple[float, int, int, float, str]:
        asset, report = targets.assets.get(one.target_id), targets.reports.get(one.target_id)
        beside = sum(_beside(place, asset) for place in places) if asset else 0
        level = CRITICALITY.get(asset.criticality, 3) if asset else 0
        at = report.occurred_at.timestamp() if report and report.occurred_at else 0.0
        return (-one.weight, -beside, level, -at, one.target_name)

    return sorted(found, key=rank)


def _risks(threat: Threat, targets: Targets, found: Sequence[rule.Implication], seed: int) -> tuple[RiskRange, ...]:
    """A range for each of the weightiest assets; reports that lie near it raise its threat."""
    touched = {i.target_id for i in found if i.target_kind == "report"}
    near = [target.place for target in targets.facts if target.id in touched and target.place]
    ranges = []
    for number, one in enumerate([i for i in found if i.target_kind == "asset"][:RISKS]):
        asset = targets.assets[one.target_id]
        scope = Scope("asset", one.target_id, asset.name)
        inputs = default_inputs(
            scope,
            scenario=f"What '{threat.row.title}' describes happens at {asset.name}",
            asset_kind=asset_kinds().risk_kind(asset.kind, asset.sectors),
            grades=[UNJUDGED for place in near if _beside(place, asset)],
            table=risk_table(),
        )
        ranges.append(draw(inputs, seed=seed + number))
    return tuple(ranges)


def _beside(place: Place, asset: AssetView) -> bool:
    rules = implication_rules()
    if asset.lon is None or asset.lat is None or place.radius_m > rules.place_sure_to_m:
        return False
    return metres((place.lon, place.lat), (asset.lon, asset.lat)) <= rules.near_m


def _inputs(threat: Threat, targets: Targets, found: Sequence[rule.Implication], by: Audience) -> dict[str, Any]:
    """What went in: counts and parameters, no words of the parts and no values, so that it forgets with its record."""
    facts, place = threat.facts, threat.facts.place
    return {
        "record_version": threat.n,
        "parts": threat.parts,
        "indicators": dict(_counted(kind for kind, _ in facts.indicators)),
        "sectors": sorted(facts.sectors),
        "techniques": sorted(facts.techniques),
        "areas": len(facts.areas),
        "place": msgspec.to_builtins(Place(place.lon, place.lat, place.radius_m)) if place else None,
        "window": said_when(facts.window, get_default_timezone()) if facts.window else "",
        "compared": dict(_counted(target.kind for target in targets.facts)),
        "found": dict(_counted(one.target_kind for one in found)),
        "purpose": by.purpose,
        "tables": {name: hashlib.sha256(table_bytes(name)).hexdigest() for name in TABLES},
    }


def _counted(kinds: Any) -> list[tuple[str, int]]:
    listed = list(kinds)
    return [(kind, listed.count(kind)) for kind in sorted(set(listed))]


def _keep(
    threat: Threat,
    targets: Targets,
    found: Sequence[rule.Implication],
    risks: Sequence[RiskRange],
    inputs: dict[str, Any],
    seed: int,
    by: Audience,
    now: datetime,
) -> Assessment:
    row = threat.row
    used = [_label(one, targets) for one in found]
    base = _all_joined([*threat.label_ids, *(label for label in used if label)])
    label_id = label_joins([(row.label_id, base)])[row.label_id, base]
    last = Assessment.objects.filter(record_id=row.id).aggregate(n=Max("n"))["n"] or 0
    first = risks[0] if risks else None
    kept = Assessment(
        record_id=row.id, record_n=threat.n, label_id=label_id, base_label_id=base, n=last + 1, made_at=now,
        made_by=by.actor.person_id, inputs=inputs, risks=msgspec.to_builtins(risks), seed=seed,
        p5=first.p5 if first else None, p50=first.p50 if first else None, p95=first.p95 if first else None,
        unit=first.unit if first else "",
    )  # fmt: skip
    # ids are made here: a row under a label of this moment cannot be read back in the same transaction
    Assessment.objects.bulk_create([kept])
    _keep_implications(kept, row, found, targets)
    return kept


def _keep_implications(kept: Assessment, row: core.Row, found: Sequence[rule.Implication], targets: Targets) -> None:
    labels = label_joins([(row.label_id, _label(one, targets) or row.label_id) for one in found]) if found else {}
    ours, reports = list[Implication](), list[ReportImplication]()
    for one in found:
        base = _label(one, targets) or row.label_id
        shared: dict[str, Any] = {
            "assessment": kept, "record_id": row.id, "label_id": labels[row.label_id, base], "how": one.how,
            "reasons": msgspec.to_builtins(one.reasons), "weight": one.weight,
        }  # fmt: skip
        if one.target_kind == "report":
            reports.append(ReportImplication(report_id=targets.reports[one.target_id].id, **shared))
        else:
            asset = targets.assets.get(one.target_id)
            ours.append(
                Implication(
                    base_label_id=base, target_kind=one.target_kind, target_id=asset.id if asset else 0,
                    target_public_id=public_id_of(one.target_id), target_name=one.target_name, **shared,
                )
            )  # fmt: skip
    Implication.objects.bulk_create(ours)
    ReportImplication.objects.bulk_create(reports)


def _label(one: rule.Implication, targets: Targets) -> int:
    """The label of the target; 0 for a town, which is public."""
    if one.target_kind == "report":
        return targets.reports[one.target_id].label_id
    asset = targets.assets.get(one.target_id)
    return asset.label_id if asset else 0


def _all_joined(labels: Collection[int]) -> int:
    def both(a: int, b: int) -> int:
        return label_joins([(a, b)])[a, b]

    return reduce(both, sorted(set(labels)))
