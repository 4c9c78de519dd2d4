"""TAXII 2.1 for reading: the standard's answers, both walls, cursors and versions."""

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from socketserver import ThreadingMixIn
from threading import Thread
from types import SimpleNamespace
from typing import Any
from uuid import uuid4
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from browsing import browser
from django.core.wsgi import get_wsgi_application
from django.test import Client
from present import NOW

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.following import follow, followers
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.network.queries.offers import collections
from watchfloor.people.actions.signin import create_token
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.purge import purge
from watchfloor.protect.web import door
from watchfloor.receive.actions.consent import ask_owner, ask_source_first, record_answer
from watchfloor.receive.actions.files import accept
from watchfloor.receive.actions.sources import rate_source, source_named
from watchfloor.receive.queries import consents

MEDIA = "application/taxii+json;version=2.1"
ROOT = "/taxii2/center/"


class Get:
    """What one person's client asks with a token of his."""

    def __init__(self, login: str, token: str) -> None:
        self.client, self.token = browser(), token
        self.header = f"Basic {base64.b64encode(f'{login}:{token}'.encode()).decode()}"

    def __call__(self, path: str, query: Mapping[str, object] | None = None, **more: str) -> Any:
        """GET below the API root; a header that is empty is not sent."""
        headers = {"authorization": self.header, "accept": MEDIA, **more}
        return self.client.get(ROOT + path, query, headers={name: said for name, said in headers.items() if said})


def indicator(number: int, *, modified: str = "2026-01-01T00:00:00.000Z", **more: object) -> dict[str, object]:
    """An indicator whose id is its number."""
    return {
        "type": "indicator", "spec_version": "2.1", "id": f"indicator--00000000-0000-4000-8000-{number:012d}",
        "created": "2026-01-01T00:00:00.000Z", "modified": modified, "pattern_type": "stix",
        "pattern": f"[ipv4-addr:value = '203.0.113.{number % 250}']", "valid_from": "2026-01-01T00:00:00Z", **more,
    }  # fmt: skip


def bring(cast: SimpleNamespace, *objects: Mapping[str, object], source: str = "mill") -> None:
    """Bring a bundle in and let it be sealed and offered."""
    bundle = {"type": "bundle", "id": f"bundle--{uuid4()}", "objects": list(objects)}
    received = accept(content=json.dumps(bundle).encode(), source_name=source, by=cast.operator, now=cast.now)
    assert received.counts["set_aside"] == 0, received.reasons
    offer_all()


def offer_all() -> None:
    """What the worker does, but for followers that have nothing to do with offers."""
    seal_all()
    service = admit_service(service="network.offer", now=NOW)
    while follow(follower=next(one for one in followers() if one.name == "network.offer"), audience=service):
        pass


@pytest.fixture(scope="module")
def mill(cast: SimpleNamespace) -> Iterator[SimpleNamespace]:
    """Objects of a rated source, open to partners; of another that nobody rated, open to the center's leaders."""
    waited, door.time.sleep = door.time.sleep, lambda seconds: None  # what ticks do has a test of its own
    with reading(cast.operator):
        source_named(name="mill", by=cast.operator, now=cast.now)
        source_named(name="unrated", by=cast.operator, now=cast.now)
    with reading(cast.as_("sam")) as sam:
        rate_source(name="mill", reliability="B", by=sam, now=cast.now)
    bring(cast, *(indicator(n) for n in range(1, 8)), {**observable(), "defanged": False})
    bring(cast, indicator(100), source="unrated")
    yield SimpleNamespace(**{login: _of(cast, login) for login in ("ana", "ben", "cy", "dee")})
    door.time.sleep = waited


def observable() -> dict[str, object]:
    """An observable without times and without spec_version."""
    return {"type": "domain-name", "id": "domain-name--3c10e93f-798e-5a26-a0c1-08156efab7f5", "value": "example.com"}


def _of(cast: SimpleNamespace, login: str) -> Get:
    with reading(cast.operator):
        token = create_token(
            person_id=cast.person(login).id, name="test", purpose="threat-assessment", case_ref="EX-26-0141 NFC",
            days=3000, by=cast.operator, now=cast.now,
        )  # fmt: skip
    return Get(login, token)


