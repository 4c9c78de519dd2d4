"""Match review: pairs side by side with their weights, answered by form alone; refused or absent to who may not."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from browsing import browser
from django.test import Client
from makers import incoming_of, session, stamp_of

from watchfloor.analyze.actions.connect import connect
from watchfloor.analyze.actions.watch_lists import chosen, import_list, list_label
from watchfloor.analyze.jobs import estimate_ordered, resolve_waiting, screen_asked
from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.opening import Opened
from watchfloor.people.actions.signin import create_token
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.rules.labels import Atom

At = Callable[[str], Client]
WHO = {"full_name": "Marek Dolvin", "birth_date": "1988-03-12", "phone": "612-555-0147"}


@pytest.fixture(scope="module")
def tips(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> list[Opened]:
    """Three reports whose columns name one person, the third with a slip."""
    for login in ("ana", "ben", "cy", "pia", "sam"):
        at_desk(login)
    told = [WHO, WHO, {**WHO, "full_name": "DOLVYN, MAREK"}]
    drafts = [
        Draft("tip", "", "", f"At the weir {n}", f"Somebody at the weir, {uuid4()}.",
              {"fields": one, "parties": [{"kind": "person", "role": "suspect", "fields": {k: k for k in one}}]})
        for n, one in enumerate(told)
    ]  # fmt: skip
    with reading(cast.operator):
        stamp = stamp_of(cast, [Atom(cast.center, "tip_lead", "U", "center").print()])
        opened = open_records(source=None, incoming=[incoming_of(d, stamp, cast.center) for d in drafts],
                              by=cast.operator, now=cast.now)  # fmt: skip
    with reading(admit_service(service="analyze.connect", now=cast.now)) as by:
        connect(record_ids=[one.public_id for one in opened], by=by, now=cast.now)
    assert resolve_waiting() == 3
    return opened


def page(client: Client, pair: str = "") -> str:
    """The page's source, which must be there."""
    answer = client.get("/matches/", {"pair": pair} if pair else {})
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def pair_in(html: str) -> str:
    """The pair that the page asks about."""
    found = re.search(r'name="pair" value="([0-9a-f-]{36})"', html)
    assert found
    return found[1]


def last_fact(house: SimpleNamespace, kind: str) -> set[object]:
    """The ids that the newest fact of a kind names."""
    with session(house, "superuser") as opened:
        row = opened.execute("select records from core_fact where kind = %s order by seq desc limit 1", [kind])
        return set(row.fetchone()[0])


def test_a_pair_is_shown_with_its_weights_and_its_reading_is_witnessed(
    house: SimpleNamespace, at_desk: At, tips: list[Opened]
) -> None:
    """Both sides, each weight in words and bits beside its bar, the differing letters marked; nothing is chosen."""
    html = page(at_desk("ana"))
    assert html.count("<rect") >= 2 and "Do these two records describe the same person?" in html
    assert "Birth date" in html
    assert "Evidence favors same" in html
    assert '<mark class="differs">' in html
    buttons = re.findall(r'<button class="([^"]*)" type="submit" name="verdict" value="(\w+)"', html)
    assert buttons == [("button", "same"), ("button", "different"), ("button", "unsure")]
    assert last_fact(house, "desk.matches.read") == {one.public_id for one in tips}


def test_an_answer_goes_on_to_the_next_pair_and_can_be_undone(at_desk: At, tips: list[Opened]) -> None:
    """Answered, the next pair is taken; the record names the other with the reason; undone, it names nobody."""
    client = at_desk("ana")
    pair = pair_in(page(client))
    refused = client.post("/matches/", {"pair": pair, "verdict": "same", "because": "sure"})
    assert refused.status_code == 422 and "a judgment needs a reason in words" in refused.content.decode()
    done = client.post("/matches/", {"pair": pair, "verdict": "same", "because": "Birth date and phone are equal."})
    assert done.status_code == 303 and done["Location"].startswith("/matches/?pair=") and pair not in done["Location"]
    assert "You work on it until" in page(client, done["Location"].partition("=")[2])
    shown = [client.get(f"/records/{one.public_id}/").content.decode() for one in tips]
    assert sum("Birth date and phone are equal." in html for html in shown) == 2
    assert "the same</b>" in page(client, pair)
    undone = client.post(f"/matches/{pair}/undo/")
    assert (undone.status_code, undone["Location"]) == (303, f"/matches/?pair={pair}")
    shown = [client.get(f"/records/{one.public_id}/").content.decode() for one in tips]
    assert not any("Names the same" in html for html in shown)


