"""What carries alerts and bulletins: feeds, envelopes, mails, documents; the same alert is found in each of them."""

import base64
import io
import json
import re
import tarfile
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest
from stix2.registry import STIX2_OBJ_MAPS

from watchfloor.core.rules.draft import Draft, Reading
from watchfloor.receive.commands import held
from watchfloor.receive.formats import letters, mail, sniff, vocabulary
from watchfloor.receive.formats.facts import stix20_facts
from watchfloor.receive.rules.bulletin import marks_of
from watchfloor.receive.rules.confirming import Stated, may_answer, state_of
from watchfloor.receive.rules.consent import may_ask, may_record, stated_control
from watchfloor.receive.rules.stix import values

CAP = (
    b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>KTO-1</identifier><sender>nws@example</sender>'
    b"<sent>2026-11-20T10:00:00-00:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>"
    b"</alert>"
)
ATOM = "http://www.w3.org/2005/Atom"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(content: bytes) -> Reading:
    """All of a file in one reading, as the child would make it."""
    parts = list(letters.read(content, {}))
    return Reading(
        parts[0].format, tuple(one for part in parts for one in part.drafts),
        tuple(one for part in parts for one in part.set_aside), whole=all(part.whole for part in parts),
    )  # fmt: skip


def atom(*entries: str, title: str = "News") -> bytes:
    """A feed of Atom."""
    return f'<feed xmlns="{ATOM}"><title>{title}</title><id>urn:feed</id>{"".join(entries)}</feed>'.encode()


def envelope(inner: str, *, said: str = "UNCLASSIFIED", status: str = "Actual") -> bytes:
    """An envelope of EDXL-DE around one content."""
    return (
        '<EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0"><distributionID>d1</distributionID>'
        "<senderID>s@example</senderID><dateTimeSent>2026-11-20T10:00:00-00:00</dateTimeSent><distributionStatus>"
        f"{status}</distributionStatus><distributionType>Report</distributionType><combinedConfidentiality>{said}"
        f"</combinedConfidentiality><contentObject>{inner}</contentObject></EDXLDistribution>"
    ).encode()


def letter(subject: str, text: str, *attached: tuple[bytes, str, str]) -> bytes:
    """A mail with attachments: bytes, type, name."""
    made = EmailMessage()
    made["From"], made["To"], made["Date"] = "sender@example.gov", "watch@example", "Sat, 21 Nov 2026 10:00:00 +0000"
    made["Subject"], made["Message-ID"] = subject, "<one@example.gov>"
    made.set_content(text)
    for content, of_type, name in attached:
        main, _, sub = of_type.partition("/")
        made.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return made.as_bytes()


def docx(*lines: str, more: dict[str, bytes] | None = None) -> bytes:
    """A Word document of these paragraphs."""
    made = io.BytesIO()
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return made.getvalue()


ROUTES = {
    "as a file": CAP,
    "in Atom": atom(f'<entry><id>e1</id><content type="text/xml">{CAP.decode()}</content></entry>'),
    "in Atom, as text": atom(f"<entry><id>e1</id><content>{CAP.decode().replace('<', '&lt;')}</content></entry>"),
    "in RSS": b"<rss><channel><title>x</title><item><guid>g</guid>" + CAP + b"</item></channel></rss>",
    "in a list of IPAWS": b'<ns1:alerts xmlns:ns1="http://gov.fema.ipaws.services/feed">' + CAP + b"</ns1:alerts>",
    "in EDXL-DE": envelope(f"<xmlContent><embeddedXMLContent>{CAP.decode()}</embeddedXMLContent></xmlContent>"),
    "packed in EDXL-DE": envelope(
        f"<nonXMLContent><mimeType>application/cap+xml</mimeType><contentData>{base64.b64encode(CAP).decode()}"
        "</contentData></nonXMLContent>"
    ),
    "by mail": letter("An alert", "Attached.", (CAP, "application/cap+xml", "alert.cap")),
}


