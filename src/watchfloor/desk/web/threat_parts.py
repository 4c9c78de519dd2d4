"""What a threat item means here, as its page shows it: implications with their ranges, the map and its table."""

from collections.abc import Mapping, Sequence
from typing import Any

from watchfloor.analyze.queries.known import AssessmentView, ImplicationView
from watchfloor.analyze.rules.risk import Pert, RiskRange
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.rules.map import Mark, drawn
from watchfloor.desk.rules.money import is_log, on_axis, rounded
from watchfloor.desk.web.lists import record_url
from watchfloor.people import queries as people
from watchfloor.plan.formats.counties import counties_in
from watchfloor.plan.rules.flat import frame_of
from watchfloor.plan.rules.thing import areas_of
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.wording import moment, number_of, place_of
from watchfloor.text.data import lists

KINDS = {"asset": "asset", "report": "report", "place": "place", "event": "request"}
MOST_ON_MAP = 60
NO_RANGE = "The range is worked out for the five weightiest assets."


def rows_of(found: AssessmentView, marks: Marks) -> list[dict[str, Any]]:
    """Rows of components/reasons_table.html; all ranges stand on one axis."""
    ranges = {risk.inputs.scope.id: risk for risk in found.risks}
    axis = (min((r.p5 for r in found.risks), default=0.0), max((r.p95 for r in found.risks), default=0.0))
    return [_row(one, ranges.get(one.implication.target_id), axis, marks) for one in found.implications]


def note_of(found: AssessmentView) -> str:
    """What the range is, its unit, and when it was worked out."""
    made = f"worked out {moment(found.made_at)} (assessment {found.n}), from what its maker may read"
    if not found.risks:
        return made
    least, most = min(r.p5 for r in found.risks), max(r.p95 for r in found.risks)
    axis = ", logarithmic axis" if is_log(least=least, most=most) else ""
    unit = found.risks[0].unit
    return f"range in {unit}: P5 to P95, middle P50{axis}; first inputs declared by us, to be replaced; {made}"


def _row(
    one: ImplicationView, risk: RiskRange | None, axis: tuple[float, float], marks: Marks
) -> dict[str, Any]:  # fmt: skip
    kind = one.implication.target_kind
    shared: dict[str, Any] = {
        "kind": KINDS[kind], "title": one.name, "number": "", "url": "", "meta": "",
        "reasons": [{"text": reason.because, "how": reason.how} for reason in one.implication.reasons],
        "range": _range(risk, axis) if risk else None, "inputs": _inputs(risk) if risk else [],
        "portion": portion_of("UNCLASSIFIED"),
    }  # fmt: skip
    if one.asset:
        meta = ", ".join(filter(None, (one.asset.kind, one.asset.county, one.asset.owner_name)))
        marking = portion_of(marks.of_label(one.asset.label_id))
        return {**shared, "meta": f"{meta}; criticality {one.asset.criticality}", "portion": marking}
    if one.report:
        return {
            **shared, "number": number_of(one.report), "url": record_url(one.report),
            "portion": portion_of(marks.of(one.report)),
        }  # fmt: skip
    return {**shared, "meta": "town of the gazetteer" if kind == "place" else ""}


def _range(risk: RiskRange, axis: tuple[float, float]) -> dict[str, Any]:
    steps = (risk.p5, risk.p25, risk.p50, risk.p75, risk.p95)
    at = on_axis(steps, least=axis[0], most=axis[1])
    names = ("p5", "p25", "p50", "p75", "p95")
    said = {"low": rounded(risk.p5), "middle": rounded(risk.p50), "high": rounded(risk.p95)}
    return {**said, **dict(zip(names, at, strict=True))}


def _inputs(risk: RiskRange) -> list[dict[str, str]]:
    told = risk.inputs
    parts = (("Threat", told.threat), ("Vulnerability", told.vulnerability), ("Consequence", told.consequence))
    rows = [{"name": name, "value": _pert(part), "source": part.basis} for name, part in parts]
    method = f"{risk.method}; {risk.rounds:,} draws, seed {risk.seed}"
    return [
        {"name": "Scenario", "value": told.scenario, "source": ""}, *rows,
        {"name": "Method", "value": method, "source": told.note},
    ]  # fmt: skip


def _pert(part: Pert) -> str:
    return f"{part.least:,g} to {part.most:,g}, most likely {part.mode:,g} {part.unit}"


def map_and_twin(
    audience: Audience, view: core.RecordView, found: AssessmentView | None, marks: Marks
) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """(components/map.html, its table): the area of the alert, our assets and the reports that it touches."""
    row, areas = view.row, areas_of(view.data)
    shown = _marks(audience, view, found)
    places = [_place(mark, one, marks) for mark, one in shown]
    points = [point for area in areas for point in area] + [(mark.lon, mark.lat) for mark, _ in shown]
    frame = frame_of(points)
    if frame is None:
        return None, places
    kinds = [mark.kind for mark, _ in shown]
    title = f"{_counted(kinds.count('asset'), 'asset')} and {_counted(kinds.count('report'), 'report')} touched"
    center = people.center()
    own_state = lists().states.get(center.state, "") if center else ""
    picture = drawn(
        frame, title=f"{title} by {number_of(row)}", source="Counties: US Census Bureau by us-atlas",
        own_state=own_state, counties=counties_in(frame.box), areas=areas, marks=[mark for mark, _ in shown],
    )  # fmt: skip
    return picture, places


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _marks(
    audience: Audience, view: core.RecordView, found: AssessmentView | None
) -> list[tuple[Mark, ImplicationView | core.Row]]:
    row = view.row
    shown: list[tuple[Mark, ImplicationView | core.Row]] = []
    if row.lon is not None and row.lat is not None:
        shown.append((Mark("threat", number_of(row), row.lon, row.lat, view.radius_m), row))
    touched = found.implications if found else ()
    radii = _radii(audience, [one.report.id for one in touched if one.report])
    for one in touched:
        at = one.asset or one.report
        if at and at.lon is not None and at.lat is not None:
            radius = radii.get(one.report.id, 0.0) if one.report else 0.0
            kind = "asset" if one.asset else "report"
            label = one.name if one.asset else ""
            shown.append((Mark(kind, label, at.lon, at.lat, radius), one))
    return shown[:MOST_ON_MAP]


def _radii(audience: Audience, ids: Sequence[int]) -> Mapping[int, float]:
    return {text.row.id: text.radius_m for text in core.texts_of(audience=audience, ids=ids)} if ids else {}


def _place(mark: Mark, one: ImplicationView | core.Row, marks: Marks) -> dict[str, Any]:
    row = one if isinstance(one, core.Row) else one.report
    sure = f", sure to {mark.radius_m / 1000:.1f} km" if mark.radius_m >= 100 else ""
    shared = {"kind": mark.kind, "where": f"{place_of(mark.lon, mark.lat)}{sure}", "distance": ""}
    if row is not None:
        return {
            **shared, "title": row.title, "number": number_of(row), "url": record_url(row),
            "portion": portion_of(marks.of(row)),
        }  # fmt: skip
    asset = one.asset if isinstance(one, ImplicationView) else None
    label = asset.label_id if asset else 0
    return {**shared, "title": mark.label, "number": "", "url": "", "portion": portion_of(marks.of_label(label))}
