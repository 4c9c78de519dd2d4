"""Real files of publishers: what must open opens, what must not is set aside, and an update is no doubling."""

import gzip
import tarfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from watchfloor.core.formats.child import Limits, read_in_child
from watchfloor.core.rules.draft import Draft, Reading
from watchfloor.receive.commands import held
from watchfloor.receive.formats import cap, letters, sniff, stix
from watchfloor.receive.rules import misp
from watchfloor.receive.rules.stix import indicators, values
from watchfloor.receive.rules.updating import SAME_REVISION, Before, content_digest, update_state

pytestmark = pytest.mark.data
REFUSED = {"canada_errors.cap", "noaa_errors.cap", "invalid.cap", "xee.cap"}


def packed(folder: Path, name: str) -> dict[str, bytes]:
    """The files of an archive by path."""
    if not (folder / name).exists():
        pytest.skip(f"{folder / name} is not there")
    with tarfile.open(folder / name) as archive:
        return {one.name: archive.extractfile(one).read() for one in archive if one.isfile()}  # type: ignore[union-attr]


def attack(real_data: Path, version: str) -> bytes:
    """An ATT&CK for ICS bundle."""
    return gzip.decompress((real_data / "attack_ics" / f"ics-attack-{version}.json.gz").read_bytes())


def round_trips(content: bytes, reading: Reading) -> bool:
    """Whether each piece is the object that the draft carries."""
    return all(msgspec.json.decode(content[one.piece[0] : sum(one.piece)]) == one.data for one in reading.drafts)


def test_every_oasis_example_opens(real_data: Path) -> None:
    """All objects of all OASIS files open, the lone one of the marking test too, closed by its unknown marking."""
    files = packed(real_data / "oasis_stix21_examples", "stix21_examples.tar.gz")
    readings = {Path(path).name: stix.read(content, {}) for path, content in files.items()}
    assert len(files) == 19
    assert not [path for path, reading in readings.items() if reading.set_aside]
    assert all(round_trips(content, stix.read(content, {})) for content in files.values())
    lone = readings["interop-objectmarking-test.json"].drafts[0]
    assert lone.markings == ("TLP:RED", "unknown: marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ec")
    granular = {draft.title: draft for draft in readings["using-granular-markings.json"].drafts}
    assert granular["Fake email address"].markings == ("TLP:RED", "TLP:AMBER", "TLP:GREEN")


def test_attack_18_after_17_is_an_update(real_data: Path) -> None:
    """413 new, 77 newer, 70 with the same modified but other content, 238 no longer sent; 2 revoked, 37 deprecated."""
    old = {draft.origin_key: draft for draft in stix.read(attack(real_data, "17.1"), {}).drafts}
    content = attack(real_data, "18.1")
    reading = stix.read(content, {})
    assert (len(old), len(reading.drafts), reading.set_aside) == (1651, 1826, ())
    assert round_trips(content, reading)

    def state(draft: Draft) -> tuple[str, str]:
        known = old.get(draft.origin_key)
        before = Before(known.revision, content_digest(known.data)) if known else None
        return update_state(before, draft.revision, content_digest(draft.data))

    counts = Counter(state(draft) for draft in reading.drafts)
    assert counts == {("opened", ""): 413, ("updated", ""): 77, ("updated", SAME_REVISION): 70, ("unchanged", ""): 1266}
    assert len(old.keys() - {draft.origin_key for draft in reading.drafts}) == 238
    said = Counter(text for draft in reading.drafts for text in draft.findings)
    assert (said["Revoked by its source."], said["Deprecated by its source."]) == (2, 37)
    assert all(text.startswith("statement: ") for draft in reading.drafts for text in draft.markings)


def test_attack_comes_through_the_child_packed_as_it_is(real_data: Path) -> None:
    """The .gz file itself is read in the child, in less than five seconds of the clock."""
    content = (real_data / "attack_ics" / "ics-attack-18.1.json.gz").read_bytes()
    reading = read_in_child(
        reader="watchfloor.receive.formats.sniff:read", content=content, options={}, limits=Limits()
    )
    assert (reading.format, len(reading.drafts), reading.set_aside) == ("stix", 1826, ())


