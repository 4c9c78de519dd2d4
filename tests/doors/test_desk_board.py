"""The watch board and its streams: what each of the cast is shown and told; nobody hears of what is hidden."""

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from browsing import browser
from django.test import Client
from makers import incoming_of, open_tips, session, stamp_of, tip

from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.desk.web import live
from watchfloor.protect.actions.purge import purge

At = Callable[[str], Client]
BOARD = "/watch/"
CENTER = "UNCLASSIFIED//LES"


@pytest.fixture(scope="module", autouse=True)
def clock(cast: SimpleNamespace) -> Iterator[None]:
    """The board's clock goes on from where the cast stands: it looks back from there by hours, whatever hour it is."""
    began = time.monotonic()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("django.utils.timezone.now", lambda: cast.now + timedelta(seconds=time.monotonic() - began))
        yield


@pytest.fixture(scope="module", autouse=True)
def watched(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At, clock: None) -> None:
    """Everybody is seated, and a first tip lies there, so that labels stand."""
    for login in ("ana", "ben", "cy", "pia", "dee", "ike"):
        at_desk(login)
    open_tips(cast, "A ladder by the willowmere fence.")


def sight(client: Client, path: str = BOARD) -> str:
    """What a page says of itself."""
    seal_all()
    found = re.search(r'data-sight="([\w-]+)"', client.get(path).content.decode())
    assert found, path
    return found[1]


def events(client: Client, said: str, after: str = "") -> list[tuple[str, object]]:
    """What one look tells, without the mark at its end."""
    seal_all()
    answer = client.get("/live/", {"sight": said, "once": "1", **({"after": after} if after else {})})
    assert answer["Content-Type"] == "text/event-stream"
    text = b"".join(answer.streaming_content).decode()
    found = re.findall(r"event: (\w+)\ndata: (.*)\n\n", text)
    return [(name, json.loads(data)) for name, data in found if name != "end"]


def told(house: SimpleNamespace, kind: str) -> list[tuple[object, ...]]:
    """Facts of a kind as the database keeps them."""
    with session(house, "superuser") as opened:
        return opened.execute("select records from core_fact where kind = %s order by seq", [kind]).fetchall()


def forget(cast: SimpleNamespace, *records: UUID) -> None:
    """Dee purges, and Pia has seen it."""
    purge(record_ids=records, because="", second_id=cast.person("pia").id, by=cast.as_("dee"), now=cast.now)


@pytest.mark.parametrize("login", ["ana", "pia", "dee"])
def test_the_watch_reads_the_board(at_desk: At, cast: SimpleNamespace, login: str) -> None:
    """What came in, under its marking, with the six lights in words and each with its reason."""
    open_tips(cast, "Someone measured the copperpond weir at night.")
    html = at_desk(login).get(BOARD).content.decode()
    assert "copperpond" in html
    assert html.count(f"{CENTER}</span>") == 2
    for light in ("Receive", "Gather", "Analyze", "Disseminate", "Network", "Protect"):
        assert re.search(rf"<b>{light}: [a-z ]+\.</b> [A-Z]", html), light
    assert "Network: not known." in html


@pytest.mark.parametrize("login", ["ben", "cy", "ike"])
def test_nobody_else_does(at_desk: At, cast: SimpleNamespace, login: str) -> None:
    """Who does not read the watch is refused by the rule, and no word, count or way of it shows."""
    open_tips(cast, "Someone measured the copperpond weir at night.")
    answer = at_desk(login).get(BOARD)
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "copperpond" not in html
    assert "Protect:" not in html
    assert 'href="/watch/"' not in at_desk(login).get("/notices/").content.decode()


def test_a_review_that_is_due_stands_among_the_clocks(at_desk: At, cast: SimpleNamespace) -> None:
    """With what is due, by when, and its marking; one of a far day does not."""
    today = cast.now.date()
    atoms = _atoms_of_tips(cast)
    with reading(cast.operator):
        label = stamp_of(cast, atoms)
        soon = replace(label, review_on=today + timedelta(days=2), purge_on=today + timedelta(days=9))
        late = replace(label, review_on=today + timedelta(days=200), purge_on=today + timedelta(days=300))
        drafts = [incoming_of(tip(words), stamp, cast.center) for words, stamp in
                  (("Rowboat tied at the sedgewick pier", soon), ("Kite over the marlowe mill", late))]  # fmt: skip
        open_records(source=None, incoming=drafts, by=cast.operator, now=cast.now)
    html = at_desk("ana").get(BOARD).content.decode()
    clocks = html[html.index('id="clocks"') : html.index('id="new"')]
    assert "sedgewick" in clocks
    assert "Review: Rowboat" in clocks
    assert "marlowe" not in clocks


