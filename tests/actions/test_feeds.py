"""Feeds against servers on loopback, good ones and bad ones: nothing is lost, everything resumes, nobody is let in."""

import gzip
import hashlib
import json
import socket
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.rules.draft import Reading
from watchfloor.protect.actions.admit import admit_service
from watchfloor.receive.actions import files
from watchfloor.receive.actions.feeds.alarming import tell_silent_feeds
from watchfloor.receive.actions.feeds.running import Run, run_feed
from watchfloor.receive.actions.feeds.switching import (
    Account,
    NotSwitched,
    add_feed,
    approve_feed,
    switch_off,
    switch_on,
)
from watchfloor.receive.actions.feeds.wire import Limits, Wire
from watchfloor.receive.queries import feed_named, feeds_due
from watchfloor.receive.rules.feeds import Feed, FeedTrouble
from watchfloor.receive.rules.hosts import Allowance, networks

TAXII = "application/taxii+json;version=2.1"
Said = tuple[int, Mapping[str, str], bytes]
HOUR = timedelta(hours=1)


class Peer:
    """A server on loopback: what it answers to a path is a function that a test gives; it keeps what was asked."""

    def __init__(self) -> None:
        self.paths: dict[str, Callable[[dict[str, list[str]], Mapping[str, str]], Said]] = {}
        self.asked: list[tuple[str, dict[str, list[str]], dict[str, str]]] = []
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = parse_qs(parts.query)
                headers = {name.lower(): said for name, said in self.headers.items()}
                peer.asked.append((parts.path, query, headers))
                answer = peer.paths.get(parts.path)
                status, more, body = answer(query, headers) if answer else (404, {}, b"")
                self.send_response(status)
                for name, said in {"Content-Length": str(len(body)), **more}.items():
                    self.send_header(name, said)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def gives(self, path: str, body: bytes, status: int = 200, **headers: str) -> None:
        """The same answer always."""
        named = {name.replace("_", "-"): said for name, said in headers.items()}
        self.paths[path] = lambda query, asked: (status, named, body)


@pytest.fixture(scope="module")
def peer(house: SimpleNamespace) -> Iterator[Peer]:
    """One server for the file; loopback is meant."""
    from django.conf import settings

    child, files.read_in_child = files.read_in_child, _read_here
    made, before = Peer(), (settings.FEED_HOSTS, settings.FEED_PRIVATE, settings.FEED_FOLDERS)
    settings.FEED_HOSTS, settings.FEED_PRIVATE = ("127.0.0.1", "peer.example"), ("127.0.0.0/8",)
    yield made
    settings.FEED_HOSTS, settings.FEED_PRIVATE, settings.FEED_FOLDERS = before
    files.read_in_child = child
    made.server.shutdown()


def _read_here(*, reader: str, content: bytes, options: Mapping[str, object], limits: object) -> object:
    """The reader without its child, which has tests of its own: a process for each of a hundred pages takes long."""
    del limits
    module, _, function = reader.partition(":")
    said = getattr(import_module(module), function)(content, options)
    parts = [said] if isinstance(said, Reading) else list(said)
    drafts = tuple(draft for part in parts for draft in part.drafts)
    aside = tuple(one for part in parts for one in part.set_aside)
    return Reading(parts[0].format, drafts, aside, whole=all(part.whole for part in parts))


def feed(cast: SimpleNamespace, name: str, kind: str, address: str, *, standing: str = "government") -> None:
    """Add it and switch it on."""
    one = Feed(name, kind, address, name, standing, timedelta(minutes=5), 24 * HOUR)
    with reading(cast.as_("sam")) as sam:
        add_feed(feed=one, by=sam, now=cast.now)
        switch_on(name=name, account=Account("us", f"secret-of-{name}"), by=sam, now=cast.now)


