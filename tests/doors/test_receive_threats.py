"""The threats and their page: what it means here with its reasons, and nothing for a stranger."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.test import Client
from makers import incoming_of, open_tips

from watchfloor.analyze.actions.connect import connect
from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.draft import Draft, Place
from watchfloor.plan.actions.reference import import_reference
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.receive.actions.confirming import ask_states
from watchfloor.receive.rules.ntas import UNCONFIRMED

At = Callable[[str], Client]
PLANTS = (
    "gppd_idnr,name,capacity_mw,latitude,longitude,primary_fuel,owner\n"
    "USA1,Prairie Creek Station,640,45.36,-93.87,Coal,Tallgrass Power\n"
)
AREA = ((-94.0, 45.2), (-93.7, 45.2), (-93.7, 45.5), (-94.0, 45.5))
SAID = "Surveys of the power grid: substations and power plants <b>at night</b>."


@pytest.fixture(scope="module")
def threat(cast: SimpleNamespace, at_desk: At) -> UUID:
    """An alert over an area with one of our plants in it, from the center's own hand."""
    for login in ("ana", "cy", "ike", "ben", "dee"):
        at_desk(login)
    import_reference(content=PLANTS.encode(), mapping="power_plants_us", by=cast.operator, now=cast.now)
    told = {"status": "Actual", "msgType": "Alert", "sender": "alerts@example.org"}
    place = Place(-93.85, 45.35, 20_000.0, "Wright County")
    draft = Draft(
        "cap", uuid4().hex, "", "Surveys of the grid", SAID, told, areas=(AREA,), place=place,
        findings=("Its end stands before its start.",),
    )  # fmt: skip
    stamper = Stamper(legal_class="tip_lead", owner_id=cast.center, verified=True, now=cast.now)
    with reading(cast.operator):
        stamp = stamper.stamp_drafts([draft])[0]
        incoming = [incoming_of(draft, stamp, cast.center)]
        record = open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)[0].public_id
    with reading(admit_service(service="analyze.connect", now=cast.now)) as by:
        connect(record_ids=[record], by=by, now=cast.now)
    return record


def test_before_it_is_assessed_the_page_says_so(at_desk: At, threat: UUID) -> None:
    """No implication is claimed; the one next act is offered as the main one; findings are shown."""
    html = at_desk("ana").get(f"/threats/{threat}/").content.decode()
    assert "Not assessed yet" in html
    assert "Assess local implications" in html
    assert "Its end stands before its start." in html
    assert "&lt;b&gt;at night&lt;/b&gt;" in html
    assert "alerts@example.org" in html


def test_assessed_it_shows_reasons_range_inputs_and_map(at_desk: At, threat: UUID) -> None:
    """The plant in the area with each reason, its range with inputs and whose figures they are, map and table."""
    ana = at_desk("ana")
    assert ana.post(f"/threats/{threat}/?do=assess").status_code == 303
    html = ana.get(f"/threats/{threat}/").content.decode()
    assert "Worked out: it touches" in html
    assert "Prairie Creek Station" in html
    assert "Lies inside the area of the threat" in html
    assert "declared by us, to be replaced" in html
    assert "US dollars a year, expected" in html
    assert 'class="map__area"' in html
    assert html.index('class="map__area"') < html.index("The same places as a table")
    assert "45.3600 N, 93.8700 W" in html


def test_the_list_holds_it_and_no_report(at_desk: At, cast: SimpleNamespace, threat: UUID) -> None:
    """Threat items only, each with the way to its page."""
    tip = open_tips(cast, "A report about a van")[0].public_id
    html = at_desk("ana").get("/threats/").content.decode()
    assert f'href="/threats/{threat}/"' in html
    assert str(tip) not in html
    assert at_desk("ana").get(f"/threats/{tip}/").status_code == 404


def test_who_may_not_assess_reads_why_and_who_can(at_desk: At, threat: UUID) -> None:
    """The director reads the page; the act is refused in its place, and the POST changes nothing."""
    dee = at_desk("dee")
    html = dee.get(f"/threats/{threat}/").content.decode()
    assert "your role assesses no threats" in html
    assert 'aria-disabled="true"' in html
    refused = dee.post(f"/threats/{threat}/?do=assess")
    assert refused.status_code == 422
    assert "Assessing threats is the work of analysts" in refused.content.decode()


