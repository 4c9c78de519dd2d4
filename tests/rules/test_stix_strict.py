"""Beside the OASIS library in strict mode: what it refuses we refuse, save for a list (docs/reference/formats.md)."""

import json
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from random import Random
from typing import Any
from uuid import UUID

import pytest
import stix2
import stix2.properties as kinds
import stix2.v21
from stix2 import exceptions
from stix2.v21.common import ExternalReference, KillChainPhase

from watchfloor.receive.formats.facts import stix_facts
from watchfloor.receive.rules.validity import each_fault, faults, plainly_sound

CLASSES: Mapping[str, Any] = {
    name: made for name, made in {**stix2.v21.OBJ_MAP, **stix2.v21.OBJ_MAP_OBSERVABLE}.items() if name != "bundle"
}
AT = ("2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00Z", "2025-01-01T00:00:00.5Z")
ODD: tuple[Any, ...] = (
    None, "", "x", 5, -1, 70_000, 0.5, True, [], {}, [5], ["x"], {"a": 1}, {"a b": "c"}, {"MD5": "x"}, [{}], [None],
    "2026-13-01T00:00:00Z", "2026-01-01", "identity--1", "tool--00000000-0000-4000-8000-000000000001", 10**12, "yes",
)  # fmt: skip
# what lies deeper than we judge, or is judged by rules of its own
LEFT = {"extensions", "granular_markings", "objects", "definition", "definition_type", "body_multipart", "values",
        "x509_v3_extensions"}  # fmt: skip
NEEDED: Mapping[str, dict[str, Any]] = {
    "artifact": {"payload_bin": "AAEC"}, "location": {"region": "x"}, "file": {"name": "x"}, "process": {"pid": 7},
    "malware-analysis": {"result": "benign"}, "x509-certificate": {"subject": "x"},
    "marking-definition": {"definition_type": "statement", "definition": {"statement": "ours"}},
    "network-traffic": {"src_ref": "ipv4-addr--00000000-0000-4000-8000-000000000001"},
    "observed-data": {"object_refs": ["file--00000000-0000-4000-8000-000000000001"]},
}  # fmt: skip
# what binds others, which a valid sample leaves out
SPARED = {
    "precision",
    "latitude",
    "longitude",
    "payload_bin",
    "url",
    "valid_until",
    "stop_time",
    "end",
    "body",
    "is_multipart",
}


DATED = (
    "created",
    "modified",
    "valid_from",
)  # the library fills them in where they are missing, which the standard does not allow


def uid(kind: str, rng: Random) -> str:
    """An id of that type."""
    return f"{kind}--{UUID(bytes=rng.randbytes(16), version=4)}"


def value(name: str, kind: Any, rng: Random) -> Any:
    """A value that the library takes for such a property."""
    match kind:
        case kinds.TimestampProperty():
            return AT[0]
        case kinds.BooleanProperty():
            return False
        case kinds.IntegerProperty() | kinds.FloatProperty():
            return int(kind.min or 7)
        case kinds.HashesProperty():
            return {"MD5": "0" * 32, "SHA-256": "a" * 64}
        case kinds.DictionaryProperty():
            return {"abc": {"name": "x"}} if name == "contents" else {"abc": "x"}
        case kinds.EnumProperty():
            return kind.allowed[0]
        case kinds.BinaryProperty():
            return "AAEC"
        case kinds.HexProperty():
            return "00FF"
        case kinds.ReferenceProperty():
            taken = sorted(kind.specifics) if kind.auth_type == 0 and kind.specifics else ["file"]
            sdo = kind.auth_type == 1 or (kind.generics and not kind.specifics and name not in ("sample_ref",))
            return uid("malware" if sdo and name in ("source_ref", "target_ref", "sighting_of_ref") else taken[0], rng)
        case kinds.ListProperty():
            return [_within(name, kind.contained, rng)]
        case kinds.PatternProperty():
            return "[a:b = 'c']"
    return {"lang": "en", "pattern_type": "stix", "pattern_version": "2.1"}.get(name, "words")


def _within(name: str, inner: Any, rng: Random) -> Any:
    if inner is ExternalReference:
        return {"source_name": "s", "url": "https://a.example"}
    if inner is KillChainPhase:
        return {"kill_chain_name": "k", "phase_name": "p"}
    return uid("malware", rng) if name == "object_refs" else value(name, inner, rng)


