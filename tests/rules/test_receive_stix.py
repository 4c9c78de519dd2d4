"""STIX 2.1 bundles: every good object opens byte for byte, every bad one is set aside with place and rule."""

import json
from typing import Any

import pytest
import stix2.v21
from hypothesis import given, settings
from hypothesis import strategies as st

from watchfloor.core.rules.draft import Reading
from watchfloor.receive.formats import stix
from watchfloor.receive.formats.facts import stix_facts
from watchfloor.receive.formats.scan import elements, members

AT = "2026-11-20T10:00:00.000Z"
AMBER_2 = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
RED_1 = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"
OWN = "marking-definition--aaaaaaaa-0000-4000-8000-000000000001"


def uid(kind: str, number: int = 1) -> str:
    """A STIX id."""
    return f"{kind}--00000000-0000-4000-8000-{number:012d}"


def made(kind: str = "campaign", number: int = 1, **fields: Any) -> dict[str, Any]:
    """A valid object; None drops a property."""
    whole = {
        "type": kind,
        "spec_version": "2.1",
        "id": uid(kind, number),
        "created": AT,
        "modified": AT,
        "name": "Dusk",
    }
    return {name: value for name, value in {**whole, **fields}.items() if value is not None}


def bundled(*objects: Any, **fields: Any) -> bytes:
    """A bundle of them."""
    return json.dumps({"type": "bundle", "id": uid("bundle"), "objects": objects, **fields}).encode()


def read(*objects: Any, **options: Any) -> Reading:
    """What the reader makes of a bundle of these objects."""
    return stix.read(bundled(*objects), options)


def test_pieces_are_exactly_the_bytes_of_the_objects() -> None:
    """However a bundle is laid out, each piece is the object's own bytes, braces included, nothing more."""
    first, second = json.dumps(made(), indent=3), json.dumps(made(number=2), separators=(",", ":"))
    content = (
        f'\ufeff {{ "x\\"]y" : [1, "}}", {{}}] ,\n"objects"\t:\r\n[ {first}\n ,{second} ] ,"type":"bundle"}}'.encode()
    )
    reading = stix.read(content, {})
    pieces = [content[at : at + size].decode() for at, size in (draft.piece for draft in reading.drafts)]
    assert pieces == [first, second]


def test_a_bad_object_is_set_aside_and_the_rest_goes_on() -> None:
    """The place names object and property, the reason names the rule and the way out, the piece is the object's."""
    bad = made(number=2, created="yesterday")
    content = bundled(made(), bad, made(number=3))
    reading = stix.read(content, {})
    assert [draft.origin_key for draft in reading.drafts] == [uid("campaign", 1), uid("campaign", 3)]
    (aside,) = reading.set_aside
    assert aside.place == "objects[1].created"
    assert "STIX 2.1 section" in aside.reasons[0]
    assert "Ask the sender" in aside.reasons[0]
    assert json.loads(content[aside.piece[0] : sum(aside.piece)]) == bad


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"id": "campaign--1"}, "id"),
        ({"id": uid("malware")}, "id"),
        ({"type": "Campaign"}, "type"),
        ({"spec_version": None}, "spec_version"),
        ({"spec_version": "2.0"}, "spec_version"),
        ({"modified": None}, "modified"),
        ({"modified": "2026-11-20T10:00:00+00:00"}, "modified"),
        ({"modified": "2026-13-20T10:00:00Z"}, "modified"),
        ({"modified": "2019-01-01T00:00:00Z"}, "modified"),
        ({"name": None}, "name"),
        ({"name": 5}, "name"),
        ({"confidence": 101}, "confidence"),
        ({"confidence": True}, "confidence"),
        ({"revoked": "yes"}, "revoked"),
        ({"created_by_ref": "somebody"}, "created_by_ref"),
        ({"object_marking_refs": ["TLP:RED"]}, "object_marking_refs"),
        ({"first_seen": AT, "last_seen": "2026-01-01T00:00:00Z"}, "last_seen"),
        ({"granular_markings": "all"}, "granular_markings"),
        ({"extensions": []}, "extensions"),
    ],
)
def test_each_common_rule_is_held(fields: dict[str, Any], place: str) -> None:
    """A broken rule sets the object aside at the property that breaks it."""
    (aside,) = read(made(**fields), made(number=9)).set_aside
    assert aside.place == f"objects[0].{place}"