@pytest.mark.parametrize("content", ROUTES.values(), ids=ROUTES)
def test_an_alert_is_the_same_by_every_route(content: bytes) -> None:
    """One identity, one revision and the same elements, whatever carried it; its bytes are a piece of the carrier."""
    found = read(content)
    (one,) = [draft for draft in found.drafts if draft.kind == "cap"]
    sent = "2026-11-20T10:00:00-00:00"
    assert (one.origin_key, one.revision) == (f"nws@example,KTO-1,{sent}", sent)
    assert found.set_aside == () and one.data["status"] == "Actual" and one.piece[1] > 0
    pieces = sorted(draft.piece for draft in found.drafts)
    assert all(a + size <= b for (a, size), (b, _) in pairwise(pieces))


def test_entries_of_feeds_open_one_by_one() -> None:
    """Markup becomes words, a stated label marks, a broken entry is set aside alone, unknown elements are named."""
    good = (
        "<entry><id>urn:1</id><title>Advisory &amp;amp; more</title><updated>2026-11-20T10:00:00Z</updated>"
        '<link href="https://x.example/"/><x:odd xmlns:x="urn:x">1</x:odd>'
        '<summary type="html">&lt;p&gt;TLP:AMBER one&lt;/p&gt;&lt;script&gt;bad()&lt;/script&gt;</summary></entry>'
    )
    found = read(atom(good, "<entry><title>no id</title></entry>"))
    (one,) = found.drafts
    assert (one.kind, one.title, one.body) == ("article", "Advisory & more", "Advisory & more\nTLP:AMBER one")
    assert one.markings == ("TLP:AMBER",) and "odd" in one.findings[0]
    assert [aside.place for aside in found.set_aside] == ["entry[1]"]
    rss = b"<rss><channel><title>x</title><item><link>https://a</link><title>t</title><pubDate>never</pubDate></item></channel></rss>"
    (two,) = read(rss).drafts
    assert (two.origin_key, two.revision, two.when) == ("https://a", "never", None)
    assert read(atom()).drafts == () and not read(atom()).whole


def test_ntas_is_read_from_both_forms_and_waits_for_a_person() -> None:
    """Times are GMT without a zone; an advisory says that nobody has confirmed it, and ends after a year at most."""
    told = (
        b'<alerts><alert start="2026/11/20 10:00" end="2026/12/01 10:00" type="Imminent Threat" link="http://d/1">'
        b"<summary>Credible.</summary><sectors><sector>Rail</sector></sectors></alert><alert start='x'/></alerts>"
    )
    found = read(told)
    (one,) = found.drafts
    assert (one.kind, one.title) == ("ntas", "NTAS Imminent: Credible.")
    assert one.when and one.when.start and one.when.start.isoformat() == "2026-11-20T10:00:00+00:00"
    assert one.findings[0].startswith("Not confirmed")
    assert len(found.set_aside) == 1 and len(found.set_aside[0].reasons) == 2
    entry = "<entry><id>u</id><title>Elevated threat to rail</title><updated>2026-11-20T10:00:00Z</updated></entry>"
    (two,) = read(atom(entry, title="NTAS")).drafts
    assert (two.kind, two.data["type"]) == ("ntas", "Elevated")
    assert two.when and two.when.end and two.when.end.year == 2027


def test_what_states_a_national_alert_state_and_who_may_answer_for_it() -> None:
    """An item of the system, or a federal one by its title; no test, none that is over or called off. A denial and a
    taking back need a reason, a confirmation rests on the source."""
    now = datetime(2026, 11, 21, tzinfo=UTC)
    one = Stated("ntas", "open_source", "Threat to rail", {"type": "Elevated Threat"}, now, now + timedelta(days=9))
    assert state_of(one, exercise=False, now=now) == "Elevated, from 2026-11-21 00:00Z until 2026-11-30 00:00Z"
    assert state_of(one, exercise=False, now=now + timedelta(days=9)) == ""
    alert = replace(one, kind="cap", title="NTAS Bulletin", legal_class="federal_product", said={}, ends=None)
    assert state_of(alert, exercise=False, now=now) == "Bulletin, from 2026-11-21 00:00Z"
    for said in ({"msgType": "Cancel"}, {"revoked": True}, {"operational": False, "status": "Exercise"}):
        assert state_of(replace(alert, said=said), exercise=False, now=now) == "", said
    assert state_of(replace(alert, said={"operational": False, "status": "Exercise"}), exercise=True, now=now)
    assert state_of(replace(alert, legal_class="open_source"), exercise=False, now=now) == ""
    assert state_of(replace(alert, title="Fontas gauge"), exercise=False, now=now) == ""
    for standing, answer, because, rule in (
        ("", "confirmed", "", ""),
        ("", "denied", "It stands nowhere there", ""),
        ("", "denied", "No", "because"),
        ("confirmed", "", "The wrong bulletin", ""),
        ("confirmed", "confirmed", "", "again"),
        (None, "", "x" * 10, "none"),
    ):
        decision = may_answer(standing, answer=answer, because=because, right=True)
        assert [b.rule for b in decision.against] == ([f"receive.state.{rule}"] if rule else []), (standing, answer)
    assert not may_answer("", answer="confirmed", because="", right=False)


