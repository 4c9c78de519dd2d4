"""The page of a record's class: what it stands on, the form of a predicate, the second person, and disclaimers."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.test import Client
from makers import open_tips

At = Callable[[str], Client]
FORM = {
    "deed": "change", "to": "criminal_intelligence", "because": "Two clerks and a receipt bear it out.",
    "offence": "explosives", "facts": "Bought tubing, fuses and powder in three towns and kept no receipt at all.",
    "relevance": "The purchases are steps towards it.", "author": "Ana Exercise", "dated_on": "2026-11-20",
    "supporting_file": "NFC 26-0141", "method": "Statements of two clerks", "lawful": "yes",
    "reliability": "usually-reliable", "validity": "probable", "sensitivity": "open", "political": "no",
}  # fmt: skip


@pytest.fixture(scope="module")
def tip(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> UUID:
    """One tip of the center."""
    for login in ("ana", "ben", "cy", "pia", "dee", "ike"):
        at_desk(login)
    return open_tips(cast, "A man bought tubing and fuses in three towns.")[0].public_id


def page(client: Client, record: UUID, **asked: str) -> str:
    """The page's source, which must be there."""
    answer = client.get(f"/records/{record}/class/", asked)
    assert answer.status_code == 200, answer.content.decode()[:1500]
    return answer.content.decode()


def test_strangers_find_no_such_page(at_desk: At, tip: UUID) -> None:
    """Who may not read the record is answered as if there were none, by GET and by POST alike."""
    for login in ("ben", "cy", "ike"):
        client = at_desk(login)
        nowhere = client.get(f"/records/{UUID(int=7)}/class/").status_code
        assert client.get(f"/records/{tip}/class/").status_code == nowhere == 404
        assert client.post(f"/records/{tip}/class/", FORM).status_code == 404


def test_the_form_names_each_gap_beside_its_field(at_desk: At, tip: UUID) -> None:
    """What is missing stands beside its field with rule and way out; what was written stays, and nothing is kept."""
    client = at_desk("ana")
    html = page(client, tip, to="criminal_intelligence")
    assert 'name="offence"' in html and 'name="political"' in html
    answer = client.post(f"/records/{tip}/class/", {**FORM, "facts": "Odd.", "lawful": "", "political": ""})
    html = answer.content.decode()
    assert answer.status_code == 422
    for name, rule in (("facts", "predicate.facts"), ("lawful", "predicate.lawful"),
                       ("political", "predicate.first-amendment")):  # fmt: skip
        assert re.search(rf'id="e-{name}">[^<]*{rule}', html), name
    assert "NFC 26-0141" in html and "Tip or lead" in html


def test_protected_activity_waits_for_pia(at_desk: At, cast: SimpleNamespace) -> None:
    """Ana answers yes to the First-Amendment question: only the privacy officer is offered the approval."""
    record = open_tips(cast, "A man at a rally carried a device.")[0].public_id
    said = {**FORM, "political": "yes", "relation": "The device was meant for the speaker at that rally."}
    answer = at_desk("ana").post(f"/records/{record}/class/", said)
    assert answer.status_code == 303
    assert "Approve the change" not in page(at_desk("ana"), record)
    assert "Withdraw" in page(at_desk("ana"), record)
    assert "Approve the change" not in page(at_desk("dee"), record)
    here = f'href="/records/{record}/class/"'
    assert here in at_desk("pia").get("/notices/").content.decode()
    assert here not in at_desk("dee").get("/notices/").content.decode()
    html = page(at_desk("pia"), record)
    change = re.search(r'name="change" value="([0-9a-f-]{36})"', html)
    assert change and "Approve the change" in html
    approve = {"deed": "answer", "change": change[1], "answer": "approve"}
    assert at_desk("dee").post(f"/records/{record}/class/", approve).status_code == 422
    assert at_desk("pia").post(f"/records/{record}/class/", approve).status_code == 303
    html = page(at_desk("ana"), record)
    assert "Criminal intelligence" in html and "Protected activity approved by" in html


def test_the_predicate_is_read_on_the_page_and_the_disclaimer_wherever_it_goes(
    at_desk: At, tip: UUID, cast: SimpleNamespace
) -> None:
    """One record becomes criminal intelligence, another its identifying information, which says so wherever it goes."""
    ana = at_desk("ana")
    assert ana.post(f"/records/{tip}/class/", FORM).status_code == 303
    assert "Bought tubing" in page(ana, tip)
    owner = open_tips(cast, "The van is registered to his sister.")[0].public_id
    said = {"deed": "change", "to": "identifying_only", "because": "She only owns the van.", "subjects": "TIP-nothing"}
    assert ana.post(f"/records/{owner}/class/", said).status_code == 422
    said["subjects"] = f"/records/{tip}/"
    assert ana.post(f"/records/{owner}/class/", said).status_code == 303
    for url in (f"/records/{owner}/", f"/records/{owner}/class/"):
        assert "no criminal connotation" in ana.get(url).content.decode()
    for made in ("csv", "geojson", "svg"):
        files = {one: ana.get("/workspace/export/", {"ids": str(one), "format": made}) for one in (owner, tip)}
        assert "no criminal connotation" in files[owner].content.decode(), made
        assert "no criminal connotation" not in files[tip].content.decode(), made


def test_an_order_of_a_court_acts(at_desk: At, cast: SimpleNamespace) -> None:
    """Pia enters that a record is sealed: at once Ana finds nothing there."""
    record = open_tips(cast, "A boy broke a window.")[0].public_id
    order = {"deed": "order", "kind": "sealed", "authority": "District court 26-J-11"}
    assert "Enter an order" not in page(at_desk("ana"), record)
    assert at_desk("ana").post(f"/records/{record}/class/", order).status_code == 422
    assert at_desk("pia").post(f"/records/{record}/class/", {**order, "authority": ""}).status_code == 422
    assert at_desk("pia").post(f"/records/{record}/class/", order).status_code == 303
    assert at_desk("ana").get(f"/records/{record}/").status_code == 404
    assert "District court 26-J-11" in page(at_desk("pia"), record)
