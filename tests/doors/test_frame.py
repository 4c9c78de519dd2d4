"""The frame around every page as the server draws it, the session as a page asks about it, the closed door's phones."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from browsing import PASSPHRASE, browser
from django.test import Client

At = Callable[[str], Client]
STATED = {"purpose": "threat-assessment", "case": "26-0141 NFC"}


def test_purpose_and_case_stand_on_every_page_with_the_last_three(at_desk: At) -> None:
    """The earlier purposes are buttons of the bar; the one that stands is not among them."""
    client = at_desk("ana")
    for case in ("26-0001 NFC", "26-0002 NFC", "26-0003 NFC", "26-0004 NFC"):
        client.post("/people/purpose/", {**STATED, "case": case})
    for address in ("/", "/settings/", "/ledger/", "/notices/"):
        html = client.get(address).content.decode()
        assert "Case 26-0004 NFC" in html
        assert 'value="threat-assessment 26-0003 NFC"' in html
        assert 'value="threat-assessment 26-0004 NFC"' not in html
        assert "26-0001 NFC" not in html


def test_a_purpose_is_taken_again_by_its_button(at_desk: At) -> None:
    """One press changes purpose and case and leads back to the same page."""
    client = at_desk("dee")
    for case in ("26-0001 NFC", "26-0002 NFC"):
        client.post("/people/purpose/", {**STATED, "case": case})
    answer = client.post("/people/purpose/", {"again": "threat-assessment 26-0001 NFC", "next": "/ledger/"})
    assert (answer.status_code, answer["Location"]) == (303, "/ledger/")
    assert "Case 26-0001 NFC" in client.get("/ledger/").content.decode()


def test_nobody_is_kept_signed_in_by_what_a_page_asks_by_itself(at_desk: At) -> None:
    """Live requests leave the clock of the session as it is; after thirty idle minutes there is no session."""
    at_desk("ana")
    client = browser()
    client.post("/people/login/", {"login": "ana", "passphrase": PASSPHRASE})
    for live in ({"X-Desk": "live"}, {"Accept": "text/event-stream"}):
        began = _acted(client, ago=timedelta(minutes=10))
        assert client.get("/notices/", headers=live).status_code == 200
        assert client.session["acted_at"] == began
    assert client.get("/notices/").status_code == 200
    assert client.session["acted_at"] > began
    _acted(client, ago=timedelta(minutes=31))
    assert client.get("/notices/").status_code == 302
    assert client.get("/people/session/").status_code == 401


def _acted(client: Client, *, ago: timedelta) -> float:
    """Put the last act of this session into the past."""
    kept = client.session
    kept["acted_at"] = kept["acted_at"] - ago.total_seconds()
    kept.save()
    return float(kept["acted_at"])


def test_a_covered_page_comes_back_to_its_own_person_with_his_purpose(at_desk: At) -> None:
    """The sign-in over a page gives a new token and the stated purpose again; a wrong passphrase gives neither."""
    at_desk("ana")
    client = browser()
    client.post("/people/login/", {"login": "ana", "passphrase": PASSPHRASE})
    ana = client.get("/people/session/").json()["person"]
    client.session.flush()
    client.cookies.pop("sessionid")
    said = {"login": "ana", "person": ana, **STATED}
    wrong = client.post("/people/session/", {**said, "passphrase": "wrong wrong wrong wrong"})
    assert wrong.status_code == 403
    assert "token" not in wrong.json()
    right = client.post("/people/session/", {**said, "passphrase": PASSPHRASE}).json()
    assert right["same"] is True
    assert right["token"]
    assert "Case 26-0141 NFC" in client.get("/notices/").content.decode()


def test_a_covered_page_does_not_come_back_to_anybody_else(at_desk: At) -> None:
    """Another person who signs in over it is told to leave it, and states none of its purpose."""
    at_desk("ben")
    ana = at_desk("ana").get("/people/session/").json()["person"]
    client = browser()
    said = client.post(
        "/people/session/", {"login": "ben", "passphrase": PASSPHRASE, "person": ana, **STATED}
    ).json()  # fmt: skip
    assert said["same"] is False
    assert "26-0141" not in client.get("/notices/").content.decode()


def test_a_form_sent_by_script_is_told_where_to_go(at_desk: At) -> None:
    """A script cannot see a 303: it gets the path as JSON, and what was said is shown on the page it leads to."""
    client = at_desk("pia")
    answer = client.post("/people/purpose/", {**STATED, "next": "/ledger/"}, headers={"X-Desk": "sent"})
    assert (answer.status_code, answer.json()) == (200, {"to": "/ledger/"})


def test_an_old_form_token_says_that_it_is_one(at_desk: At) -> None:
    """Only then does a script ask for a new token and send the words once more."""
    at_desk("ana")
    strict = browser(strict=True)
    assert strict.post("/people/purpose/", STATED)["X-Desk"] == "token"
    assert "X-Desk" not in browser().get("/people/logout/")


def test_while_the_ledger_is_silent_the_phones_still_stand(at_desk: At, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page that is shown instead of any other carries the numbers for imminent danger, if there are any."""
    from django.conf import settings as house

    from watchfloor.core.ledger.telling import LedgerSilent
    from watchfloor.protect.web import door

    def silent(**said: object) -> None:
        raise LedgerSilent("closed")

    monkeypatch.setattr(door, "witness", silent)
    client = at_desk("ana")
    assert "Imminent danger" not in client.get("/notices/").content.decode()
    monkeypatch.setattr(house, "IMMINENT_PHONES", [{"text": "911 dispatch", "number": "555-0100"}])
    answer = client.get("/notices/")
    assert answer.status_code == 503
    assert "911 dispatch: <b" in answer.content.decode()
    assert "555-0100" in answer.content.decode()


def test_phones_are_read_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairs parted by semicolons; a part without a number stops the start with a line that names the setting."""
    from django.core.exceptions import ImproperlyConfigured

    from watchfloor.settings import phones

    monkeypatch.setenv("WATCHFLOOR_IMMINENT_PHONES", "911 dispatch: 555-0100; FBI duty desk: 555-0101")
    assert phones("IMMINENT_PHONES")[1] == {"text": "FBI duty desk", "number": "555-0101"}
    monkeypatch.setenv("WATCHFLOOR_IMMINENT_PHONES", "911 dispatch")
    with pytest.raises(ImproperlyConfigured, match="IMMINENT_PHONES"):
        phones("IMMINENT_PHONES")