@pytest.mark.parametrize(
    ("kind", "fields", "place"),
    [
        ("indicator", {"pattern_type": "stix", "valid_from": AT}, "pattern"),
        ("relationship", {"relationship_type": "uses", "source_ref": uid("tool")}, "target_ref"),
        ("location", {}, "region"),
        ("location", {"latitude": -93.8, "longitude": 45.3}, "latitude"),
        ("observed-data", {"first_observed": AT, "last_observed": AT}, "number_observed"),
        ("marking-definition", {}, "definition_type"),
    ],
)
def test_each_type_asks_for_its_own(kind: str, fields: dict[str, Any], place: str) -> None:
    """Required properties, patterns and coordinates are checked by type."""
    (aside,) = read(made(kind, **fields)).set_aside
    assert aside.place == f"objects[0].{place}"


def test_swapped_coordinates_are_named() -> None:
    """A latitude of -93 with a longitude of 45 is told as what it is."""
    (aside,) = read(made("location", latitude=-93.8, longitude=45.3)).set_aside
    assert "they look swapped" in aside.reasons[0]


def test_unknown_types_and_extensions_are_kept_and_shown() -> None:
    """Nothing of a type or extension that nobody knows is lost; a finding says that it is there."""
    odd = made(
        "x-acme-thing", spec_version=None, created=None, modified=None, depth={"a": [1.0, None, 12345678901234567890]}
    )
    ext = made(number=2, extensions={uid("extension-definition"): {"extension_type": "property-extension", "x": 1}})
    reading = read(odd, ext)
    assert [draft.data for draft in reading.drafts] == [odd, ext]
    assert "not of STIX 2.1" in reading.drafts[0].findings[0]
    assert "Extensions" in reading.drafts[1].findings[0]


def test_markings_become_texts_of_the_grammar() -> None:
    """TLP of both dialects by fixed id, statements of the bundle as shown, what nothing defines as unknown."""
    statement = made(
        "marking-definition", name=None, modified=None, id=OWN, definition_type="statement",
        definition={"statement": "Only for drills"},
    )  # fmt: skip
    refs = [AMBER_2, RED_1, OWN, uid("marking-definition", 7)]
    reading = read(made(object_marking_refs=refs), statement)
    campaign, marking = reading.drafts
    expected = ("TLP:AMBER", "TLP:RED", "statement: Only for drills", f"unknown: {uid('marking-definition', 7)}")
    assert campaign.markings == expected
    assert "closed until someone does" in campaign.findings[0]
    assert marking.title == "statement: Only for drills"


def test_a_bundle_cannot_soften_a_tlp_by_redefining_it() -> None:
    """The fixed ids mean what the standard says, whatever a bundle writes under them."""
    fake = made(
        "marking-definition", id=RED_1, modified=None, definition_type="statement", definition={"statement": "free"}
    )
    draft = read(fake, made(object_marking_refs=[RED_1])).drafts[1]
    assert draft.markings == ("TLP:RED",)


def test_a_marking_that_cannot_be_read_closes() -> None:
    """A definition set aside, or of a kind that we do not know, defines nothing."""
    broken = made(
        "marking-definition", id=OWN, created="never", definition_type="statement", definition={"statement": "x"}
    )
    other = made("marking-definition", id=OWN, modified=None, extensions={uid("extension-definition"): {"level": 9}})
    for definition in (broken, other):
        draft = read(definition, made(object_marking_refs=[OWN])).drafts[-1]
        assert draft.markings == (f"unknown: {OWN}",)


