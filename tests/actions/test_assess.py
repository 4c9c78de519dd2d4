"""What a threat item means here: assets, reports and places that it touches, each with its reasons."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection

from watchfloor.analyze.actions.assess import NoSuchRecord, NotAssessed, assess
from watchfloor.analyze.actions.connect import connect
from watchfloor.analyze.queries import known as queries
from watchfloor.core.actions.records import open_records
from watchfloor.core.actions.sources import keyed
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.draft import Draft, Place, When
from watchfloor.core.rules.opening import Incoming, Opened
from watchfloor.plan.actions.reference import import_reference
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.stamp import Stamper

PLANTS = (
    "gppd_idnr,name,capacity_mw,latitude,longitude,primary_fuel,owner\n"
    "USA1,Prairie Creek Station,640,45.36,-93.87,Coal,Tallgrass Power\n"
    "USA2,Otter Slough Hydro,12,44.10,-92.50,Hydro,Tallgrass Power\n"
)
AREA = ((-94.0, 45.2), (-93.7, 45.2), (-93.7, 45.5), (-94.0, 45.5))


@pytest.fixture(scope="module", autouse=True)
def plants(cast: SimpleNamespace) -> None:
    """Two power plants to protect, one of them in the area."""
    import_reference(content=PLANTS.encode(), mapping="power_plants_us", by=cast.operator, now=cast.now)


def open_all(cast: SimpleNamespace, *drafts: Draft, legal_class: str) -> list[Opened]:
    """Open drafts of the center and connect them."""
    stamper = Stamper(legal_class=legal_class, owner_id=cast.center, verified=True, now=cast.now)
    with reading(cast.operator):
        incoming = [
            Incoming(d, s, cast.center, keyed(b"t", uuid4().bytes), keyed(b"d", d.body.encode()), b"", "opened")
            for d, s in zip(drafts, stamper.stamp_drafts(drafts), strict=True)
        ]
        opened = open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)
    with reading(admit_service(service="analyze.connect", now=cast.now)) as by:
        connect(record_ids=[one.public_id for one in opened], by=by, now=cast.now)
    return opened


def tip(body: str, place: Place | None = None) -> Draft:
    """A report of an hour ago."""
    when = When(None, None, "unknown", "") if place is None else None
    return Draft("tip", "", "", body[:30], body, {"fields": {}}, when=when, place=place)


def alert(**more: object) -> Draft:
    """An alert over the area."""
    fields: dict[str, object] = {"areas": (AREA,), **more}
    text = "Surveys of the power grid: substations and power plants. Report to grid-cards.net visitors."
    return Draft("cap", uuid4().hex, "", "Surveys of the grid", text, {"status": "Actual"}, **fields)  # type: ignore[arg-type]  # the names are a Draft's


def named(view: queries.AssessmentView) -> dict[str, set[str]]:
    """What it touches: kind -> names."""
    kinds = {one.implication.target_kind for one in view.implications}
    return {k: {one.name for one in view.implications if one.implication.target_kind == k} for k in kinds}


def test_an_alert_touches_the_plant_inside_its_area_with_reasons_and_a_range(cast: SimpleNamespace) -> None:
    """The plant inside is touched by place and sector, the far one is not; the range names its inputs and repeats."""
    (threat,) = open_all(cast, alert(), legal_class="federal_product")
    with reading(cast.as_("ana")) as ana:
        made = assess(record_id=threat.public_id, by=ana, now=cast.now)
    with reading(cast.as_("ana")) as ana:
        again = assess(record_id=threat.public_id, by=ana, now=cast.now)
    assert named(made)["asset"] == {"Prairie Creek Station"}
    (plant,) = [one for one in made.implications if one.asset]
    assert {reason.how for reason in plant.implication.reasons} == {"place", "sector"}
    assert "Lies inside the area of the threat" in plant.implication.because
    assert (made.n, made.p5, made.p50) == (1, again.p5, again.p50) and again.n == 2
    assert made.p5 is not None and made.p95 is not None and 0 < made.p5 < made.p95
    assert made.risks[0].inputs.threat.basis and made.unit == "US dollars a year, expected"
    assert {"Monticello, MN"} <= named(made)["place"]
    with reading(cast.as_("ana")) as ana:
        newest = queries.assessment(audience=ana, record_id=threat.id)
        first = queries.assessment(audience=ana, public_id=made.id)
    assert newest is not None and newest.id == again.id and newest.n == 2
    assert first is not None and named(first) == named(made) and first.risks == made.risks


def test_a_report_is_touched_by_an_indicator_that_stands_in_another_object(cast: SimpleNamespace) -> None:
    """A STIX report holds an indicator together; a tip that names its domain is found, with that reason."""
    indicator, report = f"indicator--{uuid4()}", f"report--{uuid4()}"
    told = [
        {
            "type": "indicator",
            "id": indicator,
            "pattern_type": "stix",
            "pattern": "[domain-name:value = 'fake-grid.net']",
        },
        {"type": "report", "id": report, "object_refs": [indicator]},
    ]
    drafts = [Draft("stix", one["id"], "", str(one["type"]), "", one) for one in told]  # type: ignore[arg-type]  # ids are text
    _, threat = open_all(cast, *drafts, legal_class="federal_product")
    (seen,) = open_all(cast, tip("The card named fake-grid[.]net."), legal_class="tip_lead")
    with reading(cast.as_("ana")) as ana:
        made = assess(record_id=threat.public_id, by=ana, now=cast.now)
    (found,) = made.implications
    assert found.report is not None and found.report.public_id == seen.public_id
    assert found.implication.how == "indicator" and "fake-grid.net" in found.implication.because
    assert "fake-grid.net" not in found.implication.reasons[0].plain
    assert "fake-grid.net" not in str(made.inputs)


def test_partners_see_neither_the_assessment_nor_the_report_in_it(cast: SimpleNamespace) -> None:
    """Ben may read the alert; what the center's own tip adds is not his, nor Cy's."""
    at = When(cast.now, cast.now, "minute", "this morning")
    near = Draft("tip", "", "", "Drone", "A drone.", {"fields": {}}, when=at, place=Place(-93.86, 45.35, 50, "yard"))
    open_all(cast, near, legal_class="tip_lead")
    (threat,) = open_all(cast, alert(), legal_class="federal_product")
    with reading(cast.as_("ana")) as ana:
        made = assess(record_id=threat.public_id, by=ana, now=cast.now)
    assert "Drone" in named(made)["report"]
    for login in ("ben", "cy"):
        with reading(cast.as_(login)) as audience:
            assert queries.assessment(audience=audience, record_id=threat.id) is None
            assert queries.assessment(audience=audience, public_id=made.id) is None
        with reading(cast.as_(login)), connection.cursor() as cursor:
            cursor.execute("select count(*) from analyze_assessment where record_id = %s", [threat.id])
            assert cursor.fetchone() == (0,)
            cursor.execute("select count(*) from analyze_reportimplication where record_id = %s", [threat.id])
            assert cursor.fetchone() == (0,)


def test_who_may_not_assess_is_told_why(cast: SimpleNamespace) -> None:
    """A liaison officer has no right to assess; a report is no threat item; what is not to be seen is not there."""
    (threat,) = open_all(cast, alert(), legal_class="federal_product")
    (report,) = open_all(cast, tip("A van."), legal_class="tip_lead")
    with reading(cast.as_("ben")) as ben, pytest.raises(NotAssessed, match="analysts"):
        assess(record_id=threat.public_id, by=ben, now=cast.now)
    with reading(cast.as_("ana")) as ana, pytest.raises(NotAssessed, match="threat items"):
        assess(record_id=report.public_id, by=ana, now=cast.now)
    with reading(cast.as_("cy")) as cy, pytest.raises(NoSuchRecord):
        assess(record_id=threat.public_id, by=cy, now=cast.now)


def test_a_purge_takes_what_was_derived(cast: SimpleNamespace) -> None:
    """When a touched report is purged its implication goes; when the threat is, the whole assessment does."""
    from watchfloor.protect.actions.purge import purge

    at = When(cast.now, cast.now, "minute", "today")
    seen = Draft("tip", "", "", "Lights", "Lights.", {"fields": {}}, when=at, place=Place(-93.9, 45.4, 50, "road"))
    (report,) = open_all(cast, seen, legal_class="tip_lead")
    (threat,) = open_all(cast, alert(), legal_class="federal_product")
    with reading(cast.as_("ana")) as ana:
        made = assess(record_id=threat.public_id, by=ana, now=cast.now)
    assert "Lights" in named(made)["report"]
    dee, pia = cast.as_("dee"), cast.person("pia")
    purge(record_ids=[report.public_id], because="entered twice", second_id=pia.id, by=dee, now=cast.now)
    with reading(cast.as_("ana")) as ana:
        after = queries.assessment(audience=ana, record_id=threat.id)
    assert after is not None and "Lights" not in named(after).get("report", set())
    purge(record_ids=[threat.public_id], because="withdrawn", second_id=pia.id, by=cast.as_("dee"), now=cast.now)
    with reading(cast.as_("ana")) as ana, connection.cursor() as cursor:
        assert queries.assessment(audience=ana, record_id=threat.id) is None
        for table in ("assessment", "implication", "reportimplication"):
            cursor.execute(f"select count(*) from analyze_{table} where record_id = %s", [threat.id])
            assert cursor.fetchone() == (0,)
