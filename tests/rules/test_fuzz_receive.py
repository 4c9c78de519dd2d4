"""Broken and hostile variants of each format: a reader answers with drafts and reasons, never with an exception.

Two seconds in the gate; `make test-long` takes ten minutes for each format, or WATCHFLOOR_FUZZ_SECONDS.
"""

import io
import json
import os
import zipfile
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

import msgspec
import pypdf
import pytest

from watchfloor.core.rules.draft import Draft, Reading
from watchfloor.receive.commands import held
from watchfloor.receive.formats import letters

CAP = (
    '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>K1</identifier><sender>a@b</sender>'
    "<sent>2026-11-20T10:00:00-00:00</sent><status>Actual</status><msgType>Update</msgType><scope>Public</scope>"
    "<references>a@b,K0,2026-11-20T09:00:00-00:00</references><info><language>en</language><category>Met</category>"
    "<event>Flood</event><urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty>"
    "<expires>2026-11-21T10:00:00-00:00</expires><area><areaDesc>X</areaDesc><polygon>45,-93 45,-94 46,-94 45,-93"
    "</polygon><circle>45,-93 10</circle></area></info></alert>"
)
AT, ID = "2026-11-01T10:00:00.000Z", "--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"
STIX: dict[str, Any] = {
    "type": "bundle", "id": f"bundle{ID}", "objects": [
        {"type": "indicator", "spec_version": "2.1", "id": f"indicator{ID}", "created": AT, "modified": AT,
         "pattern": "[domain-name:value = 'a.example'] OR [file:hashes.'MD5' IN ('a', 'b')]", "pattern_type": "stix",
         "valid_from": AT, "object_marking_refs": ["marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"],
         "granular_markings": [{"marking_ref": f"marking-definition{ID}", "selectors": ["pattern"]}]},
        {"type": "location", "spec_version": "2.1", "id": f"location{ID}", "created": AT, "modified": AT,
         "latitude": 45.0, "longitude": -93.0, "precision": 10.0},
        {"type": "marking-definition", "spec_version": "2.1", "id": f"marking-definition{ID}", "created": AT,
         "definition_type": "statement", "definition": {"statement": "ours"}},
    ],
}  # fmt: skip
OLD = {
    "type": "bundle", "id": f"bundle{ID}", "spec_version": "2.0", "objects": [
        {"type": "observed-data", "id": f"observed-data{ID}", "created": AT, "modified": AT, "first_observed": AT,
         "last_observed": AT, "number_observed": 1, "objects": {"0": {"type": "file", "hashes": {"MD5": "a"}}}},
    ],
}  # fmt: skip
KEV = {
    "catalogVersion": "1", "dateReleased": AT, "count": 1, "vulnerabilities": [
        {"cveID": "CVE-2024-1234", "vendorProject": "V", "product": "P", "vulnerabilityName": "N", "notes": "n",
         "dateAdded": "2024-01-01", "shortDescription": "S", "requiredAction": "A", "dueDate": "2024-02-01"},
    ],
}  # fmt: skip
MISP = {
    "Event": {
        "uuid": "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f", "info": "I", "date": "2024-01-01", "timestamp": "1700000000",
        "distribution": "3", "Orgc": {"name": "O"}, "Tag": [{"name": "tlp:green"}],
        "Attribute": [{"type": "domain", "value": "a.example", "distribution": "5", "comment": "c"}],
        "Object": [{"Attribute": [{"type": "ip-dst", "value": "192.0.2.1", "Tag": [{"name": "x"}]}]}],
    }
}  # fmt: skip
GEO = {
    "type": "FeatureCollection", "features": [
        {"type": "Feature", "id": "us1", "geometry": {"type": "Point", "coordinates": [-93.0, 45.0, 10.0]},
         "properties": {"mag": 4.1, "net": "us", "place": "P", "time": 1700000000000, "updated": 1700000000001,
                        "status": "reviewed", "title": "M 4.1", "type": "earthquake"}},
        {"type": "Feature", "id": "x",
         "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
         "properties": {"@type": "wx:Alert", "id": "urn:1", "sent": "2026-11-20T10:00:00-06:00", "status": "Actual",
                        "messageType": "Alert", "event": "E", "urgency": "Expected", "severity": "Severe",
                        "certainty": "Likely", "areaDesc": "A", "geocode": {"SAME": ["027001"]}, "references": []}},
    ],
}  # fmt: skip
CSAF = {
    "document": {
        "category": "csaf_base", "csaf_version": "2.0", "title": "T", "lang": "en",
        "publisher": {"category": "vendor", "name": "N", "namespace": "https://a.example"},
        "distribution": {"tlp": {"label": "WHITE"}},
        "tracking": {"id": "A-1", "status": "final", "version": "1", "initial_release_date": AT,
                     "current_release_date": AT,
                     "revision_history": [{"date": AT, "number": "1", "summary": "s"}]},
    },
    "product_tree": {"full_product_names": [{"product_id": "P1", "name": "P"}]},
    "vulnerabilities": [{"cve": "CVE-2024-1234", "product_status": {"known_affected": ["P1"]},
                         "scores": [{"products": ["P1"]}], "remediations": [{"category": "mitigation", "details": "d",
                                                                            "product_ids": ["P1"]}]}],
}  # fmt: skip
GALAXY = {"name": "n", "authors": ["a"], "type": "t", "values": [{"value": "A", "meta": {"synonyms": ["B"]}}]}
TREES: dict[str, Any] = {
    "stix": STIX, "stix20": OLD, "kev": KEV, "misp": MISP, "geojson": GEO, "csaf": CSAF, "galaxy": GALAXY,
}  # fmt: skip
ATOM = (
    f'<feed xmlns="http://www.w3.org/2005/Atom"><title>NTAS</title><entry><id>urn:1</id><title>T</title>'
    f"<updated>{AT}</updated><summary>TLP:AMBER (U//LES) x</summary></entry><entry><id>urn:2</id><content>"
    f"{CAP}</content></entry></feed>"
)
RSS = (
    "<rss><channel><title>x</title><item><guid>g</guid><title>T</title><pubDate>Sat, 21 Nov 2026 10:00:00 GMT</pubDate>"
    "<description>&lt;p&gt;words&lt;/p&gt;</description></item></channel></rss>"
)
NTAS = (
    '<alerts><alert start="2026/11/20 10:00" end="2026/12/01 10:00" type="Imminent Threat" link="http://d/1"><summary>S'
    "</summary><locations><location>L</location></locations><detail_sections><detail_section><detail_title>t"
    "</detail_title><detail>d</detail></detail_section></detail_sections></alert></alerts>"
)
EDXL = (
    '<EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0"><distributionID>d</distributionID><senderID>s'
    f"</senderID><dateTimeSent>{AT}</dateTimeSent><distributionStatus>Actual</distributionStatus><distributionType>Report"
    "</distributionType><combinedConfidentiality>UNCLASSIFIED</combinedConfidentiality><contentObject><xmlContent>"
    f"{CAP}</xmlContent></contentObject></EDXLDistribution>"
)
MAIL = (
    "From: a@b.example\r\nTo: c@d.example\r\nSubject: =?utf-8?b?W1VdIFdvcmRz?=\r\nMessage-ID: <1@b>\r\n"
    "MIME-Version: 1.0\r\n"
    'Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
    "Content-Type: text/html; charset=utf-8\r\n\r\n<p>UNCLASSIFIED//LES</p>\r\n--x\r\n"
    f'Content-Type: application/cap+xml; name="a.cap"\r\nContent-Disposition: attachment\r\n\r\n{CAP}\r\n--x--\r\n'
)
TEXTS = {"cap": CAP, "atom": ATOM, "rss": RSS, "ntas": NTAS, "edxl": EDXL, "mail": MAIL}
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1e300, 2**70, "", "\x00", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    [], {}, [None], {"a": None}, "9999-99-99T99:99:99Z", "TLP:RED", "x" * 3000, [[[]]],
)  # fmt: skip
PARTS = (
    b"<",
    b">",
    b"\x00",
    b"\xff",
    b'"',
    b"}",
    b"]",
    b"<!DOCTYPE a>",
    b"&a;",
    b"\r\n\r\n",
    b"--x\r\n",
    b"<a>" * 300,
    b"0" * 400,
)
Sample = Callable[[Random], bytes]


