"""The form for one report: who files, what is kept, what is said of mistakes."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core

At = Callable[[str], Client]
SOUND = {
    "title": "Van at the substation fence", "narrative": "Two people cut the fence and left in a white van.",
    "on": "2026-11-20", "at": "02:19", "place": "Monticello, MN", "attested": "yes",
}  # fmt: skip


def filed(cast: SimpleNamespace, client: Client, **said: str) -> core.RecordView:
    """The record that a sound report became."""
    answer = client.post("/report/", {**SOUND, **said})
    assert answer.status_code == 303, answer.content.decode()
    found = re.fullmatch(r"/records/([0-9a-f-]{36})/", answer["Location"])
    assert found
    with reading(cast.as_("ana")) as audience:
        view = core.record(audience=audience, public_id=found[1])
    assert view is not None
    return view


def test_a_liaison_officer_files_and_lands_on_the_receipt(at_desk: At, cast: SimpleNamespace) -> None:
    """Ben's report opens as a tip that he may read; its page carries the receipt with the number."""
    ben = at_desk("ben")
    answer = ben.post("/report/", SOUND)
    page = ben.get(answer["Location"]).content.decode()
    assert "Filed" in page
    assert re.search(r"Your report is TIP-[0-9a-f]{8}", page)
    assert "Two people cut the fence" in page


def test_the_time_is_local_and_the_place_comes_from_the_words(at_desk: At, cast: SimpleNamespace) -> None:
    """02:19 is the center's own time; a town becomes a point with its radius and the words stay in the report."""
    view = filed(cast, at_desk("ben"))
    assert view.row.occurred_at is not None
    assert view.row.occurred_at.isoformat() == "2026-11-20T08:19:00+00:00"
    assert view.row.lat == pytest.approx(45.3, abs=0.1)
    assert view.row.lon == pytest.approx(-93.8, abs=0.1)
    assert "Where, as written: Monticello, MN" in view.body


