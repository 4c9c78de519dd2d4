"""The hand-over sheet by its page: read back line by line, taken in one step, nothing of it for a stranger."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from makers import open_tips

from watchfloor.core.gate.session import reading
from watchfloor.plan.actions.watch import take_watch, write_entry
from watchfloor.plan.queries import watch
from watchfloor.plan.rules.handover import on_sheet

At = Callable[[str], Client]
SHEET = "/watch/hand-over/"


def write(cast: SimpleNamespace, who: str, words: str, **said: object) -> None:
    """An entry of one of the cast."""
    with reading(cast.as_(who)) as by:
        write_entry(**{"kind": "event", "words": words, "happened_at": cast.now, "by": by, "now": cast.now, **said})


def held_by(cast: SimpleNamespace, who: str) -> None:
    """This officer holds the watch, having read everything back."""
    with reading(cast.as_(who)) as by:
        shift = watch.open_shift(audience=by)
        if shift is None or shift.opened_by != by.actor.person_id:
            lines = on_sheet(watch.entries_of_shift(audience=by, shift=watch.last_shift(audience=by)))
            take_watch(lines=lines, by=by, now=cast.now)


def lines_of(page: str) -> list[str]:
    """The keys of the lines that can be confirmed."""
    return re.findall(r'name="line" value="([^"]+)"', page)


def test_ana_reads_back_and_takes_the_watch(at_desk: At, cast: SimpleNamespace) -> None:
    """Every line confirmed: Sam's shift is closed and Ana's is open, and she lands on the log."""
    held_by(cast, "sam")
    write(cast, "sam", "Generator runs on fuel until 05:00.")
    page = at_desk("ana").get(SHEET).content.decode()
    assert "Watch of Sam Exercise" in page
    assert "Generator runs on fuel" in page
    assert " checked" not in page, "nothing is confirmed beforehand"
    answer = at_desk("ana").post(SHEET, {"line": lines_of(page)}, follow=True)
    assert answer.redirect_chain == [("/watch/log/", 303)]
    assert "You hold the watch" in answer.content.decode()
    with reading(cast.as_("ana")) as ana:
        shift = watch.open_shift(audience=ana)
    assert shift is not None
    assert (shift.opened_by, shift.taken_from) == (cast.person("ana").id, cast.person("sam").id)


def test_a_line_unread_keeps_the_watch_where_it_is(at_desk: At, cast: SimpleNamespace) -> None:
    """The page comes back with what was confirmed still confirmed, and marks what was not, also what came meanwhile."""
    held_by(cast, "sam")
    write(cast, "sam", "First line.")
    write(cast, "sam", "Second line.")
    confirmed = lines_of(at_desk("ana").get(SHEET).content.decode())
    write(cast, "sam", "Written while she reads.", happened_at=cast.now - timedelta(hours=1))
    answer = at_desk("ana").post(SHEET, {"line": confirmed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1 line is not read back" in page
    assert page.count(" checked>") == len(confirmed)
    assert page.count("not read back</b>") == 1
    with reading(cast.as_("ana")) as ana:
        shift = watch.open_shift(audience=ana)
    assert shift is not None
    assert shift.opened_by == cast.person("sam").id


def test_the_holder_sees_the_sheet_and_cannot_take_it(at_desk: At, cast: SimpleNamespace) -> None:
    """Her sheet has no boxes; the act stays in place, dashed, with its reason; she may close without a successor."""
    held_by(cast, "ana")
    write(cast, "ana", "What I leave behind.")
    page = at_desk("ana").get(SHEET).content.decode()
    assert "What I leave behind." in page
    assert lines_of(page) == []
    assert 'aria-disabled="true" aria-describedby="no-take"' in page
    assert 'id="no-take"' in page
    refused = at_desk("ana").post(SHEET, {"line": "entry:x"})
    assert refused.status_code == 422
    closed = at_desk("ana").post("/watch/shift/close/", follow=True)
    assert "Nobody holds the watch" in closed.content.decode()
    again = at_desk("sam").get(SHEET).content.decode()
    assert "Nobody holds the watch; Ana Exercise closed it" in again
    assert "What I leave behind." in again


def test_the_director_reads_the_sheet_and_is_told_who_takes_it(at_desk: At, cast: SimpleNamespace) -> None:
    """Dee sees the lines without boxes; her POST changes nothing and names the rule."""
    held_by(cast, "sam")
    write(cast, "sam", "For the director too.")
    page = at_desk("dee").get(SHEET).content.decode()
    assert "For the director too." in page
    assert lines_of(page) == []
    assert "Rule right.watch.log" in page
    answer = at_desk("dee").post(SHEET, {})
    assert answer.status_code == 422
    assert "plan.shift.right" in answer.content.decode()


@pytest.mark.parametrize("who", ["ben", "cy", "ike"])
def test_who_may_not_read_the_log_reads_no_sheet(at_desk: At, cast: SimpleNamespace, who: str) -> None:
    """Neither by GET nor by POST, and no way leads there."""
    held_by(cast, "sam")
    write(cast, "sam", "Ottoline holds the gate.")
    for answer in (at_desk(who).get(SHEET), at_desk(who).post(SHEET, {})):
        assert answer.status_code == 403
        assert "Ottoline" not in answer.content.decode()
    assert SHEET not in at_desk(who).get("/notices/").content.decode()


def test_claims_and_silent_feeds_stand_on_the_sheet(at_desk: At, cast: SimpleNamespace) -> None:
    """Who works on what, and the source that never sent, are lines to confirm; the claim ends with its shift."""
    from watchfloor.plan.actions.claims import claim
    from watchfloor.plan.queries.claims import open_claims
    from watchfloor.receive.actions.sources import source_named

    held_by(cast, "sam")
    tip = open_tips(cast, "a drone over the water intake")[0]
    with reading(cast.as_("sam")) as sam:
        claim(record_id=tip.id, by=sam, now=cast.now)
    with reading(cast.operator):
        source_named(name="State warning point", by=cast.operator, now=cast.now)
    page = at_desk("ana").get(SHEET).content.decode()
    assert "a drone over the water intake" in page
    assert "held by Sam Exercise" in page
    assert "State warning point" in page
    assert "has never sent" in page
    confirmed = lines_of(page)
    assert {one.split(":")[0] for one in confirmed} >= {"claim", "feed"}
    without = [one for one in confirmed if not one.startswith("claim:")]
    assert at_desk("ana").post(SHEET, {"line": without}).status_code == 422
    assert at_desk("ana").post(SHEET, {"line": confirmed}).status_code == 303
    with reading(cast.as_("ana")) as ana:
        assert open_claims(audience=ana) == []


TASK = {"title": "Ask the dam for its guard roster", "role": "", "level": "none", "record": ""}


def due(hours: float) -> str:
    """As the form sends a time to come."""
    return f"{timezone.localtime() + timedelta(hours=hours):%Y-%m-%dT%H:%M}"


def add(desk: Client, **said: str) -> str:
    """The address of a task that was added by the form."""
    answer = desk.post("/tasks/", {**TASK, "due": due(2), **said})
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def test_a_task_stands_on_board_and_sheet_until_it_is_done(at_desk: At, cast: SimpleNamespace) -> None:
    """Taken and finished by keys; the log says what was done; who has it is part of what is read back."""
    (tip,) = open_tips(cast, "A gray van at the dam.")
    ana, sam = at_desk("ana"), at_desk("sam")
    where = add(ana, record=str(tip.public_id))
    for page in ("/tasks/", "/tasks/?view=open", "/watch/", SHEET):
        assert where in ana.get(page).content.decode(), page
    assert where not in ana.get("/tasks/?view=mine").content.decode()
    before = [one for one in lines_of(sam.get(SHEET).content.decode()) if one.startswith("task:")]
    assert 'data-key="c"' in ana.get(where).content.decode()
    assert ana.post(where, {"do": "claim"})["Location"] == where
    after = [one for one in lines_of(sam.get(SHEET).content.decode()) if one.startswith("task:")]
    assert len(before) == len(after) and before != after
    assert sam.post(where, {"do": "claim"}).status_code == 422
    page = ana.get(where).content.decode()
    assert "A gray van at the dam." in page and 'data-key="Ctrl Enter"' in page
    assert ana.post(where, {"do": "finish", "note": "Six guards."})["Location"] == "/tasks/"
    assert "Done: Ask the dam for its guard roster. Six guards." in ana.get("/watch/log/").content.decode()
    for page in ("/watch/", SHEET):
        assert where not in ana.get(page).content.decode(), page
    done = ana.get("/tasks/").content.decode()
    assert where in done[done.index("Done today") :]


def test_a_task_is_handed_over_or_left_with_a_reason(at_desk: At, cast: SimpleNamespace) -> None:
    """Without one the page comes back at that field with every word; a supervisor may, though it is Ana's."""
    ana, sam = at_desk("ana"), at_desk("sam")
    where = add(ana)
    ana.post(where, {"do": "claim"})
    to_pia = {"do": "hand-over", "to": str(cast.person("pia").public_id)}
    answer = sam.post(where, {**to_pia, "because": " "})
    assert answer.status_code == 422 and 'href="#f-because"' in answer.content.decode()
    assert sam.post(where, {**to_pia, "because": "She asked for it"})["Location"] == "/tasks/"
    assert where in at_desk("pia").get("/notices/").content.decode()
    assert where in at_desk("pia").get("/tasks/?view=mine").content.decode()
    assert ana.post(where, {"do": "cancel", "because": "x"}).status_code == 422, "it is Pia's now"
    assert sam.post(where, {"do": "cancel", "because": "The dam called us"})["Location"] == "/tasks/"
    assert ana.post(where, {"do": "nothing"}).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"title": " "}, "title"), ({"due": "soon"}, "due"), ({"due": "2020-01-01T00:00"}, "due"),
     ({"record": "TIP-00000000"}, "record"), ({"level": "red"}, "level"), ({"role": "wizard"}, "role")],
)  # fmt: skip
def test_a_task_that_cannot_stand_names_its_field(at_desk: At, wrong: dict[str, str], field: str) -> None:
    """Nothing is added, and every word stands in the form again."""
    answer = at_desk("ana").post("/tasks/", {**TASK, "due": due(2), **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in page
    assert field == "title" or TASK["title"] in page


def test_a_playbook_is_started_by_hand_and_shows_its_steps(at_desk: At) -> None:
    """Each step with whose it is, its clock and what done means; a mistake names its field."""
    sam = at_desk("sam")
    said = {"code": "ntas", "because": "Phoned in by the state", "record": "", "date": ""}
    assert 'href="#f-because"' in sam.post("/playbooks/", {**said, "because": ""}).content.decode()
    assert sam.post("/playbooks/", {**said, "date": "soon"}).status_code == 422
    assert sam.post("/playbooks/", {**said, "code": "spill"}).status_code == 422
    where = sam.post("/playbooks/", said)["Location"]
    page = sam.get(where).content.decode()
    assert "5 of 5 left to do" in page and "fusion-process 5.8" in page
    (step, *_) = re.findall(r'href="(/tasks/[0-9a-f-]{36}/)"', page)
    assert "A person has compared text, kind and expiry" in sam.get(step).content.decode()
    for other in ("/playbooks/", "/tasks/"):
        assert where in at_desk("ana").get(other).content.decode(), other


def test_partner_stranger_and_inspector_see_nothing_of_what_is_to_be_done(at_desk: At) -> None:
    """One that is there and one that is not answer alike, to reading and to doing."""
    where = add(at_desk("ana"))
    for login in ("ben", "cy", "ike"):
        desk = at_desk(login)
        for there, none in ((where, f"/tasks/{uuid4()}/"), ("/playbooks/", f"/playbooks/{uuid4()}/")):
            assert desk.get(there).status_code == desk.get(none).status_code == 403
            assert desk.post(there, {"do": "claim"}).status_code == 403 or there == "/playbooks/"
        assert desk.get("/tasks/").status_code == 403
    assert at_desk("ana").get(f"/tasks/{uuid4()}/").status_code == 404
    assert at_desk("ana").post(f"/tasks/{uuid4()}/", {"do": "claim"}).status_code == 404
    assert at_desk("ana").get(f"/playbooks/{uuid4()}/").status_code == 404
