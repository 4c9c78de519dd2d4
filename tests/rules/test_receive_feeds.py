"""Feeds of entries: what is broken is set aside with its place and rule, its neighbors go on."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.core.rules.draft import Draft, SetAside
from watchfloor.receive.formats.sniff import read

FLAW = {
    "cveID": "CVE-2026-12345", "vendorProject": "Acme", "product": "Pump", "vulnerabilityName": "Acme Pump Overflow",
    "dateAdded": "2026-11-01", "shortDescription": "Overflows.", "requiredAction": "Update.", "dueDate": "2026-11-22",
}  # fmt: skip
UUID = "5b773e07-e694-458b-b99c-27f30a016219"
EVENT: dict[str, Any] = {
    "uuid": UUID, "info": "A lure", "date": "2026-11-01", "timestamp": "1793491200", "published": True,
    "distribution": "3", "Attribute": [{"type": "domain", "value": "lure.example", "distribution": "5"}],
}  # fmt: skip
ALERT = {
    "type": "Feature", "geometry": None,
    "properties": {
        "@type": "wx:Alert", "id": "urn:oid:1", "sender": "w-nws.webmaster@noaa.gov", "areaDesc": "Here",
        "sent": "2026-11-21T08:00:00-06:00", "expires": "2026-11-21T14:00:00-06:00", "status": "Actual",
        "messageType": "Alert", "category": "Met", "severity": "Severe", "certainty": "Likely", "urgency": "Expected",
        "event": "Flood Warning", "references": [],
    },
}  # fmt: skip
QUAKE = {
    "type": "Feature", "id": "ex1", "geometry": {"type": "Point", "coordinates": [-93.1, 45.2, 8.0]},
    "properties": {"mag": 2.1, "net": "ex", "place": "2 km N of Here", "time": 1793491200000, "status": "automatic"},
}  # fmt: skip


def told(file: Any) -> tuple[list[Draft], list[SetAside]]:
    """What the reader makes of a file."""
    readings = list(read(json.dumps(file).encode(), {}))
    return [d for one in readings for d in one.drafts], [a for one in readings for a in one.set_aside]


def catalog(*entries: Any, **more: Any) -> dict[str, Any]:
    """A catalog of these entries."""
    return {"catalogVersion": "1", "dateReleased": "2026-11-21T00:00:00Z", "vulnerabilities": list(entries)} | more


def collection(*features: Any) -> dict[str, Any]:
    """A collection of these features."""
    return {"type": "FeatureCollection", "features": list(features)}


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({**FLAW, "cveID": "2026-1"}, "no CVE number"), ({**FLAW, "dueDate": "11/22/26"}, "is no date"),
        ({k: v for k, v in FLAW.items() if k != "requiredAction"}, "requiredAction: missing"), ("x", "is no object"),
        ({**FLAW, "product": 7}, "product: missing or no text"),
    ],
)  # fmt: skip
def test_a_broken_entry_of_the_catalog_stands_aside_and_the_rest_goes_on(broken: Any, said: str) -> None:
    """Its place, its rule; the next entry opens with number, days and words."""
    drafts, aside = told(catalog(broken, FLAW))
    assert [one.place for one in aside] == ["vulnerabilities[0]"] and said in aside[0].reasons[0]
    assert (drafts[0].kind, drafts[0].origin_key) == ("kev", "CVE-2026-12345")
    assert "due 2026-11-22" in drafts[0].when.said and "To others it is advice." in drafts[0].body  # type: ignore[union-attr] # - seen


def test_a_catalog_that_miscounts_itself_says_so_and_one_without_a_list_stands_aside() -> None:
    """A finding on the first entry; a list that is none is the whole file."""
    drafts, _ = told(catalog(FLAW, {**FLAW, "cveID": "CVE-2026-2222"}, count=3))
    assert drafts[0].findings == ("The catalog says it has 3 entries, and has 2.",) and not drafts[1].findings
    assert told(catalog() | {"vulnerabilities": {}})[1][0].reasons[0].startswith("vulnerabilities: is no list")


def test_how_far_a_misp_event_may_go_is_its_strictest_part() -> None:
    """TLP tags of event, attribute and object; a community's own distribution closes; all communities close nothing."""
    assert told({"Event": EVENT})[0][0].markings == ()
    marked = deepcopy(EVENT) | {"Tag": [{"name": "tlp:amber+strict"}, {"name": "other"}]}
    marked["Attribute"][0]["Tag"] = [{"name": "TLP:RED"}]
    assert told({"Event": marked})[0][0].markings == ("TLP:AMBER+STRICT", "TLP:RED")
    for level in "0124":
        (draft,) = told({"Event": EVENT | {"distribution": level}})[0]
        assert draft.markings[0].startswith(f"unknown: MISP distribution {level}")
    narrow = deepcopy(EVENT)
    narrow["Object"] = [{"name": "file", "Attribute": [{"type": "md5", "value": "a" * 32, "distribution": "0"}]}]
    (draft,) = told({"Event": narrow})[0]
    assert draft.markings and "go as far" not in draft.body and "narrower distribution (0)" in draft.findings[0]