def _collections(get: Get) -> dict[str, str]:
    return {one["title"]: one["id"] for one in get("collections/").json().get("collections", [])}


def _row(audience: Audience, object_id: object) -> core.Row:
    """The record of an object."""
    rows = core.texts_of(audience=audience, ids=[r.id for r in core.latest(audience=audience, kinds=["stix"])])
    return next(one.row for one in rows if one.data["object"]["id"] == object_id)


def _ids(answer: Any) -> list[str]:
    return [one["id"] for one in answer.json().get("objects", [])]


def test_discovery_and_root_say_what_the_standard_asks(cast: SimpleNamespace, mill: SimpleNamespace) -> None:
    """The API root of discovery answers, with versions and the media type of the standard."""
    said = mill.ben.client.get("/taxii2/", headers={"authorization": mill.ben.header, "accept": MEDIA})
    assert said.headers["Content-Type"] == MEDIA
    assert said.json()["default"].endswith(ROOT) and said.json()["api_roots"] == [said.json()["default"]]
    assert mill.ben("").json()["versions"] == [MEDIA]
    assert set(_collections(mill.ben)) == {"mill"}


def test_objects_are_given_as_they_came_with_rising_moments(mill: SimpleNamespace) -> None:
    """Each object equals what was sent; moments are unique and rise; headers name the first and the last."""
    at = f"collections/{_collections(mill.ben)['mill']}/"
    answer, lines = mill.ben(f"{at}objects/"), mill.ben(f"{at}manifest/").json()["objects"]
    objects = answer.json()["objects"]
    assert {one["id"]: one for one in objects}[indicator(3)["id"]] == indicator(3)
    assert len(objects) == 8 and answer.json()["more"] is False
    moments = [one["date_added"] for one in lines]
    assert moments == sorted(set(moments)) and [one["id"] for one in lines] == _ids(answer)
    assert answer.headers["X-TAXII-Date-Added-First"] == moments[0]
    assert answer.headers["X-TAXII-Date-Added-Last"] == moments[-1]
    seen = {one["id"]: one for one in lines}
    assert seen[observable()["id"]]["version"] == seen[observable()["id"]]["date_added"]
    assert seen[indicator(3)["id"]]["version"] == "2026-01-01T00:00:00.000Z"
    assert mill.ben(f"{at}objects/", {"added_after": moments[-1]}).json() == {}
    assert len(_ids(mill.ben(f"{at}objects/", {"added_after": moments[3]}))) == 4


def test_pages_follow_by_cursor_and_no_changed_cursor_opens(mill: SimpleNamespace) -> None:
    """Three at a time, none twice, none left out; another filter or a changed letter is 400."""
    at, seen, cursor = f"collections/{_collections(mill.ben)['mill']}/objects/", list[str](), ""
    while True:
        answer = mill.ben(at, {"limit": "3"} | ({"next": cursor} if cursor else {}))
        seen += _ids(answer)
        if not answer.json()["more"]:
            break
        cursor = answer.json()["next"]
    assert len(seen) == len(set(seen)) == 8
    for wrong in ({"next": cursor[:-2] + "AA"}, {"next": "x"}, {"next": cursor, "match[type]": "indicator"}):
        assert mill.ben(at, wrong).status_code == 400
    assert mill.ben(at.replace("objects", "manifest"), {"next": cursor}).status_code == 200


def test_filters_find_what_the_standard_says(cast: SimpleNamespace, mill: SimpleNamespace) -> None:
    """By id, type, version and spec_version; a filter that the standard does not know is refused."""
    at = f"collections/{_collections(mill.ben)['mill']}/"
    later = "2026-02-01T00:00:00.000Z"
    bring(cast, indicator(5, modified=later, name="changed"))
    assert _ids(mill.ben(f"{at}objects/", {"match[type]": "domain-name"})) == [observable()["id"]]
    assert len(_ids(mill.ben(f"{at}objects/", {"match[spec_version]": "2.0"}))) == 0
    five = str(indicator(5)["id"])
    last = mill.ben(f"{at}objects/", {"match[id]": five}).json()["objects"]
    assert [one["modified"] for one in last] == [later]
    for which, expected in (
        ("first", ["2026-01-01T00:00:00.000Z"]), ("all", ["2026-01-01T00:00:00.000Z", later]), (later, [later]),
    ):  # fmt: skip
        found = mill.ben(f"{at}objects/{five}/", {"match[version]": which}).json()["objects"]
        assert [one["modified"] for one in found] == expected
    assert mill.ben(f"{at}objects/{five}/versions/").json()["versions"] == ["2026-01-01T00:00:00.000Z", later]
    assert mill.ben(f"{at}objects/indicator--{uuid4()}/").status_code == 404
    for wrong in ({"match[color]": "red"}, {"limit": "0"}, {"limit": "x"}, {"added_after": "yesterday"}):
        assert mill.ben(f"{at}objects/", wrong).status_code == 400