def ask(cast: SimpleNamespace, name: str, *, after: timedelta = timedelta(), limits: Limits | None = None) -> Run:
    """One run as the worker does it."""
    now = cast.now + after
    return run_feed(name=name, jitter=0.0, by=admit_service(service="receive.feeds", now=now), now=now, limits=limits)


def objects(first: int, last: int) -> list[dict[str, str]]:
    """Observables with numbers."""
    return [
        {"type": "domain-name", "spec_version": "2.1", "value": f"n{number}.example",
         "id": f"domain-name--00000000-0000-4000-8000-{number:012d}"}
        for number in range(first, last)
    ]  # fmt: skip


def page(first: int, last: int, *, follows: str = "", moment: int = 0) -> Said:
    """A TAXII page of objects; its last moment is that of its last object."""
    more: dict[str, object] = {"more": True, "next": follows} if follows else {"more": False}
    at = f"2026-01-01T00:00:{(moment or last) % 60:02d}.000000Z"
    headers = {"Content-Type": TAXII, "X-TAXII-Date-Added-First": at, "X-TAXII-Date-Added-Last": at}
    return 200, headers, json.dumps({**more, "objects": objects(first, last)}).encode()


def held(cast: SimpleNamespace, name: str) -> int:
    """How many records of that source the director may read."""
    from watchfloor.receive.queries import source

    found = source(name=name)
    with reading(cast.as_("dee")) as dee:
        return sum(row.owner_id == found.agency_id for row in core.latest(audience=dee, how_many=5000)) if found else 0


def test_taxii_resumes_at_the_page_where_it_broke_off(cast: SimpleNamespace, peer: Peer) -> None:
    """A time-out in the midst of the third page: two pages stay, the next run asks for the third alone, none twice."""
    away = [True]

    def answer(query: dict[str, list[str]], asked: Mapping[str, str]) -> Said:
        cursor = query.get("next", [""])[0]
        if cursor == "c2" and away:
            away.clear()
            return 200, {"Content-Type": TAXII, "Content-Length": "9999"}, b'{"objects": ['
        return {"": page(0, 10, follows="c1"), "c1": page(10, 20, follows="c2"), "c2": page(20, 25)}[cursor]

    peer.paths["/t/objects/"] = answer
    feed(cast, "resumes", "taxii", f"{peer.url}/t/")
    first = ask(cast, "resumes", limits=Limits(between=0.5))
    assert (first.documents, first.fresh, first.trouble) == (2, 20, "broken-off") or first.trouble == "time-out"
    begun = len(peer.asked)
    second = ask(cast, "resumes", after=HOUR)
    assert (second.documents, second.fresh, second.trouble) == (1, 5, "")
    assert [query.get("next") for _, query, _ in peer.asked[begun:]] == [["c2"]]
    assert held(cast, "resumes") == 25
    peer.paths["/t/objects/"] = lambda query, asked: (200, {"Content-Type": TAXII}, b"{}")
    assert ask(cast, "resumes", after=2 * HOUR).documents == 0
    assert peer.asked[-1][1]["added_after"] == ["2026-01-01T00:00:25.000000Z"]


