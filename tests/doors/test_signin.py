"""Sign-in, purpose and the headers of every page."""

import base64
import re
import time
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest
from browsing import PASSPHRASE, browser
from django.test import Client

from watchfloor.core.gate.session import reading
from watchfloor.people.formats import totp

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


def enroll(client: Client, *, passphrase: str = PASSPHRASE) -> tuple[bytes, list[str]]:
    """Add an authenticator app by the pages alone; its secret and the recovery codes, as the person reads them."""
    begun = client.post("/people/factors/", {"deed": "add", "name": "work phone", "passphrase": passphrase})
    assert begun.status_code == 303, begun.content.decode()
    html = client.get(begun["Location"]).content.decode()
    assert "<svg" in html and 'class="qr"' in html
    text = re.search(r'class="mono secret">([A-Z2-7 ]+)<', html)[1].replace(" ", "")
    secret = base64.b32decode(text)
    assert client.post(begun["Location"], {"code": "000000"}).status_code == 422
    assert client.post(begun["Location"], {"code": app(secret)}).status_code == 303
    page = client.get("/people/factors/").content.decode()
    codes = re.findall(r"<li>(\d{4}(?:-\d{4}){4})</li>", page)
    assert len(codes) == 10
    assert codes[0] not in client.get("/people/factors/").content.decode()
    assert client.get(begun["Location"]).status_code == 404
    return secret, codes


def app(secret: bytes) -> str:
    """What the app shows now."""
    return totp.code_at(secret, step=int(time.time()) // 30)


def test_a_second_factor_is_asked_for_at_sign_in(at_desk: At) -> None:
    """With an app the passphrase alone opens nothing; a code of it or a recovery code does, each once."""
    ben = at_desk("ben")
    assert (
        ben.post("/people/factors/", {"deed": "add", "name": "x", "passphrase": "not mine at all"}).status_code == 422
    )
    _, codes = enroll(ben)
    fresh = browser()
    answer = fresh.post("/people/login/", {"login": "ben", "passphrase": PASSPHRASE, "next": "/settings/"})
    assert answer["Location"] == "/people/login/factor/"
    assert fresh.get("/settings/")["Location"].startswith("/people/login/")
    wrong = fresh.post("/people/login/factor/", {"second-factor": "123456"})
    assert (wrong.status_code, "4 tries are left" in wrong.content.decode()) == (403, True)
    done = fresh.post("/people/login/factor/", {"second-factor": codes[0]})
    assert (done.status_code, done["Location"]) == (303, "/settings/")
    assert fresh.get("/settings/").status_code == 200
    again = browser()
    again.post("/people/login/", {"login": "ben", "passphrase": PASSPHRASE})
    assert again.post("/people/login/factor/", {"second-factor": codes[0]}).status_code == 403
    assert browser().get("/people/login/factor/")["Location"] == "/people/login/"


def test_a_covered_page_comes_back_with_both_factors(at_desk: At) -> None:
    """Over a locked page too the passphrase of one who has an app is not enough."""
    _, codes = enroll(at_desk("cy"))
    said = {"login": "cy", "passphrase": PASSPHRASE}
    assert browser().post("/people/session/", said).status_code == 403
    assert browser().post("/people/session/", {**said, "code": codes[0]}).status_code == 200


def test_an_act_of_policy_waits_for_a_fresh_code_and_loses_no_word(at_desk: At) -> None:
    """Breaking the glass asks for the code where the last proof is old; the page carries the words of the form."""
    ana = at_desk("ana")
    _, codes = enroll(ana)
    old = ana.session
    old["proved_at"] -= 600
    old.save()
    words = {"reason": 'A child is missing & "nobody" answers the phone.'}
    asked = ana.post("/break-glass/", words)
    html = asked.content.decode()
    assert asked.status_code == 403
    assert 'name="reason" value="A child is missing &amp; &quot;nobody&quot; answers the phone."' in html
    assert glasses(ana) == 0
    assert ana.post("/break-glass/", {**words, "second-factor": "999999"}).status_code == 403
    assert glasses(ana) == 0
    assert ana.post("/break-glass/", {**words, "second-factor": codes[0]}).status_code == 303
    assert glasses(ana) == 1
    ana.post("/break-glass/end/")


def glasses(client: Client) -> int:
    """How many of his the page of break-glass lists."""
    return len(re.findall(r'href="/break-glass/[0-9a-f-]{36}/"', client.get("/break-glass/").content.decode()))


def test_where_policy_requires_it_nothing_else_opens(at_desk: At, monkeypatch: pytest.MonkeyPatch) -> None:
    """A role of which a second factor is required comes no further than the page where he adds one."""
    from watchfloor.protect.formats.factors import factor_policy
    from watchfloor.protect.web import factors, stepping

    ike = at_desk("ike")
    strict = replace(factor_policy(), required_of=frozenset({"inspector"}))
    for module in (factors, stepping):
        monkeypatch.setattr(module, "factor_policy", lambda: strict)
    for path in ("/ledger/", "/settings/", "/people/purpose/"):
        assert ike.get(path)["Location"] == "/people/factors/"
    assert "Policy asks a second factor of your role" in ike.get("/people/factors/").content.decode()
    enroll(ike)
    assert ike.get("/ledger/").status_code == 200
    assert at_desk("pia").get("/ledger/").status_code == 200


def test_a_lost_factor_is_let_go_by_pages(at_desk: At) -> None:
    """Dee asks, Pia agrees in a session of her own, and who lost it is told; Ana sees no such page."""
    enroll(at_desk("dee"))
    pia, here = at_desk("pia"), "/people/factors/resets/"
    assert at_desk("ana").get(here).status_code == 403
    assert pia.post(here, {"login": "nobody-of-ours"}).status_code == 422
    assert pia.post(here, {"login": "pia"}).status_code == 422
    assert pia.post(here, {"login": "ben"}).status_code == 303
    html = pia.get(here).content.decode()
    assert "another person answers" in html and 'value="agree"' not in html
    reset = re.search(r'name="reset" value="([0-9a-f-]+)"', at_desk("dee").get(here).content.decode())[1]
    assert pia.post(here, {"reset": reset, "answer": "agree"}).status_code == 403
    assert at_desk("dee").post(here, {"reset": reset, "answer": "agree"}).status_code == 303
    fresh = browser()
    assert fresh.post("/people/login/", {"login": "ben", "passphrase": PASSPHRASE})["Location"] == "/"
    assert "Your second factor was let go" in fresh.get("/notices/").content.decode()
