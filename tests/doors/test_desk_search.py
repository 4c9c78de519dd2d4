"""Search: facets that count only what may be read, why each hit is there, and searches kept under a name."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest
from browsing import browser
from django.test import Client
from makers import incoming_of, open_tips, session, stamp_of, tip

from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.draft import Draft, Place, When
from watchfloor.plan.rules.searches import FACETS
from watchfloor.protect.rules.labels import Atom

At = Callable[[str], Client]
CASE = {"purpose": "threat-assessment", "case": "26-0141 NFC"}
MONTICELLO = Place(-93.79, 45.30, 500.0, "Monticello")
DULUTH = Place(-92.10, 46.79, 500.0, "Duluth")


@pytest.fixture(scope="module")
def hits(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> SimpleNamespace:
    """Tips and an alert that hold one word: of the center, of Ben's agency, at two places and times, one closed."""
    for login in ("ana", "ben", "cy", "pia", "sam", "dee"):
        at_desk(login)
    near = _open(cast, tip("A heronry was photographed, plate KLX 4471."), place=MONTICELLO, day=2)
    far = _open(cast, tip("The heronry of the north shore."), place=DULUTH, day=12)
    sar = _open(cast, tip("Heronry, second look."), legal_class="sar", day=12)
    alert = _open(cast, Draft("cap", "", "", "Heronry alert", "A heronry is on fire.", {}), legal_class="open_source")
    bens = _open(cast, tip("Heronry seen by the sheriff."), owner=cast.wright)
    closed = _open(cast, tip("Heronry that only leadership knows."), share="closed")
    return SimpleNamespace(near=near, far=far, sar=sar, alert=alert, bens=bens, closed=closed)


def _open(
    cast: SimpleNamespace, draft: Draft, *, legal_class: str = "tip_lead", owner: int = 0, share: str = "center",
    place: Place | None = None, day: int = 0,
) -> UUID:  # fmt: skip
    when = When(datetime(2026, 11, day, 18, tzinfo=UTC), None, "minute", "") if day else None
    whole = draft.but(place=place, when=when)
    owner = owner or cast.center
    with reading(cast.operator):
        stamp = stamp_of(cast, [Atom(owner, legal_class, "LES", share).print()], legal_class=legal_class)
        return open_records(
            source=None, incoming=[incoming_of(whole, stamp, owner)], by=cast.operator, now=cast.now
        )[0].public_id  # fmt: skip


def ask(client: Client, **said: object) -> str:
    """The source of the page of hits."""
    answer = client.get("/search/", {"q": "heronry", **CASE, **said})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def listed(html: str) -> set[str]:
    """The ids of the hits."""
    return set(re.findall(r'data-preview="preview-([0-9a-f-]{36})"', html))


def count(html: str, facet: str, value: str) -> str:
    """The number beside a facet, "" if it is not offered or not counted."""
    part = re.search(rf'name="{facet}" value="{re.escape(value)}".*?</label>', html)
    found = re.search(r'facet__count">(\d+)', part[0]) if part else None
    return found[1] if found else ""


def test_facets_narrow_and_count_what_may_be_read(hits: SimpleNamespace, at_desk: At) -> None:
    """Kind, class, source, time and place; each with the number of hits that Ana may read."""
    client = at_desk("ana")
    html = ask(client)
    assert listed(html) == {str(one) for one in (hits.near, hits.far, hits.sar, hits.alert, hits.bens)}
    assert "5 hits" in html
    assert [count(html, "kind", one) for one in ("tip", "cap")] == ["4", "1"]
    assert [count(html, "class", one) for one in ("tip_lead", "sar", "open_source")] == ["3", "1", "1"]
    assert [count(html, "agency", one) for one in ("NFC", "wright-sheriff")] == ["4", "1"]
    assert count(html, "marking", "LES") == "5"
    for said, expected in (
        ({"kind": "cap"}, {hits.alert}), ({"class": "sar"}, {hits.sar}), ({"agency": "wright-sheriff"}, {hits.bens}),
        ({"class": ["sar", "open_source"], "kind": "tip"}, {hits.sar}),
        ({"place": "Monticello, MN", "within": "25"}, {hits.near}), ({"place": "46.79, -92.10"}, {hits.far}),
        ({"seen_from": "2026-11-10"}, {hits.far, hits.sar}), ({"seen_until": "2026-11-02"}, {hits.near}),
        ({"seen_from": "2026-11-03", "seen_until": "2026-11-11"}, set()), ({"marking": "CUI"}, set()),
    ):  # fmt: skip
        assert listed(ask(client, **said)) == {str(one) for one in expected}, said


def test_facets_alone_are_a_search_too(hits: SimpleNamespace, at_desk: At) -> None:
    """Without a word everything that is narrowed to; and it asks for purpose and case just the same."""
    assert str(hits.sar) in listed(ask(at_desk("ana"), q="", **{"class": "sar"}))
    fresh = browser()
    fresh.cookies = at_desk("pia").cookies
    assert fresh.get("/search/", {"class": "sar", "purpose": "threat-assessment"}).status_code == 422


