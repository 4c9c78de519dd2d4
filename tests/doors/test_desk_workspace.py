"""The workspace with each of the cast: what is shown came through both walls, and what waits counts only that."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4
from xml.etree import ElementTree

import pytest
from browsing import browser
from django.test import Client
from makers import open_tips, session

from watchfloor.analyze.actions.connect import connect
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.opening import Opened
from watchfloor.disseminate.actions.exporting import empty_lapsed
from watchfloor.people.actions.signin import create_token
from watchfloor.protect.actions.admit import admit_service

At = Callable[[str], Client]
TOKENS = re.compile(r'<tr data-token="([^"]+)" data-kind="(\w+)"')
LINES = re.compile(r'<tr data-a="([^"]+)" data-b="([^"]+)" data-grade="(\w+)">')


@pytest.fixture(scope="module")
def seven(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> list[Opened]:
    """Seven reports of one plate: six of the center, the last of Ben's own agency; and thirty of another plate."""
    for login in ("ana", "ben", "cy", "pia", "dee", "ike"):
        at_desk(login)
    bodies = [f"Quarrystone gate, look {n}: a van with license plate KLX 4471." for n in range(6)]
    own = open_tips(cast, "At the willowmere fence a van, license plate KLX 4471.", agency=cast.wright)
    found = [*open_tips(cast, *bodies), *own]
    many = open_tips(cast, *(f"Lanternfield lot {n}: license plate MNO 8823 again." for n in range(30)))
    with reading(admit_service(service="analyze.connect", now=cast.now)) as by:
        connect(record_ids=[one.public_id for one in [*found, *many]], by=by, now=cast.now)
    return [*found, many[0]]


def page(client: Client, **query: object) -> str:
    """The page of a workspace."""
    answer = client.get("/workspace/", query)
    assert answer.status_code == 200, answer.content.decode()[:400]
    return answer.content.decode()


def things(html: str) -> dict[str, str]:
    """Kind by token."""
    return dict(TOKENS.findall(html))


def told(house: SimpleNamespace, kind: str) -> list[tuple[object, ...]]:
    """Facts of a kind as the database keeps them."""
    with session(house, "superuser") as opened:
        return opened.execute("select records from core_fact where kind = %s order by seq", [kind]).fetchall()


def test_from_one_record_all_that_name_its_plate(at_desk: At, seven: list[Opened]) -> None:
    """One hop from a report: the others, the plate as a vehicle, and one exact line from each to it with its cause."""
    html = page(at_desk("ana"), of=seven[0].public_id)
    shown = things(html)
    assert {str(one.public_id) for one in seven[:7]} <= set(shown)
    assert sorted(shown.values()).count("vehicle") == 1
    lines = LINES.findall(html)
    assert len(lines) == 7
    assert {grade for _, _, grade in lines} == {"exact"}
    assert "Names license plate KLX4471." in html
    assert html.count("UNCLASSIFIED//LES</span>") == 2


