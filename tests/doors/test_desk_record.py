"""The record page: links judged and drawn, who read it, where it is cited, what was known then, and its original."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import localtime
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client
from makers import open_tips, session

from watchfloor.analyze.actions.connect import connect
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.shapes import RecordView, Row
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.web.record_parts import facts_of
from watchfloor.protect.web.wording import moment, where_words

At = Callable[[str], Client]
BOTH = ("A gray van at the sluicegate, plate KLX 4471.", "The same van left by the ridge road, plate KLX 4471.")
COPY = {"written": "KLX 4471", "ground": "personal", "because": "A records request.", "recipient": "Ms. Fairlock"}
WHY = "Same plate and the same dent on the left door."


@pytest.fixture(scope="module")
def tips(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> list[UUID]:
    """Two tips of the center that name one plate, linked by machine, and a third without a link."""
    for login in ("ana", "ben", "cy", "pia", "dee", "sam"):
        at_desk(login)
    ids = [one.public_id for one in open_tips(cast, *BOTH, "A lantern stood on the weir.")]
    with reading(admit_service(service="analyze.connect", now=cast.now)) as by:
        connect(record_ids=ids, by=by, now=cast.now)
    return ids


def facts(house: SimpleNamespace, kind: str) -> list[tuple[object, ...]]:
    """(records, digest) of the facts of a kind."""
    with session(house, "superuser") as opened:
        return opened.execute("select records, digest from core_fact where kind = %s order by seq", [kind]).fetchall()


def page(client: Client, record: UUID, **asked: str) -> str:
    """The page's source, which must be there."""
    answer = client.get(f"/records/{record}/", asked)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def link_id(html: str) -> str:
    """The id of the first link that may be judged."""
    found = re.search(r'name="link" value="([0-9a-f-]{36})"', html)
    assert found
    return found[1]


def test_a_fact_is_said_once_and_in_words() -> None:
    """A minute is no range, a time that stands as "Seen" stands nowhere else, coordinates stand as "Where" alone."""
    year = localtime().tm_year  # of another year the year would be said too
    at = datetime(year, 11, 12, 16, 40, tzinfo=UTC)
    row = Row(1, uuid4(), "tip", "tip_lead", 1, 0, "U//LES", "A van", at, at, "minute", -93.8, 45.1, date.max, date.max)
    came = {"occurred": f"{year}-11-12T10:40:00-06:00", "lat": "45.1", "lon": "-93.8", "city": "Buffalo"}
    view = RecordView(row, 1, 1, at, True, at + timedelta(minutes=1), 0.0, "", {"object": {"fields": came},
                      "said": came["occurred"]}, 1, None, ())  # fmt: skip
    marks: Any = SimpleNamespace(of=lambda _: "U//LES")
    found = {one["name"]: one["value"] for one in facts_of(view, marks)}
    assert found["Seen"] == "Nov 12, 10:40 CST" and found["Where"] == "45.1000 N, 93.8000 W"
    assert found["City"] == "Buffalo" and not found.keys() & {"Occurred", "Said of the time", "Lat", "Lon"}
    longer = {
        one["name"]: one["value"] for one in facts_of(replace(view, occurred_until=at + timedelta(hours=2)), marks)
    }
    assert longer["Seen"] == "Nov 12, 10:40 CST to 12:40 CST"
    assert [where_words(one, -93.8, 45.1) for one in (view.data, {"place": "The dam"}, {})] == [
        "Buffalo", "The dam", "45.1000 N, 93.8000 W",
    ]  # fmt: skip


def test_the_three_answers_look_alike_and_none_is_chosen(at_desk: At, tips: list[UUID]) -> None:
    """Same class, no focus, nothing filled: the machine weighs, a person judges."""
    html = page(at_desk("ana"), tips[0])
    buttons = re.findall(r'<button class="([^"]*)" type="submit" name="verdict" value="(\w+)"([^>]*)>', html)
    assert [value for _, value, _ in buttons] == ["same", "different", "unsure"]
    assert {kind for kind, _, _ in buttons} == {"button"} and {more for *_, more in buttons} == {""}