def test_words_that_ask_for_the_originators_consent_are_found() -> None:
    """As agencies write them; what merely speaks of originators or of sharing is none."""
    for words in (
        "THIRD AGENCY RULE APPLIES",
        "Originator controlled.",
        "This may not be further disseminated without the prior approval of the originator.",
        "It is not to be released outside your agency without the express written consent of FBI.",
    ):
        assert stated_control(words), words
    for words in ("Share it widely.", "The originator of the mail is unknown.", "Do not share passwords."):
        assert stated_control(words) == "", words
    assert may_record("agreed", answer="withdrawn", words="By phone, the duty officer", right=True)
    for standing, answer in (("refused", "agreed"), ("", "withdrawn"), ("agreed", "agreed"), ("", "maybe")):
        assert not may_record(standing, answer=answer, words="By phone, the duty officer", right=True)
    assert not may_ask(for_whom="Our utilities", why="They run such servers", waits=True, right=True)


def test_an_envelope_joins_its_handling_and_never_lowers() -> None:
    """What EDXL-DE says of confidentiality marks what lies in it; words that the grammar does not read close."""
    inner = f"<xmlContent>{CAP.decode()}</xmlContent>"
    assert read(envelope(inner, said="U//LES")).drafts[0].markings == ("U//LES",)
    assert read(envelope(inner, said="for friends")).drafts[0].markings[0].startswith("unknown: ")
    tested = read(envelope(inner, status="Test")).drafts[0]
    assert tested.data["operational"] is False and any("not for real" in one for one in tested.findings)
    assert read(envelope("<nonXMLContent><contentData>AAAA</contentData></nonXMLContent>")).whole
    assert read(envelope(inner).replace(b"<senderID>s@example</senderID>", b"")).whole


def test_a_mail_is_an_item_and_its_attachments_are_inert() -> None:
    """Subject and text mark it and what is attached; an image is named and stays sealed; nothing lowers."""
    content = letter(
        "[U//FOUO] Roll call", "(U//LES) Something.\nTLP:AMBER\n", (CAP, "application/octet-stream", "a.bin"),
        (b"\x89PNG\r\n", "image/png", "x.png"), (b'{"type": "bundle", "objects": [', "application/json", "b.json"),
    )  # fmt: skip
    found = read(content)
    one, two = found.drafts
    assert (one.kind, one.origin_key, one.title) == ("mail", "one@example.gov", "[U//FOUO] Roll call")
    assert one.markings == ("U//FOUO", "U//LES", "TLP:AMBER") and set(one.markings) <= set(two.markings)
    assert any("x.png (image/png, 6 bytes)" in said for said in one.findings)
    (aside,) = found.set_aside
    assert aside.place == "b.json" and content[aside.piece[0] : sum(aside.piece)].strip().startswith(b"eyJ0")


def test_a_mail_that_is_too_large_is_set_aside_with_its_reason() -> None:
    """60 MB are refused before anything of them is taken apart."""
    content = letter("Large", "x") + b"\n" * 1000
    (found,) = mail.read_chunks(content + bytes(60_000_000 - len(content)), lambda part: sniff.read(part, {}))
    assert found.whole and "60,000,000 bytes; 52,428,800 are the most" in found.set_aside[0].reasons[0]


