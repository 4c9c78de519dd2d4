"""A made-up assessment and its bulletin, for the tests of dissemination. Nobody in it exists."""

from dataclasses import replace
from datetime import UTC, date, datetime

from watchfloor.analyze.formats.tables import implication_rules, link_rules, risk_table, scale
from watchfloor.analyze.rules.implications import TargetFacts, ThreatFacts, implications
from watchfloor.analyze.rules.judgment import Judgment
from watchfloor.analyze.rules.links import MentionFacts, propose
from watchfloor.analyze.rules.risk import Scope, assess, default_inputs
from watchfloor.core.rules.draft import Place
from watchfloor.disseminate.rules.checking import check
from watchfloor.disseminate.rules.draft import (
    AssessmentFacts,
    CenterFacts,
    LinkLine,
    ReportLine,
    RiskLine,
    ThreatLine,
    TouchedLine,
    draft_bulletin,
)
from watchfloor.disseminate.rules.product import Product, Section, SourceRef, Statement
from watchfloor.disseminate.rules.release import Agreement, GroupFacts, ReleaseFacts
from watchfloor.disseminate.rules.review import Review
from watchfloor.marking.grammar import parse

SCALE = scale()
NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
PLATE = "EX4417"
PHONE = "+12185550142"
SQUARE = ((-94.0, 45.0), (-93.0, 45.0), (-93.0, 46.0), (-94.0, 46.0))


def source(record: str, originator: str, marking: str, what: str = "report", grade: str = "B2") -> SourceRef:
    """A report of Nov 14."""
    return SourceRef(record, 1, what, originator, date(2026, 11, 14), grade, parse(marking), "sar", "what was seen")


THREAT = replace(
    source("fb-118", "Federal Bureau of Examples", "CUI//LEI", "federal bulletin"),
    supports="the threat",
    legal_class="federal_product",
)
GUARD = source("sar-398", "Prairie Power", "U//LES")
DEPUTY = source("sar-412", "Wright County Sheriff", "U//LES", grade="F6")
REGISTER = replace(
    source("asset-7", "Northland Fusion Center", "U", "asset register"),
    grade="",
    supports="the place",
    legal_class="reference",
)
ADVICE = replace(
    source("", "Northland Fusion Center", "U", "standing advice"),
    grade="",
    supports="what to do",
    legal_class="reference",
)


def nobody(text: str) -> tuple[str, ...]:
    """A recogniser of personal data that knows the exercise's plate and phone."""
    return tuple(kind for kind, value in (("plate", PLATE), ("phone number", PHONE)) if value in text)


def assessment() -> AssessmentFacts:
    """A federal bulletin, two reports that share a plate and a phone number, a substation in the area."""
    shared = [(r, k, v) for r in ("sar-398", "sar-412") for k, v in (("plate", PLATE), ("phone", PHONE))]
    links = propose([MentionFacts(r, kind=k, value=v, role="vehicle") for r, k, v in shared], rules=link_rules())
    station = TargetFacts(
        "asset", "asset-7", "Prairie Creek substation", Place(-93.5, 45.5), sectors=frozenset({"energy"})
    )
    report = TargetFacts("report", "sar-412", "sar-412", indicators=frozenset({("phone", PHONE)}))
    threat = ThreatFacts(frozenset({("phone", PHONE)}), (SQUARE,), sectors=frozenset({"energy"}))
    touched = implications(threat, [station], [report], parameters=implication_rules())
    named = {"asset-7": ("Prairie Creek substation", REGISTER), "sar-412": ("Report from Wright County", DEPUTY)}
    scope = Scope("asset", "asset-7", "Prairie Creek substation")
    inputs = default_inputs(
        scope, scenario="drone survey", asset_kind="electric", grades=("B2", "F6"), table=risk_table()
    )
    return AssessmentFacts(
        "Drones near electric substations",
        ThreatLine(THREAT, "Drones have been used to look over electric substations at night", ("energy",)),
        CenterFacts("Northland Fusion Center", "555-0100", ADVICE, exercise=True),
        tuple(TouchedLine(i, named[i.target_id][0], (named[i.target_id][1],)) for i in touched),
        (
            ReportLine(GUARD, "Aviation activity", "Prairie Creek", date(2026, 11, 14)),
            ReportLine(DEPUTY, "Aviation activity", "Prairie Creek", date(2026, 11, 21)),
        ),
        tuple(LinkLine(link, judged=False) for link in links),
        (RiskLine(assess(inputs, seed=7), (REGISTER,)),),
        Judgment("One group surveyed the Prairie Creek substation twice this month.", "likely", "moderate", ("links",)),
    )


def bulletin() -> Product:
    """The draft of that assessment."""
    return draft_bulletin(assessment(), now=NOW)


def plain(text: str = "A drone was seen.", marked: str = "U", **changes: object) -> Product:
    """A product of one sourced statement."""
    statement = Statement("s", text, parse(marked), (replace(THREAT, marking=parse(marked)),))
    product = Product("Bulletin", "A title", "Northland Fusion Center", (), parse(marked), NOW, exercise=True)
    sections = (Section("happened", "What happened", (replace(statement, **changes),)),)  # type: ignore[arg-type]
    return replace(product, sections=sections)


def releasable(product: Product) -> ReleaseFacts:
    """Ana wrote it, Omar and Pia reviewed it, Dee releases it."""
    reviews = (Review("second", "omar", 3, True), Review("privacy", "pia", 3, True))
    checks = check(product, scale=SCALE, personal=nobody)
    return ReleaseFacts(product, 3, frozenset({"ana"}), reviews, checks, "dee")


def group(kind: str, holds: str = "CUI", until: date = date(2027, 3, 1)) -> GroupFacts:
    """A group with an agreement to next March."""
    return GroupFacts(
        f"the {kind} group", kind, holds, "partner by agreement", "protect substations",
        Agreement("MOU 12", date(2025, 3, 1), until),
    )  # fmt: skip
