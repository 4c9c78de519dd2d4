"""CSAF 2.0 advisories: a failed mandatory test sets aside with its number, what fails another is told to the reader."""

import json
import tarfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.core.rules.draft import Draft, SetAside
from watchfloor.receive.formats.csaf import digest_fits
from watchfloor.receive.formats.sniff import read
from watchfloor.receive.rules.cvss import base_score, severity

Change = Callable[[dict[str, Any]], Any]
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
PRODUCT = {"product_id": "P1", "name": "Acme Pump 1", "product_identification_helper": {"serial_numbers": ["1"]}}
SOUND: dict[str, Any] = {
    "document": {
        "category": "csaf_security_advisory", "csaf_version": "2.0", "lang": "en",
        "distribution": {"tlp": {"label": "GREEN"}},
        "notes": [{"category": "summary", "text": "A pump overflows."}],
        "publisher": {"category": "vendor", "name": "Acme", "namespace": "https://example.org"},
        "references": [{"category": "self", "summary": "Here", "url": "https://example.org/acme-1.json"}],
        "title": "Overflow", "tracking": {
            "current_release_date": "2026-11-02T00:00:00Z", "id": "ACME-1",
            "initial_release_date": "2026-11-01T00:00:00Z",
            "revision_history": [{"date": "2026-11-01T00:00:00Z", "number": "1", "summary": "First."},
                                 {"date": "2026-11-02T00:00:00Z", "number": "2", "summary": "Second."}],
            "status": "final", "version": "2",
        },
    },
    "product_tree": {"branches": [{"category": "vendor", "name": "Acme", "branches": [
        {"category": "product_name", "name": "Pump", "branches": [
            {"category": "product_version", "name": "1", "product": PRODUCT}]}]}]},
    "vulnerabilities": [{
        "cve": "CVE-2026-12345", "cwe": {"id": "CWE-120", "name": "Buffer Copy"},
        "notes": [{"category": "description", "text": "It overflows."}],
        "product_status": {"known_affected": ["P1"]},
        "remediations": [{"category": "vendor_fix", "details": "Take 2.", "product_ids": ["P1"]}],
        "scores": [{"cvss_v3": {"baseScore": 9.8, "baseSeverity": "CRITICAL", "vectorString": VECTOR, "version": "3.1"},
                    "products": ["P1"]}],
    }],
}  # fmt: skip


def told(advisory: Any) -> Draft | SetAside:
    """What the reader makes of an advisory; exactly one thing."""
    found: list[Draft | SetAside] = []
    for one in read(json.dumps(advisory, sort_keys=True).encode(), {}):
        found += [*one.drafts, *one.set_aside]
    (one_thing,) = found
    return one_thing


def changed(change: Change) -> Draft | SetAside:
    """A sound advisory, changed."""
    advisory = deepcopy(SOUND)
    change(advisory)
    return told(advisory)


def test_a_sound_advisory_opens_with_its_words_and_marking() -> None:
    """Its own number and title, TLP label, products by their names; nothing to tell."""
    draft = told(SOUND)
    assert isinstance(draft, Draft)
    assert (draft.kind, draft.markings, draft.findings) == ("csaf", ("TLP:GREEN",), ())
    assert draft.title == "ACME-1: Overflow" and draft.origin_key == "https://example.org ACME-1"
    assert "affected: Acme Pump 1" in draft.body and draft.data == SOUND


def tree(advisory: dict[str, Any]) -> Any:
    """The product tree."""
    return advisory["product_tree"]


def flaw(advisory: dict[str, Any]) -> Any:
    """The vulnerability."""
    return advisory["vulnerabilities"][0]


def doc(advisory: dict[str, Any]) -> Any:
    """The document."""
    return advisory["document"]


def tracking(advisory: dict[str, Any]) -> Any:
    """Its tracking."""
    return advisory["document"]["tracking"]


def related(*ends: str) -> Change:
    """A relationship whose product is made of these."""
    relation = {"category": "installed_on", "full_product_name": {"product_id": "P2", "name": "Both"},
                "product_reference": ends[0], "relates_to_product_reference": ends[1]}  # fmt: skip
    return lambda a: tree(a).update(relationships=[relation])


def grouped(*groups: str) -> Change:
    """Product groups of these ids."""
    return lambda a: tree(a).update(product_groups=[{"group_id": one, "product_ids": ["P1", "P1"]} for one in groups])


def vex(a: dict[str, Any]) -> None:
    """The same as a VEX whose product is not affected, without saying why."""
    doc(a)["category"] = "csaf_vex"
    flaw(a)["product_status"] = {"known_not_affected": ["P1"]}


def flags(*labels: str) -> list[dict[str, Any]]:
    """Flags of the product."""
    return [{"label": one, "product_ids": ["P1"]} for one in labels]