def test_bulletins_state_their_markings() -> None:
    """Banner and portions of a DOCX are recognized; one without words is closed; scripts and bombs do not run."""
    (one,) = read(docx("UNCLASSIFIED//LES", "Drones near dams", "(U//FOUO) Text of it.", "(U) More.")).drafts
    assert (one.kind, one.title) == ("bulletin", "Drones near dams")
    assert one.markings == ("UNCLASSIFIED//LES", "U//FOUO", "U")
    (empty,) = read(docx("")).drafts
    assert empty.markings[0].startswith("unknown: ") and "stays closed" in empty.findings[0]
    bomb = docx("x", more={"word/header1.xml": b" " * 60_000_000})
    assert "rule intake.limit" in read(bomb).set_aside[0].reasons[0]
    entity = b'<!DOCTYPE x [<!ENTITY a "b">]><w:x/>'
    assert "entity bombs" in read(docx("x", more={"word/header1.xml": entity})).set_aside[0].reasons[0]
    assert "broken zip" in read(docx("some words")[:-30]).set_aside[0].reasons[0] or read(docx("x")[:-30]).whole


def test_a_pdf_is_read_or_says_why_not() -> None:
    """A page without words is closed; an encrypted and a broken file are set aside with their rules."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment("run.exe", b"MZ")
    made = io.BytesIO()
    writer.write(made)
    (one,) = read(made.getvalue()).drafts
    assert one.markings[0].startswith("unknown: ") and any("files" in said for said in one.findings)
    writer.encrypt("secret")
    locked = io.BytesIO()
    writer.write(locked)
    assert "intake.encrypted" in read(locked.getvalue()).set_aside[0].reasons[0]
    assert "broken" in read(b"%PDF-1.7\nrubbish").set_aside[0].reasons[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CUI//SP-CTI", "CUI//SP-CTI"),
        ("UNCLASSIFIED//FOR OFFICIAL USE ONLY\nwords", "UNCLASSIFIED//FOR OFFICIAL USE ONLY"),
        ("LAW ENFORCEMENT SENSITIVE", "LAW ENFORCEMENT SENSITIVE"),
        ("see tlp:amber+strict here", "TLP:AMBER+STRICT"),
        ("CONFIDENTIAL", "unknown: "),
        ("UNCLASSIFIED//EYES ONLY OF BOB", "unknown: "),
        ("TLP:MAUVE", "unknown: "),
    ],
)
def test_marks_in_words(text: str, said: str) -> None:
    """What reads as a marking is one; what looks like one and cannot be read closes."""
    assert marks_of(text)[0].startswith(said)


@pytest.mark.parametrize("text", ["(C) the third point\n(S) singular", "Confidential", "U", "secretly (u) said"])
def test_words_that_are_no_marks(text: str) -> None:
    """Letters of lists and words in sentences mark nothing."""
    assert marks_of(text) == ()


UUID = "--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"


def old(**fields: object) -> dict[str, object]:
    """An object of STIX 2.0."""
    at = "2026-11-01T10:00:00.000Z"
    kind = fields.pop("type", "indicator")
    return {"type": kind, "id": f"{kind}{UUID}", "created": at, "modified": at, **fields}


def test_stix_2_0_is_read_by_its_own_rules() -> None:
    """No spec_version and no pattern_type are asked for, labels are; what was observed is taken apart; bytes stay."""
    at = "2026-11-01T10:00:00Z"
    sign = old(labels=["malicious-activity"], pattern="[domain-name:value = 'a.example']", valid_from=at)
    seen = old(
        type="observed-data", first_observed="2026-11-01T10:00:00Z", last_observed="2026-11-01T10:00:00Z",
        number_observed=1, objects={"0": {"type": "ipv4-addr", "value": "192.0.2.7"}},
    )  # fmt: skip
    bare = old(type="tool", name="Tool")
    content = json.dumps(
        {"type": "bundle", "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d", "spec_version": "2.0",
         "objects": [sign, seen, bare]}
    ).encode()  # fmt: skip
    found = read(content)
    assert [values(one.data) for one in found.drafts] == [(("domain", "a.example"),), (("ip", "192.0.2.7"),)]
    assert [json.loads(content[one.piece[0] : sum(one.piece)]) for one in found.drafts] == [sign, seen]
    assert [aside.place for aside in found.set_aside] == ["objects[2].labels"]
    assert "STIX 2.0" in found.drafts[0].findings[0]


def test_stix_2_0_asks_for_what_the_library_asks_for() -> None:
    """Required properties are those of the OASIS library's classes of 2.0."""
    made = {"type", "id", "created", "modified"}
    for kind, facts in stix20_facts().types.items():
        asked = {name for name, one in STIX2_OBJ_MAPS["2.0"]["objects"][kind]._properties.items() if one.required}
        # the library fills valid_from in where it is missing, which the standard does not allow
        assert (asked - made) | ({"valid_from"} if kind == "indicator" else set()) == set(facts.required), kind


