"""Each page with each of the cast: who may sees it, for anyone else it is not there."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from browsing import browser
from django.test import Client
from makers import open_tips

from watchfloor.core.gate.session import reading

At = Callable[[str], Client]
WORDS = "A man in a gray Merlin van photographed the quarrystone dam at dusk. Plate KLX 4471."
STRANGERS = ("cy", "ike")
CASE = {"purpose": "threat-assessment", "case": "26-0141 NFC"}


@pytest.fixture(scope="module")
def tip(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> UUID:
    """A tip of the center; its words stand nowhere else."""
    for login in ("ana", "ben", "cy", "pia", "dee", "ike"):
        at_desk(login)
    return open_tips(cast, WORDS)[0].public_id


def told(house: SimpleNamespace, kind: str) -> list[tuple[object, ...]]:
    """Facts of a kind as the database keeps them."""
    from makers import session

    with session(house, "superuser") as opened:
        return opened.execute(
            "select purpose, records, digest, actor from core_fact where kind = %s order by seq", [kind]
        ).fetchall()


@pytest.mark.parametrize("login", ["ana", "pia", "dee"])
def test_the_center_reads_the_tip(at_desk: At, tip: UUID, login: str) -> None:
    """People of the center see it in the inbox and on its own page, marked at both ends."""
    for address in ("/", f"/records/{tip}/"):
        answer = at_desk(login).get(address)
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "quarrystone" in html
        assert html.count("UNCLASSIFIED//LES</span>") == 2


def test_the_page_says_why_and_what_not(at_desk: At, tip: UUID) -> None:
    """The record's page gives the reasons with their rules, and to the privacy officer who may vet."""
    html = at_desk("pia").get(f"/records/{tip}/").content.decode()
    assert "Why can I see this?" in html
    assert "Your center holds the record." in html
    assert "28 CFR 23.20(e)" in html
    assert "What I may not do here, and why" in html
    assert "Who can: Analyst, Watch supervisor" in html