SHA256 = {"algorithm": "sha256", "value": "0" * 64}
MANDATORY: list[tuple[str, Change]] = [
    ("6.1.1", lambda a: flaw(a)["product_status"].update(fixed=["P9"])),
    ("6.1.2", lambda a: tree(a).update(full_product_names=[PRODUCT])),
    ("6.1.3", related("P2", "P1")),
    ("6.1.4", lambda a: flaw(a)["remediations"][0].update(group_ids=["G9"])),
    ("6.1.5", grouped("G1", "G1")),
    ("6.1.6", lambda a: flaw(a)["product_status"].update(fixed=["P1"])),
    ("6.1.7", lambda a: flaw(a)["scores"].append(deepcopy(flaw(a)["scores"][0]))),
    ("6.1.8", lambda a: flaw(a)["scores"][0]["cvss_v3"].update(vectorString="CVSS:3.1/AV:N")),
    ("6.1.9", lambda a: flaw(a)["scores"][0]["cvss_v3"].update(baseScore=9.7)),
    ("6.1.9", lambda a: flaw(a)["scores"][0]["cvss_v3"].update(baseSeverity="HIGH")),
    ("6.1.10", lambda a: flaw(a)["scores"][0]["cvss_v3"].update(attackVector="LOCAL")),
    ("6.1.12", lambda a: doc(a).update(lang="e_n")),
    ("6.1.13", lambda a: tree(a)["branches"][0]["branches"][0]["branches"][0]["product"].update(
        product_identification_helper={"purl": "pip:x"})),
    ("6.1.14", lambda a: tracking(a)["revision_history"][0].update(date="2026-11-03T00:00:00Z")),
    ("6.1.15", lambda a: doc(a)["publisher"].update(category="translator")),
    ("6.1.16", lambda a: tracking(a).update(version="1")),
    ("6.1.17", lambda a: tracking(a).update(version="0")),
    ("6.1.18", lambda a: tracking(a)["revision_history"].insert(0, {
        "date": "2026-10-01T00:00:00Z", "number": "0", "summary": "Draft."})),
    ("6.1.19", lambda a: tracking(a)["revision_history"][0].update(number="1.0.0-rc")),
    ("6.1.21", lambda a: tracking(a)["revision_history"].pop(0)),
    ("6.1.22", lambda a: tracking(a)["revision_history"].append(tracking(a)["revision_history"][1])),
    ("6.1.23", lambda a: a["vulnerabilities"].append(deepcopy(flaw(a)))),
    ("6.1.24", lambda a: flaw(a).update(involvements=[{"party": "vendor", "status": "open"}] * 2)),
    ("6.1.25", lambda a: tree(a)["branches"][0]["branches"][0]["branches"][0]["product"].update(
        product_identification_helper={"hashes": [{"filename": "x", "file_hashes": [SHA256] * 2}]})),
    ("6.1.26", lambda a: doc(a).update(category="Security_Advisory")),
    ("6.1.27.1", lambda a: doc(a).update(category="csaf_informational_advisory", notes=None) or doc(a).pop("notes")),
    ("6.1.27.2", lambda a: doc(a).update(category="csaf_security_incident_response")),
    ("6.1.27.3", lambda a: doc(a).update(category="csaf_informational_advisory")),
    ("6.1.27.4", lambda a: doc(a).update(category="csaf_vex") or a.pop("product_tree")),
    ("6.1.27.5", lambda a: flaw(a).pop("notes")),
    ("6.1.27.6", lambda a: flaw(a).pop("product_status")),
    ("6.1.27.7", lambda a: doc(a).update(category="csaf_vex") or flaw(a).update(product_status={"fixed": ["P1"]})
        or flaw(a).update(product_status={"recommended": ["P1"]})),
    ("6.1.27.8", lambda a: doc(a).update(category="csaf_vex") or flaw(a).pop("cve")),
    ("6.1.27.9", vex),
    ("6.1.27.10", lambda a: doc(a).update(category="csaf_vex") or flaw(a).pop("remediations")),
    ("6.1.27.11", lambda a: a.pop("vulnerabilities")),
    ("6.1.28", lambda a: doc(a).update(source_lang="en")),
    ("6.1.29", lambda a: flaw(a)["remediations"][0].pop("product_ids")),
    ("6.1.30", lambda a: tracking(a)["revision_history"][0].update(number="1.0.0")),
    ("6.1.31", lambda a: tree(a)["branches"][0]["branches"][0]["branches"][0].update(name="1 and prior")),
    ("6.1.32", lambda a: flaw(a).update(flags=[{"label": "component_not_present"}])),
    ("6.1.33", lambda a: flaw(a).update(flags=flags("component_not_present", "vulnerable_code_not_present"))),
]  # fmt: skip


@pytest.mark.parametrize(("number", "change"), MANDATORY, ids=[f"{n}-{i}" for i, (n, _) in enumerate(MANDATORY)])
def test_a_failed_mandatory_test_sets_aside_with_its_number(number: str, change: Change) -> None:
    """Each rule of section 6.1 that is run, broken alone."""
    aside = changed(change)
    assert isinstance(aside, SetAside)
    assert any(f"section {number})" in reason for reason in aside.reasons), aside.reasons


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a.pop("document"), lambda a: doc(a).pop("title"), lambda a: doc(a).update(csaf_version="1.2"),
        lambda a: tracking(a).update(revision_history=[]), lambda a: flaw(a).update(scores=[{"products": []}]),
        lambda a: a.update(vulnerabilities={}), lambda a: doc(a).update(tracking=None),
    ],
)  # fmt: skip
def test_what_has_not_the_shape_is_set_aside_with_its_place(change: Change) -> None:
    """Missing, empty or of another kind: the place is named, nothing is raised."""
    aside = changed(change)
    assert isinstance(aside, SetAside) and aside.reasons[0]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=8,
)  # fmt: skip
HASHED = {"hashes": [{"filename": "x", "file_hashes": [{"algorithm": "md5", "value": "0" * 32}]}], "purl": "pkg:a/b"}