def test_what_somebody_holds_is_his(at_desk: At, tips: list[Opened]) -> None:
    """Ana takes a pair; Sam is told her name and cannot answer it, and his queue begins with another."""
    ana, sam = at_desk("ana"), at_desk("sam")
    pair = pair_in(page(ana))
    assert ana.post("/matches/", {"pair": pair, "do": "take"}).status_code == 303
    assert "Ana Exercise" in page(sam, pair) and pair_in(page(sam)) != pair
    refused = sam.post("/matches/", {"pair": pair, "verdict": "same", "because": "Birth date and phone are equal."})
    assert refused.status_code == 422 and "Ana Exercise works on this pair." in refused.content.decode()


def test_two_forms_of_refusal(at_desk: At, tips: list[Opened]) -> None:
    """In the house a role without the right is told its rule; to others, and for no pair, there is nothing."""
    pair = pair_in(page(at_desk("ana")))
    refused = at_desk("pia").get("/matches/")
    assert refused.status_code == 403 and "right.link.judge" in refused.content.decode()
    for login in ("ben", "cy"):
        assert at_desk(login).get("/matches/", {"pair": pair}).status_code == 404
        assert at_desk(login).post("/matches/", {"pair": pair, "verdict": "same"}).status_code == 404
    for wrong in (str(uuid4()), "nonsense"):
        assert at_desk("ana").get("/matches/", {"pair": wrong}).status_code == 404
    assert at_desk("ana").post(f"/matches/{uuid4()}/undo/").status_code == 404


def test_a_hit_on_a_list_is_answered_in_the_same_look(at_desk: At, cast: SimpleNamespace, tips: list[Opened]) -> None:
    """The suspect beside the entry with its weights, the lists that stand below the queue; answered, it waits no more;
    refused in two forms to who may not."""
    empty = at_desk("ana").get("/matches/lists/").content.decode()
    assert "No hit waits that you may read." in empty and "No list stands." in empty
    with reading(cast.operator):
        label_id = list_label(by=cast.operator)
    keeper = admit_service(service="analyze.lists", now=cast.now)
    rows = [
        b'7,"DOLVIN, Marek","individual","TEST",' + b"-0- ," * 7 + b'"DOB 12 Mar 1988."',
        b'7,1,"aka","DOLWIN",-0- ',
    ]
    import_list(contents=rows, mapping=chosen("ofac-sdn"), fewer=False, label_id=label_id, keeper=keeper,
                by=cast.operator, now=cast.now)  # fmt: skip
    ana = at_desk("ana")
    assert ana.post("/matches/lists/screen/", {"list": "no-such"}).status_code == 422
    assert ana.post("/matches/lists/screen/", {"list": "ofac-sdn"}).status_code == 303
    again = ana.post("/matches/lists/screen/", {"list": "ofac-sdn"})
    assert again.status_code == 422 and "An order of yours is being carried out." in again.content.decode()
    assert "waits for the worker" in ana.get("/matches/lists/").content.decode()
    assert screen_asked() == 1 and screen_asked() == 0
    assert "3 new hits" in ana.get("/matches/lists/").content.decode()
    html = ana.get("/matches/lists/").content.decode()
    assert "Is the person whom the record names this entry of the list?" in html and "ofac-sdn 7" in html
    assert "edition 1" in html and html.count("<rect") >= 2 and "Take it" not in html
    hit = pair_in(html)
    refused = ana.post("/matches/lists/", {"pair": hit, "verdict": "same", "because": "sure"})
    assert refused.status_code == 422 and "a judgment needs a reason in words" in refused.content.decode()
    done = ana.post("/matches/lists/", {"pair": hit, "verdict": "same", "because": "Name and birth date are equal."})
    assert done.status_code == 303 and hit not in done["Location"]
    assert "2 hits" in ana.get("/matches/lists/").content.decode()
    record = next(one.public_id for one in tips if "confirmed it." in ana.get(f"/records/{one.public_id}/").text)
    assert "Waits for an answer" not in ana.get(f"/records/{record}/").text
    assert "Watch lists" not in at_desk("pia").get(f"/records/{record}/").text
    assert ana.post(f"/matches/lists/{hit}/undo/").status_code == 303
    assert at_desk("pia").get("/matches/lists/").status_code == 403
    assert at_desk("pia").post("/matches/lists/screen/", {"list": "ofac-sdn"}).status_code == 403
    assert at_desk("cy").post("/matches/lists/screen/", {"list": "ofac-sdn"}).status_code == 404
    for login in ("ben", "cy"):
        assert at_desk(login).get("/matches/lists/", {"pair": hit}).status_code == 404
    assert ana.get("/matches/lists/", {"pair": str(uuid4())}).status_code == 404