def test_a_note_is_pinned_to_a_thing(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> None:
    """The button leads to the log's form with number and way back; the note stands under its thing, counted in the
    graph, struck by its correction, and is the center's own: Ben, whose report it is about, reads nothing of it."""
    ana, ben = at_desk("ana"), at_desk("ben")
    tip = open_tips(cast, "A lamp at the corncrake weir.", agency=cast.wright)[0]
    shows = {"of": str(tip.public_id)}
    form = ana.get("/workspace/", {**shows, "do": "note"})
    assert form.status_code == 303
    assert form["Location"].startswith(f"/watch/log/?new=note&record={tip.public_id}&next=%2Fworkspace%2F")
    html = ana.get(form["Location"]).content.decode()
    assert re.search(r'value="note"[^>]* checked', html)
    said = {"kind": "note", "record": str(tip.public_id), "next": f"/workspace/?of={tip.public_id}"}
    refused = ana.post("/watch/log/", {**said, "record": "", "words": "Ask the weir keeper."})
    assert refused.status_code == 422
    assert "a note is pinned to one" in refused.content.decode()
    assert ana.post("/watch/log/", {**said, "words": "Ask the weir keeper."})["Location"] == said["next"]
    shown = page(ana, **shows)
    assert "Ask the weir keeper." in shown
    assert re.search(r'data-lines="[^"]*1 note"', shown)
    first = re.search(r"/watch/log/\?correct=([0-9a-f-]+)", shown)
    assert first
    ana.post("/watch/log/", {**said, "corrects": first[1], "words": "The weir keeper was asked."})
    again = page(ana, **shows)
    assert "The weir keeper was asked." in again
    assert "Ask the weir keeper." not in again
    theirs = page(ben, **shows)
    assert "weir keeper" not in theirs
    assert "1 note" not in theirs
    assert 'value="note"' not in theirs


def places(html: str) -> dict[str, tuple[str, str]]:
    """Where each thing stands in the graph."""
    found = re.findall(r'<tr data-token="([^"]+)".*? data-x="([^"]+)" data-y="([^"]+)"', html, re.DOTALL)
    return {token: (x, y) for token, x, y in found if not token.startswith("more-")}


def test_what_stood_stays(at_desk: At, seven: list[Opened]) -> None:
    """Neither expanding one more thing nor asking for more moves what was shown before."""
    many, other = str(seven[7].public_id), str(seven[0].public_id)
    before = places(page(at_desk("ana"), of=many))
    linked = next(token for token in before if token not in (many, other) and not token.startswith("name-"))
    for wider in ({"of": [many, other]}, {"of": [many, linked]}, {"of": many, "most": 120}):
        after = places(page(at_desk("ana"), **wider))
        assert before == {token: after[token] for token in before}, wider
        assert len(after) >= len(before)


def test_a_selection_shows_itself_alone(at_desk: At, seven: list[Opened]) -> None:
    """Two chosen reports and what ties them; nothing else is brought along."""
    html = page(at_desk("ana"), ids=f"{seven[0].public_id},{seven[1].public_id}")
    shown = things(html)
    assert {token for token, kind in shown.items() if kind == "report"} == {str(one.public_id) for one in seven[:2]}


def test_what_waits_is_one_thing_and_can_be_shown(at_desk: At, seven: list[Opened]) -> None:
    """Of twenty-nine linked reports twenty-four are shown and "5 more" stands for the rest; one step shows them."""
    html = page(at_desk("ana"), of=seven[7].public_id)
    assert "5 more" in html
    assert sum(kind == "report" for kind in things(html).values()) == 25
    more = re.search(r'<a href="(/workspace/\?[^"]+)" rel="next">5 more', html)
    assert more is not None
    wider = at_desk("ana").get(more[1].replace("&amp;", "&")).content.decode()
    assert sum(kind == "report" for kind in things(wider).values()) == 30
    assert "more</a>" not in wider


def test_a_partner_sees_his_own_report_and_no_line(at_desk: At, seven: list[Opened]) -> None:
    """Six linked reports of the center leave no trace: no thing, no line, no count, no plate."""
    html = page(at_desk("ben"), of=seven[6].public_id)
    assert things(html) == {str(seven[6].public_id): "report"}
    assert LINES.findall(html) == []
    assert "uarrystone" not in html
    assert 'data-kind="more"' not in html and not re.search(r"\d more", html)


def test_mixed_with_what_is_not_his_the_page_is_the_same(at_desk: At, seven: list[Opened]) -> None:
    """Asked for his own, a hidden and a made-up id, a partner gets what he would get for his own alone."""
    own = str(seven[6].public_id)
    pages = [things(page(at_desk("ben"), ids=f"{own},{other}")) for other in (seven[0].public_id, uuid4())]
    assert pages == [{own: "report"}, {own: "report"}]


@pytest.mark.parametrize("login", ["cy", "ben"])
@pytest.mark.parametrize("path", ["/workspace/", "/workspace/export/"])
def test_hidden_and_absent_are_one_answer(at_desk: At, seven: list[Opened], login: str, path: str) -> None:
    """A workspace of what is not theirs answers as one of what never was, also for its files."""
    answers = [
        at_desk(login).get(path, {"of": one, "format": "csv"}) for one in (seven[0].public_id, uuid4())
    ]  # fmt: skip
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_a_stranger_begins_with_nothing(at_desk: At, seven: list[Opened]) -> None:
    """As Cy there is no record to begin with; as Ike the page says that his role reads none."""
    html = page(at_desk("cy"))
    assert "No record that you may read." in html
    assert "uarrystone" not in html and "illowmere" not in html
    refused = at_desk("ike").get("/workspace/")
    assert refused.status_code == 403
    assert "your role reads no records" in refused.content.decode()


def test_buttons_of_the_list_work_without_script(at_desk: At, seven: list[Opened]) -> None:
    """Expand and only lead to the address of what was ticked; a ticked token that is no id is left out."""
    a, b = str(seven[0].public_id), str(seven[1].public_id)
    wider = at_desk("ana").get("/workspace/", {"of": a, "pick": [b, "name-00", "<x>"], "do": "expand"})
    assert (wider.status_code, wider["Location"]) == (303, f"/workspace/?of={a}&of={b}")
    only = at_desk("ana").get("/workspace/", {"of": a, "pick": [a, b], "do": "only"})
    assert only["Location"] == f"/workspace/?ids={a}&ids={b}"


def test_reading_and_taking_are_facts(house: SimpleNamespace, at_desk: At, seven: list[Opened]) -> None:
    """Every record of the picture is named in the fact of the reading, and in that of the export."""
    query = {"ids": [str(one.public_id) for one in seven[:3]]}
    ids = {UUID(one) for one in query["ids"]}
    page(at_desk("pia"), **query)
    assert set(told(house, "desk.workspace.read")[-1][0]) == ids  # type: ignore[call-overload]
    assert at_desk("pia").get("/workspace/export/", {**query, "format": "geojson"}).status_code == 200
    assert set(told(house, "desk.workspace.exported")[-1][0]) == ids  # type: ignore[call-overload]


def test_files_carry_the_marking(at_desk: At, seven: list[Opened]) -> None:
    """SVG, GeoJSON and both sheets say the roll-up of everything in them, and their names say what they are."""
    query = {"of": str(seven[0].public_id)}
    answers = {
        code: at_desk("ana").get("/workspace/export/", {**query, "format": code})
        for code in ("svg", "geojson", "csv", "links.csv")
    }
    for code, answer in answers.items():
        assert answer.status_code == 200
        assert re.search(rf'filename="(EXERCISE-)?workspace-[\d-]+\.{re.escape(code)}"', answer["Content-Disposition"])
        assert b"UNCLASSIFIED//LES" in answer.content, code
    assert ElementTree.fromstring(answers["svg"].content).tag.endswith("svg")
    assert json.loads(answers["geojson"].content)["marking"].endswith("UNCLASSIFIED//LES")
    rows = list(csv.reader(io.StringIO(answers["links.csv"].content.decode("utf-8-sig"))))
    assert rows[0][0].endswith("UNCLASSIFIED//LES")
    assert [rows[2][2], rows[2][4]] == ["KLX4471", "Names license plate KLX4471."]


def test_a_file_of_no_known_kind_is_not_there(at_desk: At, seven: list[Opened]) -> None:
    """Formats are a closed list."""
    answer = at_desk("ana").get("/workspace/export/", {"of": seven[0].public_id, "format": "exe"})
    assert answer.status_code == 404


def test_the_page_is_light_and_carries_no_script_of_its_own(at_desk: At, seven: list[Opened]) -> None:
    """Under 250 kB with thirty reports, no inline style or script; its own sheet and script load on this page alone."""
    html = page(at_desk("ana"), of=seven[7].public_id, most=120)
    assert len(html.encode()) < 250_000
    assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", html)
    assert "built/workspace/workspace.mjs" in html
    assert "built/workspace/workspace.mjs" not in at_desk("ana").get("/").content.decode()


def steps(html: str) -> list[str]:
    """The trail as the page says it."""
    listed = html.partition('class="ws-steps"')[2].partition("</ol>")[0]
    return re.findall(r'<li><span dir="auto">([^<]+)</span>', listed)


def test_each_step_is_undone_alone_or_with_all_after_it(at_desk: At, seven: list[Opened]) -> None:
    """Opened, expanded, hidden: what is hidden is in no list, table or file until that step is undone."""
    client = at_desk("ana")
    a, b = (str(one.public_id) for one in seven[:2])
    led = client.get("/workspace/", {"of": a, "do": "hide", "pick": b})
    assert led.status_code == 303 and led["Location"] == f"/workspace/?of={a}&hide={b}"
    html = client.get(led["Location"]).content.decode()
    assert b not in things(html) and not [line for line in LINES.findall(html) if b in line]
    assert [said.split()[0] for said in steps(html)] == ["Opened", "Hid"]
    assert b not in client.get("/workspace/export/", {"of": a, "hide": b, "format": "csv"}).content.decode()
    assert f'<a class="button" href="/workspace/?of={a}" data-undo' in html
    later = f"/workspace/?of={a}&hide={b}&of={seven[2].public_id}"
    html = client.get(later).content.decode()
    assert [said.split()[0] for said in steps(html)] == ["Opened", "Hid", "Expanded"]
    assert f'href="/workspace/?of={a}&amp;of={seven[2].public_id}">Undo' in html
    assert f'href="/workspace/?of={a}">Back to before' in html
    assert things(client.get(f"/workspace/?of={a}").content.decode()).keys() >= {a, b}


def test_hiding_moves_nothing(at_desk: At, seven: list[Opened]) -> None:
    """What stays keeps its place in the picture, and an identifier can be hidden like a record."""
    client, of = at_desk("ana"), str(seven[0].public_id)
    at = re.compile(r'<tr data-token="([^"]+)"[^>]*data-x="([^"]+)" data-y="([^"]+)"')
    whole = page(client, of=of)
    plate = next(token for token, kind in things(whole).items() if kind == "vehicle")
    left = client.get(f"/workspace/?of={of}&hide={plate}").content.decode()
    assert plate not in things(left) and LINES.findall(left) == []
    before = {token: (x, y) for token, x, y in at.findall(whole) if token != plate}
    assert {token: (x, y) for token, x, y in at.findall(left)} == before


def test_a_record_is_put_in_by_its_number(at_desk: At, seven: list[Opened]) -> None:
    """By the number as it is read aloud; of what is not there and what is not his Ben is told the same."""
    ben, own, other = at_desk("ben"), seven[6], seven[0]
    answer = ben.get("/workspace/", {"of": own.public_id, "do": "put", "number": f"TIP-{str(own.public_id)[:8]}"})
    assert answer.status_code == 303 and f"ids={own.public_id}" in answer["Location"]
    said = [
        ben.get("/workspace/", {"of": own.public_id, "do": "put", "number": f"TIP-{number}"})
        for number in (str(other.public_id)[:8], "0badcafe")
    ]
    assert [one.status_code for one in said] == [422, 422]
    errors = {re.findall(r'id="e-number"[^>]*>([^<]+)<', one.content.decode())[0] for one in said}
    assert len(errors) == 1 and "Rule 2" in errors.pop()


def test_a_product_begins_with_what_was_picked(house: SimpleNamespace, at_desk: At, seven: list[Opened]) -> None:
    """Each picked report is the source of a statement of its own; the draft opens in the editor under her title."""
    client, ids = at_desk("ana"), [str(one.public_id) for one in seven[:2]]
    led = client.get("/workspace/", {"of": ids[0], "do": "product", "pick": [*ids, f"asset-{uuid4()}"]})
    assert led["Location"] == f"/workspace/product/?ids={ids[0]}&ids={ids[1]}"
    asked = client.get(led["Location"]).content.decode()
    assert all(f'name="ids" value="{one}"' in asked for one in ids) and "UNCLASSIFIED//LES</span>" in asked
    untitled = client.post("/workspace/product/", {"ids": ids, "title": " "})
    assert untitled.status_code == 422 and "disseminate.edit.title" in untitled.content.decode()
    made = client.post("/workspace/product/", {"ids": ids, "title": "Vans at the Quarrystone gate"})
    assert made.status_code == 303
    editor = client.get(made["Location"]).content.decode()
    assert "Vans at the Quarrystone gate" in editor and "2 reports are read together here." in editor
    with session(house, "superuser") as opened:
        resting = opened.execute(
            "select r.public_id::text, count(*) from disseminate_statementsource s"
            " join core_record r on r.id = s.record_id join disseminate_statement t on t.id = s.statement_id"
            " join disseminate_product p on p.id = t.product_id where t.section = 'happened'"
            " and p.public_id = %s group by 1",
            [made["Location"].split("/")[2]],
        ).fetchall()
    assert dict(resting) == dict.fromkeys(ids, 1)


def test_who_drafts_nothing_is_told_and_a_spill_is_not_shown_again(at_desk: At, seven: list[Opened]) -> None:
    """Ben's role drafts no products; a title that bears a classified marking is neither kept nor echoed."""
    own = str(seven[6].public_id)
    refused = at_desk("ben").get("/workspace/product/", {"ids": own})
    assert refused.status_code == 403 and "right.product.draft" in refused.content.decode()
    assert "Make a product" not in page(at_desk("ben"), of=own)
    spilled = at_desk("ana").post(
        "/workspace/product/", {"ids": str(seven[0].public_id), "title": "TOP SECRET//SI vans"}
    )
    assert spilled.status_code == 422 and "SI vans" not in spilled.content.decode()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A center that lets one person take ten records a day."""
    from watchfloor.disseminate.actions import exporting

    policy = replace(exporting.export_policy(), most_alone=10, within=timedelta(seconds=0))
    monkeypatch.setattr(exporting, "export_policy", lambda: policy)


def asked_for(
    client: Client, second: int, record: object, *, because: str = "For the joint exercise of Nov 30."
) -> str:
    """Ask for the things around a record as CSV; the address of the question."""
    client.post("/people/purpose/", {"purpose": "threat-assessment", "case": "26-0141 NFC"})
    led = client.get("/workspace/export/", {"of": record, "format": "csv"})
    assert led.status_code == 303, led.content.decode()[:300]
    html = client.get(led["Location"]).content.decode()
    assert "You cannot take this file alone" in html
    words = {"because": because, "second": second} | dict(
        re.findall(r'name="(what|asked)" value="([^"]*)"', html.replace("&amp;", "&"))
    )
    answer = client.post("/exports/ask/", words)
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def test_many_records_leave_only_by_two(
    few: None, at_desk: At, cast: SimpleNamespace, seven: list[Opened], house: SimpleNamespace
) -> None:
    """Ana asks, Dee approves, Ana takes the file once: with banner, and with what it showed her. Nobody else knows."""
    ana, dee = at_desk("ana"), at_desk("dee")
    dee.post("/people/purpose/", {"purpose": "threat-assessment", "case": "26-0141 NFC"})
    led = ana.get("/workspace/export/", {"of": seven[7].public_id, "format": "csv"})["Location"]
    ana.post("/people/purpose/", {"purpose": "threat-assessment", "case": "26-0141 NFC"})
    html = ana.get(led).content.decode()
    asked = re.search(r'name="asked" value="([^"]*)"', html)[1].replace("&amp;", "&")
    for second, because in ((cast.person("dee").id, "short"), (cast.person("ana").id, "For the exercise of Nov 30.")):
        wrong = ana.post("/exports/ask/", {"what": "workspace", "asked": asked, "because": because, "second": second})
        assert (wrong.status_code, because in wrong.content.decode()) == (422, True)
    where = asked_for(ana, cast.person("dee").id, seven[7].public_id)
    assert "Waits for" in ana.get(where).content.decode()
    assert at_desk("ana").post(where, {"answer": "confirm"}).status_code == 403
    for login in ("pia", "ben", "cy"):
        assert at_desk(login).get(where).status_code == 404
    assert ana.post(f"{where}file").status_code == 403
    assert dee.post(where, {"answer": "confirm"}).status_code == 303
    assert dee.post(f"{where}file").status_code == 403
    file = ana.post(f"{where}file")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert file.status_code == 200 and "UNCLASSIFIED//LES" in rows[0][0]
    assert sum(row[1] == "report" for row in rows[2:]) == 25
    assert ana.post(f"{where}file").status_code == 403
    assert len(told(house, "disseminate.export.taken")[-1][0]) == 25
    kinds = ("asked", "approved", "given")
    assert all(told(house, f"disseminate.export.{kind}") for kind in kinds)


def test_a_refused_export_makes_no_file_and_the_inspector_sees_counts(
    few: None, at_desk: At, cast: SimpleNamespace, seven: list[Opened], house: SimpleNamespace
) -> None:
    """Dee refuses and nothing was made; Ike reads how many there are and of none what it holds."""
    where = asked_for(at_desk("ana"), cast.person("dee").id, seven[7].public_id)
    assert at_desk("dee").post(where, {"answer": "decline"}).status_code == 303
    assert at_desk("ana").post(f"{where}file").status_code == 403
    with session(house, "superuser") as opened:
        assert opened.execute("select sum(length(sealed)) from disseminate_export").fetchone()[0] == 0
    html = at_desk("ike").get("/exports/").content.decode()
    assert "<dt>refused</dt><dd>1</dd>" in html
    assert "exercise of Nov 30" not in html and where not in html


def test_the_file_is_made_of_what_its_asker_may_see_then(
    few: None, at_desk: At, cast: SimpleNamespace, seven: list[Opened], house: SimpleNamespace
) -> None:
    """Between question and approval Ana loses her affiliation: the approval makes nothing and says why."""
    where = asked_for(at_desk("ana"), cast.person("dee").id, seven[7].public_id)
    with session(house, "superuser") as opened:
        opened.execute("update people_affiliation set until = now() where person_id = %s", [cast.person("ana").id])
    try:
        refused = at_desk("dee").post(where, {"answer": "confirm"})
        assert refused.status_code == 403
        assert "no more admitted" in refused.content.decode()
    finally:
        with session(house, "superuser") as opened:
            opened.execute("update people_affiliation set until = null where person_id = %s", [ana_id(house)])


def ana_id(house: SimpleNamespace) -> int:
    """Ana's id, also while she has no affiliation."""
    with session(house, "superuser") as opened:
        return int(opened.execute("select id from people_person where login = 'ana'").fetchone()[0])


def test_a_purge_reaches_the_kept_file(
    few: None, at_desk: At, cast: SimpleNamespace, seven: list[Opened], house: SimpleNamespace
) -> None:
    """An approved file that holds a purged record is gone with its address and reason; nobody takes it any more."""
    from watchfloor.protect.actions.purge import purge

    where = asked_for(at_desk("ana"), cast.person("dee").id, seven[7].public_id)
    assert at_desk("dee").post(where, {"answer": "confirm"}).status_code == 303
    pia = cast.as_("pia", "privacy-oversight", "")
    done = purge(record_ids=[seven[7].public_id], because="Test of kept exports.", second_id=cast.person("dee").id,
                 by=pia, now=cast.now)  # fmt: skip
    assert done.forgotten_at
    assert at_desk("ana").post(f"{where}file").status_code == 403
    with session(house, "superuser") as opened:
        kept = opened.execute(
            "select length(sealed), asked, because, public_records from disseminate_export where erased_at is not null"
        ).fetchall()
    assert (0, "", "", []) in kept
    assert "erased" in at_desk("ana").get("/exports/").content.decode()


def test_the_hits_of_a_search_leave_by_the_same_rule(
    at_desk: At, cast: SimpleNamespace, seven: list[Opened], few: None
) -> None:
    """Six hits are a file with its marking at once, twenty-nine take two; what is not Ben's is not in his."""
    ana, ben = at_desk("ana"), at_desk("ben")
    for client in (ana, ben):
        client.post("/people/purpose/", {"purpose": "threat-assessment", "case": "26-0141 NFC"})
    html = ana.get("/search/", {"q": "quarrystone"}).content.decode()
    assert "/search/export/?q=quarrystone" in html
    file = ana.get("/search/export/", {"q": "quarrystone"})
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert "UNCLASSIFIED//LES" in rows[0][0] and len(rows) == 2 + 6
    assert ben.get("/search/export/", {"q": "quarrystone"}).status_code == 404
    led = ana.get("/search/export/", {"q": "lanternfield"})
    assert led.status_code == 303 and "what=search" in led["Location"]
    asked = {"what": "search", "asked": "q=lanternfield", "because": "For the exercise of Nov 30.",
             "second": cast.person("dee").id}  # fmt: skip
    where = ana.post("/exports/ask/", asked)["Location"]
    assert at_desk("dee").post(where, {"answer": "confirm"}).status_code == 303
    taken = ana.post(f"{where}file").content.decode("utf-8-sig")
    assert taken.count("Lanternfield lot") >= 29


def test_a_machine_that_turns_page_after_page_is_an_export(
    at_desk: At, cast: SimpleNamespace, seven: list[Opened], few: None
) -> None:
    """From the second page on the rule of exports is asked; the answer says that it takes two, and gives nothing."""
    with reading(cast.operator):
        said = create_token(person_id=cast.person("ana").id, name="t", purpose="threat-assessment",
                            case_ref="26-0141 NFC", days=1, by=cast.operator, now=cast.now)  # fmt: skip
    headers = {"authorization": f"Bearer {said}"}
    first = browser().get("/api/search", {"words": "lanternfield"}, headers=headers).json()
    after = first["items"][0]["id"]
    refused = browser().get("/api/search", {"words": "lanternfield", "after": after}, headers=headers)
    assert refused.status_code == 403
    assert "Bulk export" in refused.json()["title"] and "items" not in refused.json()
    after = first["items"][-4]["id"]
    assert browser().get("/api/search", {"words": "lanternfield", "after": after}, headers=headers).status_code == 200


def test_a_file_that_nobody_took_goes_by_itself(
    few: None, at_desk: At, cast: SimpleNamespace, seven: list[Opened], house: SimpleNamespace
) -> None:
    """After its day the bytes are gone, and who asked is told that it lapsed; before it they stand."""
    at_desk("ana").post("/people/purpose/", {"purpose": "threat-assessment", "case": "26-0141 NFC"})
    asked = {"what": "search", "asked": "q=lanternfield", "because": "For the exercise of Nov 30.",
             "second": cast.person("dee").id}  # fmt: skip
    where = at_desk("ana").post("/exports/ask/", asked)["Location"]
    assert at_desk("dee").post(where, {"answer": "confirm"}).status_code == 303
    size = "select length(sealed), now() from disseminate_export where public_id = %s"
    for hours, kept in ((0, True), (23, True), (25, False)):
        with session(house, "superuser") as opened:
            now = opened.execute(size, [where.split("/")[2]]).fetchone()[1]
        empty_lapsed(now=now + timedelta(hours=hours))
        with session(house, "superuser") as opened:
            assert bool(opened.execute(size, [where.split("/")[2]]).fetchone()[0]) == kept
    assert at_desk("ana").post(f"{where}file").status_code in (403, 404)