@given(st.data())
def test_no_advisory_breaks_its_reader(data: st.DataObject) -> None:
    """Whatever stands at any place of it, an advisory opens or stands aside; nothing is raised."""
    advisory = deepcopy(SOUND)
    tree(advisory)["branches"][0]["branches"][0]["branches"][0]["product"]["product_identification_helper"] = HASHED
    grouped("G1")(advisory)
    flaw(advisory)["flags"] = flags("component_not_present")
    at: Any = advisory
    while True:
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if not isinstance(at[key], dict | list) or not at[key] or data.draw(st.booleans()):
            break
        at[key] = at = deepcopy(at[key])
    at[key] = data.draw(anything)
    told(advisory)


def test_scores_come_to_what_the_vectors_say() -> None:
    """Vectors of CVSS 2.0, 3.0 and 3.1 with the scores that their guides give; what is no vector has none."""
    for vector, score in (
        ("AV:N/AC:L/Au:N/C:N/I:N/A:C", 7.8), ("AV:L/AC:H/Au:N/C:C/I:C/A:C", 6.2), ("AV:N/AC:L/Au:N/C:N/I:N/A:N", 0.0),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1), ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4),
        ("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", 0.0), (VECTOR, 9.8),
    ):  # fmt: skip
        assert base_score(vector) == score, vector
    for wrong in ("", "AV:N", f"{VECTOR}/AV:N", "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"):
        assert base_score(wrong) is None
    assert [severity(score) for score in (0.0, 0.1, 4.0, 7.0, 9.0)] == ["NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL"]


def test_a_digest_beside_the_file_is_held_against_its_bytes() -> None:
    """SHA-512 and SHA-256, with or without the name behind; anything else does not fit, and sets the file aside."""
    import hashlib

    content = json.dumps(SOUND).encode()
    for made in (hashlib.sha512, hashlib.sha256):
        assert digest_fits(content, f"{made(content).hexdigest().upper()}  a.json\n".encode())
        assert not digest_fits(content + b" ", made(content).hexdigest().encode())
    assert not digest_fits(content, b"") and not digest_fits(content, b"\xff\xff")
    (reading,) = read(content, {"refused": "The digest says otherwise."})
    assert reading.whole and reading.set_aside[0].reasons == ("The digest says otherwise.",)


@pytest.mark.data
def test_every_ot_advisory_opens_and_its_digest_fits(real_data: Path) -> None:
    """473 advisories with their digests, none set aside."""
    name = real_data / "cisa_csaf" / "csaf_ot_2019_2020.tar.gz"
    if not name.exists():
        pytest.skip("cisa_csaf is not there")
    with tarfile.open(name) as archive:
        files = {one.name: archive.extractfile(one).read() for one in archive if one.isfile()}  # type: ignore[union-attr]
    advisories = {path: content for path, content in files.items() if path.endswith(".json")}
    assert len(advisories) == 473
    for path, content in advisories.items():
        (reading,) = read(content, {})
        assert len(reading.drafts) == 1 and not reading.set_aside, path
        assert reading.drafts[0].data == json.loads(content) and digest_fits(content, files[f"{path}.sha512"])


# 6.3.6 asks the network whether an address answers, 6.3.8 a dictionary: neither is asked (rules/csaf_may.py)
NOT_RUN = {"6-3-06-02.json", "6-3-08-01.json", "6-3-08-02.json"}


@pytest.mark.data
def test_the_standards_own_examples_carry_their_finding_or_do_not(real_data: Path) -> None:
    """58 files that fail an optional or informative test, 34 that do not; none is set aside."""
    folder = real_data / "csaf_validator_tests"
    if not folder.exists():
        pytest.skip("csaf_validator_tests is not there")
    with tarfile.open(folder / "csaf20_optional_informative.tar.gz") as archive:
        files = {one.name.split("data/")[1]: archive.extractfile(one).read() for one in archive if one.isfile()}  # type: ignore[union-attr]
    seen = {True: 0, False: 0}
    for test in json.loads((folder / "testcases.json").read_bytes())["tests"]:
        for fails, cases in ((True, test.get("failures", [])), (False, test.get("valid", []))):
            for case in cases:
                (reading,) = read(files[case["name"]], {})
                assert not reading.set_aside, case["name"]
                said = any(f"section {test['id']})" in one for one in reading.drafts[0].findings)
                assert said == (fails and case["name"][-14:] not in NOT_RUN), case["name"]
                seen[fails] += 1
    assert seen == {True: 58, False: 34}
