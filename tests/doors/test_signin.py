"""Sign-in, purpose and the headers of every page."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from browsing import PASSPHRASE, browser
from django.test import Client

from watchfloor.core.gate.session import reading

At = Callable[[str], Client]


def test_the_sign_in_page_says_what_system_this_is(house: SimpleNamespace) -> None:
    """Before anybody signs in he is told that the system is restricted and monitored (CJISSECPOL AC-8)."""
    html = browser().get("/people/login/").content.decode()
    assert "This is a restricted system." in html
    assert "monitored, recorded" in html


def test_nobody_reads_before_he_signs_in(house: SimpleNamespace) -> None:
    """Every page leads a stranger to the sign-in page and back to where he wanted to go."""
    answer = browser().get("/people/purpose/")
    assert answer.status_code == 302
    assert answer["Location"] == "/people/login/?next=%2Fpeople%2Fpurpose%2F"


def test_wrong_name_and_wrong_passphrase_are_one_answer(at_desk: At) -> None:
    """The page that refuses says the same of a login that is not there and of a passphrase that does not fit."""
    at_desk("ana")
    pages = []
    for login in ("ana", "nobody-of-ours"):
        answer = browser().post("/people/login/", {"login": login, "passphrase": "wrong wrong wrong wrong"})
        assert answer.status_code == 403
        pages.append(re.sub(r'value="[^"]*"', "", answer.content.decode()))
    assert pages[0] == pages[1]
    assert "do not fit, or the account is locked" in pages[0]


def test_five_failures_lock_the_account(at_desk: At) -> None:
    """After five wrong passphrases the right one opens nothing, and the page does not say why."""
    at_desk("sam")
    for _ in range(5):
        browser().post("/people/login/", {"login": "sam", "passphrase": "wrong wrong wrong wrong"})
    answer = browser().post("/people/login/", {"login": "sam", "passphrase": PASSPHRASE})
    assert answer.status_code == 403


def test_a_session_is_new_after_sign_in(at_desk: At, cast: SimpleNamespace) -> None:
    """The session that a person signs in under is not the one he came with."""
    at_desk("pia")
    client = browser()
    first = client.session
    first["left"] = "behind"
    first.save()
    client.cookies["sessionid"] = first.session_key
    client.post("/people/login/", {"login": "pia", "passphrase": PASSPHRASE})
    assert client.cookies["sessionid"].value != first.session_key
    assert "left" not in client.session


def test_sign_in_never_leads_to_another_site(at_desk: At) -> None:
    """A `next` that leads elsewhere is not taken."""
    at_desk("dee")
    for elsewhere in ("//evil.example", "https://evil.example/", "\\\\evil.example", "javascript:alert(1)"):
        answer = browser().post("/people/login/", {"login": "dee", "passphrase": PASSPHRASE, "next": elsewhere})
        assert (answer.status_code, answer["Location"]) == (303, "/")


def test_one_time_link_works_once(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """A link sets a passphrase and signs in; the second time it says only that it does not work."""
    from watchfloor.people.actions.signin import one_time_link

    with reading(cast.operator):
        link = one_time_link(person_id=cast.person("ben").id, by=cast.operator, now=cast.now)
    address, words = (
        f"/sign-in/first/{link}/",
        {"passphrase": "seven brown kettles sing", "again": "seven brown kettles sing"},
    )
    assert "Ben Exercise" in browser().get(address).content.decode()
    assert browser().post(address, {**words, "again": "other"}).status_code == 422
    assert browser().post(address, {"passphrase": "short", "again": "short"}).status_code == 422
    client = browser()
    assert client.post(address, words).status_code == 303
    assert client.get("/people/purpose/").status_code == 200
    again = browser().get(address)
    assert again.status_code == 404
    assert "Ben" not in again.content.decode()


@pytest.mark.parametrize("login", ["ana", "ben", "cy", "pia", "dee", "ike"])
def test_everybody_may_state_a_purpose(at_desk: At, login: str) -> None:
    """The purpose page opens to each of the cast, marked, with the banner at both ends."""
    answer = at_desk(login).get("/people/purpose/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count("UNCLASSIFIED</span>") == 2


def test_a_purpose_that_needs_a_case_is_refused_without_one(at_desk: At) -> None:
    """Threat assessment without a case reference is not taken; with one it stands in the head of every page."""
    ana = at_desk("ana")
    refused = ana.post("/people/purpose/", {"purpose": "threat-assessment", "case": " "})
    assert refused.status_code == 422
    assert "needs a case reference" in refused.content.decode()
    taken = ana.post(
        "/people/purpose/", {"purpose": "threat-assessment", "case": "26-0141 NFC", "next": "/people/purpose/"}
    )
    assert taken.status_code == 303
    html = ana.get("/people/purpose/").content.decode()
    assert "Case 26-0141 NFC" in html
    assert "Threat assessment" in html


def test_every_answer_carries_the_policy(at_desk: At) -> None:
    """Pages, errors and refusals carry the content policy and are kept by no browser."""
    for answer in (
        browser().get("/people/login/"), at_desk("ana").get("/people/purpose/"), browser().get("/no/such/page/"),
        browser().get("/people/logout/"),
    ):  # fmt: skip
        policy = answer["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer["Cache-Control"] == "no-store"


def test_a_form_without_its_token_changes_nothing(at_desk: At) -> None:
    """A POST without the token of the page is refused, and says nothing else."""
    at_desk("ana")
    strict = browser(strict=True)
    answer = strict.post("/people/login/", {"login": "ana", "passphrase": "x"})
    assert answer.status_code == 403
    assert "This was not done" in answer.content.decode()


def test_no_page_without_its_fact(at_desk: At, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the reading cannot be written to the ledger nothing is shown."""
    from watchfloor.core.ledger.telling import LedgerSilent
    from watchfloor.protect.web import door

    def silent(**said: object) -> None:
        raise LedgerSilent("closed")

    ana = at_desk("ana")
    monkeypatch.setattr(door, "witness", silent)
    answer = ana.get("/people/purpose/")
    assert answer.status_code == 503
    assert "Ana Exercise" not in answer.content.decode()


def test_signing_out_ends_the_session(at_desk: At) -> None:
    """After signing out the same browser is led to the sign-in page; a link cannot sign anybody out."""
    at_desk("cy")
    client = browser()
    client.post("/people/login/", {"login": "cy", "passphrase": PASSPHRASE})
    assert client.get("/people/logout/").status_code == 405
    assert client.post("/people/logout/").status_code == 303
    assert client.get("/people/purpose/").status_code == 302