def test_a_supervisor_orders_a_model_sees_that_too_few_are_named_and_others_may_not(
    at_desk: At, tips: list[Opened]
) -> None:
    """The page says which models are in force; who may not decide is told so, and another agency finds no page."""
    del tips
    page_of = at_desk("sam").get("/matches/models/").content.decode()
    assert "as it ships" in page_of and page_of.count("Estimate anew") == 3
    ordered = at_desk("sam").post("/matches/models/", {"do": "estimate", "kind": "person"})
    assert ordered.status_code == 303
    again = at_desk("sam").post("/matches/models/", {"do": "estimate", "kind": "person"})
    assert again.status_code == 422 and "waits already" in again.content.decode()
    assert estimate_ordered() == 1
    assert "Too few records" in at_desk("sam").get("/matches/models/").content.decode()
    assert at_desk("sam").post("/matches/models/", {"do": "take", "kind": "person", "version": "0"}).status_code == 422
    assert at_desk("ana").get("/matches/models/").status_code == 403
    assert at_desk("ben").get("/matches/models/").status_code == 404
    assert at_desk("sam").post("/matches/models/", {"do": "burn", "kind": "person"}).status_code == 404


def test_a_machine_asks_who_is_like_one_record_among_those_it_may_read(
    house: SimpleNamespace, cast: SimpleNamespace, tips: list[Opened]
) -> None:
    """Ana's token finds the three, with steps that sum up; Ben's finds none and answers as for somebody unknown. What
    was asked lies sealed beside the fact; a class that may not be matched, or too little said, finds nobody; what does
    not fit is refused without repeating his words."""

    def asked(login: str, **changed: object) -> dict[str, Any]:
        with reading(cast.operator):
            token = create_token(
                person_id=cast.person(login).id, name="likes", purpose="threat-assessment", case_ref="26-0141 NFC",
                days=30, by=cast.operator, now=cast.now,
            )  # fmt: skip
        body = {"kind": "person", "legal_class": "tip_lead", "fields": WHO} | changed
        answer = browser().post(
            "/api/likes", body, content_type="application/json", headers={"authorization": f"Bearer {token}"}
        )
        return {"status": answer.status_code, **answer.json()}

    told = asked("ana")
    assert {one["record"]["id"] for one in told["likes"]} == {str(one.public_id) for one in tips}
    first = told["likes"][0]
    assert first["bits"] > 0 and first["evidence"].startswith("Evidence favors same")
    assert {step["comparison"]: step["level"] for step in first["steps"]}["phone"] == "same"
    assert last_fact(house, "core.record.searched") >= {one.public_id for one in tips}
    nobody = {"full_name": "Nadja Quist", "birth_date": "1944-01-09", "phone": "218-555-0900"}
    assert asked("ben") == asked("ben", fields=nobody) == {"status": 200, "likes": []}
    assert asked("ana", fields=nobody)["likes"] == asked("ana", legal_class="tsc_encounter")["likes"] == []
    assert asked("ana", fields={"phone": WHO["phone"]})["likes"] == asked("ana", legal_class="none")["likes"] == []
    assert asked("ana", kind="ship")["status"] == 422
    refused = asked("ana", fields={"Dolvin": 3})
    assert refused["status"] == 422 and refused["detail"].startswith("See: body.asked.fields. ")
    with session(house, "superuser") as opened:
        facts = opened.execute("select count(*) from core_fact where core_fact::text like '%%Dolvin%%'").fetchone()
    assert facts == (0,)
