"""Reports from the field: approval, one report however often it is sent, a wrong clock, and what becomes of them."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from browsing import browser
from django.test import Client

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core

At = Callable[[str], Client]
SAID = {
    "key": "6f1a", "behaviors": ["PHOTO"], "narrative": "A man in a gray coat photographed the quarry gate.",
    "facts": "Third night in a row.", "when": "now", "waited": "3600000", "place": "Monticello, MN",
    "vehicle_plate": "KTX 4471", "person_description": "tall, gray coat", "attested": "yes",
}  # fmt: skip


@pytest.fixture(scope="module")
def ben(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> Client:
    """Ben, who asked and whom Sam approved; his course is recorded in between."""
    del house
    from watchfloor.people.actions.directory import record_training

    client, sam, today = at_desk("ben"), at_desk("sam"), datetime.fromtimestamp(time.time(), UTC).date()
    assert "No sponsor approved you" in client.get("/report/field/").content.decode()
    assert client.post("/report/field/", SAID).status_code == 403
    assert client.post("/report/field/", {"deed": "ask"}).status_code == 303
    early = sam.post("/officers/", {"deed": "approve:ben"})
    assert early.status_code == 422 and "sar-line-officer" in early.content.decode()
    with reading(cast.operator):
        record_training(
            person_id=cast.person("ben").id, course="sar-line-officer", taken_on=today,
            valid_until=today + timedelta(days=300), by=cast.operator,
        )  # fmt: skip
    assert sam.post("/officers/", {"deed": "approve:ben"}).status_code == 303
    return client


def test_a_report_sent_twice_is_one_and_its_officer_reads_it(ben: Client, cast: SimpleNamespace) -> None:
    """The second sending names the same record; the time is the center's less how long it waited on the phone."""
    filed = [ben.post("/report/field/", SAID, headers={"X-Desk": "sent"}).json()["to"] for _ in range(2)]
    assert filed == ["/report/mine/?of=me"] * 2
    page = ben.get("/report/mine/?of=me").content.decode()
    (record,) = set(re.findall(r"/records/([0-9a-f-]{36})/", page))
    assert "received" in page and page.count("TIP-") == 1 + 2  # the line, and what both sendings were told
    with reading(cast.as_("ana")) as ana:
        view = core.record(audience=ana, public_id=record)
    ago = view.row.opened_at - view.row.occurred_at
    assert timedelta(minutes=59) < ago < timedelta(minutes=62)
    told = view.data["object"]
    assert told["fields"]["person 1 description"] == "tall, gray coat" and len(told["parties"]) == 1
    assert ben.get(f"/records/{record}/").status_code == 200


def test_a_clock_that_was_turned_is_not_believed(ben: Client, cast: SimpleNamespace) -> None:
    """A wait below zero or of a year gives no time; the report comes in all the same and says so."""
    ben.post("/report/field/", {**SAID, "key": "turned", "waited": "-5000", "narrative": "A lamp at the weir."})
    with reading(cast.as_("ana")) as ana:
        row = next(row for row in core.latest(audience=ana) if row.title == "A lamp at the weir.")
        assert row.occurred_at is None and "clock" in core.record(audience=ana, public_id=row.public_id).data["said"]


def test_what_is_wrong_is_said_beside_its_field(ben: Client) -> None:
    """No words, no attestation, an odd behavior: 422 with every word; nothing is filed."""
    answer = ben.post("/report/field/", {**SAID, "key": "x", "narrative": " "})
    assert answer.status_code == 422 and "What did you see: empty" in answer.content.decode()
    answer = ben.post("/report/field/", {**SAID, "key": "x", "attested": "", "behaviors": "LOITER"})
    html = answer.content.decode()
    assert answer.status_code == 422 and "LOITER" in html and "quarry gate" in html


@pytest.mark.parametrize("login", ["ana", "ben", "cy", "pia", "ike"])
def test_who_approves_none_sees_no_officers(ben: Client, at_desk: At, login: str) -> None:
    """The list and the deed are for supervisor and director."""
    del ben
    client = at_desk(login)
    assert client.get("/officers/").status_code == client.post("/officers/", {"deed": "end:ben"}).status_code == 403


def test_who_was_ended_files_by_no_door(ben: Client, at_desk: At) -> None:
    """Ended: refused in the field, on the form and for machines, by rule; certified anew he files again."""
    sam = at_desk("sam")
    assert sam.post("/officers/", {"deed": "end:ben"}).status_code == 303
    refused = ben.post("/report/field/", {**SAID, "key": "later"})
    assert refused.status_code == 403 and "ended" in refused.content.decode()
    said = {"title": "x", "narrative": "Another lamp.", "attested": "yes"}
    assert ben.post("/report/", said).status_code in {403, 422}
    assert sam.post("/officers/", {"deed": "approve:ben"}).status_code == 303
    assert ben.post("/report/field/", {**SAID, "key": "later"}).status_code == 303


def test_the_place_may_be_asked_for_on_this_page_alone(ben: Client) -> None:
    """Everywhere else the browser is told that nobody asks."""
    assert "geolocation=(self)" in ben.get("/report/field/")["Permissions-Policy"]
    assert "geolocation=()" in ben.get("/report/mine/")["Permissions-Policy"]


def test_what_a_phone_keeps_of_the_form_is_of_nobody(ben: Client) -> None:
    """The empty form is the same for a stranger: no name, no token, no cookie; it may ask for the place as well."""
    shell = ben.get("/report/field/shell/")
    page, name = shell.content.decode(), "Ben Exercise"
    assert name in ben.get("/report/field/").content.decode() and name not in page
    stranger = browser().get("/report/field/shell/")
    assert shell.content == stranger.content and not stranger.cookies
    assert 'name="csrfmiddlewaretoken" value=""' in page and page.count("csrfmiddlewaretoken") == 1
    assert 'name="key" value=""' in page and "geolocation=(self)" in shell["Permissions-Policy"]
    assert ben.post("/report/field/shell/").status_code == ben.post("/report/field/worker.js").status_code == 405


def test_the_worker_comes_from_the_address_that_bounds_it(ben: Client) -> None:
    """No header widens what it may touch, and nothing but a script is taken for one."""
    worker = ben.get("/report/field/worker.js")
    assert worker["Content-Type"] == "text/javascript" and "Service-Worker-Allowed" not in worker
    assert b"/report/field/shell/" in worker.content and worker["Cache-Control"] == "no-store"