def test_a_judgment_is_kept_with_its_reason_and_its_fact(house: SimpleNamespace, at_desk: At, tips: list[UUID]) -> None:
    """Without a reason nothing is kept and the words stay; with one the link says who judged it and why."""
    client = at_desk("ana")
    link = link_id(page(client, tips[0]))
    before = len(facts(house, "analyze.link.judged"))
    refused = client.post(f"/records/{tips[0]}/", {"link": link, "verdict": "same", "because": "van"})
    assert refused.status_code == 422
    html = refused.content.decode()
    assert "a judgment needs a reason in words" in html and ">van</textarea>" in html
    assert f'href="#f-because-{link}"' in html
    assert len(facts(house, "analyze.link.judged")) == before
    done = client.post(f"/records/{tips[0]}/", {"link": link, "verdict": "same", "because": WHY})
    assert (done.status_code, done["Location"]) == (303, f"/records/{tips[0]}/#links")
    html = page(client, tips[0])
    assert WHY in html and "same, judged, Ana Exercise" in html and "Judge again" in html
    assert len(facts(house, "analyze.link.judged")) == before + 1


def test_a_link_is_drawn_by_hand_between_what_one_may_read(
    house: SimpleNamespace, cast: SimpleNamespace, at_desk: At, tips: list[UUID]
) -> None:
    """By its short number with a reason; a number that is not there, or not hers, gives one and the same error."""
    client = at_desk("ana")
    hidden = _closed(cast)
    answers = []
    for number in (f"TIP-{str(hidden)[:8]}", "TIP-00000000", str(hidden)):
        said = client.post(f"/records/{tips[2]}/", {"other": number, "link-because": WHY})
        assert said.status_code == 422
        text = said.content.decode()
        answers.append(re.search(r'id="e-other">([^<]*)<', text)[1])
        assert WHY in text
    assert len(set(answers)) == 1 and "Rule 2" in answers[0]
    itself = client.post(f"/records/{tips[2]}/", {"other": str(tips[2]), "link-because": WHY})
    assert "the very record that you link from" in itself.content.decode()
    done = client.post(f"/records/{tips[2]}/", {"other": f"TIP-{str(tips[0])[:8]}", "link-because": WHY})
    assert done.status_code == 303
    assert "An analyst drew this link." in page(client, tips[2])
    assert set(facts(house, "analyze.link.judged")[-1][0]) >= {tips[0], tips[2]}


def _closed(cast: SimpleNamespace) -> UUID:
    """A record that leadership alone may read."""
    from makers import incoming_of, stamp_of, tip

    from watchfloor.core.actions.records import open_records
    from watchfloor.protect.rules.labels import Atom

    with reading(cast.operator):
        stamp = stamp_of(cast, [Atom(cast.center, "tip_lead", "U", "closed").print()])
        incoming = [incoming_of(tip("Not to be settled yet."), stamp, cast.center)]
        return open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)[0].public_id


def test_who_may_not_judge_sees_why_and_no_form(house: SimpleNamespace, at_desk: At, tips: list[UUID]) -> None:
    """The privacy officer's button is dashed and says who can; a post of hers is refused and changes nothing."""
    html = page(at_desk("pia"), tips[0])
    assert 'name="verdict"' not in html and 'aria-describedby="no-link"' in html
    assert "You cannot link it to another record" in html
    before = len(facts(house, "analyze.link.judged"))
    link = link_id(page(at_desk("ana"), tips[0]))
    said = at_desk("pia").post(f"/records/{tips[0]}/", {"link": link, "verdict": "different", "because": WHY})
    assert said.status_code == 422 and "Judging links is the work of analysts." in said.content.decode()
    assert len(facts(house, "analyze.link.judged")) == before


@pytest.mark.parametrize("login", ["ben", "cy"])
def test_a_stranger_can_neither_judge_nor_take(at_desk: At, tips: list[UUID], login: str) -> None:
    """Page, deeds and original of what is not theirs answer as absent."""
    client = at_desk(login)
    link = link_id(page(at_desk("ana"), tips[0]))
    answers = [
        client.get(f"/records/{tips[0]}/"), client.get(f"/records/{tips[0]}/original"),
        client.get(f"/records/{tips[0]}/copy/"), client.post(f"/records/{tips[0]}/copy/", COPY),
        client.post(f"/records/{tips[0]}/", {"link": link, "verdict": "different", "because": WHY}),
        client.post(f"/records/{tips[0]}/", {"other": str(tips[1]), "link-because": WHY}),
    ]  # fmt: skip
    assert {one.status_code for one in answers} == {404}
    assert len({one.content for one in answers}) == 1


