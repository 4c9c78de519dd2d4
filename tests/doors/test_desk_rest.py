"""The pages that look after the house, each with each of the cast."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from browsing import browser
from django.test import Client
from makers import open_tips, session

from watchfloor.core.gate.session import reading

At = Callable[[str], Client]
CAST = ("ana", "ben", "cy", "pia", "dee", "ike")
WHO = {
    "/people/": {"pia", "dee", "abe"}, "/groups/": {"ana", "pia", "dee", "abe"},
    "/feeds/": {"ana", "pia", "dee", "abe"},
    "/purges/": {"pia", "dee"}, "/health/": {"pia", "dee", "abe"}, "/settings/": {*CAST, "abe"},
}  # fmt: skip
WORDS = "Two men lowered a saltmarsh lantern from the pylon at dusk."


@pytest.fixture(scope="module")
def abe(house: SimpleNamespace, cast: SimpleNamespace) -> str:
    """Abe, the administrator."""
    from watchfloor.people.actions import directory

    directory.add_person(
        login="abe", name="Abe Exercise", agency_id=cast.center, role="administrator", release_level="U",
        by=cast.operator, now=cast.now,
    )  # fmt: skip
    return "abe"


@pytest.fixture(scope="module")
def feed(house: SimpleNamespace, cast: SimpleNamespace) -> str:
    """A source that nobody rated, and one thing of it that was set aside."""
    from watchfloor.core.actions.sources import keep_source, set_aside
    from watchfloor.core.rules.draft import SetAside
    from watchfloor.protect.actions.stamp import Stamper
    from watchfloor.receive.actions.sources import source_named

    content = b"row one\nrow two\n"
    with reading(cast.operator):
        source_named(name="Harbor Watch", by=cast.operator, now=cast.now)
        aside = Stamper(legal_class="set_aside", owner_id=cast.center, verified=True, now=cast.now)
        stamp = aside.stamp(markings=("U//LES",))
        kept = keep_source(content=content, owner_id=cast.center, stamp=stamp, by=cast.operator, now=cast.now)
        part = SetAside("row 2, column Date", ("'31/11/26' is no date. Write 2026-11-30.",), (8, 7))
        set_aside(source=kept, parts=[part], content=content, stamp=stamp, by=cast.operator, now=cast.now)
    return "Harbor Watch"


@pytest.mark.parametrize("login", [*CAST, "abe"])
@pytest.mark.parametrize("address", WHO)
def test_each_page_opens_to_its_own(at_desk: At, abe: str, address: str, login: str) -> None:
    """Who may sees it marked at both ends and in his navigation; who may not is told who can, and has no way to it."""
    client = at_desk(login)
    answer = client.get(address)
    html = answer.content.decode()
    if login in WHO[address]:
        assert answer.status_code == 200
        assert html.count("</span></div>\n<header") or html.count("banner--") >= 2
        assert f'href="{address}"' in html
    else:
        assert answer.status_code == 403
        assert "You cannot" in html and "Who can:" in html
        assert f'href="{address}"' not in html


@pytest.mark.parametrize("login", ["ana", "ben", "cy", "ike"])
def test_who_may_not_read_the_directory_cannot_tell_who_is_in_it(
    cast: SimpleNamespace, at_desk: At, login: str
) -> None:
    """A person who is there and one who is not are the same answer, and no name of the directory stands in it."""
    client = at_desk(login)
    there = client.get(f"/people/{cast.person('sam').public_id}/").content.decode()
    nobody = client.get(f"/people/{uuid4()}/").content.decode()
    assert _bare(there) == _bare(nobody)
    assert "Sam Exercise" not in there


def _bare(html: str) -> str:
    """Without what differs between any two pages: form tokens, the time of day and the address itself."""
    return re.sub(r'data-sight="[^"]*"|value="\w{64}"|\d\d:\d\d(:\d\d-\d\d:\d\d)?|[0-9a-f]{8}-[0-9a-f-]{27}', "", html)


def test_the_directory_says_what_access_rests_on(at_desk: At, cast: SimpleNamespace) -> None:
    """A person's page holds affiliation, courses with their last good day, level and the agency's agreement."""
    html = at_desk("pia").get(f"/people/{cast.person('ben').public_id}/").content.decode()
    for words in ("Liaison officer", "Wright County Sheriff", "28 CFR Part 23", "MOU-1", "LES"):
        assert words in html
    assert "You cannot change this:" in html
    assert "Administrator" in html
    assert "far-away" not in html


def test_an_administrator_changes_affiliation_and_records_a_course(
    house: SimpleNamespace, at_desk: At, cast: SimpleNamespace, abe: str
) -> None:
    """The old affiliation ends with every open session; a wrong form is refused in place."""
    from watchfloor.people.actions import directory

    person_id = directory.add_person(
        login="kim", name="Kim Exercise", agency_id=cast.wright, role="liaison", release_level="U", by=cast.operator,
        now=cast.now,
    )  # fmt: skip
    assert person_id
    kim, client = at_desk("kim"), at_desk("abe")
    url = f"/people/{cast.person('kim').public_id}/"
    assert kim.get("/notices/").status_code == 200
    said = {"deed": "affiliate", "agency": "NFC", "role": "analyst", "level": "LES"}
    assert client.post(url, {**said, "level": "SECRET"}).status_code == 422
    assert client.post(url, said).status_code == 303
    assert kim.get("/notices/").status_code == 302
    year = cast.now.date() + timedelta(days=365)
    course = {"deed": "train", "course": "pcrcl", "taken": cast.now.date().isoformat(), "until": "31/11/26"}
    assert client.post(url, course).status_code == 422
    assert client.post(url, {**course, "until": year.isoformat()}).status_code == 303
    assert "Analyst" in client.get(url).content.decode()
    assert client.post(url, {"deed": "leave", "login": "kym"}).status_code == 422
    assert client.post(url, {"deed": "leave", "login": "kim"}).status_code == 303
    assert client.get(url).status_code == 404
    with session(house, "superuser") as opened:
        told = {kind for (kind,) in opened.execute("select kind from core_fact where kind like 'people.%'")}
    assert {"people.affiliation.begun", "people.training.recorded", "people.person.left"} <= told


def test_nobody_gives_himself_a_role(at_desk: At, cast: SimpleNamespace, abe: str) -> None:
    """Abe's own page has no form for it, and the form made by hand is refused with its rule."""
    client, url = at_desk("abe"), f"/people/{cast.person('abe').public_id}/"
    assert "nobody changes his own affiliation" in client.get(url).content.decode()
    answer = client.post(url, {"deed": "affiliate", "agency": "NFC", "role": "privacy", "level": "CUI"})
    assert answer.status_code == 422
    assert "AC-5" in answer.content.decode()
    assert cast.person("abe").role == "administrator"