def test_the_page_offers_the_allowed_facets_and_none_besides(hits: SimpleNamespace, at_desk: At) -> None:
    """No field of the form asks for a protected trait or anything of a person."""
    names = set(re.findall(r'form="ask"[^>]* name="(\w+)"', ask(at_desk("ana"))))
    assert names == set(FACETS)


def test_an_exact_identifier_is_narrowed_like_the_rest(
    hits: SimpleNamespace, cast: SimpleNamespace, at_desk: At
) -> None:
    """Its hit says why it is there, and a facet that does not fit takes it out."""
    from watchfloor.analyze.actions.connect import connect
    from watchfloor.protect.actions.admit import admit_service

    with reading(admit_service(service="analyze.connect", now=cast.now)) as by:
        connect(record_ids=[hits.near], by=by, now=cast.now)
    html = ask(at_desk("ana"), q="KLX4471")
    assert listed(html) == {str(hits.near)} and "It names exactly this identifier." in html
    assert listed(ask(at_desk("ana"), q="KLX4471", kind="cap")) == set()
    assert "It holds the words that you searched for." in ask(at_desk("ana"))


def test_a_hit_shows_its_words_and_why_it_may_be_read(hits: SimpleNamespace, at_desk: At) -> None:
    """The words are marked in row and preview; the way to the record carries the way back to this very row."""
    html = ask(at_desk("ana"), kind="cap")
    assert html.count("<mark>heronry</mark>") == 2
    assert "Why can I see this?" in html and "28 CFR 23.20(e)" in html
    opened = re.search(r'data-open="([^"]+)"', html)[1]
    assert opened.startswith(f"/records/{hits.alert}/?from=%2Fsearch%2F%3Fq%3Dheronry%26kind%3Dcap%26item%3D")
    back = at_desk("ana").get(opened).content.decode()
    assert f'href="/search/?q=heronry&amp;kind=cap&amp;item={hits.alert}" data-key="Esc"' in back


def test_to_a_partner_nothing_of_the_rest_shows(hits: SimpleNamespace, at_desk: At) -> None:
    """Ben's hits, counts and facets are his agency's: no class, source or number tells of the center's."""
    html = ask(at_desk("ben"))
    assert listed(html) == {str(hits.bens)} and "1 hit<" in html
    assert count(html, "agency", "wright-sheriff") == "1"
    for hidden in ('value="NFC"', 'value="sar"', 'value="open_source"', 'value="cap"', "north shore", "KLX"):
        assert hidden not in html, hidden
    assert listed(ask(at_desk("ben"), agency="NFC")) == set()
    assert listed(ask(at_desk("ben"), **{"class": "sar"})) == set()


@pytest.mark.parametrize(
    "said", [{"q": "heronry"}, {"q": "", "class": "sar"}, {"q": "", "place": "Monticello, MN"}, {"saved": "x"}]
)
def test_to_a_stranger_there_is_no_search(hits: SimpleNamespace, at_desk: At, said: dict[str, str]) -> None:
    """Cy's role does not search: the refusal says so and nothing else, whatever he asks."""
    answer = at_desk("cy").get("/search/", {**CASE, **said})
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "your role does not search" in text
    assert not any(word in text for word in ("facet", "KLX", "north shore", "Save this search"))


def test_what_cannot_be_understood_is_said_with_the_way_out(hits: SimpleNamespace, at_desk: At) -> None:
    """A place or day that is none finds nothing and does not quietly search everything."""
    for said, words in (
        ({"place": "Atlantis"}, "is no state, county, town or airport known here"),
        ({"seen_from": "31/11/26"}, "is no date. Write 2026-11-20."),
    ):  # fmt: skip
        answer = at_desk("ana").get("/search/", {"q": "heronry", **CASE, **said})
        assert answer.status_code == 422 and words in answer.content.decode()
        assert listed(answer.content.decode()) == set()


def test_many_hits_are_counted_no_further_than_is_cheap(cast: SimpleNamespace, at_desk: At) -> None:
    """Above two hundred the page says so; every hit is reached by "Next hits" once."""
    for start in range(0, 500, 250):
        open_tips(cast, *(f"Ptarmigan number {n}." for n in range(start, start + 250)))
    html = ask(at_desk("dee"), q="ptarmigan")
    assert "200 or more hits" in html and "Counts are of the newest 200 hits." in html
    assert len(html) < 250_000
    seen, more = list(listed(html)), re.search(r'href="([^"]+)" rel="next"', html)
    for _ in range(2):
        html = at_desk("dee").get(more[1].replace("&amp;", "&")).content.decode()
        assert "or more" not in html and 'facet__count">' not in html
        seen += list(listed(html))
        more = re.search(r'href="([^"]+)" rel="next"', html)
    assert len(seen) == len(set(seen)) == 150