@pytest.mark.parametrize(
    ("name", "answer", "code", "kept"),
    [
        ("same-cursor", lambda query, asked: page(0, 3, follows="again"), "loops", 3),
        ("html", lambda query, asked: (200, {"Content-Type": "text/html"}, b"<html>Sign in</html>"), "not-its-kind", 0),
        ("html-liar", lambda query, asked: (200, {"Content-Type": TAXII}, b"<html>Sign in</html>"), "not-its-kind", 0),
        ("more-of-nothing", lambda query, asked: (200, {"Content-Type": TAXII}, b'{"more": true}'), "loops", 0),
        ("gone", lambda query, asked: (404, {}, b""), "not-there", 0),
        ("refuses", lambda query, asked: (401, {}, b"secret words of the other side"), "not-signed-in", 0),
        ("ten-gigabytes", lambda query, asked: (200, {"Content-Type": TAXII, "Content-Length": str(10**10)}, b"{"),
         "too-large", 0),
        ("bomb", lambda query, asked: (200, {"Content-Type": TAXII, "Content-Encoding": "gzip"},
                                       gzip.compress(b" " * 3_000_000)), "too-large", 0),
        ("round", lambda query, asked: (302, {"Location": "/round/objects/"}, b""), "redirects", 0),
        ("inward", lambda query, asked: (302, {"Location": "http://10.0.0.1/"}, b""), "not-allowed", 0),
        ("to-metadata", lambda query, asked: (302, {"Location": "http://169.254.169.254/"}, b""), "not-allowed", 0),
        ("to-a-file", lambda query, asked: (302, {"Location": "file:///etc/passwd"}, b""), "not-allowed", 0),
    ],
)  # fmt: skip
def test_a_bad_server_has_a_defined_answer(
    cast: SimpleNamespace, peer: Peer, name: str, answer: Callable[..., Said], code: str, kept: int
) -> None:
    """Each ends with its code, keeps what was good before it, and waits longer; no word of the server is kept."""
    peer.paths[f"/{name}/objects/"] = answer
    feed(cast, name, "taxii", f"{peer.url}/{name}/")
    run = ask(cast, name, limits=Limits(bytes=2_000_000, between=2.0))
    assert (run.trouble, run.fresh) == (code, kept)
    found = feed_named(name=name)
    assert found is not None and found.health(now=cast.now).state == "failing"
    assert found.known.failures == 1 and found.next_at is not None
    assert found.next_at >= cast.now + timedelta(minutes=10)
    assert "secret" not in found.known.trouble and len(peer.asked) < 200


def test_pages_that_change_under_the_cursor_lose_nothing(cast: SimpleNamespace, peer: Peer) -> None:
    """Pages overlap and moments go back: what comes twice is unchanged, and the bookmark follows the server."""
    pages = {"": page(1000, 1010, follows="a"), "a": page(1005, 1015, follows="b"), "b": page(1012, 1020, moment=3)}
    peer.paths["/shift/objects/"] = lambda query, asked: pages[query.get("next", [""])[0]]
    feed(cast, "shift", "taxii", f"{peer.url}/shift/")
    assert ask(cast, "shift").fresh == 20
    peer.paths["/shift/objects/"] = lambda query, asked: page(1018, 1022, moment=9)
    assert ask(cast, "shift", after=HOUR).fresh == 2
    assert peer.asked[-1][1]["added_after"] == ["2026-01-01T00:00:03.000000Z"]
    lapsed: list[str] = []

    def forgets(query: dict[str, list[str]], asked: Mapping[str, str]) -> Said:
        if "next" in query:
            lapsed.append(query["next"][0])
            return (400, {}, b"") if len(lapsed) < 3 else page(1026, 1027)
        return page(1022, 1026, follows="old")

    peer.paths["/shift/objects/"] = forgets
    assert ask(cast, "shift", after=2 * HOUR).trouble == "refused"
    last = ask(cast, "shift", after=3 * HOUR)
    assert (last.trouble, held(cast, "shift")) == ("", 27)


def test_an_address_is_asked_only_for_what_changed(cast: SimpleNamespace, peer: Peer) -> None:
    """ETag and Last-Modified go back to the server; 304 and equal bytes bring nothing; a web page is trouble."""
    body = json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects(100, 103)}).encode()

    def answer(query: dict[str, list[str]], asked: Mapping[str, str]) -> Said:
        if asked.get("if-none-match") == '"v1"':
            return 304, {}, b""
        return 200, {"ETag": '"v1"', "Last-Modified": "Sat, 21 Nov 2026 00:00:00 GMT"}, body

    peer.paths["/kev.json"] = answer
    feed(cast, "once", "http", f"{peer.url}/kev.json")
    assert (ask(cast, "once").documents, ask(cast, "once", after=HOUR).documents) == (1, 0)
    _, _, headers = peer.asked[-1]
    assert headers["if-modified-since"] == "Sat, 21 Nov 2026 00:00:00 GMT" and "watchfloor" in headers["user-agent"]
    peer.gives("/kev.json", body)
    assert ask(cast, "once", after=2 * HOUR).documents == 0
    peer.gives("/kev.json", b"  <!DOCTYPE html><title>Moved</title>")
    assert ask(cast, "once", after=3 * HOUR).trouble == "not-its-kind"


