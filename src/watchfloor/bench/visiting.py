"""The desk's pages as an analyst asks for them in this process, ticks left out: what is measured is the work."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from unittest.mock import patch

from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import timezone

from watchfloor.bench.words import STATED
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.people import queries as people
from watchfloor.protect.actions.admit import admit
from watchfloor.protect.web import door
from watchfloor.protect.web.reader import default_purpose

READER = "ana"


def pages(reader: str = READER) -> dict[str, str]:
    """Paths by name; the record is the reader's newest."""
    person = people.person(login=reader)
    assert person is not None, "the desk is measured in a house of the exercise"
    by = admit(
        person_id=person.id, affiliation_id=person.affiliation_id, purpose=default_purpose(person), case_ref="",
        now=timezone.now(),
    )  # fmt: skip
    with reading(by):
        newest = core.latest(audience=by, how_many=1)[0]
    return {
        "watch board": "/watch/",
        "inbox": "/",
        "record page": f"/records/{newest.public_id}/",
        "search, common word": f"/search/?q=vehicle&{STATED}",
        "search, rare word": f"/search/?q=ladder&{STATED}",
    }


def signed_in(reader: str = READER) -> Client:
    """A client with the reader's session."""
    person = people.person(login=reader)
    assert person is not None
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store["person_id"], store["affiliation_id"] = person.id, person.affiliation_id
    store.create()
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    return client


def visit(client: Client, path: str) -> None:
    """Ask; raises RuntimeError for any answer but the page."""
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"the page answered {answer.status_code}")


@contextmanager
def without_ticks() -> Iterator[None]:
    """Pages answer when they are done, not when the wait that hides it ends."""
    with patch(f"{door.__name__}.next_tick", lambda _: 0.0):
        yield


def backends() -> tuple[int, ...]:
    """The server's processes that work for this one."""
    pids = list[int]()
    for alias in ("default", "witness"):
        connections[alias].ensure_connection()
        pids.append(connections[alias].connection.info.backend_pid)
    return tuple(pids)