def test_what_may_not_be_seen_does_not_exist(mill: SimpleNamespace) -> None:
    """Cy sees no collection; the unrated source's is there for the director alone; answers equal those of nothing."""
    hidden = _collections(mill.dee)["unrated"]
    assert "unrated" not in _collections(mill.ben) and mill.cy("collections/").json() == {}
    for path in ("", "objects/", "manifest/", f"objects/{indicator(100)['id']}/", f"objects/{uuid4()}/versions/"):
        for get, one in ((mill.ben, hidden), (mill.cy, hidden), (mill.cy, _collections(mill.ben)["mill"])):
            answer, none = get(f"collections/{one}/{path}"), get(f"collections/{uuid4()}/{path}")
            assert answer.status_code == none.status_code == 404
            assert answer.content == none.content
            assert "X-TAXII-Date-Added-First" not in answer.headers


def test_wrong_forms_and_deeds_are_refused_as_the_standard_says(mill: SimpleNamespace) -> None:
    """406 without our media type, 401 without a token, 415 and 403 for what would change something."""
    one = _collections(mill.ben)["mill"]
    assert mill.ben("", accept="").status_code == mill.ben("", accept="text/html").status_code == 406
    assert mill.ben("", accept="application/taxii+json;version=2.0").status_code == 406
    nobody = mill.ben("", authorization="")
    assert nobody.status_code == 401 and "Basic" in nobody.headers["WWW-Authenticate"]
    assert nobody.json()["http_status"] == "401"
    assert mill.ben("status/1/").status_code == 404
    client: Client = mill.ben.client
    headers = {"authorization": mill.ben.header, "accept": MEDIA}
    to = f"{ROOT}collections/{one}/objects/"
    assert client.post(to, b"{}", content_type="application/json", headers=headers).status_code == 415
    assert client.post(to, b"{}", content_type=MEDIA, headers=headers).status_code == 403
    assert client.delete(to, headers=headers).status_code == 403
    assert client.delete(to.replace(one, str(uuid4())), headers=headers).status_code == 404
    assert client.post(f"{ROOT}collections/", b"{}", content_type=MEDIA, headers=headers).status_code == 405


def test_a_page_is_one_fact_with_its_records(house: SimpleNamespace, mill: SimpleNamespace) -> None:
    """Before the first byte leaves the ledger holds who took which records along, once a page."""
    import psycopg

    at = f"collections/{_collections(mill.ben)['mill']}/objects/"
    owner = (house.server.folder / "secrets" / "superuser").read_text(encoding="utf-8").strip()
    count = "select count(*), sum(cardinality(records)) from core_fact where kind = 'network.object.taken'"
    with psycopg.connect(house.server.cluster.dsn("postgres", owner, house.name)) as admin:
        before = admin.execute(count).fetchone()
        shown = len(_ids(mill.ben(at, {"limit": "5"})))
        admin.rollback()
        after = admin.execute(count).fetchone()
    assert (after[0] - before[0], after[1] - before[1]) == (1, shown)


def test_a_hidden_record_is_offered_to_nobody(cast: SimpleNamespace, mill: SimpleNamespace) -> None:
    """From the step of a purge that hides, before rows are forgotten."""
    at, seven = f"collections/{_collections(mill.ben)['mill']}/objects/", str(indicator(7)["id"])
    assert _ids(mill.ben(f"{at}{seven}/")) == [seven]
    with reading(cast.as_("pia", "privacy-oversight")) as pia:
        record = _row(pia, seven).public_id
    purge(
        record_ids=[record], because="Asked back.", second_id=cast.person("dee").id,
        by=cast.as_("pia", "privacy-oversight"), now=cast.now,
    )  # fmt: skip
    assert mill.ben(f"{at}{seven}/").status_code == 404
    with reading(cast.as_("ben")) as ben:
        assert [one.title for one in collections(audience=ben)] == ["mill"]