def test_a_day_stays_a_day_and_an_unknown_place_is_kept_in_words(at_desk: At, cast: SimpleNamespace) -> None:
    """Nothing is invented: no hour, no point."""
    view = filed(cast, at_desk("ben"), at="", place="behind the old mill")
    assert view.row.occurred_precision == "day"
    assert (view.row.lon, view.row.lat) == (None, None)
    assert "behind the old mill" in view.body


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"title": ""}, "title", "In one line: empty."),
        ({"narrative": " "}, "narrative", "What people did: empty."),
        ({"on": "31/11/26"}, "on", "is no date. Write 2026-11-30"),
        ({"on": "", "at": "02:19"}, "on", "Write the day too"),
        ({"on": "2199-01-01"}, "on", "lies ahead"),
        ({"lat": "-93.2", "lon": ""}, "lat", "Give both or neither."),
        ({"lat": "-122.3", "lon": "45.1"}, "lat", "are swapped"),
        ({"attested": ""}, "attested", "is not attested. Read and confirm it. Rule gather.attestation"),
    ],
)
def test_a_mistake_keeps_every_word_and_is_listed_with_a_link(
    at_desk: At, wrong: dict[str, str], field: str, said: str
) -> None:
    """The page comes back with what is to be mended on top, linked to its field, and all else as it was."""
    answer = at_desk("ben").post("/report/", {**SOUND, **wrong, "about": "shortly after dark"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert f'href="#f-{field}"' in html
    assert f'id="f-{field}"' in html
    assert 'value="shortly after dark"' in html
    if field != "title":
        assert SOUND["title"] in html
    if field != "narrative":
        assert SOUND["narrative"] in html


def test_nothing_is_kept_of_a_refused_report(at_desk: At, cast: SimpleNamespace) -> None:
    """Without the attestation no record is opened."""
    at_desk("ben").post("/report/", {**SOUND, "title": "Never to be kept", "attested": ""})
    with reading(cast.as_("ana")) as audience:
        assert core.search(audience=audience, words='"Never to be kept"') == []


def test_the_form_says_whom_to_call_first(at_desk: At) -> None:
    """Danger comes before the first field."""
    html = at_desk("ben").get("/report/").content.decode()
    assert html.index("Danger? Call 911.") < html.index('id="f-title"')
    assert "checked" not in html


def test_who_may_not_file_is_told_the_rule_and_the_way_out(at_desk: At) -> None:
    """The inspector is refused on both ways, by rule and with who can."""
    for answer in (at_desk("ike").get("/report/"), at_desk("ike").post("/report/", SOUND)):
        assert answer.status_code == 403
        assert "your role files no reports" in answer.content.decode()
        assert "Liaison officer" in answer.content.decode()


def handed_in(client: Client, content: bytes, mapping: str = "intelligence", **more: object) -> str:
    """The page after a file was handed in, with what it was told."""
    answer = client.post("/report/file/", {"file": SimpleUploadedFile("r.csv", content), "mapping": mapping, **more})
    assert answer.status_code == 303, answer.content.decode()
    return str(client.get(answer["Location"]).content.decode())


INTELLIGENCE = b"""date,summary,subject,class,offense,facts,supporting_file
2026-11-14,Two men met at the pump house.,Pump house,,explosives,"Bought tubing, fuses and powder in three towns.",NFC 7
2026-11-14,A lamp stood at the gate.,Lamp,tip,,,
2026-11-14,A rumor.,Rumor,sar,,,
"""


def test_a_file_is_handed_in_and_what_lacks_its_predicate_is_completed(at_desk: At, cast: SimpleNamespace) -> None:
    """Each row is counted; the form holds what the row states already, names each gap, and opens the record."""
    ana = at_desk("ana")
    page = handed_in(ana, INTELLIGENCE)
    assert "3 rows: 1 opened, 0 known already, 2 set aside." in page and "a SAR is made by vetting" in page
    (url,) = set(re.findall(r"/set-aside/[0-9a-f-]{36}/", page))
    assert url in ana.get("/feeds/").content.decode()
    shown = ana.get(url).content.decode()
    assert "Two men met at the pump house." in shown and "Bought tubing" in shown and "28 CFR 23.20(g)" in shown
    for login in ("ben", "cy", "ike"):
        assert at_desk(login).get(url).status_code == at_desk(login).post(url, {}).status_code == 404
    assert "Who can:" in at_desk("pia").get(url).content.decode()
    said = {
        "offence": "explosives", "facts": "Bought tubing, fuses and powder in three towns.", "author": "Ana Exercise",
        "dated_on": "2026-11-20", "supporting_file": "NFC 7", "relevance": "Steps towards it.", "lawful": "yes",
        "reliability": "reliable", "validity": "probable", "sensitivity": "open", "political": "no",
    }  # fmt: skip
    lacks = ana.post(url, said)
    assert lacks.status_code == 422 and "How obtained: not said." in lacks.content.decode()
    done = ana.post(url, {**said, "method": "Statements of two clerks"})
    assert done.status_code == 303
    assert "Criminal intelligence" in ana.get(done["Location"]).content.decode()
    assert ana.get(url).status_code == 404 and url not in ana.get("/report/file/").content.decode()


def test_a_file_that_cannot_be_taken_names_the_field(at_desk: At) -> None:
    """No file, a mapping that does not exist or cannot be used: field, rule and way out; strangers see no form."""
    ana, sound = at_desk("ana"), SimpleUploadedFile("r.csv", b"date,summary\n2026-11-14,x\n")
    for said, told in (
        ({"mapping": "generic"}, "File: none, or larger than"),
        ({"mapping": "nothing", "file": sound}, "There is no mapping"),
        ({"file": sound, "own": SimpleUploadedFile("m.json", b"{}")}, "The mapping cannot be read"),
    ):
        answer = ana.post("/report/file/", said)
        assert answer.status_code == 422 and told in answer.content.decode()
    assert at_desk("ike").get("/report/file/").status_code == 403


MESSAGE = b"""<ReportMessage xmlns="urn:watchfloor:report:1"><SuspiciousActivityReport>
<ActivityIdentificationID>x-1</ActivityIdentificationID><ActivityDescriptionText>A gray van at the wicket gate.
</ActivityDescriptionText></SuspiciousActivityReport></ReportMessage>"""


def test_what_each_row_becomes_is_shown_before_anything_is_kept(at_desk: At) -> None:
    """A dry run of rows without a mapping says what its columns mean; nothing is known afterwards; then they open."""
    rows = b"Day of Sighting,Event Description\n11/30/2025,A lamp stood at the quarry gate.\n31/31/2025,No such day.\n"
    ana = at_desk("ana")
    said = {"mapping": "suggest", "look": "yes"}
    for _ in range(2):
        answer = ana.post("/report/file/", {**said, "file": SimpleUploadedFile("r.csv", rows)})
        html = answer.content.decode()
        assert answer.status_code == 200 and "1 would open, 0 are known already, 1 would be set aside." in html
        assert "A lamp stood at the quarry gate." in html and "31/31/2025" in html and "by its name" in html
    assert "2 rows: 1 opened, 0 known already, 1 set aside." in handed_in(ana, rows, "suggest")


def test_reports_as_xml_come_in_by_the_same_way(at_desk: At) -> None:
    """A message of ours is read in the child and opens; sent again it is known; what is no XML message is set aside."""
    ana = at_desk("ana")
    assert "1 rows: 1 opened" in handed_in(ana, MESSAGE, "suggest")
    assert "1 rows: 0 opened, 1 known already" in handed_in(ana, b"\n" + MESSAGE, "suggest")
    assert "none that is read" in handed_in(ana, b"<crash/>", "suggest")