@pytest.mark.parametrize("login", ["pia", "dee", "ana", "cy"])
def test_only_an_administrator_changes_the_directory(at_desk: At, cast: SimpleNamespace, login: str) -> None:
    """Reading it is not changing it."""
    url = f"/people/{cast.person('sam').public_id}/"
    said = {"deed": "affiliate", "agency": "NFC", "role": "analyst", "level": "CUI"}
    assert at_desk(login).post(url, said).status_code == 403
    assert cast.person("sam").role == "supervisor"


def test_a_feed_is_rated_by_who_may(house: SimpleNamespace, at_desk: At, feed: str) -> None:
    """Ana sees it unrated and cannot rate it; Dee can, and what was set aside stands with its reason."""
    html = at_desk("ana").get("/feeds/").content.decode()
    assert "Harbor Watch" in html and "not rated" in html
    assert "&#x27;31/11/26&#x27; is no date." in html
    number = at_desk("dee").get("/feeds/").content.decode().partition('name="source" value="')[2].partition('"')[0]
    assert at_desk("ana").post("/feeds/", {"source": number, "grade": "B"}).status_code == 403
    assert at_desk("dee").post("/feeds/", {"source": number, "grade": "Z"}).status_code == 403
    assert at_desk("dee").post("/feeds/", {"source": str(uuid4()), "grade": "B"}).status_code == 404
    assert at_desk("dee").post("/feeds/", {"source": number, "grade": "B"}).status_code == 303
    assert "B - usually reliable" in at_desk("ana").get("/feeds/").content.decode()