def test_a_misp_feed_lowers_and_leaves_out(cast: SimpleNamespace, mill: SimpleNamespace) -> None:
    """The manifest names the event; its creator stands; deleted attributes are left out; a stranger's feed is empty."""
    event = {
        "uuid": str(uuid4()), "info": "Phishing against utilities", "date": "2026-11-20", "threat_level_id": "2",
        "analysis": "2", "distribution": "3", "timestamp": "1795163640", "published": True,
        "Orgc": {"uuid": str(uuid4()), "name": "Elsewhere CERT"}, "Tag": [{"name": "tlp:green"}],
        "Attribute": [
            {"uuid": str(uuid4()), "type": "domain", "value": "bad.example", "distribution": "5", "deleted": False},
            {"uuid": str(uuid4()), "type": "domain", "value": "gone.example", "distribution": "5", "deleted": True},
        ],
    }  # fmt: skip
    accept(content=json.dumps({"Event": event}).encode(), source_name="mill", by=cast.operator, now=cast.now)
    offer_all()
    asked = {"headers": {"authorization": mill.ben.header}}
    manifest = mill.ben.client.get("/misp/manifest.json", **asked).json()
    assert manifest[event["uuid"]]["Orgc"] == event["Orgc"]
    given = mill.ben.client.get(f"/misp/{event['uuid']}.json", **asked).json()["Event"]
    assert [one["value"] for one in given["Attribute"]] == ["bad.example"]
    strange = {"headers": {"authorization": mill.cy.header}}
    assert mill.cy.client.get("/misp/manifest.json", **strange).json() == {}
    hidden, none = (mill.cy.client.get(f"/misp/{one}.json", **strange) for one in (event["uuid"], uuid4()))
    assert hidden.status_code == 404 and hidden.content == none.content


