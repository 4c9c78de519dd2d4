"""The hand-over sheet by its page: read back line by line, taken in one step, nothing of it for a stranger."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
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
