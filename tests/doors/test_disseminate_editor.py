"""The editor by its pages: a statement's form, live weighing, seeing as a group, versions; nothing for a stranger."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from makers import incoming_of, session

from watchfloor.analyze.actions.connect import connect
from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.draft import Draft
from watchfloor.people import queries as people
from watchfloor.people.actions import directory
from watchfloor.plan.actions.reference import import_reference
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.stamp import Stamper

At = Callable[[str], Client]
PLANTS = (
    "gppd_idnr,name,capacity_mw,latitude,longitude,primary_fuel,owner\n"
    "USA1,Prairie Creek Station,640,45.36,-93.87,Coal,Tallgrass Power\n"
)
AREA = ((-94.0, 45.2), (-93.7, 45.2), (-93.7, 45.5), (-94.0, 45.5))
MARK = "U//TLP:GREEN"


@pytest.fixture(scope="module")
def house_of_drafts(cast: SimpleNamespace, at_desk: At) -> SimpleNamespace:
    """A group with Ben's agency, and a threat over a plant of ours that Ana assessed."""
    group = directory.add_group(
        code="LAW", name="Law enforcement, Northland", release_level="CUI", agency_ids=[cast.wright], by=cast.operator
    )
    import_reference(content=PLANTS.encode(), mapping="power_plants_us", by=cast.operator, now=cast.now)
    draft = Draft("cap", uuid4().hex, "", "Surveys of the grid", "Surveys of substations.", {"status": "Actual"},
                  areas=(AREA,))  # fmt: skip
    stamper = Stamper(legal_class="federal_product", owner_id=cast.center, verified=True, now=cast.now)
    with reading(cast.operator):
        incoming = [incoming_of(draft, stamper.stamp(markings=("TLP:GREEN",)), cast.center)]
        threat = open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)[0].public_id
    with reading(admit_service(service="analyze.connect", now=cast.now)) as by:
        connect(record_ids=[threat], by=by, now=cast.now)
    assert at_desk("ana").post(f"/threats/{threat}/?do=assess").status_code == 303
    law = next(one.public_id for one in people.groups() if one.id == group)
    return SimpleNamespace(threat=threat, group=group, law=law)


@pytest.fixture
def product(at_desk: At, house_of_drafts: SimpleNamespace) -> str:
    """The address of a fresh draft of Ana's."""
    return str(at_desk("ana").post(f"/threats/{house_of_drafts.threat}/?do=draft")["Location"])


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def keys_of(html: str) -> list[str]:
    """The statements of the page, in reading order."""
    return re.findall(r'<div class="statement[^"]*" id="statement-([^"]+)"', html)


def test_one_statement_is_open_with_its_sources_at_the_side(at_desk: At, product: str) -> None:
    """Its words, mark and kind in one form that works without script; sources belong to the form; the rest is text."""
    ana = at_desk("ana")
    key = keys_of(text_of(ana, product))[0]
    html = text_of(ana, f"{product}?at={key}")
    assert html.count('<form class="pen"') == 1
    assert html.count('name="source"') == html.count('name="source" value="') >= 2
    assert all('form="edit"' in tag for tag in re.findall(r'<input type="checkbox" name="source"[^>]*>', html))
    assert "data-keeps" in html and 'data-alt="ArrowUp"' in html
    for login in ("sam", "pia", "dee"):
        other = text_of(at_desk(login), f"{product}?at={key}")
        assert ('<form class="pen"' in other) == (login == "sam")


def test_a_statement_is_added_moved_and_taken_out(at_desk: At, product: str) -> None:
    """Each by a button of the same form; the page opens where the statement now stands."""
    ana = at_desk("ana")
    form = text_of(ana, f"{product}?add=happened")
    assert "A new statement" in form
    said = {"section": "happened", "text": "A drone was seen.", "portion": MARK, "base": "1", "sources": "shown"}
    answer = ana.post(f"{product}?do=add", said)
    key = re.search(r"\?at=([a-z]+-\d+)#", answer["Location"])
    assert answer.status_code == 303 and key
    before = keys_of(text_of(ana, product))
    up = {"key": key[1], "text": "A drone was seen twice.", "portion": MARK, "base": "2", "then": "up"}
    assert ana.post(f"{product}?do=edit", up).status_code == 303
    html = text_of(ana, product)
    assert keys_of(html).index(key[1]) == before.index(key[1]) - 1
    assert "A drone was seen twice." in html and "No source." in html
    assert ana.post(f"{product}?do=edit", {"key": key[1], "then": "remove", "base": "4"}).status_code == 303
    assert key[1] not in keys_of(text_of(ana, product))