def _atoms_of_tips(cast: SimpleNamespace) -> list[str]:
    """The atoms that the center's tips carry."""
    from watchfloor.core.queries import records as core

    with reading(cast.as_("ana")) as ana:
        row = core.latest(audience=ana, kinds=["tip"], how_many=1)[0]
        return list(core.labels()[row.label_id])


def test_reading_the_board_is_one_fact_with_every_record(
    house: SimpleNamespace, cast: SimpleNamespace, at_desk: At
) -> None:
    """The ids of what the page shows are on the ledger."""
    opened = open_tips(cast, "Gate left open at the farrow depot.")[0].public_id
    before = len(told(house, "desk.board.read"))
    at_desk("ana").get(BOARD)
    facts = told(house, "desk.board.read")
    assert len(facts) == before + 1
    assert opened in facts[-1][0]


def test_what_is_new_is_told_to_who_may_see_it_alone(at_desk: At, cast: SimpleNamespace) -> None:
    """Ana hears that there is one more; to Ben and Cy the same moment is silent, and their own news are not."""
    pages = {login: sight(at_desk(login), "/") for login in ("ana", "ben", "cy")}
    open_tips(cast, "Two men at the hollins culvert.")
    assert events(at_desk("ana"), pages["ana"]) == [("changed", {"new": 1})]
    assert events(at_desk("ben"), pages["ben"]) == []
    assert events(at_desk("cy"), pages["cy"]) == []
    open_tips(cast, "Ladder at the ashdown tower.", agency=cast.wright)
    assert events(at_desk("ben"), pages["ben"]) == [("changed", {"new": 1})]
    assert events(at_desk("cy"), pages["cy"]) == []


def test_an_entry_of_the_log_is_news_of_the_watch(at_desk: At, cast: SimpleNamespace) -> None:
    """Ana's board hears of it; Ben's page, who may not read the log, does not."""
    pages = {login: sight(at_desk(login), "/") for login in ("ana", "ben")}
    entry = {"kind": "event", "words": "The line to dispatch was tested."}
    assert at_desk("ana").post("/watch/log/", entry).status_code == 303
    assert events(at_desk("ana"), pages["ana"]) == [("changed", {"new": 0})]
    assert events(at_desk("ben"), pages["ben"]) == []


def test_a_look_goes_on_where_the_last_one_ended(at_desk: At, cast: SimpleNamespace) -> None:
    """The mark at the end of a look is where the next begins: nothing twice."""
    page = sight(at_desk("ana"))
    open_tips(cast, "Smoke over the brindle yard.")
    seal_all()
    text = b"".join(at_desk("ana").get("/live/", {"sight": page, "once": "1"}).streaming_content).decode()
    mark = re.search(r"id: ([\w-]+)\n", text)
    assert mark
    assert 'data: {"new": 1}' in text
    assert events(at_desk("ana"), page, after=mark[1]) == []


def test_a_purged_record_is_told_to_the_pages_that_show_it(
    house: SimpleNamespace, cast: SimpleNamespace, at_desk: At
) -> None:
    """Only those of the purged that were on this very page, with a fact of the telling; other pages hear nothing."""
    shown, other = (one.public_id for one in open_tips(cast, "Van at the tansley dam.", "Boat at the tansley dam."))
    board = sight(at_desk("ana"))
    one_page = sight(at_desk("pia"), f"/records/{shown}/")
    elsewhere = sight(at_desk("ben"), "/")
    forget(cast, shown, other)
    purged = dict(events(at_desk("ana"), board))["purged"]
    assert set(purged) == {str(shown), str(other)}
    assert set(told(house, "desk.purge.told")[-1][0]) == {shown, other}
    assert dict(events(at_desk("pia"), one_page))["purged"] == [str(shown)]
    assert events(at_desk("ben"), elsewhere) == []
    assert str(shown) not in at_desk("ana").get(BOARD).content.decode()


def test_a_sight_is_worth_nothing_to_anybody_else(at_desk: At, cast: SimpleNamespace) -> None:
    """Another's, a made-up one and none at all close the page; so does a session that has ended."""
    own = sight(at_desk("ana"))
    closed = [("closed", {})]
    assert events(at_desk("cy"), own) == closed
    assert events(at_desk("ana"), "AAAA") == closed
    assert events(browser(), own) == closed
    assert events(at_desk("ana"), own) != closed