def test_who_is_asked_first_from_now_on_is_asked_about_what_was_offered_before(
    cast: SimpleNamespace, mill: SimpleNamespace
) -> None:
    """At once nothing of the source's is given but what it agreed to; asked no longer, all of it is there again.

    What another sends goes on as before, and what came while the source was asked is given after it.
    """
    event = {
        "uuid": str(uuid4()),
        "info": "Lures",
        "date": "2026-01-01",
        "distribution": "3",
        "timestamp": "1795163641",
    }
    accept(content=json.dumps({"Event": event}).encode(), source_name="mill", by=cast.operator, now=cast.now)
    offer_all()
    at, news = f"collections/{_collections(mill.ben)['mill']}/", {"headers": {"authorization": mill.ben.header}}

    def feed() -> bool:
        given = mill.ben.client.get(f"/misp/{event['uuid']}.json", **news).status_code == 200
        assert (event["uuid"] in mill.ben.client.get("/misp/manifest.json", **news).json()) is given
        return given

    all_of_it = _ids(mill.ben(f"{at}objects/"))
    assert len(all_of_it) > 4 and feed() and set(_collections(mill.dee)) == {"mill", "unrated"}
    with reading(cast.as_("sam")) as sam:
        row = _row(sam, indicator(3)["id"])
        one = row.public_id
        ask_source_first(record=one, asks=True, by=sam, now=cast.now)
    assert mill.ben(f"{at}objects/").status_code == 404 and not feed() and _collections(mill.ben) == {}
    (theirs,) = _collections(mill.dee).values()
    assert _ids(mill.dee(f"collections/{theirs}/objects/")) == [indicator(100)["id"]]
    bring(cast, indicator(900), indicator(901))
    with reading(cast.as_("ana")) as ana:
        ask_owner(
            record=one, for_whom="The county's water works.", why="They run the same pumps.", by=ana, now=cast.now
        )
    with reading(cast.as_("sam")) as sam:
        (asked,) = consents(audience=sam, record_id=row.id)
        record_answer(record=one, consent=asked.id, answer="agreed", words="By phone, the duty officer", by=sam,
                      now=cast.now)  # fmt: skip
    offer_all()
    assert _ids(mill.ben(f"{at}objects/")) == [indicator(3)["id"]] and not feed()
    assert mill.ben(f"{at}objects/{indicator(2)['id']}/").status_code == 404
    with reading(cast.as_("sam")) as sam:
        ask_source_first(record=one, asks=False, by=sam, now=cast.now)
    assert sorted(_ids(mill.ben(f"{at}objects/"))) == sorted(all_of_it) and feed()
    offer_all()  # names what came meanwhile
    offer_all()
    came = [indicator(900)["id"], indicator(901)["id"]]
    assert _ids(mill.ben(f"{at}objects/"))[-2:] == came
    assert sorted(_ids(mill.ben(f"{at}objects/"))) == sorted([*all_of_it, *came])


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def served() -> Iterator[str]:
    """Our server on loopback, as a client of another make meets it."""
    with make_server("127.0.0.1", 0, get_wsgi_application(), server_class=_Threads, handler_class=_Quiet) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("objects", "chunk", "page"), [(150, 50, 20), pytest.param(10_000, 500, 400, marks=pytest.mark.long)]
)
def test_a_client_pages_through_objects_that_are_added_while_it_reads(
    cast: SimpleNamespace, mill: SimpleNamespace, served: str, objects: int, chunk: int, page: int
) -> None:
    """taxii2-client gets every object once, none lost and none twice, though each page finds more behind it."""
    taxii2client = pytest.importorskip("taxii2client.v21")
    with reading(cast.operator):
        source_named(name=f"flow-{objects}", by=cast.operator, now=cast.now)
    with reading(cast.as_("sam")) as sam:
        rate_source(name=f"flow-{objects}", reliability="B", by=sam, now=cast.now)
    numbers = range(10**6 + objects, 10**6 + 2 * objects)
    chunks = iter([numbers[start : start + chunk] for start in range(0, objects, chunk)])
    bring(cast, *(indicator(n) for n in next(chunks)), source=f"flow-{objects}")
    server = taxii2client.Server(f"{served}/taxii2/", user="ben", password=mill.ben.token)
    held = next(one for one in server.default.collections if one.title == f"flow-{objects}")
    seen = list[str]()
    for envelope in taxii2client.as_pages(held.get_objects, per_request=page):
        seen += [one["id"] for one in envelope.get("objects", [])]
        if more := next(chunks, None):
            bring(cast, *(indicator(n) for n in more), source=f"flow-{objects}")
    assert len(seen) == len(set(seen)) == objects
    stranger = taxii2client.Server(f"{served}/taxii2/", user="x", password=mill.cy.token)
    assert list(stranger.default.collections) == []


def test_our_own_client_pulls_from_our_own_server(
    cast: SimpleNamespace, mill: SimpleNamespace, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As another center would: everything the token opens comes, and the second time nothing."""
    from watchfloor.receive.actions.feeds.running import run_feed
    from watchfloor.receive.actions.feeds.switching import Account, add_feed, switch_on
    from watchfloor.receive.rules.feeds import Feed

    monkeypatch.setattr("django.conf.settings.FEED_HOSTS", ("127.0.0.1",))
    monkeypatch.setattr("django.conf.settings.FEED_PRIVATE", ("127.0.0.1/32",))
    address = f"{served}{ROOT}collections/{_collections(mill.ben)['mill']}/"
    other = Feed("neighbor", "taxii", address, "neighbor", "government", timedelta(hours=1), timedelta(days=7))
    with reading(cast.as_("sam")) as sam:
        add_feed(feed=other, by=sam, now=cast.now)
        switch_on(name="neighbor", account=Account("any", mill.ben.token), by=sam, now=cast.now)
    by = admit_service(service="receive.feeds", now=cast.now)
    runs = [run_feed(name="neighbor", jitter=0.0, by=by, now=cast.now + timedelta(hours=n)) for n in range(2)]
    assert [(run.documents, run.trouble) for run in runs] == [(1, ""), (0, "")]
    assert runs[0].records >= 7
