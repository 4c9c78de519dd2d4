"""Text guards at work: what comes in is looked at, a person is called, and nothing is held back meanwhile."""

from collections.abc import Callable
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.test import Client
from makers import open_tips, session

from watchfloor.core.sealer.sealing import seal_all
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