def test_two_pages_of_strangers_differ_in_nothing_but_chance(at_desk: At, cast: SimpleNamespace) -> None:
    """What a page carries of itself has the same length whatever happened that its reader may not see."""
    before = sight(at_desk("cy"), "/")
    open_tips(cast, *[f"Hidden thing number {n}" for n in range(20)])
    assert len(sight(at_desk("cy"), "/")) == len(before)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Streams that last a moment."""
    monkeypatch.setattr(live, "LASTS", 2.5)
    monkeypatch.setattr(live, "BEAT", 0.4)
    yield


def test_a_stream_tells_while_it_is_open_and_ends(at_desk: At, cast: SimpleNamespace, hurried: None) -> None:
    """Heartbeats while nothing is to be told, the purge within the stream, a mark at its end, the seat free."""
    shown = open_tips(cast, "Van at the pomfret lock.")[0].public_id
    page = sight(at_desk("ana"))
    answer = at_desk("ana").get("/live/", {"sight": page}, headers={"accept-encoding": "gzip, br"})
    stream = iter(answer.streaming_content)
    assert next(stream) == live.OPEN
    assert next(stream) == live.BEATING
    forget(cast, shown)
    seal_all()
    rest = b"".join(stream).decode()
    assert f'event: purged\ndata: ["{shown}"]' in rest
    assert re.search(r"id: [\w-]+\nevent: end\n", rest)
    answer.close()
    assert not live.SEATS._taken


def test_hidden_work_makes_no_sound_in_a_stream(at_desk: At, cast: SimpleNamespace, hurried: None) -> None:
    """While others work on what he may not see, Cy's stream is heartbeats of one length and its end."""
    answer = at_desk("cy").get("/live/", {"sight": sight(at_desk("cy"), "/")})
    stream = iter(answer.streaming_content)
    assert next(stream) == live.OPEN
    open_tips(cast, "Nobody outside reads this of the grisedale weir.")
    seal_all()
    chunks = list(stream)
    assert set(chunks[:-1]) == {live.BEATING}
    assert b"event: end" in chunks[-1]
    answer.close()


def test_rights_lost_while_open_close_the_page(
    house: SimpleNamespace, cast: SimpleNamespace, at_desk: At, hurried: None
) -> None:
    """The affiliation ended: the stream says so and ends."""
    from watchfloor.people.actions import directory

    who = cast.person("ike")
    answer = at_desk("ike").get("/live/", {"sight": sight(at_desk("ike"), "/")})
    stream = iter(answer.streaming_content)
    next(stream)
    with reading(cast.operator):
        directory.affiliate(
            person_id=who.id, agency_id=cast.far, role="partner", release_level="U", by=cast.operator, now=cast.now
        )
    seal_all()
    assert live.CLOSED in list(stream)
    answer.close()


def test_there_are_so_many_streams_and_no_more(
    at_desk: At, monkeypatch: pytest.MonkeyPatch, cast: SimpleNamespace
) -> None:
    """Beyond the seats: 503 and when to ask again; one that is closed unread gives its seat back."""
    monkeypatch.setattr(live, "STREAMS", 2)
    page = sight(at_desk("ana"))
    open_ = [at_desk("ana").get("/live/", {"sight": page}) for _ in range(2)]
    full = at_desk("ana").get("/live/", {"sight": page})
    assert (full.status_code, full["Retry-After"]) == (503, "30")
    for one in open_:
        one.close()
    again = at_desk("ana").get("/live/", {"sight": page})
    assert again.status_code == 200
    again.close()


def test_one_person_has_his_share_of_streams(at_desk: At, cast: SimpleNamespace) -> None:
    """Opening one more ends the oldest of his own."""
    page = sight(at_desk("ana"))
    open_ = [at_desk("ana").get("/live/", {"sight": page}) for _ in range(live.OF_ONE_PERSON + 1)]
    oldest = list(open_[0].streaming_content)
    assert b"event: end" in oldest[-1]
    assert len(live.SEATS._taken) == live.OF_ONE_PERSON
    for one in open_:
        one.close()
    assert not live.SEATS._taken


def test_the_stream_takes_get_alone(at_desk: At) -> None:
    """Nothing is done by it."""
    assert at_desk("ana").post("/live/").status_code == 405