def test_what_the_source_defined_before_is_known() -> None:
    """A marking that came in an earlier bundle of the same source is handed in and read."""
    draft = read(made(object_marking_refs=[OWN]), known_markings={OWN: "statement: earlier"}).drafts[0]
    assert draft.markings == ("statement: earlier",)


def test_granular_markings_raise_the_whole() -> None:
    """A record is handled as its strictest part, and the finding says which part that is."""
    marks = [{"marking_ref": RED_1, "selectors": ["description"]}, {"lang": "fr", "selectors": ["name"]}]
    draft = read(made(object_marking_refs=[AMBER_2], granular_markings=marks)).drafts[0]
    assert draft.markings == ("TLP:AMBER", "TLP:RED")
    assert "description: TLP:RED" in draft.findings[0]
    assert draft.data["granular_markings"] == marks


def test_a_draft_says_what_it_is() -> None:
    """Titles, times and places come from the type's own properties; others are named by id only."""
    link = made(
        "relationship",
        relationship_type="indicates",
        source_ref=uid("indicator"),
        target_ref=uid("campaign"),
        name=None,
    )
    spot = made("location", number=2, latitude=45.3, longitude=-93.8, precision=25000)
    sign = made(
        "indicator", name=None, number=3, pattern="[domain-name:value = 'a.example']", pattern_type="stix",
        valid_from=AT, valid_until="2026-12-20T10:00:00Z", description="A site", labels=["drill"],
        external_references=[{"source_name": "x", "external_id": "T0801", "url": "https://elsewhere.example/"}],
    )  # fmt: skip
    one, two, three = read(link, spot, sign).drafts
    assert one.title == f"indicates: {uid('indicator')} -> {uid('campaign')}"
    assert two.place
    assert (two.place.lon, two.place.lat, two.place.radius_m) == (-93.8, 45.3, 25000.0)
    assert three.title == sign["pattern"]
    assert three.body == f"A site\n{sign['pattern']}\ndrill\nT0801"
    assert three.when
    assert three.when.end
    assert (three.when.start.isoformat(), three.revision) == ("2026-11-20T10:00:00+00:00", AT)  # type: ignore[union-attr]


def test_envelopes_lists_and_lone_objects_open_with_a_finding() -> None:
    """What peers hand over without a bundle is read, and said."""
    one = made()
    for content, place in (
        (json.dumps({"objects": [one], "more": False}), "TAXII envelope"),
        (json.dumps([one]), "list"),
        (f"\n {json.dumps(one)} \n", "alone"),
    ):
        (draft,) = stix.read(content.encode(), {}).drafts
        assert place in draft.findings[-1]
        assert json.loads(content.encode()[draft.piece[0] : sum(draft.piece)]) == one


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"type": "bundle", "objects": [{"type": "tool"', "Broken JSON"),
        (b'{"type": "bundle",\n "objects": [{}', "line 2, byte 16"),
        (b'{"type": "bundle", "id": "x"}', "no list of objects"),
        (b'{"type": "bundle", "objects": []}', "holds no objects"),
        (b'{"type": "bundle", "spec_version": "1.2", "objects": [{}]}', "only STIX 2.1 and 2.0"),
        (b'{"type": "bundle", "objects": [], "objects": [1]}', "stands twice"),
        (b'{"vulnerabilities": []}', "without its catalogVersion"),
        (b'{"a": 1}', "no type and id"),
        (b"[" * 100_000, "Broken JSON"),
        (b'{"a":' * 100_000, "Broken JSON"),
        (b'{"a": 1} x', "expected nothing more"),
        (b'{"a": 1,}', "a value after the comma"),
        (b"{a: 1}", "expected a name in quotes"),
        (b"[{},]", "a value after the comma"),
        (b'{"type": "bundle", "objects": [{} {}]}', "expected ','"),
        (b'["abc]', "expected a value"),
        (b'[{"abc}]', "the end of this text"),
    ],
)
def test_a_file_that_cannot_be_taken_apart_is_set_aside_whole(content: bytes, said: str) -> None:
    """Place, rule and way out in one sentence; the piece is the whole file."""
    reading = stix.read(content, {})
    assert reading.whole
    assert said in f"{reading.set_aside[0].place} {reading.set_aside[0].reasons[0]}"
    assert reading.set_aside[0].piece == (0, len(content))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"type":"tool","type":"malware"}', "'type' stands twice"),
        ('{"x": {"a": 1, "a": 2}}', "'a' stands twice"),
        ('{"x": 1e999}', "cannot be read"),
        ('{"x": "\\ud800"}', "cannot be read"),
        ("17", "is no object"),
        ('{"x": tru}', "cannot be read"),
        ('{"x": [}}', "cannot be read"),
        ('{"x" 1}', "cannot be read"),
        ('{"x": ' + "[" * 80 + "]" * 80 + "}", "nested deeper than 64"),
    ],
)
def test_an_object_that_cannot_be_read_does_not_take_the_others_along(text: str, said: str) -> None:
    """Names twice, numbers out of range, half characters, too deep: this one goes, its neighbors stay."""
    content = bundled(made(), "HERE").replace(b'"HERE"', text.encode())
    reading = stix.read(content, {})
    assert len(reading.drafts) == 1
    assert said in reading.set_aside[0].reasons[0]