def test_a_pattern_that_nobody_can_read_is_kept_and_says_so() -> None:
    """The object opens, says what is wrong with its pattern and gives no values; an unknown kind is named."""
    fields = {"spec_version": "2.1", "pattern_type": "stix", "valid_from": "2026-11-01T10:00:00Z"}
    objects = [old(**fields, pattern="[a:b = 'c'"), old(**fields, pattern="[configuration-profile:id = 'x']")]
    first, second = read(json.dumps({"type": "bundle", "id": "x", "objects": objects}).encode()).drafts
    assert any("cannot be read at character" in said for said in first.findings) and values(first.data) == ()
    assert any("configuration-profile" in said for said in second.findings)


def test_vocabularies_of_misp_open() -> None:
    """A cluster opens entry by entry with its synonyms, other lists open as one; what is broken stands aside."""
    values = [{"value": "A", "meta": {"synonyms": ["B", "C"]}}, {}]
    found = read(json.dumps({"name": "n", "authors": [], "type": "tool", "values": values}).encode())
    assert (found.drafts[0].title, found.drafts[0].body) == ("A (tool)", "A\nAlso known as B, C")
    assert len(found.set_aside) == 1
    for told, said in (
        ({"namespace": "tlp", "predicates": [{"value": "red", "expanded": "Red"}]}, "Taxonomy: tlp"),
        ({"name": "Banks", "list": ["a.example"], "version": 1}, "Warning list: Banks"),
    ):
        (one,) = read(json.dumps(told).encode()).drafts
        assert isinstance(one, Draft) and (one.kind, one.title) == (vocabulary.KIND, said)


def test_an_archive_stands_for_its_files(tmp_path: Path) -> None:
    """Files of a folder and of an archive in it come one by one, each digest with its own; no name leads outside."""
    (tmp_path / "a.json").write_bytes(b"{}")
    (tmp_path / "a.json.sha512").write_bytes(b"digest")
    with tarfile.open(tmp_path / "set.tar.gz", "w:gz") as archive:
        for name, content in (("../up.json", b"[]"), ("../up.json.sha256", b"other"), ("b.cap", CAP)):
            told = tarfile.TarInfo(name)
            told.size = len(content)
            archive.addfile(told, io.BytesIO(content))
        archive.addfile(tarfile.TarInfo("link"))
    found = [(one.path.removeprefix(f"{tmp_path}/"), one.content[:6], one.digest) for one in held([tmp_path])]
    assert found == [
        ("a.json", b"{}", b"digest"), ("set.tar.gz/../up.json", b"[]", b"other"), ("set.tar.gz/b.cap", CAP[:6], b""),
        ("set.tar.gz/link", b"", b""),
    ]  # fmt: skip


def filled(count: int) -> list[dict[str, object]]:
    """Objects of about a kilobyte, each with its number."""
    return [old(type="x-filler", spec_version="2.1", words="y" * 900, number=number) for number in range(count)]