def test_csaf_comes_with_its_digest_and_a_wrong_one_is_set_aside(cast: SimpleNamespace, peer: Peer) -> None:
    """By changes.csv; what changed is asked again also where its date went back; a digest that differs sets aside."""
    told = json.dumps({"distributions": [{"directory_url": f"{peer.url}/csaf"}]}).encode()
    peer.gives("/provider.json", told)
    peer.gives("/csaf/changes.csv", b'"a.json","2026-02-02T00:00:00Z"\n"b.json","2026-02-01T00:00:00Z"\n')
    for name in ("a", "b"):
        peer.gives(f"/csaf/{name}.json", f'{{"document": {{"title": "{name}"}}}}'.encode())
    good = hashlib.sha512(b'{"document": {"title": "a"}}').hexdigest()
    peer.gives("/csaf/a.json.sha512", good.encode())
    peer.gives("/csaf/b.json.sha512", (good[:-1] + "x").encode())
    feed(cast, "advisories", "csaf", f"{peer.url}/provider.json")
    run = ask(cast, "advisories")
    assert (run.documents, run.set_aside, run.trouble) == (2, 2, "")
    assert ask(cast, "advisories", after=HOUR).documents == 0
    peer.gives("/csaf/changes.csv", b'"a.json","2026-01-01T00:00:00Z"\n"b.json","2026-02-01T00:00:00Z"\n')
    assert ask(cast, "advisories", after=2 * HOUR).documents == 1


def test_a_misp_feed_is_followed_by_its_manifest(cast: SimpleNamespace, peer: Peer) -> None:
    """Each event once; a changed timestamp again."""
    ids = [f"5a2f0f5a-0000-4000-8000-{number:012d}" for number in range(3)]
    stamps = dict.fromkeys(ids, "1700000000")
    peer.paths["/misp/manifest.json"] = lambda query, asked: (
        200, {}, json.dumps({name: {"timestamp": at} for name, at in stamps.items()}).encode(),
    )  # fmt: skip
    for name in ids:
        event = {"Event": {"uuid": name, "info": f"Event {name[-1]}", "date": "2026-11-20", "distribution": "3"}}
        peer.gives(f"/misp/{name}.json", json.dumps(event).encode())
    feed(cast, "circle", "misp", f"{peer.url}/misp")
    assert (ask(cast, "circle").documents, ask(cast, "circle", after=HOUR).documents) == (3, 0)
    stamps[ids[1]] = "1600000000"
    assert ask(cast, "circle", after=2 * HOUR).documents == 1
    assert peer.asked[-1][2]["authorization"].startswith("Basic ")


def test_a_folder_and_a_maildir_are_watched(cast: SimpleNamespace, peer: Peer, tmp_path: Path) -> None:
    """A file counts once it looks the same twice; links, hidden and unfinished ones do not; other folders are shut."""
    from django.conf import settings

    settings.FEED_FOLDERS = (str(tmp_path),)
    drop, mails = tmp_path / "drop", tmp_path / "mail"
    for folder in (drop, mails / "new", mails / "cur"):
        folder.mkdir(parents=True)
    (drop / "a.json").write_text(json.dumps({"type": "bundle", "id": "bundle--2", "objects": objects(200, 204)}))
    (drop / "b.json.part").write_text("{")
    (drop / "link.json").symlink_to("/etc/passwd")
    feed(cast, "drop", "directory", str(drop))
    runs = [ask(cast, "drop", after=number * HOUR) for number in range(3)]
    assert [run.documents for run in runs] == [0, 1, 0] and runs[1].fresh == 4
    (mails / "new" / "1.host:2,S").write_bytes((drop / "a.json").read_bytes())
    feed(cast, "mails", "maildir", str(mails))
    assert (ask(cast, "mails").documents, ask(cast, "mails", after=HOUR).documents) == (1, 0)
    for name, address in (("etc", "/etc"), ("dots", f"{drop}/../../../../etc")):
        feed(cast, name, "directory", address)
        assert ask(cast, name).trouble == "not-allowed"