def test_who_read_it_is_for_those_who_look_after_it(at_desk: At, tips: list[UUID]) -> None:
    """The privacy officer and the supervisor see persons, purposes and times; the analyst that readings are kept."""
    page(at_desk("dee"), tips[1])
    page(at_desk("dee"), tips[1])
    for login in ("pia", "sam"):
        html = page(at_desk(login), tips[1])
        part = html[html.index('id="readers"') : html.index('id="cited"')]
        assert "Dee Exercise" in part and re.search(r'<td class="number">[2-9]</td>', part)
    html = page(at_desk("ana"), tips[1])
    part = html[html.index('id="readers"') : html.index('id="cited"')]
    assert "Dee Exercise" not in part
    assert "Watch supervisor, Privacy officer may open it." in part and "every read is on the ledger" in part


def test_the_original_is_for_whom_it_may_name_the_reporter_to(
    house: SimpleNamespace, at_desk: At, tips: list[UUID]
) -> None:
    """Given byte for byte as an inert attachment with its own fact; refused with rule and who can to an analyst."""
    before = len(facts(house, "core.original.taken"))
    given = at_desk("sam").get(f"/records/{tips[0]}/original")
    assert given.status_code == 200 and given.content == BOTH[0].encode()
    assert given["Content-Type"] == "application/octet-stream"
    assert re.fullmatch(r'attachment; filename="TIP-[0-9a-f]{8}-original.bin"', given["Content-Disposition"])
    assert facts(house, "core.original.taken")[before:] == [([tips[0]], None)]
    refused = at_desk("ana").get(f"/records/{tips[0]}/original")
    assert refused.status_code == 403
    assert "it may name who reported" in refused.content.decode() and BOTH[0].encode() not in refused.content
    assert len(facts(house, "core.original.taken")) == before + 1


def test_a_copy_goes_out_with_words_taken_out(house: SimpleNamespace, at_desk: At, tips: list[UUID]) -> None:
    """Gaps stand at their fields, what would be left is seen first, then the file; an analyst is told who can."""
    sam, here = at_desk("sam"), f"/records/{tips[0]}/copy/"
    assert f'href="{here}"' in page(sam, tips[0]) and f'href="{here}"' not in page(at_desk("ana"), tips[0])
    for gap, told in (({"written": "Nobody"}, "nothing in this record holds them"), ({"recipient": ""}, "For whom:"),
                      ({"ground": ""}, "Ground: none"), ({"because": ""}, "Reason: nothing")):  # fmt: skip
        refused = sam.post(here, {**COPY, **gap, "do": "take"})
        assert refused.status_code == 422 and told in refused.content.decode()
    seen = sam.post(here, {**COPY, "do": "look"}).content.decode()
    left = seen[seen.index('id="left"') : seen.index('id="take"')]
    assert "[taken out: personal data]" in left and "KLX" not in left and "sluicegate" in left
    assert facts(house, "disseminate.copy.made") == []
    given = sam.post(here, {**COPY, "do": "take"})
    assert (
        given["Content-Type"] == "application/pdf" and given.content.startswith(b"%PDF") and b"KLX" not in given.content
    )
    assert re.fullmatch(r'attachment; filename="TIP-[0-9a-f]{8}-copy.pdf"', given["Content-Disposition"])
    ((records, digest),) = facts(house, "disseminate.copy.made")
    assert records == [tips[0]] and digest
    for refused in (at_desk("ana").get(here), at_desk("ana").post(here, {**COPY, "do": "take"})):
        assert refused.status_code == 403 and "Watch supervisor, Privacy officer" in refused.content.decode()


