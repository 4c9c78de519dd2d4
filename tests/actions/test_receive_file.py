"""Threat information on its way in, on made-up and on real files."""

import gzip
import io
import json
import tarfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.receive.actions.files import Received, accept
from watchfloor.receive.actions.sources import rate_source

INDICATOR = {
    "type": "indicator",
    "spec_version": "2.1",
    "id": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
    "created": "2026-11-01T10:00:00.000Z",
    "modified": "2026-11-01T10:00:00.000Z",
    "name": "Kestrel beacon domain",
    "pattern": "[domain-name:value = 'kestrel.example']",
    "pattern_type": "stix",
    "valid_from": "2026-11-01T10:00:00Z",
}


def bundle(*objects: dict[str, object]) -> bytes:
    """A STIX 2.1 bundle."""
    return json.dumps(
        {"type": "bundle", "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d", "objects": list(objects)}
    ).encode()


def bring(cast: SimpleNamespace, content: bytes, source: str = "partner") -> Received:
    """Bring a file in as the operator."""
    return accept(content=content, source_name=source, by=cast.operator, now=cast.now)


def test_new_newer_and_known_objects(cast: SimpleNamespace) -> None:
    """An object opens once, a newer `modified` is a version, the same again is unchanged, in whatever order files come
    again."""
    assert bring(cast, bundle(INDICATOR), "states").counts["opened"] == 1
    assert bring(cast, bundle(INDICATOR), "states").state == "unchanged"
    newer = INDICATOR | {"modified": "2026-11-02T10:00:00.000Z", "name": "Kestrel beacon domain, confirmed"}
    assert bring(cast, bundle(newer), "states").state == "updated"
    silent = newer | {"description": "Changed without a word."}
    assert bring(cast, bundle(silent), "states").counts["updated"] == 1
    for again in (INDICATOR, newer, silent, newer):
        assert bring(cast, bundle(again), "states").state == "unchanged"


