"""How long a search takes tells a narrow reader nothing: 40,000 hidden hits answer as none do, at the same tick."""

import re
import statistics
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.test import Client
from makers import incoming_of, stamp_of, tip

from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.people.actions.signin import one_time_link, set_passphrase
from watchfloor.protect.rules.labels import Atom
from watchfloor.protect.web import door

# the word and how many of the center's tips hold it, none of which Ben may see
HIDDEN = {"cormorant": 0, "osprey": 1, "plover": 1_000, "kestrel": 40_000}
CHUNK = 4_000
PASSPHRASE = "four quiet herons wade"


@pytest.fixture(scope="module")
def full(cast: SimpleNamespace) -> SimpleNamespace:
    """A house with 40,000 tips of the center and forty of Ben's agency, which hold none of the words."""
    total = max(HIDDEN.values())
    for start in range(0, total, CHUNK):
        _open(cast, cast.center, [_body(number) for number in range(start, start + CHUNK)])
    _open(cast, cast.wright, [f"A gate stood open at lot {number}." for number in range(40)])
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("analyze core_version; analyze core_record")
    return cast


def _body(number: int) -> str:
    held = [word for word, count in HIDDEN.items() if number < count]
    return f"Report {number}: {' and '.join(held)} over the yard."


def _open(cast: SimpleNamespace, owner: int, bodies: list[str]) -> None:
    with reading(cast.operator):
        stamp = stamp_of(cast, [Atom(owner, "tip_lead", "U", "center").print()])
        incoming = [incoming_of(tip(body), stamp, owner) for body in bodies]
        open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)


def test_the_database_is_asked(full: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    """The words are there and Ana finds them; Ben finds none. What the database needs for each is printed, no more."""
    with reading(full.as_("ana")) as ana:
        assert len(core.search(audience=ana, words="osprey")) == 1
        assert len(core.search(audience=ana, words="kestrel", how_many=60)) == 60
    spent = {}
    with reading(full.as_("ben")) as ben:
        assert len(core.search(audience=ben, words="gate", how_many=60)) == 40
        for word in HIDDEN:
            runs = []
            for _ in range(9):
                began = time.perf_counter()
                assert core.search(audience=ben, words=word) == []
                runs.append((time.perf_counter() - began) * 1000)
            spent[word] = f"{statistics.median(runs):.2f} ms for {HIDDEN[word]} hidden hits"
    with capsys.disabled():
        print("\n  " + "\n  ".join(spent.values()))


@pytest.fixture(scope="module")
def ben(full: SimpleNamespace) -> Client:
    """Ben at the desk, signed in through the real page."""
    with reading(full.operator):
        link = one_time_link(person_id=full.person("ben").id, by=full.operator, now=full.now)
        set_passphrase(link=link, passphrase=PASSPHRASE, by=full.operator, now=full.now)
    client = Client(SERVER_NAME="localhost")
    answer = client.post("/people/login/", {"login": "ben", "passphrase": PASSPHRASE})
    assert answer.status_code == 303
    return client


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The ticks at which the door let its answers go; it does not wait for them here."""
    left, decide = list[float](), door.next_tick

    def noted(spent: float) -> float:
        left.append(decide(spent))
        return left[-1]

    monkeypatch.setattr(door, "next_tick", noted)
    monkeypatch.setattr(door, "time", SimpleNamespace(monotonic=time.monotonic, sleep=lambda seconds: None))
    yield left


def ask(client: Client, ticks: list[float], word: str) -> tuple[int, str, float]:
    """Status, page without the word, tokens and clock of this very answer, and the earliest tick of three tries."""
    said, earliest = set(), 9.0
    for _ in range(3):
        answer = client.get("/search/", {"q": word, "purpose": "criminal-investigation", "case": "26-0141 Wright"})
        earliest = min(earliest, ticks[-1])
        # tokens and the clock in the frame differ from answer to answer, whoever asks for what
        body = re.sub(r'="[A-Za-z0-9_+/=-]{32,}"|\d\d:\d\d(:\d\d)?', "", answer.content.decode())
        said.add((answer.status_code, body.replace(word, "WORD")))
    assert len(said) == 1, "the same search answers the same"
    return *said.pop(), earliest


def test_hidden_hits_cannot_be_told_apart(full: SimpleNamespace, ben: Client, ticks: list[float]) -> None:
    """Absent, 1, 1,000 and 40,000 hidden hits: equal status, equal page, equal tick."""
    ask(ben, ticks, "warbler")
    answers = {word: ask(ben, ticks, word)[:2] for word in HIDDEN}
    assert len(set(answers.values())) == 1, {word: said[0] for word, said in answers.items()}
    earliest = dict.fromkeys(HIDDEN, 9.0)
    for _ in range(12):  # a busy machine delays any answer; what a hidden hit costs would delay each
        for word in HIDDEN:
            earliest[word] = min(earliest[word], ask(ben, ticks, word)[2])
        if len(set(earliest.values())) == 1:
            break
    assert len(set(earliest.values())) == 1, earliest
    status, page = answers["kestrel"]
    assert status == 200 and "WORD" in page


def test_what_ben_may_see_is_found_on_that_page(full: SimpleNamespace, ben: Client, ticks: list[float]) -> None:
    """The page would show hits: a word of his own agency's tips lists them."""
    assert ask(ben, ticks, "gate")[1] != ask(ben, ticks, "warbler")[1]
    page = ben.get("/search/", {"q": "gate", "purpose": "criminal-investigation", "case": "26-0141 Wright"})
    assert "lot 7." in page.content.decode()
