"""Each of the cast at the desk, signed in through the real sign-in page."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from browsing import PASSPHRASE, browser
from django.test import Client

from watchfloor.core.gate.session import reading


@pytest.fixture(scope="module")
def at_desk(house: SimpleNamespace, cast: SimpleNamespace) -> Iterator[Callable[[str], Client]]:
    """`at_desk("ana")`: a client with Ana's session; one sign-in a person and test file."""
    from watchfloor.people.actions.signin import one_time_link, set_passphrase
    from watchfloor.protect.web import door

    known: dict[str, Client] = {}
    waited, door.time.sleep = door.time.sleep, lambda seconds: None  # what ticks do has a test of its own

    def sit(login: str) -> Client:
        if login not in known:
            with reading(cast.operator):
                link = one_time_link(person_id=cast.person(login).id, by=cast.operator, now=cast.now)
                set_passphrase(link=link, passphrase=PASSPHRASE, by=cast.operator, now=cast.now)
            client = browser()
            answer = client.post("/people/login/", {"login": login, "passphrase": PASSPHRASE})
            assert answer.status_code == 303, answer.content.decode()
            known[login] = client
        return known[login]

    yield sit
    door.time.sleep = waited
