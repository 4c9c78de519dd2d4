"""What the federal side sends: STIX that the reference library accepts, CAP that says Exercise."""

from datetime import UTC, datetime, timedelta

import pytest
import stix2
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from watchfloor.demo.alerts import Alert, covered, make_alerts
from watchfloor.demo.federal import PRECISION_M, TLP_AMBER
from watchfloor.demo.places import COMPASS, km_between, moved, nearest_town, town_named
from watchfloor.demo.scenario import Scenario, make_scenario

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
ORDER = "identifier sender sent status msgType source scope restriction addresses code note references incidents info"
INFO_ORDER = (
    "language category event responseType urgency severity certainty audience eventCode effective onset expires "
    "senderName headline description instruction web contact parameter resource area"
)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """One exercise for all tests that only look."""
    return make_scenario(seed=1, now=NOW, reports=60)


def parsed(scenario: Scenario) -> stix2.Bundle:
    """The bundle as the reference library reads it, without custom content."""
    return stix2.parse(scenario.files[0].content.decode(), allow_custom=False)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_bundle_is_valid_stix_for_any_seed(seed: int) -> None:
    """stix2 parses the bundle strictly, and every reference points into it."""
    bundle = parsed(make_scenario(seed=seed, now=NOW, reports=20))
    ids = {one.id for one in bundle.objects}
    assert len(ids) == len(bundle.objects)
    for one in bundle.objects:
        assert set(one.get("object_marking_refs", [])) <= ids
        assert {one[name] for name in ("source_ref", "target_ref", "created_by_ref") if name in one} <= ids
        assert set(one.get("object_refs", [])) <= ids


def test_the_bundle_says_what_the_demo_needs(scenario: Scenario) -> None:
    """A report, indicators of domain, address and phone, tactics, a place, the energy sector, TLP:AMBER, EXERCISE."""
    objects = parsed(scenario).objects
    kinds = [one.type for one in objects]
    assert {"report", "attack-pattern", "indicator", "location", "identity", "campaign", "relationship"} <= set(kinds)
    patterns = " ".join(one.pattern for one in objects if one.type == "indicator")
    assert all(clue in patterns for clue in (scenario.clues.domain, scenario.clues.ip, scenario.clues.phone))
    [place] = [one for one in objects if one.type == "location"]
    assert (place.administrative_area, place.precision) == ("Northland", PRECISION_M)
    assert any("energy" in one.get("sectors", []) for one in objects if one.type == "identity")
    assert all(TLP_AMBER in one.object_marking_refs for one in objects if one.type in ("report", "indicator"))
    assert any("EXERCISE" in one.definition.statement for one in objects if "definition_type" in one)


def test_the_region_of_the_bundle_holds_the_touched_assets(scenario: Scenario) -> None:
    """Each asset of the needle lies within the precision of the bundle's location."""
    [place] = [one for one in parsed(scenario).objects if one.type == "location"]
    for asset in scenario.assets:
        if asset.id in scenario.truth.touched:
            assert km_between((asset.lat, asset.lon), (place.latitude, place.longitude)) * 1000 < place.precision


def test_alerts_are_cap_with_elements_in_their_order(scenario: Scenario) -> None:
    """Each whole alert has the namespace of CAP 1.2, status Exercise, and elements in the order of the schema."""
    files = [file for file in scenario.files if file.name in scenario.truth.inside]
    assert len(files) == 3
    for file in files:
        alert = etree.fromstring(file.content)
        assert alert.tag == f"{CAP}alert"
        assert alert.findtext(f"{CAP}status") == "Exercise"
        for element, order in ((alert, ORDER), (alert.find(f"{CAP}info"), INFO_ORDER)):
            names = [child.tag.removeprefix(CAP) for child in element]
            assert names == sorted(names, key=order.split().index)
        assert (alert.findtext(f"{CAP}sent") or "").endswith("-00:00")
        ring = alert.findtext(f".//{CAP}polygon")
        if ring:
            assert (ring.split()[0], len(ring.split()) >= 4) == (ring.split()[-1], True)


def test_the_cut_off_alert_is_no_xml(scenario: Scenario) -> None:
    """The file that is broken on purpose cannot be parsed."""
    [broken] = [file.content for file in scenario.files if file.name in scenario.truth.broken]
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(broken)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_flood_covers_exactly_one_water_plant(seed: int) -> None:
    """For any seed one water plant lies in the flood; the spill covers its works and the storm the first substation."""
    scenario = make_scenario(seed=seed, now=NOW, reports=14)
    kinds = {asset.id: (asset.kind, asset.name) for asset in scenario.assets}
    flooded = [kinds[one] for one in scenario.truth.inside["exercise-flood.cap"] if kinds[one][0] == "water plant"]
    assert flooded == [("water plant", "Otter Slough water plant")]
    assert "Ironwood chlorine works" in {kinds[one][1] for one in scenario.truth.inside["exercise-hazmat.cap"]}
    assert scenario.truth.touched[0] in scenario.truth.inside["exercise-ice-storm.cap"]


def test_cover_of_a_ring_and_a_circle(scenario: Scenario) -> None:
    """What lies just inside counts, what lies just outside does not."""
    assets = {asset.name: asset for asset in scenario.assets}
    alerts = {alert.name: alert for alert, _ in make_alerts(assets)}
    works = assets["Ironwood chlorine works"]
    circle: Alert = alerts["hazmat"]
    assert circle.circle is not None
    for name, km, inside in (("hazmat", 2.9, True), ("hazmat", 3.1, False)):
        lat, lon = moved(works.lat, works.lon, km, 100)
        beside = [type(works)(**{f: getattr(works, f) for f in works.__dataclass_fields__} | {"lat": lat, "lon": lon})]
        assert bool(covered(alerts[name], beside)) is inside


@given(km=st.floats(0.01, 200), bearing=st.sampled_from(sorted(COMPASS.values())))
def test_moving_and_measuring_agree(km: float, bearing: int) -> None:
    """A point moved by so many kilometers lies so many kilometers away, to the rounding of five decimals."""
    town = town_named("Monticello")
    there = moved(town.lat, town.lon, km, bearing)
    assert abs(km_between((town.lat, town.lon), there) - km) < 0.002


def test_towns_are_found_by_name_and_place() -> None:
    """The nearest town of a town is itself; an unknown one is refused by name."""
    town = town_named("Becker")
    assert nearest_town(town.lat + 0.005, town.lon) == town
    with pytest.raises(LookupError, match="Atlantis"):
        town_named("Atlantis")


def test_training_and_alerts_move_with_the_day() -> None:
    """A year later the same exercise has alerts of that day."""
    later = make_scenario(seed=1, now=NOW + timedelta(days=365), reports=14)
    assert b"2027-11-2" in later.files[1].content