def test_latin_1_in_one_object_spares_the_others() -> None:
    """Bytes that are not UTF-8 are found in the object that holds them."""
    content = bundled(made(), made(number=2, name="QQ")).replace(b"QQ", "é".encode("latin-1"))
    reading = stix.read(content, {})
    assert (len(reading.drafts), reading.set_aside[0].place) == (1, "objects[1]")


def test_large_bundles_come_in_chunks() -> None:
    """500 objects a Reading; one bad object at the front makes nothing whole=True."""
    parts = list(stix.read_chunks(bundled(17, *(made(number=at) for at in range(1200))), {}))
    assert [len(part.drafts) for part in parts] == [500, 500, 200]
    assert not any(part.whole for part in parts)
    assert sum(len(part.set_aside) for part in parts) == 1


def test_our_facts_agree_with_the_library_of_oasis() -> None:
    """What the OASIS library requires of each type is what our data file requires; every type is there."""
    theirs = {**stix2.v21.OBJ_MAP, **stix2.v21.OBJ_MAP_OBSERVABLE}
    facts = stix_facts()
    assert set(facts.types) == set(theirs) - {"bundle"}
    for name, known in facts.types.items():
        required = {prop for prop, kind in theirs[name]._properties.items() if kind.required}
        assert required - {"type", "id", "created", "modified"} <= set(known.required), name
        assert set(known.required) <= set(theirs[name]._properties), name


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=6), st.sampled_from([None, 1, "\t"]), st.booleans())
def test_the_scanner_finds_every_element(values: list[Any], indent: Any, escaped: bool) -> None:
    """For any JSON and layout, half characters too, the pieces are the elements, in order."""
    text = json.dumps({"a": [1], "objects": values}, indent=indent, ensure_ascii=escaped)
    content = text.encode("utf-8", "surrogatepass")
    spans = elements(content, members(content)[1].span[0])
    found = [json.loads(content[at : at + size].decode("utf-8", "surrogatepass")) for at, size in spans]
    assert found == values


@settings(max_examples=150)
@given(st.data())
def test_damage_never_raises_and_pieces_never_overlap(data: st.DataObject) -> None:
    """Whatever byte is changed or cut, there is a Reading whose pieces lie in the file, each apart from the next."""
    content = bytearray(bundled(made(), made("tool", 2), made("location", 3, region="x"), indent=1))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    reading = stix.read(bytes(content), {})
    pieces = sorted(part.piece for part in (*reading.drafts, *reading.set_aside))
    end = 0
    for at, size in pieces:
        assert at >= end
        end = at + size
    assert end <= len(content)
    assert pieces
