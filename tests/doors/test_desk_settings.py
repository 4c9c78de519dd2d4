"""Each person's own settings: kept for him, on every browser he signs in from."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from browsing import PASSPHRASE, browser
from django.test import Client
from makers import session

At = Callable[[str], Client]
LOOK = {"theme": "dark", "size": "125", "room": "roomy", "keys": "alt", "mail": "on"}


@pytest.mark.parametrize("login", ["ana", "ben", "cy", "pia", "dee", "ike"])
def test_everybody_has_settings(at_desk: At, login: str) -> None:
    """The page opens to each of the cast."""
    answer = at_desk(login).get("/settings/")
    assert answer.status_code == 200
    assert "Single-key shortcuts" in answer.content.decode()


def test_what_was_kept_draws_the_next_page(at_desk: At) -> None:
    """Theme, size, room and keys stand in the first line of the page that follows, without any script."""
    client = at_desk("dee")
    answer = client.post("/settings/", LOOK)
    assert answer.status_code == 303
    html = client.get("/settings/").content.decode()
    assert 'data-theme="dark" data-size="125" data-room="roomy"' in html
    assert "Your settings are kept." in html
    assert client.cookies["wf_keys"].value == "alt"


def test_settings_follow_the_person_not_the_machine(at_desk: At) -> None:
    """Whoever signs in on a browser that another one left gets his own desk."""
    at_desk("pia").post("/settings/", LOOK)
    at_desk("ben")
    shared = browser()
    shared.post("/people/login/", {"login": "pia", "passphrase": PASSPHRASE})
    assert shared.cookies["wf_theme"].value == "dark"
    shared.post("/people/logout/")
    shared.post("/people/login/", {"login": "ben", "passphrase": PASSPHRASE})
    assert shared.cookies["wf_theme"].value == ""
    assert "data-theme=" not in shared.get("/settings/").content.decode()


def _number(client: Client, words: str) -> str:
    """The name of the field that gives a key to these words."""
    html = client.get("/settings/").content.decode()
    before = html[: html.index(f">{words} <kbd>")]
    return before.rpartition('for="f-')[2].partition('"')[0]


def test_a_key_of_ones_own(at_desk: At) -> None:
    """A new key is kept and told to the scripts; one that is taken is refused beside its field, with the words kept."""
    client = at_desk("ana")
    claim = _number(client, "Claim")
    assert client.post("/settings/", {**LOOK, claim: "q"}).status_code == 303
    assert client.cookies["wf_remap"].value == "c=q"
    refused = client.post("/settings/", {**LOOK, claim: "/"})
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "is taken by what" in html
    assert f'href="#f-{claim}"' in html
    assert f'id="f-{claim}" name="{claim}" type="text" value="/"' in html
    assert client.post("/settings/", {**LOOK, "reset": "1", claim: "q"}).status_code == 303
    assert client.cookies["wf_remap"].value == ""


def test_the_switch_in_the_bar_changes_one_look(at_desk: At) -> None:
    """It sends its one setting and leaves the others; a name that is none changes nothing."""
    client = at_desk("ike")
    client.post("/settings/", LOOK)
    client.post("/settings/", {"only": "theme", "value": "light"})
    html = client.get("/settings/").content.decode()
    assert 'data-theme="light" data-size="125"' in html
    client.post("/settings/", {"only": "mail", "value": ""})
    assert client.post("/settings/", {"only": "theme", "value": "sepia"}).status_code == 422
    assert 'data-theme="light"' in client.get("/settings/").content.decode()


def test_a_change_of_settings_is_a_fact_without_words(house: SimpleNamespace, at_desk: At) -> None:
    """The ledger says who changed them, and nothing of what."""
    at_desk("ana").post("/settings/", LOOK)
    with session(house, "superuser") as opened:
        rows = opened.execute(
            "select actor, records, rules, digest from core_fact where kind = 'people.settings.changed'"
        ).fetchall()
    assert rows
    assert all(row[1:] == ([], [], None) for row in rows)


def test_who_wants_no_mail_gets_notices_on_the_screen_alone(
    house: SimpleNamespace, cast: SimpleNamespace, at_desk: At
) -> None:
    """A notice is not mailed to her; one of imminent danger is."""
    from watchfloor.core.gate.session import reading
    from watchfloor.notify.actions.outbox import notice, send_waiting
    from watchfloor.protect.actions.admit import admit_service
    from watchfloor.protect.actions.stamp import Stamper

    at_desk("ana").post("/settings/", {**LOOK, "mail": ""})
    at_desk("ana").post("/settings/", {name: value for name, value in LOOK.items() if name != "mail"})
    with reading(cast.operator):
        stamper = Stamper(legal_class="product", owner_id=cast.center, verified=True, now=cast.now, share="center")
        label_id = stamper.stamp(markings=("U",)).label_id
        for urgent in (False, True):
            notice(
                person_id=cast.person("ana").id, kind="test", subject="Something waits", text="Open it.",
                path="/notices/", label_id=label_id, once_key=f"settings-{urgent}", now=cast.now, urgent=urgent,
            )  # fmt: skip
    sender = admit_service(service="notify.send", now=cast.now)
    with reading(sender):
        assert send_waiting(exercise=True, by=sender, now=cast.now) == 1
    assert len(list((house.folder / "outbox").glob("*.eml"))) == 1
    assert "Something waits" in at_desk("ana").get("/notices/").content.decode()