def test_extensions_of_attack_flow_round_trip(real_data: Path) -> None:
    """Objects of an extension's own types are kept and shown; the builder's own files are named for what they are."""
    files = packed(real_data / "attack_flow", "attack_flow_cisa.tar.gz")
    content = next(content for path, content in files.items() if path.endswith("attack-flow-example.json"))
    reading = stix.read(content, {})
    assert (len(reading.drafts), reading.set_aside) == (20, ())
    assert round_trips(content, reading)
    assert sum("not of STIX 2.1" in " ".join(draft.findings) for draft in reading.drafts) == 13
    others = [stix.read(content, {}) for path, content in files.items() if path.endswith(".afb")]
    assert all("Attack Flow Builder" in other.set_aside[0].reasons[0] for other in others)


def test_indicators_by_the_thousand_are_taken_apart(real_data: Path) -> None:
    """Every domain of two spyware bundles is found in its pattern."""
    files = packed(real_data / "spyware_stix2", "mvt-project_dev.tar.gz")
    drafts = [draft for content in files.values() for draft in stix.read(content, {}).drafts]
    patterns = [draft.data["pattern"] for draft in drafts if draft.data["type"] == "indicator"]
    assert (len(drafts), len(patterns)) == (1506, 752)
    assert all(indicators(text)[0][0] == "domain" for text in patterns if text.startswith("[domain-name:value"))
    assert all(values(draft.data) == indicators(draft.data["pattern"]) for draft in drafts if "pattern" in draft.data)


def test_the_alerts_of_google_open_or_are_set_aside_as_they_must(real_data: Path) -> None:
    """Four broken ones are set aside with reasons, all others open, signed ones with the finding."""
    files = packed(real_data / "cap_google", "cap_testdata.tar.gz")
    alerts = {Path(path).name: content for path, content in files.items() if path.endswith(".cap")}
    readings = {name: next(iter(sniff.read(content, {}))) for name, content in alerts.items()}
    assert {name for name, reading in readings.items() if reading.whole} == REFUSED
    assert all(readings[name].set_aside[0].reasons for name in REFUSED)
    signed = {name for name, reading in readings.items() if "Signature present" in str(reading)}
    assert {"canada_signed.cap", "earthquake_signed.cap"} <= signed
    bare = cap.read(alerts["no_optional_fields.cap"], {}).drafts[0]
    assert bare.areas == ()
    assert "no info block" in bare.findings[0]


def unpacked(real_data: Path, name: str) -> bytes:
    """A file of its publisher, unpacked; skipped where it is not."""
    if not (real_data / name).exists():
        pytest.skip(f"{name} is not there")
    return gzip.decompress((real_data / name).read_bytes())


def test_every_exploited_vulnerability_opens_and_round_trips(real_data: Path) -> None:
    """1,239 entries of the catalog, none set aside, the catalog's day as the mark of each version."""
    content = unpacked(real_data, "cisa_kev/kev_until_2024-12-31.json.gz")
    readings = list(sniff.read(content, {}))
    drafts = [draft for reading in readings for draft in reading.drafts]
    assert {reading.format for reading in readings} == {"kev"}
    assert (len(drafts), sum(len(one.set_aside) for one in readings)) == (1239, 0)
    assert len({draft.origin_key for draft in drafts}) == 1239
    assert {draft.revision for draft in drafts} == {"2025-08-25T17:04:19.9796Z"}
    assert all(round_trips(content, reading) for reading in readings)


def test_every_weather_alert_opens_whatever_its_times_say(real_data: Path) -> None:
    """436 alerts in three answers of the service; one whose own time cannot be read says so and still warns."""
    total = 0
    for name, count, polygons in (("e2e", 152, 1), ("testing", 38, 1), ("guam-7day", 246, 14)):
        content = unpacked(real_data, f"nws_alerts_geojson/{name}.geojson.gz")
        readings = list(sniff.read(content, {}))
        drafts = [draft for reading in readings for draft in reading.drafts]
        assert (len(drafts), sum(len(one.set_aside) for one in readings)) == (count, 0), name
        assert {draft.kind for draft in drafts} == {"cap"} and sum(bool(draft.areas) for draft in drafts) == polygons
        assert all(msgspec.json.decode(content[d.piece[0] : sum(d.piece)]) == d.data["feature"] for d in drafts)
        assert all(draft.data["operational"] for draft in drafts)
        wrong = [text for draft in drafts for text in draft.findings if text.startswith("sent: 'date:today")]
        assert len(wrong) == (name != "guam-7day")
        total += len(drafts)
    assert total == 436