def test_an_unknown_source_is_for_the_center_until_rated(cast: SimpleNamespace) -> None:
    """Ben's agency has an agreement, yet reads nothing of a source that nobody rated; after the rating it does."""
    first = INDICATOR | {"id": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd40", "name": "Merlin one"}
    second = INDICATOR | {"id": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd41", "name": "Merlin two"}
    bring(cast, bundle(first), "newcomer")
    with reading(cast.as_("ben")) as ben:
        assert core.search(audience=ben, words="Merlin") == []
    with reading(cast.operator) as by:
        rate_source(name="newcomer", reliability="B", by=by, now=cast.now)
    bring(cast, bundle(second), "newcomer")
    with reading(cast.as_("ben")) as ben:
        assert [row.title for row in core.search(audience=ben, words="Merlin")] == ["Merlin two"]


def test_an_undefined_marking_closes_and_a_defined_statement_does_not(cast: SimpleNamespace) -> None:
    """A marking id that nothing defines leaves the object to the center's leadership; a statement restricts nothing."""
    statement = {
        "type": "marking-definition", "spec_version": "2.1", "created": "2026-11-01T10:00:00.000Z",
        "id": "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41db", "definition_type": "statement",
        "definition": {"statement": "Copyright of the exercise"},
    }  # fmt: skip
    stated = INDICATOR | {
        "id": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd50", "name": "Osprey stated",
        "object_marking_refs": [statement["id"]],
    }  # fmt: skip
    closed = INDICATOR | {
        "id": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd51", "name": "Osprey closed",
        "object_marking_refs": ["marking-definition--00000000-0000-4000-8000-000000000001"],
    }  # fmt: skip
    assert bring(cast, bundle(statement, stated, closed), "marker").counts["opened"] == 3
    with reading(cast.as_("ana")) as ana:
        assert {row.title for row in core.search(audience=ana, words="Osprey")} == {"Osprey stated"}
    with reading(cast.as_("dee")) as dee:
        assert {row.title for row in core.search(audience=dee, words="Osprey")} == {"Osprey stated", "Osprey closed"}


def test_a_marking_of_an_earlier_file_is_known_to_the_source_that_defined_it(cast: SimpleNamespace) -> None:
    """As pages of one feed: what follows the definition's page stays open. Another source's word opens nothing."""
    statement = {
        "type": "marking-definition", "spec_version": "2.1", "created": "2026-11-01T10:00:00.000Z",
        "id": "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41dc", "definition_type": "statement",
        "definition": {"statement": "Copyright of the exercise"},
    }  # fmt: skip
    later, foreign = (
        INDICATOR | {"id": f"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd{n}", "name": f"Fulmar of the {whose}",
                     "object_marking_refs": [statement["id"]]}
        for n, whose in ((60, "definer"), (61, "stranger"))
    )  # fmt: skip
    bring(cast, bundle(statement), "definer")
    bring(cast, bundle(later), "definer")
    bring(cast, bundle(foreign), "stranger")
    with reading(cast.as_("ana")) as ana:
        assert {row.title for row in core.search(audience=ana, words="Fulmar")} == {"Fulmar of the definer"}
    bring(cast, bundle(statement), "stranger")
    after = foreign | {"id": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd62", "name": "Fulmar told"}
    bring(cast, bundle(after), "stranger")
    with reading(cast.as_("ana")) as ana:
        assert "Fulmar told" in {row.title for row in core.search(audience=ana, words="Fulmar")}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken JSON", b'{"type": "bundle", "objects": [{"type": "indicator"'),
        ("broken XML", b"<?xml version='1.0'?><alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>x"),
        (
            "entity bomb",
            b"<!DOCTYPE a [<!ENTITY x 'y'>]><alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'>&x;</alert>",
        ),
        ("zip posing as JSON", b"PK\x03\x04" + b"\x00" * 60),
        ("wrong encoding", '{"type": "bundle"}'.encode("utf-16")),
        ("empty", b"   "),
        ("gzip that ends too early", gzip.compress(b"{}" * 5000, mtime=0)[:40]),
    ],
)
def test_bad_files_are_set_aside_with_reason_and_bytes(cast: SimpleNamespace, name: str, content: bytes) -> None:
    """Nothing is lost and nothing raises: the file is kept whole, with a reason that names the rule or the place."""
    received = bring(cast, content, "careless")
    assert received.state == "set-aside", name
    assert received.records == 0 and len(" ".join(received.reasons)) > 30


def test_one_bad_object_does_not_stop_the_rest(cast: SimpleNamespace) -> None:
    """The good object opens, the bad one is set aside with its place; mended, it opens at the second try."""
    good = INDICATOR | {"id": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd60"}
    bad = {k: v for k, v in INDICATOR.items() if k != "pattern"} | {
        "id": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd61"
    }
    received = bring(cast, bundle(good, bad), "half")
    assert (received.counts["opened"], received.counts["set_aside"]) == (1, 1)
    assert any("objects[1]" in reason for reason in received.reasons)
    mended = bring(cast, bundle(good, bad | {"pattern": INDICATOR["pattern"]}), "half")
    assert (mended.counts["opened"], mended.counts["unchanged"]) == (1, 1)


def test_a_cut_bundle_gives_what_came_and_the_whole_one_the_rest(cast: SimpleNamespace) -> None:
    """Cut in its third object: two open and one waits with its bytes; whole, it adds one and changes nothing."""
    three = [INDICATOR | {"id": f"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd7{n}"} for n in range(3)]
    content = bundle(*three)
    cut = bring(cast, content[: content.index(b"cd72") + 30], "torn")
    assert (cut.state, cut.counts["opened"], cut.counts["set_aside"]) == ("opened", 2, 1)
    assert "Broken JSON: at line 1" in cut.reasons[0] and "What stands whole around it is taken" in cut.reasons[0]
    whole = bring(cast, content, "torn")
    assert (whole.counts["opened"], whole.counts["unchanged"], whole.counts["set_aside"]) == (1, 2, 0)


@pytest.mark.long
def test_a_bundle_of_35_megabytes_comes_in_whole(cast: SimpleNamespace) -> None:
    """25,000 objects of about 1,400 bytes, one of them broken: all others open, the broken one stands alone."""
    numbers = [f"indicator--8e2e2d2b-17d4-4cbf-938f-{n:012d}" for n in range(25_000)]
    many = [INDICATOR | {"id": one, "description": f"{one} " + "words " * 165} for one in numbers]
    content = bundle(*many[:-1], many[-1] | {"modified": "2019-01-01T00:00:00Z"})
    assert len(content) > 34_000_000
    counts = bring(cast, content, "mill").counts
    assert (counts["opened"], counts["set_aside"]) == (24_999, 1)


@pytest.mark.data
def test_attack_ics_is_updated_not_doubled(cast: SimpleNamespace, real_data: Path) -> None:
    """17.1 then 18.1: 413 new ids, 77 newer and 70 same-modified versions; 2 revoked, 37 deprecated."""
    old = gzip.decompress((real_data / "attack_ics" / "ics-attack-17.1.json.gz").read_bytes())
    new = gzip.decompress((real_data / "attack_ics" / "ics-attack-18.1.json.gz").read_bytes())
    assert bring(cast, old, "mitre").counts["opened"] == 1651
    counts = bring(cast, new, "mitre").counts
    assert (counts["opened"], counts["updated"], counts["unchanged"]) == (413, 77 + 70, 1826 - 413 - 147)
    assert (counts["revoked"], counts["deprecated"], counts["set_aside"]) == (2, 37, 0)
    with reading(cast.as_("dee")) as dee:
        assert core.counts(audience=dee)["stix"] >= 1651 + 413


@pytest.mark.data
def test_cap_files_of_the_library(cast: SimpleNamespace, real_data: Path) -> None:
    """Of the .cap files four are set aside with reasons; the one without info opens."""
    states = {}
    with tarfile.open(real_data / "cap_google" / "cap_testdata.tar.gz") as tar:
        for member in tar.getmembers():
            if member.name.endswith(".cap"):
                file = tar.extractfile(member)
                content = file.read() if file else b""
                states[Path(member.name).stem] = bring(cast, content, "caps").state
    assert {name for name, state in states.items() if state == "set-aside"} == {
        "canada_errors", "noaa_errors", "invalid", "xee",
    }  # fmt: skip
    # canada.cap and its kin share one id with it: whichever came first opened, the other is a version of it
    assert states["no_optional_fields"] in ("opened", "updated")


@pytest.mark.data
def test_oasis_examples_all_open(cast: SimpleNamespace, real_data: Path) -> None:
    """Every STIX 2.1 example of OASIS opens; none is set aside whole but a file that holds no objects."""
    whole = []
    archive = (real_data / "oasis_stix21_examples" / "stix21_examples.tar.gz").read_bytes()
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar.getmembers():
            file = tar.extractfile(member)
            if file and member.name.endswith(".json"):
                received = bring(cast, file.read(), "oasis")
                if received.state == "set-aside":
                    whole.append(member.name)
    assert whole == []
