"""Two requests of one session at once: neither takes back what the other has changed."""

from types import SimpleNamespace

import pytest
from django.contrib.sessions.backends.base import UpdateError

from watchfloor.protect.web.session_store import SessionStore


@pytest.fixture
def key(cast: SimpleNamespace) -> str:
    """A session of somebody who states a purpose."""
    del cast
    made = SessionStore()
    made["purpose"], made["toast"] = "sar-vetting", "old"
    made.save()
    assert made.session_key is not None
    return made.session_key


def test_a_slow_answer_takes_nothing_back(key: str) -> None:
    """The fetch was asked for first and answers last; purpose and toast of the form between them stand."""
    fetch, form = SessionStore(key), SessionStore(key)
    assert fetch["purpose"] == form["purpose"] == "sar-vetting"
    form["purpose"], form["toast"] = "threat-assessment", "new"
    form.save()
    fetch["acted_at"] = 12.0
    fetch.save()
    assert dict(SessionStore(key).items()) == {"purpose": "threat-assessment", "toast": "new", "acted_at": 12.0}


def test_what_was_shown_once_does_not_come_back(key: str) -> None:
    """A key that one request removed stays removed, though another still had it."""
    page, fetch = SessionStore(key), SessionStore(key)
    assert page["toast"] == fetch["toast"] == "old"
    del page["toast"]
    page.save()
    fetch.save()
    assert "toast" not in SessionStore(key)


def test_a_session_that_ended_is_not_made_again(key: str) -> None:
    """Signing out wins over every request that is still under way."""
    fetch = SessionStore(key)
    assert fetch["purpose"]
    SessionStore(key).flush()
    with pytest.raises(UpdateError):
        fetch.save()
    assert not SessionStore(key).exists(key)