def test_misp_events_come_alone_listed_and_as_an_answer() -> None:
    """Three outer forms, one event; what is deleted or without a value is no word of the body and is told."""
    event = deepcopy(EVENT)
    event["Attribute"] += [{"type": "ip-dst"}, {"type": "url", "value": "gone.example", "deleted": True}]
    for file in ({"Event": event}, [{"Event": event}], {"response": [{"Event": event}, {"other": 1}]}):
        drafts, aside = told(file)
        assert drafts[0].origin_key == UUID and drafts[0].revision == "2026-11-01T00:00:00+00:00"
        assert "lure.example" in drafts[0].body and "gone.example" not in drafts[0].body
        assert any("1 of its attributes" in text for text in drafts[0].findings)
        assert bool(aside) == ("response" in file)
    for broken in ({"uuid": "7"}, {"info": " "}, {"Attribute": {}}):
        assert not told({"Event": EVENT | broken})[0]


def test_a_weather_alert_is_the_cap_alert_that_it_is() -> None:
    """Identity, times and area as the XML has them; unknown words stand aside by the same rule."""
    ring = [[-93.0, 45.0], [-93.0, 46.0], [-92.0, 46.0], [-93.0, 45.0]]
    drafts, _ = told(collection(ALERT | {"geometry": {"type": "Polygon", "coordinates": [ring]}}))
    assert drafts[0].origin_key == "w-nws.webmaster@noaa.gov,urn:oid:1,2026-11-21T08:00:00-06:00"
    assert drafts[0].areas[0][0] == (-93.0, 45.0) and drafts[0].data["info"][0]["event"] == "Flood Warning"
    for change in ({"status": "Real"}, {"sent": ""}, {"severity": "Bad"}, {"id": ""}):
        _, aside = told(collection(ALERT | {"properties": ALERT["properties"] | change}, QUAKE))  # type: ignore[operator] # - a dict
        assert len(aside) == 1 and aside[0].place.startswith("features[0]")
    late = ALERT["properties"] | {"expires": "soon"}  # type: ignore[operator] # - a dict
    (draft,) = told(collection(ALERT | {"properties": late}))[0]
    assert "expires: 'soon' is no time" in draft.findings[0] and "expires" not in draft.data["info"][0]


def test_a_hazard_without_place_or_time_stands_aside() -> None:
    """And what is neither alert nor event says where such a file belongs; an empty week is read."""
    assert told(collection(QUAKE))[0][0].place.lon == -93.1  # type: ignore[union-attr] # - it has one
    for change in (
        {"geometry": None},
        {"geometry": {"type": "Point", "coordinates": [45.2, -193.1]}},
        {"id": 7},
        {"properties": QUAKE["properties"] | {"time": "now"}},
    ):  # type: ignore[operator] # - a dict
        assert len(told(collection(QUAKE | change))[1]) == 1
    assert "reference import" in told(collection({"type": "Feature", "properties": {}}))[1][0].reasons[0]
    assert told(collection()) == ([], [])


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=8,
)  # fmt: skip


@given(st.sampled_from([FLAW, EVENT, ALERT, QUAKE]), st.data())
def test_no_entry_breaks_its_reader(entry: dict[str, Any], data: st.DataObject) -> None:
    """Whatever stands in a field, the entry opens or stands aside; nothing is raised and nothing is lost."""
    one: dict[str, Any] = deepcopy(entry)
    inner = one["properties"] if "properties" in one and data.draw(st.booleans()) else one
    inner[data.draw(st.sampled_from(sorted(inner)))] = data.draw(anything)
    file = catalog(one) if entry is FLAW else {"Event": one} if entry is EVENT else collection(one)
    drafts, aside = told(file)
    assert len(drafts) + len(aside) == 1
