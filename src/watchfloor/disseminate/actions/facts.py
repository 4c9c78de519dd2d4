"""What a bulletin may say of an assessment: citable lines, never names, reporters or words of a report."""

from datetime import date
from typing import Any

from django.conf import settings

from watchfloor.analyze.queries import known as analyze
from watchfloor.analyze.rules.links import Cause, LinkProposal
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.rules.draft import (
    AssessmentFacts,
    CenterFacts,
    LinkLine,
    ReportLine,
    RiskLine,
    SelectionFacts,
    ThreatLine,
    TouchedLine,
)
from watchfloor.disseminate.rules.product import SourceRef
from watchfloor.marking.grammar import Marking, parse
from watchfloor.marking.rollup import roll_up
from watchfloor.people import queries as people

MOST_ASSETS, MOST_REPORTS, MOST_RISKS = 12, 8, 3
BEHAVIORS = {
    "AVIATION": "Unmanned aircraft",
    "SURVL": "Observation",
    "PHOTO": "Photography",
    "ELICIT": "Questions about security",
}
Records = dict[str, core.Row]


def facts_of(*, assessed: analyze.AssessmentView, by: Audience) -> tuple[AssessmentFacts, Records]:
    """The facts, and every record that is cited, by public id."""
    rows: Records = {str(assessed.record.public_id): assessed.record}
    ties = _ties(assessed, rows, by)
    refs = _refs(rows)
    threat = refs[str(assessed.record.public_id)]
    reports = tuple(_report(row, refs[key], by) for key, row in rows.items() if row.kind == "tip")
    touched = tuple(
        TouchedLine(one.implication, one.name, (threat,))
        for one in [i for i in assessed.implications if i.asset][:MOST_ASSETS]
    )
    risks = tuple(RiskLine(risk, (threat,)) for risk in assessed.risks[:MOST_RISKS])
    center = _center(by)
    line = ThreatLine(threat, assessed.record.title, window=str(assessed.inputs.get("window") or ""))
    title = f"Local implications: {assessed.record.title}"
    return AssessmentFacts(title, line, center, touched, reports, tuple(ties.values()), risks), rows


def selection_of(
    *, title: str, rows: Records, threats: frozenset[str], by: Audience
) -> SelectionFacts:  # fmt: skip
    """The facts of picked records, by public id; `threats` are those ids that are threat items or alerts."""
    refs = _refs(rows)
    reports = {key: row for key, row in rows.items() if key not in threats}
    return SelectionFacts(
        title, _center(by), tuple(ThreatLine(refs[key], rows[key].title) for key in rows if key in threats),
        tuple(_report(row, refs[key], by) for key, row in reports.items()), _among(reports, by),
    )  # fmt: skip


def _refs(rows: Records) -> dict[str, SourceRef]:
    owners = people.agencies(ids=[row.owner_id for row in rows.values()])
    return {
        key: ref_of(row=row, originator=owners[row.owner_id].name if row.owner_id in owners else "")
        for key, row in rows.items()
    }


def _among(reports: Records, by: Audience) -> tuple[LinkLine, ...]:
    """The links between these reports; weak ones and those judged different tell nothing."""
    found = (
        (str(row.public_id), link) for row in reports.values()
        for link in analyze.links_of(audience=by, record_id=row.id)
        if str(link.other.public_id) in reports and link.strength != "weak" and link.state != "different"
    )  # fmt: skip
    return tuple({tuple(sorted((key, str(link.other.public_id)))): _line(key, link) for key, link in found}.values())


def _line(key: str, link: analyze.LinkView) -> LinkLine:
    a, b = sorted((key, str(link.other.public_id)))
    causes = tuple(Cause(c.kind, c.said, c.bits, c.records or 0, c.plain, c.shared) for c in link.causes)
    strength: Any = link.strength
    return LinkLine(LinkProposal(a, b, causes, strength, link.because), link.judged_by is not None)


def _ties(assessed: analyze.AssessmentView, rows: Records, by: Audience) -> dict[tuple[str, str], LinkLine]:
    """Links among the reports that the threat touches, and from them to others; fills in the rows that are cited."""
    found: dict[tuple[str, str], LinkLine] = {}
    for report in [i.report for i in assessed.implications if i.report][:MOST_REPORTS]:
        rows[str(report.public_id)] = report
        for link in analyze.links_of(audience=by, record_id=report.id):
            if link.other.kind != "tip" or link.strength == "weak" or link.state == "different":
                continue
            rows[str(link.other.public_id)] = link.other
            line = _line(str(report.public_id), link)
            found[line.proposal.a, line.proposal.b] = line
    return found


def ref_of(*, row: core.Row, originator: str, version: int = 1) -> SourceRef:
    """A record as a product may cite it: what it is, whose, of which day; never its words or its reporter."""
    what = {
        "stix": "federal or partner threat information",
        "cap": "public alert",
        "tip": "report, not yet vetted",
        "kev": "federal catalog of exploited vulnerabilities",
        "csaf": "security advisory",
        "misp": "partner threat information",
        "hazard": "federal hazard information",
        "ntas": "federal threat advisory",
        "article": "published news item",
        "mail": "message of a partner",
        "bulletin": "bulletin of a partner",
        "pointer": "pointer to what stays on another system",
    }
    return SourceRef(
        str(row.public_id), version, what.get(row.kind, row.kind), originator, row.opened_at.date(), "",
        _marking(row.marking), row.legal_class, "what is said here",
    )  # fmt: skip


def assessment_ref(*, assessed: analyze.AssessmentView, by: Audience) -> SourceRef:
    """The center's own assessment as the source of a judgment, marked no lower than all that it was worked out from."""
    center, reports = _center(by), [one.report for one in assessed.implications if one.report]
    marking = roll_up(_marking(row.marking) for row in (assessed.record, *reports))
    return SourceRef(
        "assessment", 1, "assessment of this center", center.name, assessed.made_at.date(), "", marking,
        reports[0].legal_class if reports else assessed.record.legal_class, "the judgment",
    )  # fmt: skip


def advice_of(*, by: Audience) -> SourceRef:
    """The standing advice of the center."""
    return _center(by).ref


def _marking(text: str) -> Marking:
    return parse(text or "U")


def _report(row: core.Row, ref: SourceRef, by: Audience) -> ReportLine:
    """Kind of behavior, town, day: nothing of its words."""
    view = core.record(audience=by, public_id=row.public_id)
    said: dict[str, Any] = dict(view.data["object"]) if view else {}
    codes = [one.get("code", "") for one in said.get("suggested_behavior", [])]
    behavior = next((BEHAVIORS[code] for code in codes if code in BEHAVIORS), "Activity")
    town = str((said.get("where") or {}).get("city") or "the area")
    on: date | None = row.occurred_at.date() if row.occurred_at else None
    return ReportLine(ref, behavior, town, on)


def _center(by: Audience) -> CenterFacts:
    center, house = people.center(), core.house()
    name = center.name if center else "this center"
    ref = SourceRef(
        "advice", 1, "standing advice of the center", name, None, "", _marking("U"), "reference", "whom to call"
    )
    del by
    return CenterFacts(name, settings.CENTER_PHONE, ref, bool(house and house.exercise))
