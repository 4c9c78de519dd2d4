"""What we protect, at the desk: assets on a map and in a list, areas, special events, declared software."""

import json
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import numpy as np
import pytest
from django.test import Client
from makers import open_tips
from present import NOW

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.plan.actions.events import NotHeld, approve_event, collect_for, forget_due_events, state_event
from watchfloor.plan.actions.reference import import_reference
from watchfloor.plan.queries import asset_map, weakness
from watchfloor.plan.queries import ground as plan
from watchfloor.plan.queries.asset_columns import Which, columns
from watchfloor.plan.queries.events import collected_for, events
from watchfloor.plan.rules.along import from_point
from watchfloor.plan.rules.events import Stated
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.web.wording import day

Desk = Callable[[str], Client]
HEAD = "nidid,dam_name,state,county,latitude,longitude,owner_type,hazard,eap\n"
DAMS = HEAD + "".join(
    f"MN{n:05d},Dam {n},MN,WRIGHT,{45 + n % 10 * 0.05:.3f},{-94 + n // 10 * 0.05:.3f},L,{'HSLN'[n % 4]},Y\n"
    for n in range(60)
) + "MN99999,Dam nowhere,MN,WRIGHT,,,L,H,N\n"  # fmt: skip


@pytest.fixture(scope="module")
def ours(cast: SimpleNamespace) -> SimpleNamespace:
    """Sixty-one dams, one of them without a place, and an area."""
    import_reference(content=DAMS.encode(), mapping="nid_dams", by=cast.operator, now=cast.now)
    ring = [[-94.2, 44.9], [-93.5, 44.9], [-93.5, 45.6], [-94.2, 45.6], [-94.2, 44.9]]
    beat = {"type": "Feature", "properties": {"code": "B1", "name": "West beat", "kind": "beat"},
            "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip
    area = json.dumps({"type": "FeatureCollection", "features": [beat]}).encode()
    import_reference(content=area, mapping="areas", by=cast.operator, now=cast.now)
    return cast


def body(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]  # an HttpResponse


def test_all_assets_stand_on_a_map_and_in_a_list(ours: SimpleNamespace, at_desk: Desk) -> None:
    """Ana sees all with a map; unknown stands before low; one without a place is told and listed; Cy sees none."""
    page = body(at_desk("ana").get("/assets/"))
    assert "61 assets" in page and "1 without a place" in page and "<figure" in page
    assert page.index("Unknown") < page.index("Low hazard potential")
    assert "Dam nowhere" in body(at_desk("ana").get("/assets/?placed=no"))
    assert "Dam nowhere" not in page
    few = body(at_desk("ana").get("/assets/?criticality=unrated"))
    assert "15 assets" in few and "unknown, which is not low" in few
    stranger = body(at_desk("cy").get("/assets/"))
    assert "0 assets" in stranger and "Dam" not in stranger.replace("Dams", "")


def test_near_within_and_along_are_lists_by_distance(ours: SimpleNamespace, at_desk: Desk) -> None:
    """A place gives the nearest twenty or all within; two places a way; what is not found says how to write it."""
    ana = at_desk("ana")
    assert "The 20 nearest to" in body(ana.get("/assets/?near=45.2, -93.9"))
    assert "Within 5 km of" in body(ana.get("/assets/?near=45.2, -93.9&km=5"))
    assert "of the way" in body(ana.get("/assets/?route=45.0,-94.0%0A45.4,-93.8&km=5"))
    for asked in ("near=Nowhere at all", "route=45.0,-94.0"):
        answer = ana.get(f"/assets/?{asked}")
        assert answer.status_code == 422 and ("is not found" in body(answer) or "at least two" in body(answer))


def test_near_queries_are_exact(ours: SimpleNamespace) -> None:
    """What the indexed queries find is what measuring every asset finds, in the same order."""
    with reading(ours.as_("ana")) as ana:
        rows = [one for one in plan.assets(audience=ana) if one.lon is not None]
        lons, lats = np.array([one.lon for one in rows]), np.array([one.lat for one in rows])
        far = from_point(-93.93, 45.21, lons, lats)
        plain = sorted((distance, one.id) for distance, one in zip(far.tolist(), rows, strict=True))
        near = asset_map.nearest(audience=ana, lon=-93.93, lat=45.21, how_many=20)
        within = asset_map.within(audience=ana, lon=-93.93, lat=45.21, radius_m=9000)
        counts = asset_map.counts(held=columns(audience=ana), which=Which(criticality="high"))
        listed = asset_map.listed(audience=ana, held=columns(audience=ana), which=Which(kind="dam"), how_many=99)
        assert asset_map.counts(held=columns(audience=ana), which=Which(state="XX")).total == 0
        spots = asset_map.clusters(
            audience=ana, held=columns(audience=ana), which=Which(), box=(-95, 44, -93, 46), cells=(8, 8)
        )
    assert [one.id for one, _ in near] == [one for _, one in plain[:20]]
    assert [one.id for one, _ in within] == [one for distance, one in plain if distance <= 9000]
    cells = {(int((one.lon + 95) * 4), int((one.lat - 44) * 4)) for one in rows}
    assert sum(spot.count for spot in spots) == 60 and len(spots) == len(cells)
    assert counts.by["criticality"] == [("high", counts.total)] and counts.without_place == 1
    plainly = sorted(rows, key=lambda one: (["high", "medium", "unrated", "low"].index(one.criticality), one.name))
    assert [one.name for one in listed] == [one.name for one in plainly]


def test_weak_points_and_contacts_carry_their_own_label(ours: SimpleNamespace, at_desk: Desk) -> None:
    """Ana says where a dam is weak; Ben, who may read the dam, reads neither that nor whom to call."""
    with reading(ours.as_("ana")) as ana:
        dam = plan.assets(audience=ana)[0]
    url, ana = f"/assets/{dam.public_id}/", at_desk("ana")
    weak = {"deed": "finding", "kind": "vulnerability", "words": "The gate is never locked.", "source": "Site visit"}
    assert ana.post(url, weak).status_code == 303
    office = {"deed": "contact", "office": "Control room", "number": "320-555-0144"}
    assert ana.post(url, office).status_code == 303
    page = body(ana.get(url))
    assert "never locked" in page and "320-555-0144" in page and "FEMA" in page
    theirs = body(at_desk("ben").get(url))
    assert dam.name in theirs and "never locked" not in theirs and "320-555-0144" not in theirs
    assert at_desk("cy").get(url).status_code == 404
    assert ana.post(url, {**weak, "source": ""}).status_code == 422
    assert at_desk("ben").post(url, weak).status_code == 403
    with reading(ours.as_("ana")) as reader:
        said = weakness.findings(audience=reader, asset_id=dam.id)
    assert ana.post(url, {"ends": str(said[0].public_id)}).status_code == 303
    assert "never locked" not in body(ana.get(url))


def test_areas_are_drawn_and_listed(ours: SimpleNamespace, at_desk: Desk) -> None:
    """The beat stands on the map and in the table."""
    page = body(at_desk("ana").get("/areas/"))
    assert "West beat" in page and "map__area--ours" in page
    assert "West beat" not in body(at_desk("cy").get("/areas/"))


def test_software_is_declared_reviewed_and_withdrawn(ours: SimpleNamespace, at_desk: Desk) -> None:
    """Ana declares it for Ben's agency: he reads it, a stranger does not; twice is refused; withdrawn it is gone."""
    ana, said = at_desk("ana"), {"agency": "wright-sheriff", "vendor": "Ivanti", "product": "Connect Secure"}
    assert ana.post("/software/", said).status_code == 303
    assert ana.post("/software/", said).status_code == 422
    assert "Connect Secure" in body(at_desk("ben").get("/software/"))
    assert "Connect Secure" not in body(at_desk("cy").get("/software/"))
    assert at_desk("ben").post("/software/", said).status_code == 403
    page = body(ana.get("/software/?q=ivanti"))
    software = page.split('name="software" value="')[1].split('"')[0]
    assert ana.post("/software/", {"software": software, "deed": "still"}).status_code == 303
    assert "looked at again" in body(ana.get("/software/"))
    assert ana.post("/software/", {"software": software, "deed": "gone"}).status_code == 303
    assert "Connect Secure" not in body(ana.get("/software/"))


SOON = (NOW + timedelta(days=10)).date()
MARCH = {"name": "March", "venue": "Main Street", "rating": "unrated", "starts": f"{SOON}T17:00",
         "ends": f"{SOON}T20:00", "place": "45.17, -93.87", "radius": "900", "assembly": "yes"}  # fmt: skip


def test_an_assembly_waits_for_the_privacy_officer(ours: SimpleNamespace, at_desk: Desk) -> None:
    """Ana states it, Sol may not approve it, Pia does; a name among the protectees is refused; Ben reads no event."""
    ana = at_desk("ana")
    assert ana.post("/events/", {**MARCH, "protectees": "Jordan Example"}).status_code == 422
    assert ana.post("/events/", {**MARCH, "purge_on": f"{SOON + timedelta(days=90)}"}).status_code == 422
    url = ana.post("/events/", MARCH).headers["Location"]
    assert "waits for the privacy officer" in body(ana.get(url))
    assert at_desk("dee").post(url, {"deed": "approve"}).status_code == 422
    assert at_desk("pia").post(url, {"deed": "approve"}).status_code == 303
    assert ana.post(url, {"deed": "begin"}).status_code == 303
    assert "active" in body(ana.get(url)) and day(SOON + timedelta(days=30)) in body(ana.get(url))
    assert at_desk("ben").get(url).status_code == 403


def test_what_is_collected_for_an_event_goes_with_it(ours: SimpleNamespace, at_desk: Desk) -> None:
    """A tagged record's last day is the event's; only facts of three kinds are taken; after its day its words go."""
    opened = open_tips(ours, "A truck blocks the gate of the stadium.", "Somebody holds a sign.")
    starts = ours.now + timedelta(days=1)
    ends = starts + timedelta(hours=4)
    said = Stated(
        "Final", "Stadium", "sear-4", False, starts, ends, -93.9, 45.2, 900.0, None, (), (),
        (starts + timedelta(days=9)).date(),
    )  # fmt: skip
    with reading(ours.as_("ana")) as ana:
        event = state_event(said=said, by=ana, now=ours.now)
    with reading(ours.as_("dee")) as dee:
        approve_event(event=event, by=dee, now=ours.now)
    with reading(ours.as_("ana")) as ana:
        records = [one.public_id for one in opened]
        collect_for(event=event, record=records[0], about="traffic", by=ana, now=ours.now)
        with pytest.raises(NotHeld, match="safety, traffic or crime"):
            collect_for(event=event, record=records[1], about="views", by=ana, now=ours.now)
    with reading(ours.as_("ana")) as ana:
        mine, other = (core.rows_of(audience=ana, public_ids=[one])[0] for one in records)
        view = events(audience=ana, public_ids=[event])[0]
        assert [one.record_id for one in collected_for(audience=ana, event_id=view.id)] == [mine.id]
    assert mine.purge_on == said.purge_on and other.purge_on > said.purge_on
    assert "blocks the gate" in body(at_desk("ana").get(f"/events/{event}/"))
    with reading(admit_service(service="protect.purge", now=ours.now)) as service:
        assert forget_due_events(by=service, now=ours.now) == 0
        assert forget_due_events(by=service, now=ours.now + timedelta(days=20)) >= 1
    with reading(ours.as_("ana")) as ana:
        gone = events(audience=ana, public_ids=[event])[0]
    assert (gone.state, gone.name, gone.venue) == ("purged", "", "")
