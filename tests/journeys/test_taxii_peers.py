"""Pulling from medallion, the TAXII server of OASIS, on loopback."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Thread
from types import SimpleNamespace
from uuid import uuid4
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.protect.actions.admit import admit_service
from watchfloor.receive.actions.feeds.running import run_feed
from watchfloor.receive.actions.feeds.switching import Account, add_feed, switch_on
from watchfloor.receive.rules.feeds import Feed

OBJECTS = 600  # it is quadratic


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def medallion() -> Iterator[str]:
    """The address of its collection; skipped where the group `peers` is not installed."""
    pytest.importorskip("medallion")
    from watchfloor.bench import medallioned

    moment = "2026-01-01T00:00:00.000Z"
    objects = [
        {"type": "indicator", "spec_version": "2.1", "id": f"indicator--{uuid4()}", "created": moment,
         "modified": moment, "pattern_type": "stix", "pattern": f"[ipv4-addr:value = '203.0.113.{n % 250}']",
         "valid_from": moment}
        for n in range(OBJECTS)
    ]  # fmt: skip
    application = medallioned.served(objects, page=200)
    with make_server("127.0.0.1", 0, application, handler_class=_Quiet) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{medallioned.PATH.removesuffix('objects/')}"
        server.shutdown()


@pytest.mark.long
def test_all_objects_of_medallion_come_page_by_page(
    cast: SimpleNamespace, medallion: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each once, in three pages; the second time nothing is new."""
    monkeypatch.setattr("django.conf.settings.FEED_HOSTS", ("127.0.0.1",))
    monkeypatch.setattr("django.conf.settings.FEED_PRIVATE", ("127.0.0.1/32",))
    peer = Feed("medallion", "taxii", medallion, "medallion", "vendor", timedelta(hours=1), timedelta(days=1))
    with reading(cast.as_("sam")) as sam:
        add_feed(feed=peer, by=sam, now=cast.now)
        switch_on(name="medallion", account=Account("bench", "bench"), by=sam, now=cast.now)
    by = admit_service(service="receive.feeds", now=cast.now)
    runs = [run_feed(name="medallion", jitter=0.0, by=by, now=cast.now + timedelta(hours=n)) for n in range(2)]
    assert [(run.fresh, run.trouble) for run in runs] == [(OBJECTS, ""), (0, "")]
    with reading(cast.as_("dee")) as dee:
        assert core.counts(audience=dee)["stix"] == OBJECTS