def test_a_mailbox_is_read_by_numbers_and_left_as_it_was(cast: SimpleNamespace, peer: Peer) -> None:
    """Mails after the last one; one that is too large stays there and is told; the account is refused by name."""
    mails = {3: b"Subject: a\r\n\r\n" + b"x" * 10, 7: b"Subject: b\r\n\r\n" + b"y" * 5000}
    asked: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_imap, args=(server, mails, asked), daemon=True).start()
        port = server.getsockname()[1]
        with reading(cast.as_("sam")) as sam:
            address = f"imap://us@127.0.0.1:{port}/INBOX"
            add_feed(feed=Feed("box", "imap", address, "box", "sector", HOUR, HOUR), by=sam, now=cast.now)
            switch_on(name="box", account=Account("us", "word"), by=sam, now=cast.now)
        run = ask(cast, "box", limits=Limits(bytes=1000, between=5.0))
        assert (run.documents, run.trouble) == (1, "too-large") and "1 mails" in run.text
        assert ask(cast, "box", after=HOUR, limits=Limits(between=5.0)).documents == 1
    assert not any(verb in line for line in asked for verb in ("STORE", "EXPUNGE", "SELECT"))


def _imap(server: socket.socket, mails: Mapping[int, bytes], asked: list[str]) -> None:
    """As much of an IMAP server as a reader needs."""
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection, connection.makefile("rwb") as wire:
            wire.write(b"* OK ready\r\n")
            wire.flush()
            for line in wire:
                tag, _, rest = line.decode().strip().partition(" ")
                asked.append(rest)
                words = rest.split()
                if words[0] == "CAPABILITY":
                    wire.write(b"* CAPABILITY IMAP4rev1\r\n")
                if words[0] == "EXAMINE":
                    wire.write(b"* 2 EXISTS\r\n* OK [UIDVALIDITY 42] valid\r\n")
                if rest.startswith("UID SEARCH"):
                    wire.write(b"* SEARCH " + b" ".join(b"%d" % uid for uid in mails) + b"\r\n")
                if "RFC822.SIZE" in rest:
                    uid = int(words[2])
                    wire.write(b"* 1 FETCH (UID %d RFC822.SIZE %d)\r\n" % (uid, len(mails[uid])))
                if "BODY" in rest:
                    body = mails[int(words[2])]
                    wire.write(b"* 1 FETCH (UID %s BODY[] {%d}\r\n%s)\r\n" % (words[2].encode(), len(body), body))
                wire.write(f"{tag} OK done\r\n".encode())
                wire.flush()
                if words[0] == "LOGOUT":
                    break


