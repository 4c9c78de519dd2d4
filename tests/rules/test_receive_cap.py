"""CAP alerts: what the standard allows opens with areas and times, what it forbids is set aside with its reason."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchfloor.core.rules.draft import Draft, Reading
from watchfloor.receive.formats import cap
from watchfloor.receive.rules.areas import AreaUnreadable, circle, polygon, ring, split

SQUARE = "45,-94 45,-93 46,-93 46,-94 45,-94"


def alert(*, version: str = "1.2", info: str | None = None, **fields: str) -> bytes:
    """An alert as XML; fields replace or add elements of alert, an empty text drops one."""
    whole = {
        "identifier": "drill-1", "sender": "alerts@example.gov", "sent": "2026-11-20T10:00:00-06:00",
        "status": "Actual", "msgType": "Alert", "scope": "Public", **fields,
    }  # fmt: skip
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in whole.items() if text)
    body = block() if info is None else info
    return f'<alert xmlns="urn:oasis:names:tc:emergency:cap:{version}">{inner}{body}</alert>'.encode()


def block(area: str = f"<polygon>{SQUARE}</polygon>", **fields: str) -> str:
    """An info block with one area."""
    whole = {
        "category": "Met",
        "event": "Flood",
        "urgency": "Expected",
        "severity": "Severe",
        "certainty": "Likely",
        **fields,
    }
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in whole.items() if text)
    return f"<info>{inner}<area><areaDesc>Arden</areaDesc>{area}</area></info>"


def read(content: bytes) -> Reading:
    """What the reader makes of it."""
    return cap.read(content, {})


def opened(content: bytes) -> Draft:
    """The draft of an alert that must open."""
    reading = read(content)
    assert not reading.set_aside
    return reading.drafts[0]


def test_an_alert_becomes_a_draft() -> None:
    """Key, words, times and areas; polygons turn from lat,lon to lon,lat; the data is the whole alert."""
    content = alert(
        info=block(
            headline="Flood at Arden",
            description="Water.",
            onset="2026-11-20T12:00:00-06:00",
            expires="2026-11-20T18:00:00-06:00",
        )
    )
    draft = opened(content)
    assert draft.origin_key == "alerts@example.gov,drill-1,2026-11-20T10:00:00-06:00"
    assert (draft.title, draft.body) == ("Flood at Arden", "Flood at Arden\nFlood\nWater.\nArden")
    assert draft.areas == (((-94.0, 45.0), (-93.0, 45.0), (-93.0, 46.0), (-94.0, 46.0), (-94.0, 45.0)),)
    assert draft.when
    assert draft.when.start
    assert draft.when.end
    assert draft.when.start.isoformat() == "2026-11-20T12:00:00-06:00"
    assert draft.when.end.isoformat() == "2026-11-20T18:00:00-06:00"
    assert draft.data["info"][0]["area"][0]["polygon"] == [SQUARE]
    assert draft.data["operational"] is True
    assert draft.piece == (0, len(content))
    assert draft.markings == ()


@pytest.mark.parametrize("status", ["Exercise", "Test", "Draft"])
def test_what_is_not_for_real_says_so(status: str) -> None:
    """An exercise alert opens, marked as not operational, with a finding."""
    draft = opened(alert(status=status))
    assert draft.data["operational"] is False
    assert f"Status {status}: not for real operations" in draft.findings[0]


@pytest.mark.parametrize(
    ("fields", "info", "place"),
    [
        ({"scope": ""}, None, "alert.scope"),
        ({"status": "Real"}, None, "alert.status"),
        ({"sent": "2026-11-20T10:00:00Z"}, None, "alert.sent"),
        ({"sent": "2026-11-20T10:00:00.5-06:00"}, None, "alert.sent"),
        ({"sent": "2026-11-20T10:00:00"}, None, "alert.sent"),
        ({"sent": "2026-11-31T10:00:00-06:00"}, None, "alert.sent"),
        ({"msgType": "Cancel"}, None, "alert.references"),
        ({"sender": "a b"}, None, "alert.sender"),
        ({"identifier": "a,b"}, None, "alert.identifier"),
        ({}, block(urgency="Soon"), "alert.info[0].urgency"),
        ({}, block() + block(severity=""), "alert.info[1].severity"),
        ({}, block(expires="tomorrow"), "alert.info[0].expires"),
        ({}, block("<polygon>45,-94 45,-93 45,-94</polygon>"), "alert.info[0].area[0].polygon[0]"),
        ({}, block("<polygon>45,-94 45,-93 46,-93 46,-94</polygon>"), "alert.info[0].area[0].polygon[0]"),
        ({}, block("<circle>45,-94</circle>"), "alert.info[0].area[0].circle[0]"),
        ({}, block("<circle>45,-94 far</circle>"), "alert.info[0].area[0].circle[0]"),
    ],
)
def test_each_rule_is_held(fields: dict[str, str], info: str | None, place: str) -> None:
    """A broken rule sets the alert aside whole, at the element that breaks it, with rule and way out."""
    reading = read(alert(info=info, **fields))
    assert reading.whole
    assert reading.set_aside[0].place == place
    assert "CAP 1.2 section" in reading.set_aside[0].reasons[0]


def test_every_fault_is_told_at_once() -> None:
    """A sender who mends an alert learns of all that is wrong with it."""
    (aside,) = read(alert(scope="", status="", info=block(urgency=""))).set_aside
    assert len(aside.reasons) == 3


def test_a_name_that_may_stand_once_stands_once() -> None:
    """Two senders are none."""
    reading = read(alert(info="<sender>x</sender>"))
    assert "sender stands 2 times" in reading.set_aside[0].reasons[0]


@pytest.mark.parametrize(
    "area",
    [
        "<polygon>-94,45 -93,45 -93,46 -94,46 -94,45</polygon>",
        "<polygon>-82,42 -81,42 -81,43 -82,43 -82,42</polygon>",
        "<circle>-94,45 10</circle>",
    ],
)
def test_swapped_coordinates_are_named(area: str) -> None:
    """Longitude first is told as what it is, also where the swapped place exists, in Antarctica."""
    (aside,) = read(alert(info=block(area))).set_aside
    assert "look swapped" in aside.reasons[0]


def test_cap_1_1_is_judged_by_its_own_words() -> None:
    """What only 1.2 forbids is a finding in 1.1, as are words that later versions dropped or added."""
    draft = opened(
        alert(version="1.1", sent="2026-11-20T16:00:00Z", info=block(certainty="Very Likely", responseType="Avoid"))
    )
    said = " ".join(draft.findings)
    assert "not in the form that CAP asks for" in said
    assert "a word of CAP 1.0 for Likely" in said
    assert "which CAP 1.1 does not know" in said


def test_restricted_alerts_are_closed() -> None:
    """An alert that is not public carries a marking that the grammar cannot read, so that it stays with the center."""
    draft = opened(alert(scope="Restricted", restriction="police only"))
    assert draft.markings == ("unknown: CAP scope Restricted",)
    assert "police only" in draft.findings[0]


def test_signatures_and_foreign_elements_are_said() -> None:
    """A signature is not verified here and the page says so; elements outside CAP stay in the original."""
    extra = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/><x xmlns="urn:x">y</x>'
    draft = opened(alert(info=block() + extra))
    assert draft.findings == (
        "Signature present, not verified.",
        "Elements outside CAP, kept in the original only: {urn:x}x.",
    )


def test_a_circle_is_a_place_and_a_ring() -> None:
    """One circle gives the point with its radius and a polygon of 32 corners around it."""
    draft = opened(alert(info=block("<circle>45,-94 10</circle>")))
    assert draft.place
    assert (draft.place.lon, draft.place.lat, draft.place.radius_m) == (-94.0, 45.0, 10_000.0)
    assert len(draft.areas[0]) == 33


def test_languages_do_not_double_areas() -> None:
    """The same polygon in two languages is one area; the English title is taken."""
    info = block(language="fr-CA", headline="Crue") + block(language="en-CA", headline="Flood")
    draft = opened(alert(info=info))
    assert (draft.title, len(draft.areas)) == ("Flood", 1)


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>' + alert(info="<note>&b;</note>"),
        b'<!-- c --><?p q?>\n<!DOCTYPE alert SYSTEM "http://127.0.0.1:1/x.dtd">' + alert(),
        ('\ufeff<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + alert().decode()).encode("utf-16-le"),
        b"<!--" + b" " * 70_000 + b'--><!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + alert(),
    ],
)
def test_no_dtd_is_read(content: bytes) -> None:
    """Entity bombs and outside entities are refused by the declaration alone, in any encoding, at any offset."""
    reading = read(content)
    assert reading.whole
    assert "DTD" in reading.set_aside[0].reasons[0]


def test_encodings_that_are_declared_are_read() -> None:
    """UTF-16 with its mark and a declared Latin-1 open; bytes that break their encoding say where."""
    text = alert(info=block(event="Crue à Arden")).decode()
    assert opened(text.encode("utf-16")).title == "Crue à Arden"
    latin = f'<?xml version="1.0" encoding="iso-8859-1"?>{text}'.encode("latin-1")
    assert opened(latin).title == "Crue à Arden"
    broken = read(text.encode("latin-1"))
    assert broken.set_aside[0].place.startswith("line 1")


def test_broken_xml_says_where() -> None:
    """A file cut in the middle names line and column."""
    (aside,) = read(alert()[:-40]).set_aside
    assert aside.place.startswith("line 1, column")
    assert "cut short" in aside.reasons[0]


def test_cap_1_0_and_other_roots_are_refused_by_name() -> None:
    """An old version is told as such."""
    old = alert().replace(b"urn:oasis:names:tc:emergency:cap:1.2", b"http://www.incident.com/cap/1.0")
    assert "CAP 1.0" in read(old).set_aside[0].reasons[0]
    assert "no CAP 1.1 or 1.2 alert" in read(b"<feed/>").set_aside[0].reasons[0]


@given(st.floats(-170, 170), st.floats(-55, 80), st.floats(0.5, 400))
def test_every_corner_of_a_ring_is_its_radius_away(lon: float, lat: float, radius: float) -> None:
    """Great-circle distance from center to corner is the radius, to a tenth of a percent."""
    for east, north in ring(lon, lat, radius):
        one, two, turn = math.radians(lat), math.radians(north), math.radians(east - lon)
        half = math.sin((two - one) / 2) ** 2 + math.cos(one) * math.cos(two) * math.sin(turn / 2) ** 2
        assert math.isclose(2 * 6371.0088 * math.asin(math.sqrt(half)), radius, rel_tol=1e-3, abs_tol=1e-3)


@given(st.lists(st.tuples(st.floats(-59, 90), st.floats(-180, 180)), min_size=3, max_size=8))
def test_a_polygon_is_read_as_written(points: list[tuple[float, float]]) -> None:
    """Closed polygons come back with each pair turned; left open they are refused."""
    text = " ".join(f"{lat!r},{lon!r}" for lat, lon in [*points, points[0]])
    assert polygon(text) == tuple((lon, lat) for lat, lon in [*points, points[0]])


def test_areas_across_the_180th_meridian_are_cut_in_two() -> None:
    """Each part stays on its side and is closed; together they cover what was meant."""
    west, east = split(polygon("50,178 50,-178 52,-178 52,178 50,178"))
    assert {lon for lon, _ in west} == {178.0, 180.0}
    assert {lon for lon, _ in east} == {-178.0, -180.0}
    assert west[0] == west[-1]
    assert east[0] == east[-1]
    parts = split(ring(-179.9, 10, 50))
    assert len(parts) == 2
    assert all(-180 <= lon <= 180 for part in parts for lon, _ in part)


@given(st.text(alphabet="0123456789.,+- einfa", max_size=40))
def test_any_area_text_is_read_or_refused(text: str) -> None:
    """Whatever stands there, the answer is an area on the earth or a reason."""
    for reader in (polygon, circle):
        try:
            found: Any = reader(text)
        except AreaUnreadable:
            continue
        assert all(math.isfinite(number) for one in found for number in (one if isinstance(one, tuple) else (one,)))


@settings(max_examples=150)
@given(st.data())
def test_damage_never_raises(data: st.DataObject) -> None:
    """Whatever bytes are changed, the alert opens or is set aside whole."""
    content = bytearray(alert(info=block("<circle>45,-94 10</circle>")))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    reading = read(bytes(content))
    assert len(reading.drafts) + len(reading.set_aside) == 1
