"""A product from draft to recall through its pages: two people, refusals in place, nothing for a stranger."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from makers import incoming_of

from watchfloor.analyze.actions.connect import connect
from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.draft import Draft
from watchfloor.people.actions import directory
from watchfloor.plan.actions.needs import state_need
from watchfloor.plan.actions.reference import import_reference
from watchfloor.plan.rules.needs import NeedSaid
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.stamp import Stamper

At = Callable[[str], Client]
PLANTS = (
    "gppd_idnr,name,capacity_mw,latitude,longitude,primary_fuel,owner\n"
    "USA1,Prairie Creek Station,640,45.36,-93.87,Coal,Tallgrass Power\n"
)
AREA = ((-94.0, 45.2), (-93.7, 45.2), (-93.7, 45.5), (-94.0, 45.5))
READ = "Read statement by statement against its sources."


@pytest.fixture(scope="module")
def house_of_products(cast: SimpleNamespace, at_desk: At) -> SimpleNamespace:
    """A group with Ben's agency, a plant, a threat over it that Ana assessed and drafted a bulletin of."""
    for login in ("ana", "sam", "ben", "cy", "pia", "dee", "ike"):
        at_desk(login)
    group = directory.add_group(
        code="LAW", name="Law enforcement, Northland", release_level="CUI", agency_ids=[cast.wright], by=cast.operator
    )
    import_reference(content=PLANTS.encode(), mapping="power_plants_us", by=cast.operator, now=cast.now)
    draft = Draft("cap", uuid4().hex, "", "Surveys of the grid", "Surveys of substations.", {"status": "Actual"},
                  areas=(AREA,))  # fmt: skip
    stamper = Stamper(legal_class="federal_product", owner_id=cast.center, verified=True, now=cast.now)
    with reading(cast.operator):
        incoming = [incoming_of(draft, stamper.stamp_drafts([draft])[0], cast.center)]
        threat = open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)[0].public_id
    with reading(admit_service(service="analyze.connect", now=cast.now)) as by:
        connect(record_ids=[threat], by=by, now=cast.now)
    assert at_desk("ana").post(f"/threats/{threat}/?do=assess").status_code == 303
    return SimpleNamespace(group=group, threat=threat)


@pytest.fixture
def product(at_desk: At, house_of_products: SimpleNamespace) -> str:
    """The address of a fresh draft of Ana's."""
    answer = at_desk("ana").post(f"/threats/{house_of_products.threat}/?do=draft")
    assert answer.status_code == 303, answer.content.decode()
    assert re.fullmatch(r"/products/[0-9a-f-]{36}/", answer["Location"])
    return str(answer["Location"])


def keys_of(html: str) -> list[str]:
    """The statements of the page, in reading order."""
    return re.findall(r'<div class="statement[^"]*" id="statement-([^"]+)"', html)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def reviewed(at_desk: At, product: str) -> None:
    """Submitted by its author, read by a second person and by the privacy officer."""
    assert at_desk("ana").post(f"{product}?do=submit").status_code == 303
    for login, kind in (("sam", "second"), ("pia", "privacy")):
        said = {"kind": kind, "because": READ, "answer": "approve"}
        assert at_desk(login).post(f"{product}?do=review", said).status_code == 303


def asked(at_desk: At, cast: SimpleNamespace, product: str, group: int) -> HttpResponse:
    """Dee asks Sam to confirm a release to one group."""
    said = {"because": "The patrols of tonight need it.", "second": str(cast.person("sam").id)}
    return at_desk("dee").post(f"{product}?do=ask&group={group}", said)


def by_two(at_desk: At, cast: SimpleNamespace, product: str, group: int) -> None:
    """Dee asks, Sam confirms in his own session."""
    answer = asked(at_desk, cast, product, group)
    assert answer.status_code == 303, answer.content.decode()
    request = re.search(r'name="request" value="([^"]+)"', text_of(at_desk("sam"), product))
    assert request
    answer = at_desk("sam").post(f"{product}?do=confirm", {"request": request[1], "answer": "confirm"})
    assert answer.status_code == 303, answer.content.decode()


@pytest.fixture
def released(at_desk: At, cast: SimpleNamespace, house_of_products: SimpleNamespace, product: str) -> str:
    """The address of a release to Ben's group."""
    reviewed(at_desk, product)
    by_two(at_desk, cast, product, house_of_products.group)
    found = re.search(r'href="(/r/[0-9a-f-]{36}/)"', text_of(at_desk("dee"), product))
    assert found
    return found[1]