def test_who_may_not_switch_and_what_waits_for_an_approval(cast: SimpleNamespace, peer: Peer) -> None:
    """An analyst switches nothing; a feed of other standing is asked only after the privacy officer approved it."""
    one = Feed("blog", "http", f"{peer.url}/blog", "blog", "other", timedelta(minutes=5), HOUR)
    for login in ("ana", "ben", "cy", "pia"):
        with pytest.raises(NotSwitched), reading(cast.as_(login)) as by:
            add_feed(feed=one, by=by, now=cast.now)
        with pytest.raises(NotSwitched), reading(cast.as_(login)) as by:
            switch_on(name="cisa-kev", by=by, now=cast.now)
    with reading(cast.as_("sam")) as sam:
        add_feed(feed=one, by=sam, now=cast.now)
        switch_on(name="blog", by=sam, now=cast.now)
        with pytest.raises(NotSwitched):
            approve_feed(name="blog", by=sam, now=cast.now)
    assert "blog" not in feeds_due(now=cast.now + HOUR)
    with pytest.raises(NotSwitched):
        ask(cast, "blog")
    with reading(cast.as_("pia", "privacy-oversight")) as pia:
        approve_feed(name="blog", by=pia, now=cast.now)
    assert "blog" in feeds_due(now=cast.now + HOUR)
    assert ask(cast, "blog").trouble == "not-there"
    with reading(cast.as_("sam")) as sam:
        switch_on(name="blog", address="http://127.0.0.1:1/elsewhere", by=sam, now=cast.now)
        switch_off(name="blog", by=sam, now=cast.now)
        with pytest.raises(NotSwitched):
            switch_on(name="cisa-kev", address="https://kev.example/", by=sam, now=cast.now)
    found = feed_named(name="blog")
    assert found is not None and not found.known.on


def test_a_silent_feed_is_told_of_once(cast: SimpleNamespace, peer: Peer) -> None:
    """It answers and has nothing new for longer than it should: one fact, and a notice to who switches feeds."""
    peer.paths["/still/objects/"] = lambda query, asked: (200, {"Content-Type": TAXII}, b"{}")
    feed(cast, "still", "taxii", f"{peer.url}/still/")
    assert ask(cast, "still", after=HOUR).trouble == ""
    late = cast.now + 30 * HOUR
    by = admit_service(service="receive.feeds", now=late)
    assert tell_silent_feeds(by=by, now=late) >= 1
    assert tell_silent_feeds(by=by, now=late + HOUR) == 0


def test_a_name_is_resolved_once_and_every_answer_is_weighed(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads inward too is not asked; one that changes its mind has no second say."""
    answers, asked = [["127.0.0.1"], ["10.0.0.1"]], socket.getaddrinfo

    def named(host: str, *said: object, **more: object) -> object:
        if host != "peer.example":
            return asked(host, *said, **more)
        return [(2, 1, 6, "", (one, 0)) for one in answers.pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", named)
    peer.gives("/rebound", b"{}")
    allowance = Allowance(frozenset({"peer.example"}), networks(["127.0.0.0/8"]))
    port = urlsplit(peer.url).port
    assert Wire(allowance).get(f"http://peer.example:{port}/rebound", {}).content == b"{}"
    assert peer.asked[-1][2]["host"] == f"peer.example:{port}" and answers == [["10.0.0.1"]]
    with pytest.raises(FeedTrouble) as refused:
        Wire(allowance).get(f"http://peer.example:{port}/rebound", {})
    assert refused.value.code == "not-allowed"
    answers.append(["127.0.0.1", "192.168.0.1"])
    with pytest.raises(FeedTrouble):
        Wire(allowance).get(f"http://peer.example:{port}/rebound", {})
    with pytest.raises(FeedTrouble):
        Wire(Allowance(frozenset({"other.example"}))).get(f"http://peer.example:{port}/", {})


def test_no_secret_lies_in_the_database(house: SimpleNamespace, cast: SimpleNamespace, peer: Peer) -> None:
    """The password of a feed is nowhere in its row as it is, and no page or command holds it."""
    feed(cast, "sealed", "http", f"{peer.url}/x")
    word = (house.server.folder / "secrets" / "superuser").read_text(encoding="utf-8").strip()
    with psycopg.connect(house.server.cluster.dsn("postgres", word, house.name)) as admin:
        rows = admin.execute("select f::text, sealed_secret from receive_feed f where name = 'sealed'").fetchall()
    assert rows and b"secret-of-sealed" not in bytes(rows[0][1]) and "secret-of-sealed" not in rows[0][0]
    found = feed_named(name="sealed")
    assert found is not None and found.has_secret and "secret-of-sealed" not in repr(found)
