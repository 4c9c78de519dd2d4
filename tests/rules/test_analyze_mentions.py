"""What a record names, whose number it is, what a source states, and what a reader is shown of a cause."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.analyze.formats.tables import asset_kinds, link_rules, mention_rules
from watchfloor.analyze.rules.links import Cause, MentionFacts, propose
from watchfloor.analyze.rules.mentions import mentions_of, named_objects, role_of
from watchfloor.analyze.rules.relations import RelationEnd, joined
from watchfloor.analyze.rules.shown import shown
from watchfloor.analyze.rules.sightings import cell_of, cells_beside
from watchfloor.analyze.rules.threat import Part, box_of, circle, may_assess, threat_of
from watchfloor.core.rules.draft import Place, When

RULES = mention_rules()
AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def named(body: str, **told: object) -> set[tuple[str, str]]:
    """Kind and value of what a tip names."""
    said = mentions_of(kind="tip", title="", body=body, data={"object": told}, rules=RULES)
    return {(one.kind, one.value) for one in said}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Reporter can be reached at 612-555-0177", "reporter"),
        ("The complainant's cell is 612-555-0177", "reporter"),
        ("witness (phone: 612-555-0177", "witness"),
        ("Deputy Exercise, contact 612-555-0177", ""),
        ("officer 612-555-0177", "officer"),
        ("The caller read a card: 612-555-0177", ""),
        ("The victim saw him dial 612-555-0177", ""),
        ("Card with 612-555-0177", ""),
    ],
)
def test_a_part_is_told_only_by_words_of_contact(text: str, role: str) -> None:
    """A number is a reporter's only if nothing but words of contact stands between; else it is a lead."""
    assert role_of(text, text.index("612"), RULES) == role


def test_social_security_numbers_are_never_kept() -> None:
    """They are recognized so that they can be masked, not so that people can be matched."""
    assert named("SSN 536-22-8726 and phone 612-555-0177") == {("phone", "+16125550177")}


def test_columns_are_read_by_their_name_but_not_the_reporters() -> None:
    """A column called plate makes its value a plate; what stands apart as the reporter's own is not read."""
    found = named("A van.", fields={"plate": "ABC1234", "city": "X"}, reporter={"phone": "612-555-0177"})
    assert found == {("plate", "ABC1234")}


def test_a_stix_object_names_itself_its_values_and_its_ends() -> None:
    """Ids in lower case, values by kind, both ends of a relationship with its word."""
    one, other = f"indicator--{uuid4()}", f"campaign--{uuid4()}"
    told = {"type": "relationship", "id": one, "relationship_type": "indicates", "source_ref": one, "target_ref": other}
    said = list(mentions_of(kind="stix", title="", body="", data={"object": told}, rules=RULES))
    ends = [(s.kind, s.value, s.said) for s in said if s.kind.startswith("relation")]
    assert ends == [("relation-source", one, "indicates"), ("relation-target", other, "indicates")]
    assert ("object", one) in {(s.kind, s.value) for s in said}
    assert named_objects({"object_refs": [other.upper().replace("CAMPAIGN", "campaign"), 7, "no id"]}) == (other,)


def test_a_relation_of_another_owner_joins_nothing() -> None:
    """All three records must have come from one source."""
    ends = [RelationEnd(3, "source", "a", "uses"), RelationEnd(3, "target", "b", "uses")]
    standing = [("a", 2), ("b", 1)]
    assert [(a, b) for a, b, _ in joined(ends, standing, {1: 7, 2: 7, 3: 7}, bits=8)] == [(1, 2)]
    assert list(joined(ends, standing, {1: 7, 2: 7, 3: 8}, bits=8)) == []
    assert list(joined(ends[:1], standing, {1: 7, 2: 7, 3: 7}, bits=8)) == []


def test_the_machines_count_never_reaches_a_reader() -> None:
    """Whatever the machine counted, a reader is told his own count or none."""
    mentions = [MentionFacts(f"{n}", "plate", "ABC1234") for n in range(5)]
    cause = propose(mentions, rules=link_rules())[0].causes[0]
    assert "(5 records do)" in cause.said
    assert shown(cause, records=2).said == "Both name license plate ABC1234 (2 records that you may read do)."
    assert "5" not in shown(cause, records=None).plain and shown(cause, records=None).records is None
    common = Cause("phone", "Phone number X is shared by 47 records, more than 25: not counted.", 0.0, 47, "p", "X")
    assert "47" not in shown(common, records=3).said


@given(
    lon=st.floats(-179.9, 179.9), lat=st.floats(-80, 80), east=st.floats(-0.01, 0.01), north=st.floats(-0.01, 0.01),
    minutes=st.integers(-23 * 60, 23 * 60),
)  # fmt: skip
def test_what_is_near_stands_in_a_cell_beside(lon: float, lat: float, east: float, north: float, minutes: int) -> None:
    """The grid misses nothing: a place a kilometer and a day apart lies in one of the cells that are asked."""
    rules = link_rules().near
    here = When(AT, AT, "minute", "")
    then = datetime.fromtimestamp(AT.timestamp() + 60 * minutes, tz=UTC)
    other = Place((lon + east + 180) % 360 - 180, lat + north, 50)
    cell = cell_of(other, When(then, then, "minute", ""), rules)
    assert cell and cell in cells_beside(Place(lon, lat, 50), here, rules)


def test_too_vague_a_place_stands_in_no_cell() -> None:
    """The middle of a town says too little to be near anything."""
    assert cell_of(Place(-93, 45, 20_000), When(AT, AT, "minute", ""), link_rules().near) == ""


def test_parts_of_a_threat_come_together() -> None:
    """Indicators and sectors are joined, the window spans all parts, a second place becomes an area."""
    later = AT.replace(month=12)
    parts = [
        Part({}, frozenset({("domain", "a.org")}), frozenset({"ENRG"}), place=Place(-93, 45, 1000)),
        Part({}, frozenset(), frozenset({"WATR"}), place=Place(-94, 46, 1000), when=When(AT, later, "minute", "")),
        Part({"type": "attack-pattern", "external_references": [{"external_id": "T0800"}]}, frozenset(), frozenset()),
    ]
    threat = threat_of(parts)
    assert threat.sectors == {"ENRG", "WATR"} and threat.techniques == {"T0800"} and len(threat.areas) == 1
    assert threat.window is not None and threat.window.said == "2026-11-21 to 2026-12-21"
    box = box_of(threat, beyond_m=10_000)
    assert box is not None and box[0] < -94.1 and box[1] < 44.95 and box[2] > -92.9 and box[3] > 46.05
    assert box_of(threat_of([]), beyond_m=10_000) is None and len(circle(Place(0, 0, 5))) > 8


def test_only_threat_items_are_assessed() -> None:
    """A tip is no threat item, and without the right nothing is assessed; each refusal names its way out."""
    assert may_assess(kind="stix", right=True) and may_assess(kind="cap", right=True)
    for decision in (may_assess(kind="tip", right=True), may_assess(kind="stix", right=False)):
        assert not decision and all(reason.way_out for reason in decision.against)


def test_an_asset_finds_its_row_of_the_risk_table() -> None:
    """A word of the kind goes before the sector; what nothing is declared for is other."""
    kinds = asset_kinds()
    assert kinds.risk_kind("asset, substation", ("ENRG",)) == "electric"
    assert kinds.risk_kind("airport", ("TRANS",)) == "airport"
    assert kinds.risk_kind("plant", ("DAMS",)) == "water" and kinds.risk_kind("damage depot", ()) == "other"