def test_each_statement_shows_its_mark_and_its_sources(at_desk: At, product: str) -> None:
    """Portion mark left, source numbers right, the numbered sources beside them, and how many checks passed."""
    html = text_of(at_desk("ana"), product)
    statements = keys_of(html)
    assert len(statements) > 3
    assert html.count('class="source-number"') >= len(statements)
    assert 'id="source-1"' in html
    assert re.search(r"\d+ checks passed", html)
    assert "no source" not in html


def test_an_edited_statement_is_a_new_version(at_desk: At, product: str) -> None:
    """The words change, and an approval given before counts no more; without script, from the link to the form."""
    ana = at_desk("ana")
    reviewed(at_desk, product)
    key = keys_of(text_of(ana, product))[0]
    form = text_of(ana, f"{product}?at={key}")
    assert 'id="edit"' in form and 'form="edit"' in form
    said = {"key": key, "text": "It touches one asset of ours & no other.", "portion": "U//TLP:GREEN", "base": "1"}
    assert ana.post(f"{product}?do=edit", said).status_code == 303
    html = text_of(ana, product)
    assert "It touches one asset of ours &amp; no other." in html
    assert "version 2, kept" in html
    assert "Send to review" in html


def test_a_portion_mark_that_is_none_is_refused_in_its_place(at_desk: At, product: str) -> None:
    """The words written are still there, with the rule."""
    ana = at_desk("ana")
    key = keys_of(text_of(ana, product))[0]
    answer = ana.post(f"{product}?do=edit", {"key": key, "text": "Words that I keep.", "portion": "U//NONSENSE//X"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Words that I keep." in html
    assert "U//NONSENSE//X" in html
    assert "disseminate.edit.portion" in html


def test_the_author_cannot_review_or_release_it(at_desk: At, product: str) -> None:
    """Told in place of the form, with the rule; the POST is refused too."""
    ana = at_desk("ana")
    ana.post(f"{product}?do=submit")
    html = text_of(ana, product)
    assert "You cannot review what you wrote." in html
    assert "disseminate.review.second-person" in html
    assert 'name="answer"' not in html
    refused = ana.post(f"{product}?do=review", {"kind": "second", "because": READ, "answer": "approve"})
    assert refused.status_code == 422
    assert "Second person approved" not in text_of(at_desk("dee"), product)
    assert "your role does not release products" in html


def test_the_privacy_review_is_the_privacy_officers(at_desk: At, product: str) -> None:
    """A supervisor is offered the second look only."""
    at_desk("ana").post(f"{product}?do=submit")
    assert 'value="privacy"' not in text_of(at_desk("sam"), product)
    assert 'value="privacy"' in text_of(at_desk("pia"), product)


def test_the_preview_says_who_would_get_what_and_what_waits(
    at_desk: At, cast: SimpleNamespace, house_of_products: SimpleNamespace, product: str
) -> None:
    """Each group what it would get by its kind, and apart from that what stands before anything goes."""
    at_desk("ana").post(f"{product}?do=submit")
    before = text_of(at_desk("dee"), product)
    assert "Review missing: second" in before and "1 person would get it once it is ready" in before
    answer = asked(at_desk, cast, product, house_of_products.group)
    assert answer.status_code == 422
    assert "Review missing" in answer.content.decode()
    reviewed(at_desk, product)
    after = text_of(at_desk("dee"), product)
    assert "Full text" in after and "1 person would get it now" in after and "Review missing" not in after


def test_ben_reads_acknowledges_and_answers(at_desk: At, released: str) -> None:
    """What was released to his group stands as it went out; opening it acknowledges nothing, the button does."""
    ben = at_desk("ben")
    html = text_of(ben, released)
    assert re.search(r"[A-Z]+-20\d\d-\d{4}", html)
    assert '<article class="product"' in html
    assert "I have it" in html
    assert "I have it" in text_of(ben, released)
    assert ben.post(f"{released}?do=acknowledge").status_code == 303
    assert "Acknowledged" in text_of(ben, released)
    bare = ben.post(f"{released}?do=feedback", {"useful": "yes", "words": "Used at roll call."})
    assert bare.status_code == 422
    assert 'href="#f-used"' in bare.content.decode()
    assert "Used at roll call." in bare.content.decode()
    said = {"useful": "yes", "used": "briefed", "words": "Used at roll call."}
    assert ben.post(f"{released}?do=feedback", said).status_code == 303
    assert "You answered." in text_of(ben, released)
    assert released in text_of(ben, "/products/")


def test_the_downloads_are_files_of_their_number(at_desk: At, released: str) -> None:
    """A tagged PDF and an HTML document that stands alone, each named after its number."""
    ben = at_desk("ben")
    for form, begins in (("pdf", b"%PDF-"), ("html", b"<!doctype html>")):
        answer = ben.get(f"{released}bulletin.{form}")
        assert answer.status_code == 200
        assert answer.content.startswith(begins)
        assert re.fullmatch(rf'attachment; filename="[A-Z]+-20\d\d-\d{{4}}\.{form}"', answer["Content-Disposition"])
    assert ben.get(f"{released}bulletin.exe").status_code == 404


def test_recalled_it_is_shown_no_more(at_desk: At, product: str, released: str) -> None:
    """The recipient reads why; text and downloads are gone; a recall without a reason is refused with its words."""
    dee, ben = at_desk("dee"), at_desk("ben")
    release = released.split("/")[2]
    short = dee.post(f"{product}?do=recall", {"release": release, "recall_because": "no"})
    assert short.status_code == 422
    said = {"release": release, "recall_because": "The area was drawn wrongly."}
    assert dee.post(f"{product}?do=recall", said).status_code == 303
    html = text_of(ben, released)
    assert "Stop using it and destroy copies." in html
    assert "The area was drawn wrongly." in html
    assert '<article class="product"' not in html
    assert ben.get(f"{released}bulletin.pdf").status_code == 404


@pytest.mark.parametrize("login", ["cy", "ike"])
def test_to_a_stranger_products_and_releases_never_were(at_desk: At, product: str, released: str, login: str) -> None:
    """Pages, deeds and files answer as for an id that never existed: same status, same body."""
    client = at_desk(login)
    for mine, other in ((product, f"/products/{uuid4()}/"), (released, f"/r/{uuid4()}/")):
        hidden, absent = client.get(mine), client.get(other)
        assert hidden.status_code == absent.status_code == 404
        assert hidden.content == absent.content
        for deed in (
            "edit", "add", "title", "tear", "submit", "review", "comment", "settle", "lower", "ask", "confirm",
            "recall", "acknowledge", "feedback", "none",
        ):  # fmt: skip
            done = client.post(f"{mine}?do={deed}", {"group": "1", "answer": "approve", "key": "key-1"})
            assert (done.status_code, done.content) == (404, absent.content)
    for form in ("pdf", "html"):
        hidden = client.get(f"{released}bulletin.{form}")
        absent = client.get(f"/r/{uuid4()}/bulletin.{form}")
        assert (hidden.status_code, hidden.content, sorted(hidden.headers)) == (
            absent.status_code, absent.content, sorted(absent.headers),
        )  # fmt: skip
    listed = client.get("/products/")
    assert "Surveys of the grid" not in listed.content.decode()


def test_ben_sees_the_release_and_not_the_draft(at_desk: At, product: str, released: str) -> None:
    """A recipient gets what went out, never how it came about."""
    ben = at_desk("ben")
    assert ben.get(product).status_code == 404
    assert ben.post(f"{product}?do=edit", {"key": "key-1", "text": "x", "portion": "U"}).status_code == 404
    assert ben.get(released).status_code == 200


def test_a_product_is_tagged_to_a_need(at_desk: At, cast: SimpleNamespace, product: str) -> None:
    """Ana tags it on its page; it stands there and in coverage, and is no product to Ben and Cy."""
    with reading(cast.as_("ana")) as ana:
        need = state_need(said=NeedSaid("Attacks on plants", code="NFC-9"), by=ana, now=cast.now)
    here = f"{product}needs/"
    assert f'href="{here}"' in text_of(at_desk("ana"), product)
    assert at_desk("ana").post(here, {"need": str(need)}).status_code == 303
    assert "answers it, said Ana" in text_of(at_desk("ana"), here)
    row = [one for one in text_of(at_desk("ana"), "/needs/coverage/").split("<tr>") if "NFC-9" in one][-1]
    assert 'data-name="products">1<' in row
    assert {at_desk(login).get(here).status_code for login in ("ben", "cy")} == {404}
    assert at_desk("ana").post(here, {"do": "back", "need": str(need)}).status_code == 303
    assert "answers it, said Ana" not in text_of(at_desk("ana"), here)


def test_no_script_or_style_of_its_own(at_desk: At, product: str, released: str) -> None:
    """Drafts, releases and lists obey the content policy; the sheet of a product is a file of ours."""
    for login, address in (("ana", product), ("ben", released), ("ben", "/products/"), ("dee", "/products/")):
        html = text_of(at_desk(login), address)
        assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", html)
        assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", html))
    assert "built/product.css" in text_of(at_desk("ben"), released)