@pytest.mark.parametrize("login", ["ben", "cy", "ike"])
def test_absent_and_hidden_are_one_answer(at_desk: At, tip: UUID, login: str) -> None:
    """Status, length, body and headers of a record that is not theirs are those of one that never was."""
    client = at_desk(login)
    hidden, absent = client.get(f"/records/{tip}/"), client.get(f"/records/{uuid4()}/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert {name for name, _ in hidden.items()} == {name for name, _ in absent.items()}
    assert b"Nothing here that you may read, or it does not exist. Rule 2." in hidden.content


def test_the_moment_of_a_not_found_page_is_a_tick(at_desk: At, tip: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is hidden and what is not there wait for the same tick."""
    from watchfloor.protect.web import door

    slept: list[float] = []
    began = [0.0]
    monkeypatch.setattr(door.time, "sleep", slept.append)
    monkeypatch.setattr(door.time, "monotonic", lambda: began[0])
    for record in (tip, uuid4()):
        at_desk("cy").get(f"/records/{record}/")
    at_desk("cy").get("/")
    assert slept == [0.1, 0.1, 0.1]


@pytest.mark.parametrize("login", STRANGERS)
def test_strangers_find_no_word_of_it(at_desk: At, tip: UUID, login: str) -> None:
    """Not in the inbox, not in search, not in counts, not in the ledger page, not in errors."""
    client = at_desk(login)
    addresses = [
        "/", "/?kind=tip", f"/?item={tip}", f"/?after={tip}", "/ledger/", f"/records/{tip}/",
        f"/records/{tip}/?as_of=x",
        "/search/?q=quarrystone&purpose=threat-assessment&case=1", "/search/?q=KLX4471&purpose=audit&case=1",
        f"/people/purpose/?next=/records/{tip}/",
    ]  # fmt: skip
    for address in addresses:
        html = client.get(address).content.decode()
        # what they typed themselves comes back to them in the box
        for word in (one for one in ("quarrystone", "Merlin", "KLX") if one not in address):
            assert word not in html, (address, word)
    assert 'class="nav__count">' not in client.get("/").content.decode().replace('nav__count">0', "")


def test_a_partner_sees_only_what_is_his(at_desk: At, cast: SimpleNamespace, tip: UUID) -> None:
    """Ben's agency reads its own report, and the center's report is not among his."""
    own = open_tips(cast, "Ladder left at the willowmere fence.", agency=cast.wright)[0].public_id
    html = at_desk("ben").get("/").content.decode()
    assert "willowmere" in html
    assert "quarrystone" not in html
    assert at_desk("ben").get(f"/records/{own}/").status_code == 200
    assert at_desk("cy").get(f"/records/{own}/").status_code == 404


def test_search_asks_for_purpose_and_case(at_desk: At, tip: UUID) -> None:
    """Without a case nothing is searched and the words are kept in the box; with one the hit and its words show."""
    client = at_desk("ana")
    refused = client.get("/search/", {"q": "quarrystone"})
    assert refused.status_code == 422
    assert str(tip) not in refused.content.decode()
    html = client.get("/search/", {"q": "quarrystone", **CASE}).content.decode()
    assert str(tip) in html
    assert "<mark>quarrystone</mark>" in html
    assert "Case 26-0141 NFC" in html


def test_a_search_for_what_is_hidden_reads_like_one_for_what_is_not(at_desk: At, tip: UUID) -> None:
    """Ben may search; a hidden word and one that nobody wrote give him the same page but for the word itself."""
    pages = []
    for word in ("quarrystone", "pumpernicke"):
        answer = at_desk("ben").get("/search/", {"q": word, **CASE})
        assert answer.status_code == 200
        html = answer.content.decode().replace(word, "WORD")
        # what is drawn by lot: the token of the form, and the sealed sight, whose length stays
        html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)
        pages.append(re.sub(r'data-sight="([\w-]+)"', lambda found: f"sight of {len(found[1])}", html))
    times = re.compile(r"\d\d:\d\d(:\d\d)?")
    assert times.sub("", pages[0]) == times.sub("", pages[1])
    assert "Nothing here that you may read, or it does not exist. Rule 2." in pages[0]


def test_who_may_not_search_is_told_the_rule(at_desk: At, tip: UUID) -> None:
    """A partner without the right is refused with rule and way out, and nothing of what is there."""
    answer = at_desk("cy").get("/search/", {"q": "quarrystone", **CASE})
    assert answer.status_code == 403
    assert "your role does not search" in answer.content.decode()


def test_a_search_is_a_fact_and_its_words_lie_sealed(house: SimpleNamespace, at_desk: At, tip: UUID) -> None:
    """The ledger holds purpose, hits and a digest; the words are nowhere in clear."""
    before = len(told(house, "core.record.searched"))
    at_desk("ana").get("/search/", {"q": "quarrystone dam", **CASE})
    facts = told(house, "core.record.searched")
    assert len(facts) == before + 1
    purpose, records, digest, _ = facts[-1]
    assert (purpose, records) == ("threat-assessment", [tip])
    assert digest is not None


def test_reading_is_a_fact_before_it_is_an_answer(
    house: SimpleNamespace, cast: SimpleNamespace, at_desk: At, tip: UUID
) -> None:
    """A page of the record is on the ledger with the record's id; a refusal names none."""
    at_desk("dee").get(f"/records/{tip}/")
    assert told(house, "core.record.read")[-1][1] == [tip]
    at_desk("cy").get(f"/records/{tip}/")
    assert told(house, "protect.reading.refused")[-1][1] == []


def test_what_did_we_know_then(at_desk: At, tip: UUID) -> None:
    """Before it was opened the record was not known, and its reader is told so."""
    answer = at_desk("ana").get(f"/records/{tip}/?as_of=2020-01-01T00:00")
    assert answer.status_code == 403
    assert "nothing of it was known here at that moment" in answer.content.decode()
    assert at_desk("ana").get(f"/records/{tip}/?at=2099-01-01T00:00").status_code == 200


def test_the_inspector_reads_the_ledger_and_no_record(at_desk: At, tip: UUID) -> None:
    """Ike's desk is the ledger; his inbox says that his role reads no records."""
    assert at_desk("ike").get("/ledger/").status_code == 200
    assert "Your role reads no records." in at_desk("ike").get("/").content.decode()
    assert at_desk("ben").get("/ledger/").status_code == 403


def test_no_rendered_page_carries_script_or_style_of_its_own(at_desk: At, tip: UUID) -> None:
    """The content policy would kill them; none is there."""
    for address in ("/", f"/records/{tip}/", "/ledger/", "/people/purpose/", "/search/?q=quarrystone"):
        html = at_desk("ana").get(address).content.decode()
        assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", html), address
        assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", html)), address


def test_a_list_goes_on_where_it_ended(at_desk: At, cast: SimpleNamespace) -> None:
    """Sixty reports that were opened at one moment are all reached, each once."""
    bodies = [f"Report number {number} about the lanternfield gate" for number in range(60)]
    opened = {str(one.public_id) for one in open_tips(cast, *bodies)}
    seen: list[str] = []
    address = "/inbox/?kind=tip"
    while address:
        html = at_desk("dee").get(address).content.decode()
        seen += re.findall(r'data-preview="preview-([0-9a-f-]+)"', html)
        more = re.search(r'href="(/inbox/\?kind=tip&amp;after=[0-9a-f-]+)"', html)
        address = more[1].replace("&amp;", "&") if more else ""
    assert opened <= set(seen)
    assert len(seen) == len(set(seen))


@pytest.fixture(scope="module")
def token(house: SimpleNamespace, cast: SimpleNamespace) -> Callable[[str], dict[str, str]]:
    """The header of a token for one of the cast."""
    from watchfloor.people.actions.signin import create_token

    def made(login: str) -> dict[str, str]:
        with reading(cast.operator):
            said = create_token(
                person_id=cast.person(login).id, name="test", purpose="threat-assessment", case_ref="26-0141 NFC",
                days=30, by=cast.operator, now=cast.now,
            )  # fmt: skip
        return {"authorization": f"Bearer {said}"}

    return made


def test_machines_read_what_their_person_may(at_desk: At, tip: UUID, token: Callable[[str], dict[str, str]]) -> None:
    """With Ana's token the record, the search and the ledger answer, with reasons and marking."""
    headers = token("ana")
    whole = browser().get(f"/api/records/{tip}", headers=headers).json()
    assert whole["body"] == WORDS
    assert whole["marking"] == "UNCLASSIFIED//LES"
    assert whole["because"][0]["rule"] == "access.purpose"
    found = browser().get("/api/search", {"words": "quarrystone"}, headers=headers).json()
    assert [one["id"] for one in found["items"]] == [str(tip)]
    assert "items" in browser().get("/api/ledger", headers=headers).json()


def test_to_a_stranger_every_answer_of_the_api_is_that_there_is_nothing(
    at_desk: At, tip: UUID, token: Callable[[str], dict[str, str]]
) -> None:
    """As Cy hidden and absent are one answer, search and ledger are empty."""
    headers = token("cy")
    hidden = browser().get(f"/api/records/{tip}", headers=headers)
    absent = browser().get(f"/api/records/{uuid4()}", headers=headers)
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert hidden["Content-Type"] == "application/problem+json"
    for words in ("quarrystone", "KLX 4471", "no such word at all"):
        answer = browser().get("/api/search", {"words": words}, headers=headers)
        assert answer.json() == {"items": [], "next": None}
    assert browser().get("/api/ledger", headers=headers).json() == {"items": [], "next": None}


def test_the_api_says_what_is_wrong_as_a_problem(at_desk: At, token: Callable[[str], dict[str, str]]) -> None:
    """No token, a made-up token and a missing argument each give a problem of RFC 9457."""
    for headers in ({}, {"authorization": "Bearer wf_made-up"}):
        answer = browser().get("/api/search", {"words": "x"}, headers=headers)
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    answer = browser().get("/api/search", headers=token("ana"))
    assert answer.status_code == 422
    assert answer.json()["status"] == 422


def test_a_database_that_is_away_closes_the_page_without_a_traceback(
    at_desk: At, tip: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failing query answers 503 if the database is away, 500 for anything else; neither says what failed."""
    from django.db import OperationalError

    from watchfloor.core.queries import records as queries

    client = at_desk("ana")
    client.raise_request_exception = False
    for error, status in ((OperationalError("secret host name"), 503), (ValueError("secret value"), 500)):

        def fails(error: Exception = error, **asked: object) -> None:
            raise error

        monkeypatch.setattr(queries, "texts_of", fails)
        answer = client.get("/inbox/")
        assert answer.status_code == status
        assert b"secret" not in answer.content
        assert b"Traceback" not in answer.content
    client.raise_request_exception = True


def test_a_machine_is_told_in_its_own_form_what_is_away_or_broken(
    at_desk: At, tip: UUID, token: Callable[[str], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At both doors for machines: 503 with when to come again, or 500 with a code; never what it was, never a page."""
    from django.db import OperationalError

    from watchfloor.desk.api import records
    from watchfloor.network.web import taxii

    headers = token("ana")
    for error, status in ((OperationalError("secret host name"), 503), (ValueError("secret value"), 500)):

        def fails(*given: object, error: Exception = error, **asked: object) -> None:
            raise error

        monkeypatch.setattr(records, "listed", fails)
        monkeypatch.setattr(taxii.offers, "collections", fails)
        asked = {"/api/search?words=x": "application/problem+json", "/taxii2/center/collections/": taxii.MEDIA}
        for address, media in asked.items():
            answer = browser().get(address, headers={**headers, "accept": media})
            assert (answer.status_code, answer["Content-Type"]) == (status, media), answer.content
            assert answer.get("Retry-After") == ("60" if status == 503 else None)
            assert b"secret" not in answer.content and b"Traceback" not in answer.content


def test_health_tells_strangers_nothing(house: SimpleNamespace) -> None:
    """Readiness and figures answer to this machine alone; being alive may be asked from anywhere."""
    far = {"REMOTE_ADDR": "203.0.113.9"}
    assert browser().get("/healthz", **far).status_code == 200
    assert browser().get("/readyz", **far).status_code == 404
    assert browser().get("/metrics", **far).status_code == 404
    ready = browser().get("/readyz").json()
    assert ready["ready"] and ready["migrations"]
    assert "evaluation" in ready
    assert "watchfloor_oldest_unsealed_fact_seconds" in browser().get("/metrics").content.decode()


def test_outside_an_exercise_nobody_signs_in_by_one_click(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """The page of the cast is not there, and its form signs nobody in."""
    assert browser().get("/demo/cast/").status_code == 404
    client = browser()
    assert client.post("/demo/cast/", {"login": "ana"}).status_code == 404
    assert client.get("/").status_code == 302