def broken(content: bytes, rng: Random) -> bytes:
    """Some bytes taken out, put in, doubled, turned or cut."""
    made = bytearray(content)
    for _ in range(rng.randrange(1, 4)):
        at, size = rng.randrange(len(made) + 1), rng.randrange(1, 40)
        what = rng.randrange(5)
        if what == 0:
            del made[at : at + size]
        elif what == 1:
            made[at:at] = rng.choice(PARTS)
        elif what == 2:
            made[at:at] = made[at : at + size]
        elif what == 3 and at < len(made):
            made[at] ^= 1 << rng.randrange(8)
        elif what == 4 and rng.random() < 0.2:
            del made[at:]
    return bytes(made)


def bent(tree: Any, rng: Random) -> bytes:
    """The same JSON with some values of another kind, names lacking, or its bytes broken."""
    made = json.loads(json.dumps(tree))
    for _ in range(rng.randrange(1, 4)):
        holders: list[Any] = [made]
        for one in holders:
            inner = one.values() if isinstance(one, dict) else one
            holders += [value for value in inner if isinstance(value, dict | list)]
        holder = rng.choice(holders)
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if keys and rng.random() < 0.2:
            del holder[rng.choice(keys)]
        elif keys:
            holder[rng.choice(keys)] = deepcopy(rng.choice(ODD))
    content = json.dumps(made).encode()
    return broken(content, rng) if rng.random() < 0.2 else content


