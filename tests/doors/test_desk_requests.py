"""The request desk by its pages: taken, called back, closed; what a mistake says and whom it is not for."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from makers import incoming_of, open_tips, stamp_of, tip

from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.protect.rules.labels import Atom

At = Callable[[str], Client]
HERE = "/requests/"
CALL = {
    "caller": "Ben Exercise", "agency": "wright-sheriff", "number": "(763) 555-0110",
    "asked": "Is plate KLX 4471 known to you?", "purpose": "officer-safety", "case": "", "urgency": "immediate",
    "how": "phone",
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _phones(cast: SimpleNamespace) -> None:
    """Ben has a number in the registry."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("update people_person set phone = '763-555-0110' where login = 'ben'")


def take(desk: Client, **said: str) -> str:
    """The address of a request that was taken."""
    answer = desk.post(HERE, {**CALL, **said})
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def test_a_known_caller_is_named_with_his_number_of_the_registry(at_desk: At) -> None:
    """The page says who gets the answer and why he is believed; list, board and hand-over sheet lead to it."""
    ana = at_desk("ana")
    where = take(ana)
    page = ana.get(where).content.decode()
    for said in ("KLX 4471 known to you?", "Number is that of the registry", "Officer safety, case none yet", "RQ-"):
        assert said in page, said
    assert "15 min left" in page or "14 min left" in page
    for other in (HERE, "/watch/", "/watch/hand-over/"):
        assert where in ana.get(other).content.decode(), other


def test_an_unknown_caller_is_called_back_first(at_desk: At, cast: SimpleNamespace) -> None:
    """The page offers the numbers of the registry alone; a person of another agency is refused by rule."""
    ana = at_desk("ana")
    where = take(ana, number="763-555-0199", caller="Deputy Somebody")
    page = ana.get(where).content.decode()
    assert "An unknown caller gets a call-back, not an answer." in page
    assert "Ben Exercise, 763-555-0110" in page
    wrong = ana.post(where, {"do": "call-back", "reached": str(cast.person("cy").public_id)})
    assert wrong.status_code == 422
    assert "Rule plan.request.reached" in wrong.content.decode()
    ana.post(where, {"do": "call-back", "reached": str(cast.person("ben").public_id)})
    page = ana.get(where).content.decode()
    assert re.search(r"Called back at the number of the registry, .+ by Ana Exercise", page)


def test_a_mistyped_agency_is_corrected_on_the_page(at_desk: At) -> None:
    """Until then the page says plainly that nothing is searched; a mistake is shown at its field."""
    ana = at_desk("ana")
    where = take(ana, agency="Wrigt Sheriff")
    page = ana.get(where).content.decode()
    assert "Nothing is searched for this request yet." in page and 'name="q" type="search" value="KLX' not in page
    wrong = ana.post(where, {"do": "correct", "agency": "wright-sheriff", "number": "1", "caller": "Ben Exercise"})
    assert wrong.status_code == 422 and 'href="#f-number"' in wrong.content.decode()
    mended = {"do": "correct", "agency": "wright-sheriff", "number": CALL["number"], "caller": "Ben Exercise"}
    assert ana.post(where, mended)["Location"] == where
    page = ana.get(where).content.decode()
    assert "Number is that of the registry" in page and "Nothing is searched" not in page