def test_words_typed_are_weighed_and_not_kept(at_desk: At, product: str) -> None:
    """Mark, checks and audience as they would be, as a fragment; the draft and its version stay."""
    ana = at_desk("ana")
    before = text_of(ana, product)
    key = keys_of(before)[0]
    said = {"key": key, "text": "It is likely, with high confidence.", "portion": "", "sources": "shown"}
    answer = ana.post(f"{product}weigh/", said)
    html = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in html
    assert 'id="live-mark"' in html and "UNMARKED, CANNOT BE SENT ON" in html
    assert "Likelihood and confidence stand in one sentence." in html
    assert 'id="live-audience"' in html and "Law enforcement, Northland" in html
    nonsense = ana.post(f"{product}weigh/", {**said, "portion": "U//NONSENSE"}).content.decode()
    assert "Portion mark:" in nonsense and 'id="live-mark"' not in nonsense
    assert "version 1, kept" in text_of(ana, product)


def test_the_second_pen_sees_both_wordings(at_desk: At, product: str) -> None:
    """What another kept meanwhile stands above one's own words; kept once more, one's own go over it."""
    ana, sam = at_desk("ana"), at_desk("sam")
    key = keys_of(text_of(ana, product))[0]
    assert sam.post(f"{product}?do=edit", {"key": key, "text": "Words of Sam.", "portion": MARK, "base": "1"}
                    ).status_code == 303  # fmt: skip
    answer = ana.post(f"{product}?do=edit", {"key": key, "text": "Words of Ana.", "portion": MARK, "base": "1"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Words of Sam." in html and "Words of Ana.</textarea>" in html
    assert "Sam Exercise kept this as version 2" in html and "disseminate.edit.meanwhile" in html
    base = re.search(r'name="base" value="(\d+)"', html)
    assert base
    said = {"key": key, "text": "Words of Ana.", "portion": MARK, "base": base[1]}
    assert ana.post(f"{product}?do=edit", said).status_code == 303
    assert "Words of Ana." in text_of(ana, product)


def test_a_spill_leaves_the_refusal_alone(house: SimpleNamespace, at_desk: At, product: str) -> None:
    """Nothing of the words comes back, neither on the page nor in the draft; who decides on spills is told."""
    ana = at_desk("ana")
    key = keys_of(text_of(ana, product))[0]
    said = {"key": key, "text": "(S//NF) The plan of the operation.", "portion": MARK, "base": "1"}
    for address in (f"{product}?do=edit", f"{product}weigh/"):
        answer = ana.post(address, said)
        assert "plan of the operation" not in answer.content.decode()
        assert "tell the security officer" in answer.content.decode().lower()
    assert ana.post(f"{product}?do=edit", said).status_code == 403
    with session(house, "superuser") as admin:
        told = admin.execute("select string_agg(way || item::text, ''), count(*) from protect_spill").fetchone()
        assert told == (None, 2)
        assert admin.execute("select count(*) from notify_notice where kind = 'spill'").fetchone() == (2,)


def test_seen_as_a_group(at_desk: At, house_of_drafts: SimpleNamespace, product: str) -> None:
    """The page, the PDF and the HTML hold what the group would get, under a number that is yet to come."""
    ana = at_desk("ana")
    assert f"{product}as/{house_of_drafts.law}/" in text_of(ana, product)
    html = text_of(ana, f"{product}as/{house_of_drafts.law}/")
    assert '<article class="product"' in html and "to be given at release" in html
    for form, begins in (("pdf", b"%PDF-"), ("html", b"<!doctype html>")):
        answer = ana.get(f"{product}as/{house_of_drafts.law}/bulletin.{form}")
        assert answer.status_code == 200 and answer.content.startswith(begins)
    assert ana.get(f"{product}as/{uuid4()}/").status_code == 404


def test_versions_side_by_side(at_desk: At, product: str) -> None:
    """Who kept what, and the words that went and came; any two can be chosen."""
    ana = at_desk("ana")
    html = text_of(ana, product)
    key = keys_of(html)[0]
    for n, text in enumerate(("The first wording.", "The second wording."), 1):
        said = {"key": key, "text": text, "portion": MARK, "base": str(n)}
        assert ana.post(f"{product}?do=edit", said).status_code == 303
    html = text_of(ana, f"{product}versions/")
    assert "<del>first </del>" in html and "<ins>second </ins>" in html
    assert "Ana Exercise" in html and "drafted" in html
    assert "version 1 and version 3" in text_of(ana, f"{product}versions/?from=1&to=3")
    assert "version 2 and version 3" in text_of(ana, f"{product}versions/?from=99&to=x")


def test_comments_stand_beside_their_statement(at_desk: At, product: str) -> None:
    """The reviewer writes one, the author reads and settles it."""
    ana, sam = at_desk("ana"), at_desk("sam")
    ana.post(f"{product}?do=submit")
    key = keys_of(text_of(ana, product))[0]
    assert sam.post(f"{product}?do=comment", {"key": key, "words": "Which of ours?"}).status_code == 303
    said = {"kind": "second", "because": "", "answer": "return"}
    assert sam.post(f"{product}?do=review", said).status_code == 303
    html = text_of(ana, f"{product}?at={key}")
    found = re.search(r'name="comment" value="([^"]+)"', html)
    assert "Which of ours?" in html and found
    assert ana.post(f"{product}?do=settle", {"key": key, "comment": found[1]}).status_code == 303
    assert "Which of ours?" not in text_of(ana, product)


def test_the_second_person_confirms_in_an_own_session(
    at_desk: At, cast: SimpleNamespace, house_of_drafts: SimpleNamespace, product: str
) -> None:
    """The first sees the effect as counts before asking; only the one who was asked is offered to confirm."""
    at_desk("ana").post(f"{product}?do=submit")
    for login, kind in (("sam", "second"), ("pia", "privacy")):
        said = {"kind": kind, "because": "Read by its sources.", "answer": "approve"}
        assert at_desk(login).post(f"{product}?do=review", said).status_code == 303
    group = house_of_drafts.group
    html = text_of(at_desk("dee"), f"{product}?group={group}")
    assert "<b>1</b> of Law enforcement, Northland get the full text" in html
    said = {"because": "The patrols of tonight need it.", "second": str(cast.person("sam").id)}
    assert at_desk("dee").post(f"{product}?do=ask&group={group}", said).status_code == 303
    assert "Waits for" in text_of(at_desk("dee"), product)
    for login in ("dee", "pia", "ana"):
        assert "Confirm the release" not in text_of(at_desk(login), product)
    assert "Confirm the release" in text_of(at_desk("sam"), product)
    assert "A release waits for you to confirm it" in text_of(at_desk("sam"), "/notices/")


@pytest.mark.parametrize("login", ["ben", "cy", "ike"])
def test_to_a_stranger_a_draft_never_was(
    at_desk: At, house_of_drafts: SimpleNamespace, product: str, login: str
) -> None:
    """Its preview, versions and scales answer as for a product that does not exist."""
    client, absent = at_desk(login), at_desk(login).get(f"/products/{uuid4()}/versions/")
    for part in ("versions/", f"as/{house_of_drafts.law}/", f"as/{house_of_drafts.law}/bulletin.pdf"):
        answer = client.get(f"{product}{part}")
        assert (answer.status_code, answer.content) == (404, absent.content)
    weighed = client.post(f"{product}weigh/", {"key": "key-1", "text": "x", "portion": "U"})
    assert (weighed.status_code, weighed.content) == (404, absent.content)


def test_no_script_or_style_of_its_own(at_desk: At, house_of_drafts: SimpleNamespace, product: str) -> None:
    """Editor, preview and versions obey the content policy."""
    ana = at_desk("ana")
    key = keys_of(text_of(ana, product))[0]
    for part in (f"?at={key}", "?add=tear", "versions/", f"as/{house_of_drafts.law}/"):
        html = text_of(ana, f"{product}{part}")
        assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", html)
        assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", html))


def test_words_are_taken_out_for_good(at_desk: At, product: str) -> None:
    """The guard offers words; without ground and reason the form comes back whole; then they are gone."""
    ana = at_desk("ana")
    key = keys_of(text_of(ana, product))[0]
    said = {"key": key, "text": "Call the witness Karen Quillfeather at 763-555-0142.", "portion": MARK}
    assert ana.post(f"{product}?do=edit", said).status_code == 303
    page = text_of(ana, f"{product}?at={key}")
    assert "Take words out for good" in page and 'value="Karen Quillfeather"' in page
    form = {"key": key, "found": ["Karen Quillfeather"], "written": "763-555-0142"}
    refused = ana.post(f"{product}?do=redact", form)
    assert refused.status_code == 422 and "disseminate.redact.ground" in refused.content.decode()
    assert "763-555-0142</textarea>" in refused.content.decode()
    form |= {"ground": "victim", "redact_because": "She is a witness."}
    assert ana.post(f"{product}?do=redact", form).status_code == 303
    page = text_of(ana, product)
    assert "Quillfeather" not in page and "taken out: personal data of a victim or witness" in page