def whole(kind: str, rng: Random) -> dict[str, Any]:
    """A valid object of that type with about half of what it may have."""
    made: dict[str, Any] = {"type": kind, "spec_version": "2.1", "id": uid(kind, rng)}
    for name, prop in CLASSES[kind]._properties.items():
        if name not in made and name not in LEFT and (prop.required or name in DATED or rng.random() < 0.5):
            made[name] = value(name, prop, rng)
    made |= NEEDED.get(kind, {})
    needed = {*NEEDED.get(kind, {}), *(name for name, prop in CLASSES[kind]._properties.items() if prop.required)}
    return {name: said for name, said in made.items() if name not in SPARED or name in needed}


def refused(data: Mapping[str, Any]) -> Exception | None:
    """What the library says in strict mode."""
    try:
        stix2.parse(json.dumps(data), allow_custom=False, version="2.1")
    except Exception as error:  # noqa: BLE001 - it raises whatever comes
        return error
    return None


def kept_on_purpose(data: Mapping[str, Any], error: Exception) -> bool:
    """A pattern that nobody can read is kept and says so; the others of the list have a test of their own below."""
    unread = isinstance(error, exceptions.InvalidValueError) and error.prop_name == "pattern"
    return unread and isinstance(data.get("pattern"), str) and data["pattern"] != ""


def bent(data: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    """One or two properties lacking, of another kind, or of another moment."""
    made = deepcopy(dict(data))
    for _ in range(rng.randrange(1, 3)):
        name = rng.choice([one for one in CLASSES[data["type"]]._properties if one not in LEFT])
        if rng.random() < 0.3:
            made.pop(name, None)
        elif rng.random() < 0.3 and name in made and isinstance(made[name], str) and made[name][:2] == "20":
            made[name] = rng.choice(AT)
        else:
            made[name] = deepcopy(rng.choice(ODD))
    return made


@pytest.mark.parametrize("each", [3, pytest.param(400, marks=pytest.mark.long)])
def test_what_the_library_refuses_in_strict_mode_we_refuse(each: int) -> None:
    """Objects of every type, valid ones and such with properties lacking or bent: the plain way, the long way and the
    library agree; a valid one of each type opens."""
    facts, rng, seen = stix_facts(), Random(each), Counter[str]()
    for kind in sorted(CLASSES):
        for _ in range(each):
            good = whole(kind, rng)
            assert refused(good) is None and not faults(good, facts), good
            for data in (good, bent(good, rng), bent(good, rng)):
                error, ours = refused(data), faults(data, facts)
                seen.update(tried=1, refused=error is not None, ours=bool(ours))
                assert not (plainly_sound(data, facts) and each_fault(data, facts)), data
                assert error is None or ours or kept_on_purpose(data, error), (error, data)
    assert seen["tried"] == 3 * each * len(CLASSES) and seen["refused"] > seen["tried"] // 4


GOOD: Mapping[str, Any] = {
    "type": "tool", "spec_version": "2.1", "id": "tool--00000000-0000-4000-8000-000000000001", "created": AT[0],
    "modified": AT[0], "name": "T",
}  # fmt: skip
OTHER = "extension-definition--00000000-0000-4000-8000-000000000002"


@pytest.mark.parametrize(
    "more",
    [
        {"x_center_note": "ours"},
        {"colour": "red"},
        {"type": "x-thing", "id": "x-thing--00000000-0000-4000-8000-000000000001"},
        {"extensions": {OTHER: {"extension_type": "property-extension", "x": []}}, "name": "T", "x": 1},
        {"external_references": [{"source_name": "s", "url": "u", "seen": "by us"}]},
        {"granular_markings": [{"lang": "en", "selectors": ["nothing.there"]}]},
        {"type": "file", "id": "file--00000000-0000-4000-8000-000000000001", "hashes": {"OURS": "abc"}},
        {"type": "file", "id": "file--00000000-0000-4000-8000-000000000001", "extensions": {"pdf-ext": {}}},
        {"id": "tool--00000000-0000-0000-0000-000000000000"},
    ],
)  # fmt: skip
def test_what_is_kept_although_the_library_refuses_it(more: dict[str, Any]) -> None:
    """Each line of the documented list, by an object that shows it."""
    data = {**GOOD, **more}
    if data["type"] == "file":
        data = {name: said for name, said in data.items() if name not in DATED}
    assert refused(data) is not None and not faults(data, stix_facts())