def test_a_caller_whose_agency_has_nobody_is_told_to_ask_through_it(at_desk: At) -> None:
    """There is nobody to call; the request is closed for a reason, and stands among what was done today."""
    ana = at_desk("ana")
    where = take(ana, agency="Nowhere Constabulary")
    page = ana.get(where).content.decode()
    assert "The registry has nobody of this agency with a number." in page
    assert 'name="reached"' not in page
    assert ana.post(where, {"do": "close", "closing": ""}).status_code == 422
    assert ana.post(where, {"do": "close", "closing": "through-agency"})["Location"] == HERE
    done = ana.get(HERE).content.decode()
    assert where in done[done.index("Done today") :]
    assert where not in ana.get("/watch/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"caller": " "}, "caller", "Caller: empty."), ({"agency": ""}, "agency", "Agency: empty."),
        ({"number": "0110"}, "number", "fewer than 7 digits"), ({"asked": ""}, "asked", "What is asked: empty."),
        ({"purpose": "criminal-investigation"}, "case", "needs a case reference"),
        ({"purpose": "nothing"}, "purpose", "No such purpose."),
        ({"urgency": "soon"}, "urgency", "Urgency: not chosen."),
    ],
)  # fmt: skip
def test_a_mistake_names_field_and_way_out_and_keeps_the_words(
    at_desk: At, wrong: dict[str, str], field: str, said: str
) -> None:
    """Nothing is taken; the error leads to its field; every other word stands in the form again."""
    answer = at_desk("ana").post(HERE, {**CALL, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in page
    assert said in page
    for name in {"caller", "number", "asked"} - set(wrong):
        assert CALL[name] in page, name


def test_who_reads_the_watch_reads_requests_and_answers_none(at_desk: At) -> None:
    """Pia and Dee see what was asked and who works on it, with the rule why they may not."""
    where = take(at_desk("ana"))
    for login in ("pia", "dee"):
        page = at_desk(login).get(where).content.decode()
        assert "Is plate KLX 4471 known to you?" in page
        assert "You cannot" in page and "right.request.answer" in page
        assert "Keep the call-back" not in page and "Close the request" not in page
        assert at_desk(login).post(HERE, CALL).status_code == 422


def test_partner_stranger_and_inspector_see_nothing_of_a_request(at_desk: At) -> None:
    """One that is there and one that is not answer alike, to reading and to doing, and name no caller."""
    where, nowhere = take(at_desk("ana")), f"{HERE}{uuid4()}/"
    for login in ("ben", "cy", "ike"):
        desk = at_desk(login)
        there, none = desk.get(where), desk.get(nowhere)
        assert there.status_code == none.status_code == 403
        assert "KLX" not in there.content.decode()
        assert desk.post(where, {"do": "close", "closing": "withdrawn"}).status_code == 403
        assert desk.get(HERE).status_code == 403
    assert at_desk("ana").get(nowhere).status_code == 404
    assert at_desk("ana").post(nowhere, {"do": "close"}).status_code == 404


def test_a_request_is_searched_for_its_purpose_and_answered_from_what_is_ticked(
    at_desk: At, cast: SimpleNamespace
) -> None:
    """One key searches the plate that is asked about; the sentences come with number and mark; the answer stands."""
    (seen,) = open_tips(cast, "A gray van, plate KLX 4471, stood at the dam.")
    ana = at_desk("ana")
    where = take(ana)
    page = ana.get(where).content.decode()
    assert 'value="KLX 4471"' in page and 'data-key="s"' in page
    assert "Officer safety" in page[page.index("Purpose of your reading") :][:400]
    hits = ana.get(where, {"q": "gray van"}).content.decode()
    assert f'name="tell" value="{seen.public_id}" autofocus' in hits.replace(" checked", "")
    composed = ana.get(where, {"q": "gray van", "tell": str(seen.public_id)}).content.decode()
    area = composed[composed.index('<textarea class="area" id="f-words"') :]
    sentence = re.search(rf"\(U//LES\) TIP-{str(seen.public_id)[:8]}: .+ sent a report of .+", area)
    assert sentence is not None
    assert "gray van" not in sentence[0] and "KLX" not in sentence[0]
    told = {"do": "found", "words": "One report of that van.", "tell": [str(seen.public_id)]}
    assert ana.post(where, told)["Location"] == where
    done = ana.get(where).content.decode()
    for said in ("One report of that van.", "told to Ben Exercise", f"/records/{seen.public_id}/", "by Ana Exercise"):
        assert said in done, said
    assert 'id="f-words"' not in done
    assert "One report of that van." in at_desk("pia").get(where).content.decode()


def test_what_the_recipient_may_not_hear_cannot_be_ticked(at_desk: At, cast: SimpleNamespace) -> None:
    """Case support stays in the center: the officer reads the rule, and a forged tick changes nothing."""
    with reading(cast.operator):
        stamp = stamp_of(cast, [Atom(cast.center, "case_support", "LES", "center").print()], legal_class="case_support")
        made = open_records(
            source=None, incoming=[incoming_of(tip("A quiet lockkeeper."), stamp, cast.center)], by=cast.operator,
            now=cast.now,
        )[0]  # fmt: skip
    ana = at_desk("ana")
    where = take(ana)
    page = ana.get(where, {"q": "lockkeeper"}).content.decode()
    assert "You cannot" in page and "tell him of it" in page and "disseminate.release.matrix" in page
    assert 'name="tell"' not in page
    forged = ana.post(where, {"do": "found", "words": "He is known.", "tell": str(made.public_id)})
    assert forged.status_code == 422
    assert "disseminate.release.matrix" in forged.content.decode()
    assert "He is known." in forged.content.decode()


def test_nothing_found_reads_the_same_where_something_is_restricted(at_desk: At, cast: SimpleNamespace) -> None:
    """A word that stands in a record which the officer may not read, and one that stands nowhere: the same page."""
    with reading(cast.operator):
        stamp = stamp_of(cast, [Atom(cast.wright, "criminal_intelligence", "CUI", "owner").print()])
        opened = incoming_of(tip("The restricted kingfisher."), stamp, cast.wright)
        open_records(source=None, incoming=[opened], by=cast.operator, now=cast.now)
    ana = at_desk("ana")
    where = take(ana)

    def plain(word: str) -> str:
        answer = ana.get(where, {"q": word})
        assert answer.status_code == 200
        page = answer.content.decode().replace(word, "WORD")
        page = re.sub(r'(name="csrfmiddlewaretoken" value|data-sight|datetime|data-clock)="[^"]+"', "", page)
        return re.sub(r"\d\d:\d\d(:\d\d)?Z?|\d+ min left", "", page)

    assert "Nothing here that you may read" in plain("kingfisher")
    assert plain("kingfisher") == plain("sandpiper")
    assert ana.post(where, {"do": "nothing", "words": ""}).status_code == 303
    assert "Nothing found that this center can tell you for this purpose." in ana.get(where).content.decode()