def test_a_moment_turns_the_whole_page(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> None:
    """Band, links, history and provenance are as of then; nothing can be judged in the past; the way back stands."""
    first, second = (one.public_id for one in open_tips(cast, "Crate GHX 2210 at the quay.", "Crate GHX 2210 gone."))
    asked = cast.now - timedelta(days=9)
    before = asked - timedelta(hours=18)
    with connections["owner"].cursor() as cursor:
        cursor.execute("update core_version set known_at = %s where record_id in"
                       " (select id from core_record where public_id = %s)", [before, first])  # fmt: skip
        cursor.execute("update core_record set opened_at = %s where public_id = %s", [before, first])
    at_desk("ana").post(f"/records/{first}/", {"other": str(second), "link-because": WHY})
    now = page(at_desk("ana"), first)
    assert WHY in now and "What we knew at" not in now
    then = page(at_desk("ana"), first, at=f"{asked:%Y-%m-%dT%H:%M}")
    assert f"What we knew at {moment(asked)}." in then and WHY not in then and str(second) not in then
    assert 'name="verdict"' not in then and f'href="/records/{first}/"' in then
    assert "Record opened" not in then, "its fact was told later"


def test_a_minute_is_meant_to_its_end(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> None:
    """What came in at 06:00:40 was known at 06:00; in the center's zone, and not a minute earlier."""
    record = open_tips(cast, "A flare over the pond.")[0].public_id
    with connections["owner"].cursor() as cursor:
        cursor.execute("update core_version set known_at = '2026-11-02 12:00:40Z' where record_id in"
                       " (select id from core_record where public_id = %s)", [record])  # fmt: skip
    assert "What we knew at" in page(at_desk("ana"), record, at="2026-11-02T06:00")
    assert at_desk("ana").get(f"/records/{record}/", {"at": "2026-11-02T05:59"}).status_code == 403


def test_what_is_no_moment_is_said(at_desk: At, tips: list[UUID]) -> None:
    """The page never shows the present as if it were the past."""
    answer = at_desk("ana").get(f"/records/{tips[0]}/", {"at": "31/11/26"})
    assert answer.status_code == 422
    assert "&#x27;31/11/26&#x27; is no date and time" in answer.content.decode()


def test_the_way_back_keeps_row_and_filter_and_leads_nowhere_else(at_desk: At, tips: list[UUID]) -> None:
    """?from= is taken if it is a path of ours; any other address is not."""
    come = f"/?kind=tip&item={tips[0]}"
    html = page(at_desk("ana"), tips[0], **{"from": come})
    assert f'href="/?kind=tip&amp;item={tips[0]}" data-key="Esc"' in html
    for strange in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        html = page(at_desk("ana"), tips[0], **{"from": strange})
        assert 'href="/" data-key="Esc"' in html and f'="{strange}' not in html


def test_previous_and_next_follow_the_search_one_came_from(at_desk: At, tips: list[UUID]) -> None:
    """In the order of the hits; the first has none before it; to another reader the list is his own."""
    client = at_desk("ana")
    client.get("/search/", {"q": "van plate", "purpose": "threat-assessment", "case": "26-0141 NFC"})
    html = client.get("/search/?q=van+plate").content.decode()
    shown = list(dict.fromkeys(re.findall(r'data-preview="preview-([0-9a-f-]{36})"', html)))
    assert set(shown) == {str(tips[0]), str(tips[1])}
    first = page(client, UUID(shown[0]), **{"from": f"/search/?q=van+plate&item={shown[0]}"})
    assert 'data-key="]"' in first and 'data-key="["' not in first
    following = quote(f"/search/?q=van+plate&item={shown[1]}", safe="")
    assert f'href="/records/{shown[1]}/?from={following}"' in first
    last = page(client, UUID(shown[1]), **{"from": f"/search/?q=van+plate&item={shown[1]}"})
    assert 'data-key="["' in last and 'data-key="]"' not in last


def test_previous_and_next_follow_the_inbox_too(at_desk: At, tips: list[UUID]) -> None:
    """The row's address carries the place in the inbox, its filter included; the record leads back and on."""
    client = at_desk("ana")
    html = client.get("/inbox/", {"kind": "tip"}).content.decode()
    opened = re.findall(r'data-open="/records/([0-9a-f-]{36})/\?from=([^"]+)"', html)
    order = [one for one, _ in opened]
    assert {str(one) for one in tips} <= set(order)
    middle, come = opened[1]
    assert unquote(come) == f"/inbox/?kind=tip&item={middle}"
    shown = client.get(f"/records/{middle}/?from={come}").content.decode()
    assert f'href="/inbox/?kind=tip&amp;item={middle}" data-key="Esc"' in shown
    for key, other in (("[", order[0]), ("]", order[2])):
        there = quote(f"/inbox/?kind=tip&item={other}", safe="")
        assert f'href="/records/{other}/?from={there}" data-key="{key}"' in shown


def test_a_title_of_three_hundred_words_stays_a_head(cast: SimpleNamespace, at_desk: At) -> None:
    """It is cut in the head between words, and stands whole among the facts."""

    from makers import incoming_of, stamp_of, tip

    from watchfloor.core.actions.records import open_records
    from watchfloor.protect.rules.labels import Atom

    title = " ".join(f"word{n}" for n in range(300))
    with reading(cast.operator):
        stamp = stamp_of(cast, [Atom(cast.center, "tip_lead", "LES", "center").print()])
        incoming = [incoming_of(tip("Short.").but(title=title), stamp, cast.center)]
        record = open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)[0].public_id
    html = page(at_desk("ana"), record)
    head = re.search(r'<h1 dir="auto">([^<]*)</h1>', html)[1]
    assert len(head) < 170 and head.endswith(" …")
    assert "word299" in html[html.index('class="facts"') :]


def test_the_trail_begins_with_the_bytes_and_leads_to_the_ledger(cast: SimpleNamespace, at_desk: At) -> None:
    """What came in a file shows its hash; sealed steps lead to their facts for who reads the ledger."""
    from watchfloor.core.sealer.sealing import seal_all
    from watchfloor.gather.actions.files import accept

    head, row = (
        b"occurred,narrative,title,state,city,lat,lon",
        b"2026-11-02T10:00Z,A ladder,Ladder,MN,Elk River,45.3,-93",
    )
    *_, came = accept(
        content=head + b"\n" + row + b"\n", mapping="generic", agency_id=cast.center, by=cast.operator, now=cast.now
    )
    seal_all()
    html = page(at_desk("ana"), came.records[0])
    part = html[html.index('id="provenance"') :]
    assert part.index("Bytes kept as they came") < part.index("Record opened")
    assert "SHA-256" in part and re.search(r'<a href="/ledger/\?before=\d+">Record opened</a>', part)


def test_a_purged_record_is_gone_from_its_page_and_its_deeds(cast: SimpleNamespace, at_desk: At) -> None:
    """Open while two persons purge it: what is then asked of it answers as if it had never been."""
    from watchfloor.protect.actions.purge import purge

    record = open_tips(cast, "Soon to be forgotten.")[0].public_id
    assert page(at_desk("ana"), record)
    purge(record_ids=[record], because="wrong", second_id=cast.person("pia").id, by=cast.as_("sam"), now=cast.now)
    answers = [
        at_desk("ana").get(f"/records/{record}/"), at_desk("sam").get(f"/records/{record}/original"),
        at_desk("ana").post(f"/records/{record}/", {"other": str(record), "link-because": WHY}),
    ]  # fmt: skip
    assert {one.status_code for one in answers} == {404}


def test_who_works_on_it_and_what_the_watch_wrote(cast: SimpleNamespace, at_desk: At, tips: list[UUID]) -> None:
    """Claim and log entries stand with the record for who reads the watch; a partner sees neither."""
    from watchfloor.core.queries import records as core
    from watchfloor.plan.actions.claims import claim
    from watchfloor.plan.actions.watch import write_entry

    bens = open_tips(cast, "Boat adrift below the lock.", agency=cast.wright)[0].public_id
    with reading(cast.as_("ana")) as ana:
        row = core.rows_of(audience=ana, public_ids=[bens])[0]
        claim(record_id=row.id, by=ana, now=cast.now)
        write_entry(
            kind="call", words="The lockkeeper will look.", happened_at=cast.now, record_id=row.id, whom="Lock 7",
            number="555-0142", reached=True, by=ana, now=cast.now,
        )  # fmt: skip
    html = page(at_desk("sam"), bens)
    part = html[html.index('id="work"') : html.index('id="history"')]
    assert "Ana Exercise has it, since" in part and "The lockkeeper will look." in part
    assert f'href="/watch/log/?record={bens}&amp;next=' in part
    partner = page(at_desk("ben"), bens)
    assert 'id="work"' not in partner and "lockkeeper" not in partner and "has it, since" not in partner