def document(rng: Random) -> bytes:
    """A Word document, broken in its parts or as a whole."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = f"<w:document {space}><w:body><w:p><w:r><w:t>UNCLASSIFIED//LES</w:t></w:r></w:p></w:body></w:document>"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", broken(body.encode(), rng) if rng.random() < 0.7 else body)
    return broken(made.getvalue(), rng) if rng.random() < 0.6 else made.getvalue()


def page(rng: Random) -> bytes:
    """A PDF, broken."""
    writer, made = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": "T"})
    writer.write(made)
    return broken(made.getvalue(), rng)


SAMPLES: dict[str, Sample] = {
    **{name: partial(bent, tree) for name, tree in TREES.items()},
    **{name: partial(broken, text.encode()) for name, text in TEXTS.items()},
    "docx": document, "pdf": page,
}  # fmt: skip


def holds(content: bytes) -> None:
    """What every reading keeps: it can be told, names bytes that are there, and no two pieces overlap."""
    parts = list(letters.read(content, {}))
    assert parts and all(isinstance(part, Reading) for part in parts)
    assert all(one.reasons and all(one.reasons) for part in parts for one in part.set_aside)
    drafts: list[Draft] = [one for part in parts for one in part.drafts]
    assert all(one.title and one.kind and one.origin_key for one in drafts)
    msgspec.json.decode(msgspec.json.encode(parts), type=list[Reading])
    pieces = sorted([*(one.piece for one in drafts), *(one.piece for part in parts for one in part.set_aside)])
    assert all(at >= 0 and at + size <= len(content) for at, size in pieces)
    assert all(at + size <= after for (at, size), (after, _) in pairwise(pieces))


@pytest.mark.parametrize("name", SAMPLES)
def test_whole_samples_are_read(name: str) -> None:
    """Each sample is good before it is broken: else nothing would be tried behind its first element."""
    if name in TREES:
        content = json.dumps(TREES[name]).encode()
    elif name in TEXTS:
        content = TEXTS[name].encode()
    else:
        return
    assert any(part.drafts for part in letters.read(content, {})), name


@pytest.mark.parametrize("name", SAMPLES)
def test_no_broken_file_breaks_its_reader(name: str) -> None:
    """A dozen variants of each format."""
    for seed in range(12):
        holds(SAMPLES[name](Random(seed)))


@pytest.mark.long
@pytest.mark.parametrize("name", SAMPLES)
def test_no_broken_file_breaks_its_reader_for_ten_minutes(name: str) -> None:
    """As many variants as ten minutes hold; the seed of the one that breaks it stands in the failure."""
    until, seed = monotonic() + float(os.environ.get("WATCHFLOOR_FUZZ_SECONDS", "600")), 1000
    while monotonic() < until:
        content = SAMPLES[name](Random(seed))
        try:
            holds(content)
        except Exception as error:
            raise AssertionError(f"{name}, seed {seed}") from error
        seed += 1


@pytest.mark.long
@pytest.mark.data
def test_no_real_file_when_broken_breaks_its_reader(real_data: Path) -> None:
    """The alerts and feeds of a library, each broken in many ways."""
    until, rng = monotonic() + float(os.environ.get("WATCHFLOOR_FUZZ_SECONDS", "600")), Random(7)
    files = [one.content for one in held([real_data / "cap_google" / "cap_testdata.tar.gz"])]
    while monotonic() < until:
        holds(broken(rng.choice(files), rng))