def test_every_earthquake_opens_where_and_when_it_was(real_data: Path) -> None:
    """1,707 events with place and time; those that only a machine saw say so."""
    content = unpacked(real_data, "usgs_earthquakes/earthquakes.geojson.gz")
    readings = list(sniff.read(content, {}))
    drafts = [draft for reading in readings for draft in reading.drafts]
    assert (len(drafts), sum(len(one.set_aside) for one in readings)) == (1707, 0)
    assert all(draft.place and draft.when and draft.when.start for draft in drafts)
    assert sum("Found by a machine" in text for draft in drafts for text in draft.findings) == 493
    assert all(round_trips(content, reading) for reading in readings)


def test_every_misp_event_opens_with_all_its_attributes(real_data: Path) -> None:
    """14 events with 1,177 attributes; what its sender keeps within his community is closed."""
    files = packed(real_data / "eset_misp_events", "eset_misp_dev.tar.gz")
    drafts = []
    for content in files.values():
        for reading in sniff.read(content, {}):
            assert not reading.set_aside and reading.format == "misp" and round_trips(content, reading)
            drafts += reading.drafts
    assert len(drafts) == 14
    assert sum(len(misp.attributes(draft.data)) for draft in drafts) == 1177
    assert all(one["value"] in draft.body for draft in drafts for one in misp.attributes(draft.data))
    closed = [draft for draft in drafts if str(draft.data["distribution"]) in "01"]
    assert len(closed) == 6 and all(draft.markings[0].startswith("unknown: ") for draft in closed)


@pytest.mark.parametrize(
    ("name", "files", "opened", "aside", "said"),
    [
        ("oasis_stix21_examples/stix21_examples.tar.gz", 19, 553, 0, ""),
        ("unit42_playbooks/playbooks_dev.tar.gz", 16, 7088, 0, ""),
        ("spyware_stix2/mvt-project_dev.tar.gz", 2, 1506, 0, "configuration-profile"),
        ("attack_flow/attack_flow_cisa.tar.gz", 8, 20, 7, ""),
        ("cap_google/cap_testdata.tar.gz", 39, 44, 13, ""),
        ("misp_taxonomies/misp-taxonomies.tar.gz", 53, 53, 0, ""),
        ("misp_galaxy/misp-galaxy-selected.tar.gz", 8, 8508, 0, ""),
        ("misp_warninglists/warninglists-selected.tar.gz", 16, 15, 1, ""),
    ],
)
def test_every_set_gives_its_counts(
    real_data: Path, name: str, files: int, opened: int, aside: int, said: str
) -> None:  # fmt: skip
    """What each set opens and sets aside; no two pieces of a file overlap, and a word stands in just one finding."""
    found = list(held([real_data / name]))
    readings = [list(letters.read(one.content, {})) for one in found]
    drafts = [draft for parts in readings for reading in parts for draft in reading.drafts]
    assert (len(found), len(drafts)) == (files, opened)
    assert sum(len(reading.set_aside) for parts in readings for reading in parts) == aside
    for parts in readings:
        pieces = sorted(one.piece for reading in parts for one in (*reading.drafts, *reading.set_aside))
        assert all(at + size <= after for (at, size), (after, _) in pairwise(pieces))
    if said:
        assert sum(said in " ".join(draft.findings) for draft in drafts) == 1


def test_what_carries_alerts_is_read_whatever_it_is(real_data: Path) -> None:
    """Of 39 files two certificates and a link are no format of ours; all else is read, broken parts set aside alone."""
    found = list(held([real_data / "cap_google" / "cap_testdata.tar.gz"]))
    unknown = [one.path.rpartition("/")[2] for one in found if sniff.sniff(one.content).format == "unknown"]
    assert unknown == ["environment_canada_x509_cert.pem", "naads_x509_cert.pem", "homeland_security.url"]
    half = next(one for one in found if one.path.endswith("bushfire_invalid.edxlde"))
    assert [aside.place.partition(".")[0] for aside in next(letters.read(half.content, {})).set_aside] == [
        "contentObject[1]", "contentObject[2]",
    ]  # fmt: skip
