"""Assets, areas and events by hand: stated, corrected, asked about; and what a file may then change."""

import json
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from watchfloor.core.gate.session import reading
from watchfloor.plan.actions.reference import import_reference
from watchfloor.plan.queries import ground as plan
from watchfloor.plan.queries.areas import areas
from watchfloor.plan.queries.events import events
from watchfloor.plan.queries.ground import AssetView
from watchfloor.plan.queries.laid_out import wanted

Desk = Callable[[str], Client]
DAMS = (
    "nidid,dam_name,state,county,latitude,longitude,owner_type,hazard,eap\nMN1,Upper Rock,MN,WRIGHT,45.2,-93.9,L,H,Y\n"
)
TOWER = {"name": "Water tower", "kind": "water tower", "sector": "WATR", "state": "mn", "place": "45.17, -93.87",
         "level": "medium", "because": "It serves 4,000 homes.", "source": "City engineer",
         "number": "WT-1"}  # fmt: skip


def body(answer: HttpResponseBase) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def asset(cast: SimpleNamespace, name: str) -> AssetView:
    """One asset as Ana reads it."""
    with reading(cast.as_("ana")) as ana:
        return next(one for one in plan.assets(audience=ana) if one.name == name)


@pytest.fixture(scope="module")
def ours(cast: SimpleNamespace) -> SimpleNamespace:
    """One dam of a file."""
    import_reference(content=DAMS.encode(), mapping="nid_dams", by=cast.operator, now=cast.now)
    return cast


def test_an_asset_is_added_and_its_number_taken_twice_is_asked_about(ours: SimpleNamespace, at_desk: Desk) -> None:
    """Ana adds it for the center and partners; the same number is asked about, and kept once she looked."""
    ana = at_desk("ana")
    url = ana.post("/assets/new/", TOWER).headers["Location"]
    page = body(ana.get(url))
    assert "Water tower" in page and "serves 4,000 homes" in page and "City engineer" in page
    assert "Water tower" in body(at_desk("ben").get("/assets/"))
    assert "Water tower" not in body(at_desk("cy").get("/assets/"))
    asked = ana.post("/assets/new/", {**TOWER, "name": "Another tower"})
    assert asked.status_code == 422 and "is that of Water tower" in body(asked)
    fine = ana.post("/assets/new/", {**TOWER, "name": "Another tower", "looked": "yes", "alone": "yes"})
    assert fine.status_code == 303
    assert "Another tower" not in body(at_desk("ben").get("/assets/"))
    assert at_desk("ben").get("/assets/new/").status_code == 403
    assert at_desk("ben").post("/assets/new/", TOWER).status_code == 403


def test_what_cannot_stand_is_asked_about_with_every_word_kept(ours: SimpleNamespace, at_desk: Desk) -> None:
    """A swapped pair is recognised and asked about at its field, and nothing typed is lost."""
    answer = at_desk("ana").post("/assets/new/", {**TOWER, "number": "", "place": "-93.87, 45.17"})
    assert answer.status_code == 422 and "Swapped? Latitude stands first: 45.17, -93.87" in body(answer)
    assert "It serves 4,000 homes." in body(answer)


def test_what_was_corrected_by_hand_no_file_overwrites(ours: SimpleNamespace, at_desk: Desk) -> None:
    """A correction needs its why; the file then tells old and new and leaves it, until it is let speak again."""
    ana, dam = at_desk("ana"), asset(ours, "Upper Rock")
    url = f"/assets/{dam.public_id}/correct/"
    assert "Upper Rock" in body(ana.get(url))
    right = {"name": "Upper Rock", "kind": "dam", "sector": "DAMS", "state": "MN", "place": "45.21, -93.91",
             "level": "low", "because": "Rebuilt in 2025.", "source": "State inspection"}  # fmt: skip
    assert "Why: say in 3 words" in body(ana.post(url, right))
    assert ana.post(url, {**right, "why": "State inspection of May"}).status_code == 303
    assert (asset(ours, "Upper Rock").criticality, asset(ours, "Upper Rock").lat) == ("low", 45.21)
    assert at_desk("cy").get(url).status_code == 404 and at_desk("ben").get(url).status_code == 403
    again = import_reference(content=DAMS.encode(), mapping="nid_dams", by=ours.operator, now=ours.now)
    assert (again.updated, again.set_aside[0][0]) == (0, "MN1 Upper Rock") and "corrected by hand" in again.set_aside[
        0
    ][1][0]
    told = again.differences[0]
    assert told.kept and told.was and (told.was["criticality"], told.fields["criticality"]) == ("low", "high")
    assert (told.was["lat"], told.fields["lat"]) == (45.21, 45.2)
    assert ana.post(url, {"deed": "file"}).status_code == 303
    after = import_reference(content=DAMS.encode(), mapping="nid_dams", by=ours.operator, now=ours.now)
    assert after.updated == 1 and asset(ours, "Upper Rock").criticality == "high"


