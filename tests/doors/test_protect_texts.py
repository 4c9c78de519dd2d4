"""Text guards at work: what comes in is looked at, a person is called, and nothing is held back meanwhile."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.test import Client
from makers import open_tips, session

from watchfloor.core.sealer.sealing import seal_all
from watchfloor.people.actions import directory
from watchfloor.protect.jobs import follow_all

At = Callable[[str], Client]
FLAGGED = "The witness Karen Olson, 763-555-0142, saw Somali men leave the rally at the brickyard."
PLAIN = "A gray van stood at the brickyard gate for two hours with its lights on."


@pytest.fixture(scope="module")
def texts(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> tuple[UUID, UUID]:
    """A tip that guards flag and one that they do not; the follower has seen both."""
    for login in ("ana", "pia", "cy", "ben", "ike", "dee"):
        at_desk(login)
    flagged, plain = open_tips(cast, FLAGGED, PLAIN)
    seal_all()
    while follow_all():
        pass
    return flagged.public_id, plain.public_id


def test_the_record_stands_open_and_says_what_was_found(at_desk: At, texts: tuple[UUID, UUID]) -> None:
    """Nothing is held back: Ana reads the words with the guards' sentences beside them; the plain one has none."""
    page = at_desk("ana").get(f"/records/{texts[0]}/").content.decode()
    assert "brickyard" in page
    for rule in ("guard.protected", "guard.activity", "guard.protected-person"):
        assert rule in page
    assert "28 CFR 23.20(b), (l)" in page and "Leave out what identifies them" in page
    assert "guard." not in at_desk("ana").get(f"/records/{texts[1]}/").content.decode()
    assert "guard.activity" in at_desk("ana").get(f"/?item={texts[0]}").content.decode()


def test_a_person_is_called_and_looks(house: SimpleNamespace, at_desk: At, texts: tuple[UUID, UUID]) -> None:
    """Pia finds the one text with its rules and says what becomes of it; facts hold rule ids and no word."""
    pia = at_desk("pia")
    page = pia.get("/privacy/texts/").content.decode()
    assert str(texts[0]) in page and str(texts[1]) not in page and "guard.protected-person" in page
    with session(house, "superuser") as admin:
        told = admin.execute("select subject from notify_notice where kind = 'text-guard'").fetchall()
        (flag,) = admin.execute("select public_id from protect_guarded").fetchone()
    assert told == [("Texts wait for a look",)]
    for wrong in ({"text": "x", "verdict": "fine"}, {"text": str(flag), "verdict": "burn"}):
        pia.post("/privacy/texts/", wrong)
        assert str(texts[0]) in pia.get("/privacy/texts/").content.decode()
    assert pia.post("/privacy/texts/", {"text": str(flag), "verdict": "mend"}).status_code == 303
    assert str(texts[0]) not in pia.get("/privacy/texts/").content.decode()
    with session(house, "superuser") as admin:
        rules = admin.execute("select rules from core_fact where kind = 'protect.text.looked-at'").fetchone()[0]
        every = admin.execute("select string_agg(core_fact_line(f), ' ') from core_fact f").fetchone()[0]
    assert {"guard.mend", "guard.activity"} <= set(rules)
    assert "Karen" not in every and "rally" not in every


@pytest.mark.parametrize("login", ["ana", "ben", "cy", "ike"])
def test_nobody_else_is_shown_the_list(at_desk: At, texts: tuple[UUID, UUID], login: str) -> None:
    """It refuses by its rule and shows nothing of what waits."""
    refused = at_desk(login).get("/privacy/texts/")
    assert refused.status_code == 403 and b"text.look" in refused.content
    assert str(texts[0]).encode() not in refused.content


def test_looking_again_calls_nobody_twice(house: SimpleNamespace, texts: tuple[UUID, UUID]) -> None:
    """The follower from the beginning raises nothing anew; only a service may raise at all."""
    del texts
    with session(house, "superuser") as admin:
        before = admin.execute("select count(*) from protect_guarded").fetchone()
        admin.execute("update core_bookmark set pos = 0 where name = 'protect.guards'")
    while follow_all():
        pass
    with session(house, "superuser") as admin:
        assert admin.execute("select count(*) from protect_guarded").fetchone() == before == (1,)


def test_a_reader_closes_a_record_away_and_two_persons_destroy_it(cast: SimpleNamespace, at_desk: At) -> None:
    """Ana says so and it is there for nobody; Kim sees readers and no word; Pia seconds, the certificate stands."""
    directory.add_person(
        login="kim", name="Kim Exercise", agency_id=cast.center, role="security", release_level="CUI",
        email="kim@example.org", by=cast.operator, now=cast.now,
    )  # fmt: skip
    (tip,) = open_tips(cast, "(S//NF) A wigeon convoy left the yard at dawn.")
    record, ana, kim, pia = f"/records/{tip.public_id}/", at_desk("ana"), at_desk("kim"), at_desk("pia")
    assert f"{record}spill/" in ana.get(record).content.decode()
    assert ana.get(f"{record}spill/").status_code == 200 and kim.get(f"{record}spill/").status_code == 403
    assert ana.post(f"{record}spill/", {"because": " "}).status_code == 422
    assert ana.post(f"{record}spill/", {"because": "A portion mark."}).status_code == 303
    absent = ana.get("/records/00000000-0000-4000-8000-000000000000/").content
    for who in (ana, kim, pia):
        assert who.get(record).status_code == 404
    assert len(ana.get(record).content) == len(absent)
    spill = re.search(r"/privacy/spills/[0-9a-f-]{36}/", kim.get("/privacy/spills/").content.decode())
    assert spill is not None
    page = kim.get(spill[0]).content.decode()
    assert "Ana Exercise" in page and "S: 2 in its title, its text" in page and "wigeon" not in page
    wrong = kim.post(spill[0], {"verdict": "", "because": ""})
    assert wrong.status_code == 422 and "Choose one." in wrong.content.decode()
    assert b"spill.decide" in pia.post(spill[0], {"verdict": "spill", "because": "Mine?"}).content
    assert kim.post(spill[0], {"verdict": "spill", "because": "Its owner says so."}).status_code == 303
    assert kim.post(spill[0], {"answer": "confirm"}).status_code == 403
    assert "Destroy it" in pia.get(spill[0]).content.decode()
    done = pia.post(spill[0], {"answer": "confirm"})
    assert done.status_code == 303 and done["Location"].startswith("/purges/")
    for who in (pia, kim):
        assert "wigeon" not in who.get(done["Location"]).content.decode()
    assert "destroyed" in kim.get(spill[0]).content.decode()


@pytest.mark.parametrize("login", ["ana", "dee", "ben", "cy", "ike"])
def test_nobody_else_is_shown_what_is_closed_away(at_desk: At, texts: tuple[UUID, UUID], login: str) -> None:
    """The list refuses by its rule; one spill answers alike, whether it is there or not."""
    del texts
    refused = at_desk(login).get("/privacy/spills/")
    assert refused.status_code == 403 and b"spill.read" in refused.content
    one = at_desk(login).get("/privacy/spills/00000000-0000-4000-8000-000000000000/")
    assert one.status_code == 403 and b"spill.read" in one.content