@pytest.mark.parametrize(
    ("damage", "before", "after"),
    [
        ("another sign between two objects", 1501, 998),
        ("a quotation mark lost", 1500, 999),
        ("a bracket lost", 1500, 999),
        ("cut off", 1500, 0),
    ],
)
def test_a_bundle_that_breaks_gives_what_stands_whole(damage: str, before: int, after: int) -> None:
    """Broken at about its 1,500,000th character: what stands before it opens, and behind it where the rest is sound;
    the part between is set aside with its place, and no byte belongs to two."""
    content = json.dumps({"type": "bundle", "id": "x", "objects": filled(2500), "more": False}).encode()
    at = content.index(b'"number": 1500}')
    if damage == "cut off":
        content = content[:at]
    elif damage == "a quotation mark lost":
        content = content[:at] + content[at + 1 :]
    elif damage == "a bracket lost":
        content = content[: at + 14] + content[at + 15 :]
    else:
        content = content[: at + 15] + b";" + content[at + 16 :]
    found = read(content)
    numbers = [one.data["number"] for one in found.drafts]
    assert numbers == [*range(before), *range(2500 - after, 2500)] and not found.whole
    (torn,) = found.set_aside
    said = re.search(r"Broken JSON: at line 1, byte (\d+) ", torn.reasons[0])
    assert at > 1_500_000 and said and abs(int(said[1]) - at) < 50
    assert torn.place == f"bytes {torn.piece[0]} to {sum(torn.piece)}" and torn.piece[0] <= at + 15
    assert sum(torn.piece) == len(content) if not after else sum(torn.piece) < len(content)
    pieces = sorted(one.piece for one in (*found.drafts, *found.set_aside))
    assert all(begin + size <= following for (begin, size), (following, _) in pairwise(pieces))


KEV = {
    "cveID": "CVE-2024-1234", "vendorProject": "V", "product": "P", "vulnerabilityName": "N", "notes": "",
    "dateAdded": "2024-01-01", "shortDescription": "S", "requiredAction": "A", "dueDate": "2024-02-01",
}  # fmt: skip
QUAKE = {
    "type": "Feature", "id": "us1", "geometry": {"type": "Point", "coordinates": [-93.0, 45.0, 10.0]},
    "properties": {"mag": 4.1, "net": "us", "place": "P", "time": 1700000000000, "updated": 1700000000001,
                   "status": "reviewed", "title": "M 4.1", "type": "earthquake"},
}  # fmt: skip
EVENT = {"Event": {"uuid": UUID[2:], "info": "I", "date": "2024-01-01", "timestamp": "1700000000"}}


@pytest.mark.parametrize(
    ("content", "opened"),
    [
        (json.dumps({"catalogVersion": "1", "dateReleased": "2024-02-01", "vulnerabilities": [KEV, KEV]}), 1),
        (json.dumps({"type": "FeatureCollection", "features": [QUAKE, QUAKE]}), 1),
        (json.dumps({"response": [EVENT, EVENT]}), 1),
        (json.dumps([EVENT, EVENT]), 1),
        (json.dumps({"name": "n", "authors": [], "type": "tool", "values": [{"value": "A"}, {"value": "B"}]}), 0),
    ],
)
def test_other_lists_that_break_give_what_stands_whole(content: str, opened: int) -> None:
    """Catalogs, features and events before a break open too; a list of words is nothing without its end."""
    found = read(content[: content.rindex("}]") - 1].encode())
    assert len(found.drafts) == opened and found.whole is not bool(opened)
    assert "Broken JSON" in found.set_aside[-1].reasons[0]


def test_one_broken_object_among_many_stands_alone() -> None:
    """A name twice, an object within one too many levels and a text where an object must be: the rest opens."""
    good = json.dumps(old(spec_version="2.1", type="x-one")).encode()
    deep = b'{"type": "x-deep", "a": ' + b"[" * 70 + b"]" * 70 + b"}"
    objects = [good, b'{"type": "x-two", "type": "x-two"}', deep, b'"words"', b"null", good.replace(b"x-one", b"x-six")]
    found = read(b'{"type": "bundle", "id": "x", "objects": [' + b", ".join(objects) + b"]}")
    assert [one.data["type"] for one in found.drafts] == ["x-one", "x-six"]
    assert [one.place for one in found.set_aside] == [f"objects[{n}]" for n in (1, 2, 3, 4)]
    assert "stands twice" in found.set_aside[0].reasons[0] and "deeper than" in found.set_aside[1].reasons[0]
