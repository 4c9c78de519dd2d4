"""Bad states of the frame: the ledger silent, a page that fails, a change of the clocks at night."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event

import pytest
from browsing import PASSPHRASE
from django.conf import settings as house_settings
from django.db import InternalError, connection, transaction
from django.test import Client
from django.utils import timezone

from watchfloor.cli import output
from watchfloor.core.ledger.telling import LedgerSilent
from watchfloor.protect.web import door
from watchfloor.protect.web.wording import hour, moment, stamp

At = Callable[[str], Client]
EVERYWHERE = ("/", "/watch/", "/search/?q=drone", "/ledger/", "/notices/", "/threats/", "/products/", "/settings/")


def _silent(**said: object) -> None:
    raise LedgerSilent("closed")


@pytest.mark.parametrize("address", EVERYWHERE)
def test_no_page_without_its_fact(at_desk: At, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Each answers 503 with the numbers to call, says when to come again, and shows nothing of what it read."""
    client = at_desk("dee")
    shown = client.get(address)
    assert shown.status_code in (200, 422)  # a search asks for its purpose first
    monkeypatch.setattr(door, "witness", _silent)
    monkeypatch.setattr(house_settings, "CENTER_PHONE", "555-0199")
    monkeypatch.setattr(house_settings, "IMMINENT_PHONES", [{"text": "911 dispatch", "number": "555-0100"}])
    answer = client.get(address)
    html = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "555-0199" in html and "911 dispatch" in html
    assert "<nav" not in html and "Traceback" not in html


def test_a_page_that_fails_is_in_the_house_s_look(
    at_desk: At, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Its code stands on the page and in the log; neither cause nor address nor a word of the reader does."""
    at_desk("dee")
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    client.post("/people/login/", {"login": "dee", "passphrase": PASSPHRASE})

    def broken(*given: object, **said: object) -> None:
        raise ZeroDivisionError("heron in the engine")

    monkeypatch.setattr(door, "_opened", broken)
    with caplog.at_level(logging.ERROR, logger="watchfloor.protect.web.errors"):
        answer = client.get("/search/?q=secretword")
    html = answer.content.decode()
    assert answer.status_code == 500
    assert html.count("banner--u") == 2
    assert not any(word in html for word in ("Traceback", "heron", "ZeroDivision", "secretword", ".py"))
    code = next(one.args[0] for one in caplog.records if isinstance(one.args, tuple) and "code" in one.msg)
    assert isinstance(code, str) and code in html


def _standing_still(*given: object, **said: object) -> None:
    """What a reader's transaction does on a machine that sleeps meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local idle_in_transaction_session_timeout = '20ms'")
        Event().wait(0.5)  # a door of tests sleeps for no tick
        cursor.execute("select 1")


def test_a_machine_that_stood_still_asks_to_come_again(
    at_desk: At, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The database takes an open transaction back: the page is closed for a moment, a command says what to do."""
    at_desk("dee")
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    client.post("/people/login/", {"login": "dee", "passphrase": PASSPHRASE})
    with monkeypatch.context() as patched:
        patched.setattr(door, "_opened", _standing_still)
        answer = client.get("/ledger/")
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    connection.close()
    assert client.get("/ledger/").status_code == 200
    with pytest.raises(InternalError) as told:
        _standing_still()
    connection.close()
    output.failed(told.value)
    assert "run the same command again" in capsys.readouterr().err.replace("\n", " ")


def test_an_hour_that_comes_twice_is_told_apart() -> None:
    """On the night of the change log, board and sheet name the zone beside every hour; on others they do not."""
    with timezone.override("America/Chicago"):
        first, second = datetime(2026, 11, 1, 6, 30, tzinfo=UTC), datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
        assert (hour(first), hour(second)) == ("01:30 CDT", "01:30 CST")
        assert moment(first) != moment(second)
        assert stamp(first) != stamp(second)
        assert hour(datetime(2026, 11, 21, 7, 30, tzinfo=UTC)) == "01:30"
        spring = datetime(2027, 3, 14, 7, 59, tzinfo=UTC), datetime(2027, 3, 14, 8, 1, tzinfo=UTC)
        assert [hour(one) for one in spring] == ["01:59 CST", "03:01 CDT"]