@pytest.fixture
def kept(hits: SimpleNamespace, at_desk: At) -> Iterator[str]:
    """A search that Ana saved from the page, shared with supervisors."""
    ask(at_desk("ana"))
    done = at_desk("ana").post("/searches/?do=save", {"name": "Heronries", "q": "heronry", "kind": "tip"})
    assert done.status_code == 303
    named = done["Location"].removeprefix("/searches/#s-")
    shared = at_desk("ana").post("/searches/?do=share", {"search": named, "roles": ["supervisor"]})
    assert shared.status_code == 303
    yield named
    at_desk("ana").post("/searches/?do=withdraw", {"search": named})


def test_a_saved_search_finds_what_its_runner_may_read(hits: SimpleNamespace, at_desk: At, kept: str) -> None:
    """Run by the supervisor under a purpose of his own; it asks for a case first, and its words stand in no address."""
    sam = at_desk("sam")
    refused = sam.get("/search/", {"saved": kept})
    assert refused.status_code == 422 and listed(refused.content.decode()) == set()
    html = sam.get("/search/", {"saved": kept, **CASE, "purpose": "criminal-investigation"}).content.decode()
    assert listed(html) == {str(one) for one in (hits.near, hits.far, hits.sar, hits.bens)}
    assert "It was saved for another purpose: Threat assessment." in html
    address = re.search(r'data-open="([^"]+)"', html)[1]
    assert "heronry" not in address and f"saved%3D{kept}" in address
    following = sam.get(address).content.decode()
    assert 'data-key="]"' in following or 'data-key="["' in following


def test_a_saved_search_is_no_way_in_for_others(hits: SimpleNamespace, at_desk: At, kept: str) -> None:
    """To whom it was not shared it is not there: no name, no words, no deed."""
    for login in ("pia", "ben"):
        client = at_desk(login)
        html = client.get("/search/", {"saved": kept, **CASE}).content.decode()
        assert listed(html) == set() and "Heronries" not in html and "heronry" not in html
        assert "Heronries" not in client.get("/searches/").content.decode()
        for deed in ("rename", "share", "withdraw"):
            answer = client.post(f"/searches/?do={deed}", {"search": kept, "name": "Mine", "roles": ["privacy"]})
            assert answer.status_code == 404
    assert at_desk("cy").get("/searches/").status_code == 403
    assert "Heronries" in at_desk("sam").get("/searches/").content.decode()


def test_errors_of_saving_name_field_rule_and_way_out(hits: SimpleNamespace, at_desk: At, kept: str) -> None:
    """No name, nothing asked for; and whoever it was shared with is told that it is not his."""
    client = at_desk("ana")
    for said, words in (
        ({"name": " ", "q": "x"}, "Rule plan.search.name"), ({"name": "Empty", "q": ""}, "Rule plan.search.words"),
    ):  # fmt: skip
        answer = client.post("/searches/?do=save", said)
        assert answer.status_code == 422 and words in answer.content.decode()
    answer = at_desk("sam").post("/searches/?do=rename", {"search": kept, "name": "His"})
    assert answer.status_code == 422 and "The search is not yours." in answer.content.decode()


def test_a_search_by_facets_seals_them_as_its_words(house: SimpleNamespace, hits: SimpleNamespace, at_desk: At) -> None:
    """The fact holds the hits and a digest; what was asked for lies sealed beside it."""
    ask(at_desk("ana"), q="", **{"class": "sar"})
    with session(house, "superuser") as opened:
        records, digest, noted = opened.execute(
            "select f.records, f.digest, exists (select 1 from core_note n where n.digest = f.digest) from core_fact f"
            " where kind = 'core.record.searched' order by seq desc limit 1"
        ).fetchone()
    assert hits.sar in records and digest is not None and noted


def test_a_place_is_looked_for_no_further_than_is_cheap_and_then_further(
    hits: SimpleNamespace, at_desk: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says how far back it looked, and goes on from there until it has seen all; each hit once."""
    from watchfloor.desk.web import search

    monkeypatch.setattr(search, "LOOKED", 2)
    said, seen = {"q": "", "place": "Monticello, MN", **CASE}, list[str]()
    answer = at_desk("ben").get("/search/", said).content.decode()
    assert "Looked through" not in answer, "Ben's agency has one record, and it has no place"
    address, looks = "/search/?" + "&".join(f"{k}={v}" for k, v in said.items()), 0
    while address:
        html = at_desk("ana").get(address).content.decode()
        seen, looks = seen + sorted(listed(html)), looks + 1
        further = re.search(r'<a href="([^"]+)">Look further back</a>', html)
        assert bool(further) == ("Looked through the newest" in html)
        address = further[1].replace("&amp;", "&") if further else ""
    assert seen.count(str(hits.near)) == 1 and len(seen) == len(set(seen)) and looks > 1