@pytest.mark.parametrize("login", ["cy", "ben", "ike"])
def test_to_a_stranger_a_threat_is_a_page_that_never_was(at_desk: At, threat: UUID, login: str) -> None:
    """Reading and assessing answer as for an id that never existed; the list is empty."""
    client = at_desk(login)
    absent, hidden = client.get(f"/threats/{uuid4()}/"), client.get(f"/threats/{threat}/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    done = client.post(f"/threats/{threat}/?do=assess")
    assert (done.status_code, done.content) == (404, absent.content)
    listed = client.get("/threats/").content.decode()
    assert str(threat) not in listed
    assert "Surveys of the grid" not in listed


def test_a_state_of_the_national_system_is_confirmed_on_its_page(at_desk: At, cast: SimpleNamespace) -> None:
    """The page asks, the inbox says that it waits; a denial without a reason names its field; Dee reads who can."""
    told = {"type": "Elevated", "title": "NTAS Elevated: rail"}
    draft = Draft("ntas", uuid4().hex, "", "NTAS Elevated: rail", "Rail.", told, findings=(UNCONFIRMED,))
    stamper = Stamper(legal_class="tip_lead", owner_id=cast.center, verified=True, now=cast.now)
    with reading(cast.operator):
        incoming = [incoming_of(draft, stamper.stamp_drafts([draft])[0], cast.center)]
        record = open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)[0].public_id
    ana, dee, here = at_desk("ana"), at_desk("dee"), f"/threats/{record}/"
    assert "State at its source" not in ana.get(here).content.decode()
    with reading(cast.as_("ana")) as by:
        ask_states(record_ids=[record], by=by, now=cast.now)
    html = ana.get(here).content.decode()
    assert "It states: Elevated." in html and "not confirmed" in html and UNCONFIRMED not in html
    assert "state not confirmed" in ana.get("/inbox/?kind=ntas").content.decode()
    refused = ana.post(f"{here}?do=state", {"answer": "denied", "because": "No"})
    assert refused.status_code == 422 and 'href="#f-because"' in refused.content.decode()
    assert "your role confirms no states" in dee.get(here).content.decode()
    assert dee.post(f"{here}?do=state", {"answer": "confirmed"}).status_code == 422
    absent = at_desk("cy").post(f"/threats/{uuid4()}/?do=state", {"answer": "confirmed"})
    hidden = at_desk("cy").post(f"{here}?do=state", {"answer": "confirmed"})
    assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert ana.post(f"{here}?do=state", {"answer": "confirmed"}).status_code == 303
    html = ana.get(here).content.decode()
    assert "It is so at its source: compared by" in html and "Take it back" in html
    assert "state not confirmed" not in ana.get("/inbox/?kind=ntas").content.decode()


def test_of_what_is_classified_a_pointer_stands_and_no_content(at_desk: At, cast: SimpleNamespace) -> None:
    """System, number and day; two who saw the same share one; words find no room, and who may not is told who can."""
    ana, here = at_desk("ana"), "/threats/pointer/"
    assert f'href="{here}"' in ana.get("/threats/").content.decode()
    said = {"system": "HSDN", "reference": "2026-114-A", "seen_on": cast.now.date().isoformat()}
    wordy = ana.post(here, {**said, "reference": "A plot against the dam in June 2027"})
    assert wordy.status_code == 422 and 'href="#f-reference"' in wordy.content.decode()
    done = ana.post(here, said)
    assert (
        done.status_code == 303 and ana.post(here, {**said, "reference": "2026-114-a"})["Location"] == done["Location"]
    )
    html = ana.get(done["Location"]).content.decode()
    assert "Seen on HSDN, reference 2026-114-A" in html and "U//FOUO" in html
    assert "Seen on HSDN" in ana.get("/inbox/?kind=pointer").content.decode()
    assert "your role notes no pointers" in at_desk("dee").post(here, said).content.decode()
    cy = at_desk("cy")
    assert cy.get(done["Location"]).status_code == 404 and "HSDN" not in cy.get("/threats/").content.decode()


def test_the_owner_of_an_item_is_asked_from_its_page(at_desk: At, threat: UUID) -> None:
    """Ana drafts the question, who rates sources records the answer; who may do neither finds no page, nor Cy."""
    ana, dee, here = at_desk("ana"), at_desk("dee"), f"/records/{threat}/owner/"
    assert here in ana.get(f"/threats/{threat}/").content.decode()
    refused = ana.post(here, {"do": "ask", "for_whom": "", "why": "They run the stations."})
    assert refused.status_code == 422 and 'href="#f-for_whom"' in refused.content.decode()
    done = ana.post(here, {"do": "ask", "for_whom": "Our utilities", "why": "They run the stations."})
    assert done.status_code == 303 and done["Location"].startswith("/rfis/")
    html = ana.get(here).content.decode()
    assert "waits for an answer" in html and "Who can:" in html and "The owner agreed" not in html
    (consent,) = set(re.findall(r'name="consent" value="([0-9a-f-]{36})"', dee.get(here).content.decode()))
    said = {"do": "agreed", "consent": consent, "words": "By phone, their duty officer"}
    assert ana.post(here, said).status_code == 422
    assert dee.post(here, {**said, "consent": str(uuid4())}).status_code == 404
    assert dee.post(here, said).status_code == 303
    assert "agreed, recorded by" in ana.get(here).content.decode()
    for login in ("ben", "cy", "ike"):
        assert at_desk(login).get(here).status_code == 404
        assert at_desk(login).post(here, said).status_code == 404


def test_no_script_or_style_of_its_own(at_desk: At, threat: UUID) -> None:
    """The map is drawn by the server from attributes alone."""
    for address in (f"/threats/{threat}/", "/threats/", "/notices/"):
        html = at_desk("ana").get(address).content.decode()
        assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", html)
        assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", html))