def test_health_is_told_in_words(at_desk: At) -> None:
    """Each part says how it stands and the way out; no worker runs in a test, and the page says so."""
    html = at_desk("dee").get("/health/").content.decode()
    assert "No worker is connected: nothing is sealed or sent." in html
    assert "facts are sealed" in html
    assert "analyze.connect" in html


@pytest.fixture
def tip(house: SimpleNamespace, cast: SimpleNamespace) -> UUID:
    """A tip to be purged; its words stand nowhere else."""
    return open_tips(cast, WORDS)[0].public_id


def test_a_purge_by_its_pages(house: SimpleNamespace, at_desk: At, cast: SimpleNamespace, tip: UUID) -> None:
    """Pia asks, Dee confirms in her own session, the record is gone for all, and the certificate says what is true."""
    pia, dee, about = at_desk("pia"), at_desk("dee"), f"/records/{tip}/purge/"
    assert "<b>1</b> record" in pia.get(about).content.decode()
    empty = pia.post(about, {"because": "  ", "second": str(cast.person("dee").id)})
    assert empty.status_code == 422
    asked = pia.post(about, {"because": "Reported in error.", "second": str(cast.person("dee").id)})
    assert (asked.status_code, asked["Location"]) == (303, "/purges/")
    question = re.search(r"/purges/proposals/[0-9a-f-]+/", dee.get("/purges/").content.decode())
    assert question and question[0] in dee.get("/notices/").content.decode()
    shown = dee.get(question[0]).content.decode()
    assert "Reported in error." in shown and 'value="confirm"' in shown
    assert 'value="confirm"' not in pia.get(question[0]).content.decode()
    assert pia.post(question[0], {"answer": "confirm"}).status_code == 403
    done = dee.post(question[0], {"answer": "confirm"})
    assert done.status_code == 303
    html = dee.get(done["Location"]).content.decode()
    for words in ("Unreadable at", "Gone from backups by", "not known until the storage is scrubbed",
                  "protect.purge.forgotten", "Pia Exercise"):  # fmt: skip
        assert words in html
    for login in ("ana", "pia", "dee"):
        assert at_desk(login).get(f"/records/{tip}/").status_code == 404
        assert "saltmarsh" not in at_desk(login).get("/").content.decode()
    assert dee.get(question[0]).status_code == 404


@pytest.mark.parametrize("login", ["ana", "ben", "cy", "ike", "sam"])
def test_a_question_is_there_for_its_two_persons_alone(
    at_desk: At, cast: SimpleNamespace, tip: UUID, login: str
) -> None:
    """For anyone else an open question and one that never was are the same answer, read or acted upon."""
    about = f"/records/{tip}/purge/"
    at_desk("pia").post(about, {"because": "Reported in error.", "second": str(cast.person("dee").id)})
    question = re.search(r"/purges/proposals/[0-9a-f-]+/", at_desk("pia").get("/purges/").content.decode())
    assert question
    never, client = f"/purges/proposals/{uuid4()}/", at_desk(login)
    assert _bare(client.get(question[0]).content.decode()) == _bare(client.get(never).content.decode())
    there, nowhere = (client.post(path, {"answer": "confirm"}) for path in (question[0], never))
    assert there.status_code == nowhere.status_code
    assert _bare(there.content.decode()) == _bare(nowhere.content.decode())
    assert at_desk("dee").get(f"/records/{tip}/").status_code == 200


def test_the_strangers_learn_nothing_of_a_record_by_its_purge(at_desk: At, tip: UUID) -> None:
    """To Cy and Ben the page of a purge of a record is that of a record that never was; to Ana it is refused."""
    for login in ("ben", "cy", "ike"):
        hidden, absent = (at_desk(login).get(f"/records/{one}/purge/") for one in (tip, uuid4()))
        assert hidden.status_code == absent.status_code == 404
        assert hidden.content == absent.content
    assert at_desk("ana").get(f"/records/{tip}/purge/").status_code == 403


def test_no_page_of_these_is_read_without_a_session(house: SimpleNamespace) -> None:
    """Each leads to the sign-in page."""
    for address in WHO:
        assert browser().get(address).status_code == 302
