"""The watch log by its pages: who reads, who writes, what is said of mistakes, what the stranger meets."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from makers import open_tips

from watchfloor.core.gate.session import reading
from watchfloor.notify.actions.escalate import Matter, call_out
from watchfloor.plan.actions.watch import own_label
from watchfloor.plan.queries import watch
from watchfloor.protect.actions.admit import admit_service

At = Callable[[str], Client]
LOG = "/watch/log/"
CALL = {
    "kind": "call", "whom": "Wright County dispatch", "number": "763-555-0100", "reached": "no",
    "words": "Asked for a unit at the east gate.",
}  # fmt: skip


@pytest.fixture
def latest(cast: SimpleNamespace) -> Iterator[Callable[[], watch.EntryView]]:
    """The last entry as Ana reads it."""

    def read() -> watch.EntryView:
        with reading(cast.as_("ana")) as audience:
            return watch.entries(audience=audience, how_many=1)[0]

    yield read


def number(tip: object) -> str:
    """The short number that pages show."""
    return f"TIP-{str(tip.public_id)[:8]}"


def test_ana_writes_a_call_and_finds_it_on_top(at_desk: At, cast: SimpleNamespace) -> None:
    """The entry stands first, with whom, number, that nobody was reached, and who wrote it."""
    ana = at_desk("ana")
    answer = ana.post(LOG, CALL, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(LOG, 303)]
    first = page[page.index('class="entry"') :]
    for said in ("Wright County dispatch", "763-555-0100", "not reached", "east gate", "by Ana Exercise", "U//LES"):
        assert said in first[:2500], said


def test_left_open_the_time_is_now_and_an_hour_is_local(
    at_desk: At, cast: SimpleNamespace, latest: Callable[[], watch.EntryView]
) -> None:
    """Without a time it happened when it was written; an hour alone is the last such hour of the center's zone."""
    from django.utils import timezone

    at_desk("ana").post(LOG, CALL)
    assert abs((latest().written_at - latest().happened_at).total_seconds()) < 1
    at_desk("ana").post(LOG, {**CALL, "at": "02:19"})
    entry = latest()
    assert f"{timezone.localtime(entry.happened_at):%H:%M}" == "02:19"
    assert 0 <= (entry.written_at - entry.happened_at).total_seconds() <= 25 * 3600


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"words": " "}, "words", "What: empty. Write what was said"),
        ({"kind": ""}, "kind", "Kind: not chosen."),
        ({"whom": ""}, "whom", "Whom: empty."),
        ({"reached": ""}, "reached", "Reached: not answered."),
        ({"kind": "decision"}, "kind", "only a call has them"),
        ({"at": "25:99"}, "at", "&#x27;25:99&#x27; is no time. Write it as 14:05."),
        ({"on": "2099-01-01", "at": "10:00"}, "at", "it lies ahead"),
        ({"on": "2020-01-01", "at": "10:00"}, "at", "more than 7 days back"),
        ({"on": "2020-01-01"}, "at", "Time: empty, but a day is given."),
        ({"record": "TIP-00000000"}, "record", "nothing here that you may read, or it does not exist"),
        ({"record": "what?"}, "record", "nothing here that you may read, or it does not exist"),
    ],
)
def test_a_mistake_names_field_and_way_out_and_keeps_the_words(
    at_desk: At, cast: SimpleNamespace, wrong: dict[str, str], field: str, said: str
) -> None:
    """Nothing is written; the error leads to its field; every word stands in the form again."""
    answer = at_desk("ana").post(LOG, {**CALL, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in page
    assert said in page
    for name in {"whom", "number", "words"} - set(wrong):
        assert CALL[name] in page, name


def test_an_entry_is_bound_by_the_number_that_pages_show(
    at_desk: At, cast: SimpleNamespace, latest: Callable[[], watch.EntryView]
) -> None:
    """`?record=` puts the record into the form; the entry then leads to its page."""
    tip = open_tips(cast, "a drone over the intake")[0]
    form = at_desk("ana").get(LOG, {"record": number(tip)}).content.decode()
    assert f'value="{number(tip)}"' in form
    assert "a drone over the intake" in form
    at_desk("ana").post(LOG, {**CALL, "record": number(tip)})
    assert latest().record_public_id == tip.public_id
    assert f"/records/{tip.public_id}/" in at_desk("ana").get(LOG).content.decode()


def test_a_correction_strikes_the_first_and_keeps_its_words(
    at_desk: At, cast: SimpleNamespace, latest: Callable[[], watch.EntryView]
) -> None:
    """The form comes filled with the first entry; afterwards both stand, each naming the other."""
    ana = at_desk("ana")
    ana.post(LOG, {**CALL, "words": "Plate read as 4KL 220."})
    first = latest().public_id
    form = ana.get(LOG, {"correct": str(first)}).content.decode()
    assert f'name="corrects" value="{first}"' in form
    assert form.count("Plate read as 4KL 220.") >= 2
    ana.post(LOG, {**CALL, "words": "Plate is 4KL 229.", "corrects": str(first)})
    page = ana.get(LOG).content.decode()
    assert "<s>Plate read as 4KL 220.</s>" in page
    assert f'href="#entry-{latest().public_id}">corrected by' in page
    assert f'href="#entry-{first}"' in page
    again = ana.post(LOG, {**CALL, "corrects": str(first)})
    assert again.status_code == 422
    assert "It was corrected already." in again.content.decode()


def test_the_director_reads_and_is_told_who_writes(at_desk: At, cast: SimpleNamespace) -> None:
    """No form for Dee, but the reason and who can; her POST is refused with the rule and the log stays as it was."""
    at_desk("ana").post(LOG, CALL)
    page = at_desk("dee").get(LOG).content.decode()
    assert "Wright County dispatch" in page
    assert 'name="words"' not in page
    assert "Rule right.watch.log" in page
    answer = at_desk("dee").post(LOG, {**CALL, "words": "Not mine to write."})
    assert answer.status_code == 422
    assert "plan.log.right" in answer.content.decode()
    assert "Not mine to write." not in at_desk("ana").get(LOG).content.decode()


@pytest.mark.parametrize("who", ["ben", "cy", "ike"])
def test_who_may_not_read_the_log_meets_a_closed_door(at_desk: At, cast: SimpleNamespace, who: str) -> None:
    """The page says which right is missing and shows no word, no count and no way in the navigation."""
    at_desk("ana").post(LOG, {**CALL, "words": "Ottoline said so."})
    for answer in (at_desk(who).get(LOG), at_desk(who).post(LOG, CALL), at_desk(who).post("/watch/shift/close/")):
        assert answer.status_code == 403
        assert "Ottoline" not in answer.content.decode()
        assert "right.watch.read" in answer.content.decode()
    assert LOG not in at_desk(who).get("/notices/").content.decode()


def test_closing_a_watch_that_one_does_not_hold_is_refused(at_desk: At, cast: SimpleNamespace) -> None:
    """The refusal names the rule and the way out."""
    answer = at_desk("ana").post("/watch/shift/close/")
    assert answer.status_code == 403
    assert "You do not hold the watch." in answer.content.decode()
    assert "plan.shift.own" in answer.content.decode()


def test_older_entries_are_a_page_further(at_desk: At, cast: SimpleNamespace) -> None:
    """Fifty stand on a page; the link below leads to the ones before, none twice."""
    from watchfloor.plan.actions.watch import write_entry

    with reading(cast.as_("ana")) as ana:
        for n in range(60):
            write_entry(kind="event", words=f"old entry {n:02}", happened_at=cast.now, by=ana, now=cast.now)
    seen, url = list[str](), LOG
    while url:
        page = at_desk("ana").get(url).content.decode()
        seen += re.findall(r'id="entry-([0-9a-f-]+)"', page)
        older = re.search(r'<a href="(\?before=[0-9a-f-]+)">Older entries', page)
        url = LOG + older[1] if older else ""
    assert len(seen) == len(set(seen))
    assert len(seen) >= 60


DUTY = "/duty/"


def plan_turn(desk: Client, cast: SimpleNamespace, who: str = "ana", **said: object) -> object:
    """A duty from now, by the form."""
    starts = timezone.localtime().replace(second=0, microsecond=0)
    turn = {
        "person": str(cast.person(who).public_id), "desk": "watch", "layer": "0", "ways": ["screen", "pager"],
        "starts": f"{starts:%Y-%m-%dT%H:%M}", "ends": f"{starts + timedelta(hours=8):%Y-%m-%dT%H:%M}",
        "number": "763-555-0177",
    }  # fmt: skip
    return desk.post(DUTY, {**turn, **said})


def test_the_roster_names_its_gaps_until_somebody_is_planned(at_desk: At, cast: SimpleNamespace) -> None:
    """Dee plans Ana, who stands there as on now; the number is on no page; figures and health say the same."""
    dee = at_desk("dee")
    page = dee.get(DUTY).content.decode()
    assert "nobody from now until" in page
    assert "watchfloor_duty_gap 1" in dee.get("/metrics").content.decode()
    assert plan_turn(dee, cast).status_code == 303
    page = at_desk("ana").get(DUTY).content.decode()
    assert "nobody from now" not in page and "763-555-0177" not in page
    assert re.search(r"<dt>On now</dt><dd><div><a[^>]*><b>Ana Exercise</b>", page)
    figures = dee.get("/metrics").content.decode()
    assert "watchfloor_duty_gap 0" in figures and "watchfloor_escalations_unanswered 0" in figures
    assert re.search(r"Nobody is on for 1[56]\.\d of the next 24 hours", dee.get("/health/").content.decode())


def test_a_duty_that_cannot_stand_says_which_field_and_keeps_the_words(at_desk: At, cast: SimpleNamespace) -> None:
    """A time that is none, a person who is on already, a number without a pager."""
    dee = at_desk("dee")
    for said, field in (({"ends": "soon"}, "ends"), ({}, "person"), ({"ways": ["mail"]}, "number")):
        answer = plan_turn(dee, cast, **said)
        assert answer.status_code == 422
        assert f'href="#f-{field}"' in answer.content.decode(), field


def test_ana_plans_nobody_and_hands_her_own_duty_on(at_desk: At, cast: SimpleNamespace) -> None:
    """She is told who plans; Sam has it afterwards and she may not take it back; Dee strikes it."""
    ana, dee = at_desk("ana"), at_desk("dee")
    assert plan_turn(ana, cast, "sam").status_code == 422
    (mine,) = set(re.findall(r'href="(/duty/entry/[^"]+)"', ana.get(DUTY).content.decode()))
    assert ana.post(mine, {"do": "swap", "person": str(cast.person("sam").public_id)})["Location"] == DUTY
    (his,) = set(re.findall(r'href="(/duty/entry/[^"]+)"', ana.get(DUTY).content.decode()))
    assert his != mine
    assert ana.get(mine).status_code == ana.get(f"/duty/entry/{uuid4()}/").status_code == 404
    assert ana.post(his, {"do": "swap", "person": str(cast.person("ana").public_id)}).status_code == 422
    assert ana.post(his, {"do": "strike"}).status_code == 422
    assert dee.post(his, {"do": "strike"})["Location"] == DUTY
    assert dee.get(his).status_code == 404


def test_who_is_called_says_i_have_it_and_is_led_to_the_matter(at_desk: At, cast: SimpleNamespace) -> None:
    """One click; a second one is refused by rule, and who does not read the watch learns nothing of it."""
    about = uuid4()
    with reading(admit_service(service="plan.clocks", now=cast.now)) as by:
        base = own_label()[1]
        call_out(matter=Matter("task", about, "/watch/log/", base, base, cast.now), by=by, now=cast.now)
    ana = at_desk("ana")
    (where,) = re.findall(r'href="(/duty/[0-9a-f-]{36}/)"', ana.get(DUTY).content.decode())
    assert "I have it" in ana.get(where).content.decode()
    assert ana.post(where)["Location"] == "/watch/log/"
    assert ana.post(where).status_code == 403
    assert "Ana Exercise has it since" in ana.get(where).content.decode()
    for login in ("ben", "cy"):
        assert at_desk(login).get(where).status_code == at_desk(login).get(f"/duty/{uuid4()}/").status_code == 403
    assert ana.get(f"/duty/{uuid4()}/").status_code == ana.post(f"/duty/{uuid4()}/").status_code == 404