def test_old_values_under_another_label_stay_unsaid(ours: SimpleNamespace) -> None:
    """Who brings in a file of a looser marking is told the new value alone of what stands under a tighter one."""
    tight = DAMS.replace("MN1", "MN7").replace("Upper Rock", "Inner Rock").encode()
    import_reference(content=tight, mapping="nid_dams", markings=("CUI//LEI",), by=ours.operator, now=ours.now)
    loose = tight.replace(b",H,", b",L,")
    done = import_reference(content=loose, mapping="nid_dams", dry=True, by=ours.operator, now=ours.now)
    assert [(one.code, one.was) for one in done.differences] == [("MN7 Inner Rock", None)]


RING = [[-94.0, 45.0], [-93.8, 45.0], [-93.8, 45.2], [-94.0, 45.2], [-94.0, 45.0]]
LINES = "45.0, -94.0\n45.0, -93.8\n45.2, -93.8\n45.2, -94.0\n"


def shape(ring: list[list[float]]) -> str:
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def test_an_area_is_pasted_and_shown_to_whom_it_may_be(ours: SimpleNamespace, at_desk: Desk) -> None:
    """Ana adds it and sees it drawn, Ben reads it and corrects nothing, Cy has none; none given is refused."""
    ana, ben = at_desk("ana"), at_desk("ben")
    url = ana.post("/areas/new/", {"name": "North beat", "ours": "yes", "outline": LINES}).headers["Location"]
    page = body(ana.get(url))
    assert "North beat" in page and "<figure" in page
    assert "North beat" in body(ben.get(url)) and "Correct it" not in body(ben.get(url))
    assert at_desk("cy").get(url).status_code == 404
    for given, says in (
        ("", "Outline: none"),
        (shape([[40.0, -75.0], [40.2, -75.0], [40.2, -75.2], [40.0, -75.0]]), "swapped?"),
    ):
        answer = ana.post("/areas/new/", {"name": "A beat", "ours": "yes", "outline": given})
        assert answer.status_code == 422 and says in body(answer) and "A beat" in body(answer)


def test_swapped_and_date_line_outlines_are_mended_when_said(ours: SimpleNamespace, at_desk: Desk) -> None:
    """Said to be the other way round it lies right; over the date line it is split and says so; a file is taken too."""
    ana = at_desk("ana")
    turned = shape([[y, x] for x, y in RING])
    url = ana.post("/areas/new/", {"name": "Turned", "ours": "no", "outline": turned, "order": "turned"}).headers[
        "Location"
    ]
    west = shape([[179.0, 51.0], [-179.0, 51.0], [-179.0, 52.0], [179.0, 52.0], [179.0, 51.0]])
    file = SimpleUploadedFile("a.geojson", west.encode())
    over = ana.post("/areas/new/", {"name": "Over", "ours": "no", "file": file}).headers["Location"]
    with reading(ours.as_("ana")) as reader:
        found = {f"/areas/{one.public_id}/": one for one in areas(audience=reader, with_outlines=True)}
    assert found[url].box == (-94.0, 45.0, -93.8, 45.2)
    assert len(found[over].outlines) == 2 and found[over].findings == (
        "It lies over the date line and was split there.",
    )
    said = {"name": "Turned right", "ours": "no", "why": "Named anew by council"}
    assert ana.post(url, said).status_code == 303
    assert "Turned right" in body(ana.get(url)) and at_desk("ben").post(url, said).status_code == 403


def test_an_event_has_a_polygon_for_its_ground(ours: SimpleNamespace, at_desk: Desk) -> None:
    """Its circle holds the outline, items are held against the outline, and what lies beside it is not in it."""
    said = {"name": "Fair", "rating": "unrated", "starts": "2026-12-01T17:00", "ends": "2026-12-01T20:00"}
    assert at_desk("ana").post("/events/", said).status_code == 422
    url = at_desk("ana").post("/events/", {**said, "outline": LINES}).headers["Location"]
    assert "its outline is drawn" in body(at_desk("ana").get(url))
    with reading(ours.as_("ana")) as ana:
        fair = next(one for one in events(audience=ana) if one.name == "Fair")
        laid = next(one for one in wanted(audience=ana).wanted.events if one.name == "Fair")
    assert fair.lon == pytest.approx(-93.9) and fair.radius_m > 10_000 and len(fair.outlines) == 1
    assert len(laid.outlines[0]) == 5
    assert at_desk("ana").post("/events/", {**said, "outline": "here"}).status_code == 422
