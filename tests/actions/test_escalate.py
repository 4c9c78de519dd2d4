"""The duty roster and what must be acknowledged: down the line with real pager programs, each try a fact."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connections
from makers import incoming_of, stamp_of
from present import NOW

from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.fact import Fact
from watchfloor.gather.actions.intake import take
from watchfloor.gather.actions.triage import NotRaised, call_late, looked_at, raise_to_top
from watchfloor.gather.queries.triage import most_urgent, priorities_of, reasons
from watchfloor.notify import jobs
from watchfloor.notify import queries as notify
from watchfloor.notify.actions.duty import NotPlanned, forget_numbers, plan_duty, strike_duty, swap_duty
from watchfloor.notify.actions.escalate import (
    Matter,
    NoSuchEscalation,
    NotAcknowledged,
    acknowledge,
    call_out,
    settle,
    try_next,
)
from watchfloor.notify.queries import EscalationView
from watchfloor.notify.rules.duty import Said
from watchfloor.plan.actions.callouts import call_out_overdue, hear, notice_label
from watchfloor.plan.actions.requests import close_request, take_request
from watchfloor.plan.actions.watch import own_label
from watchfloor.plan.rules.requests import Kept
from watchfloor.plan.rules.requests import Said as Asked
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.rules.labels import Atom

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NUMBER = "763-555-0177"


@pytest.fixture(autouse=True)
def _stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker's clock stands."""
    monkeypatch.setattr(jobs, "timezone", SimpleNamespace(now=lambda: NOW))


@pytest.fixture
def roster(cast: SimpleNamespace) -> Iterator[datetime]:
    """Ana first by pager, Sam second, from an hour ago for eight hours; struck again after the test."""
    now = NOW
    with reading(cast.operator):
        own_label()
        notice_label()
    made = [put(cast, "ana", 0, now, pager=NUMBER), put(cast, "sam", 1, now)]
    yield now
    with reading(cast.as_("dee")) as dee:
        for one in made:
            if notify.duty(audience=dee, public_id=one):
                strike_duty(duty_id=one, by=dee, now=now)
        settle(about=[one.about for one in notify.escalations(audience=dee, waiting=True)], by=dee, now=now)


def put(cast: SimpleNamespace, who: str, layer: int, now: datetime, *, pager: str = "") -> UUID:
    """A duty planned by the director."""
    with reading(cast.as_("dee")) as dee:
        ways = ("screen", "mail", *(["pager"] if pager else []))
        said = Said("watch", layer, now - HOUR, now + 7 * HOUR, ways, pager)
        return plan_duty(said=said, person=cast.person(who).public_id, label_id=own_label()[1], by=dee, now=now)


def service(name: str = "notify.escalate") -> object:
    """The narrow audience that escalates."""
    return admit_service(service=name, now=NOW)


def begin(now: datetime, kind: str = "task") -> UUID:
    """Something hot that nobody has taken."""
    about = uuid4()
    with reading(service("plan.clocks")) as by:
        base = own_label()[1]
        assert call_out(matter=Matter(kind, about, "/tasks/", base, base, now), by=by, now=now)
        assert not call_out(matter=Matter(kind, about, "/tasks/", base, base, now), by=by, now=now)
    return about


def run(cast: SimpleNamespace, about: UUID) -> EscalationView:
    """One round of the worker's job, outside an exercise; how it stands then."""
    with reading(service("plan.clocks")):
        label_id = notice_label()
    jobs.escalate(audience=service(), notice_label=label_id, exercise=False)
    return seen(cast, about)


def seen(cast: SimpleNamespace, about: UUID) -> EscalationView:
    """As the director reads it."""
    with reading(cast.as_("dee")) as dee:
        (view,) = notify.escalations(audience=dee, about=about)
        return view


def program(folder: Path, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The center's pager command: a real program."""
    file = folder / "page"
    file.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    file.chmod(0o755)
    monkeypatch.setattr(settings, "PAGER_COMMAND", (str(file), "{number}", "{text}"))


def facts_of(about: UUID, *more: UUID) -> list[str]:
    """Kinds of the facts that name any of these, in order."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select kind from core_fact where records && %s and kind like 'notify.%%' order by seq", [[about, *more]]
        )
        return [row[0] for row in cursor.fetchall()]


def test_a_pager_that_takes_the_call_is_told_nothing_but_that_something_waits(
    cast: SimpleNamespace, roster: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Number and notice; Ana has her time to answer, a notice in the outbox, and each step is a fact."""
    program(tmp_path, f'echo "$1|$2" > {tmp_path}/out', monkeypatch)
    about = begin(roster)
    view = run(cast, about)
    assert [(one.person_id, one.outcome) for one in view.tries] == [(cast.person("ana").id, "told")]
    said = (tmp_path / "out").read_text(encoding="utf-8").strip()
    assert said == f"{NUMBER}|Watchfloor: notice {view.number}, sign in"
    assert run(cast, about).tries == view.tries, "she has her time"
    kinds = facts_of(about, view.public_id)
    assert kinds == ["notify.escalation.opened", "notify.try.made", "notify.try.told"]
    with reading(cast.as_("ana")) as ana:
        (got,) = [one for one in notify.mine(audience=ana) if one.path == f"/duty/{view.public_id}/"]
    assert got.urgent


@pytest.mark.parametrize(
    ("body", "because"), [("exit 7", "pager.exit-7"), ("sleep 600", "pager.timed-out"), (None, "pager.no-command")]
)
def test_a_pager_that_fails_or_hangs_counts_as_undelivered_and_the_next_is_called(
    cast: SimpleNamespace, roster: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str | None,
    because: str,
) -> None:  # fmt: skip
    """Sam in the next round, without waiting; why stands with the try; Ana may still say that she has it."""
    monkeypatch.setattr(jobs, "duty_policy", lambda: SimpleNamespace(pager_seconds=0.3))
    if body:
        program(tmp_path, body, monkeypatch)
    about = begin(roster)
    first = run(cast, about).tries
    assert [(one.outcome, one.because) for one in first] == [("undelivered", because)]
    view = run(cast, about)
    assert [one.person_id for one in view.tries] == [cast.person("ana").id, cast.person("sam").id]
    with reading(cast.as_("ana")) as ana:
        acknowledge(escalation_id=view.public_id, by=ana, now=NOW)
    with reading(cast.as_("sam")) as sam, pytest.raises(NotAcknowledged):
        acknowledge(escalation_id=view.public_id, by=sam, now=NOW)
    assert seen(cast, about).answered_by == cast.person("ana").id


def test_the_list_ends_with_the_director_and_an_alarm(
    cast: SimpleNamespace, roster: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody answers: each once, then the alarm figure, until somebody acknowledges after all."""
    monkeypatch.setattr(settings, "PAGER_COMMAND", ())
    about = begin(roster)
    run(cast, about)  # Ana, by no pager
    for n in range(1, 4):
        with reading(service()) as by:
            try_next(notice_label=notice_label(), by=by, now=roster + n * 16 * MINUTE)
    view = seen(cast, about)
    who = [cast.person(one).id for one in ("ana", "sam", "dee")]
    assert [one.person_id for one in view.tries] == who
    assert view.state == "exhausted"
    assert notify.unanswered() == 1
    with reading(cast.as_("dee")) as dee:
        acknowledge(escalation_id=view.public_id, by=dee, now=roster + HOUR)
    assert notify.unanswered() == 0


def test_a_call_that_a_crash_cut_short_is_gone_on_from(cast: SimpleNamespace, roster: datetime) -> None:
    """The try was written and committed, its end was not: past its time it reached nobody, and Sam is called."""
    about = begin(roster)
    with reading(service()) as by:
        (call,) = try_next(notice_label=notice_label(), by=by, now=roster)
    assert call.number == NUMBER
    with reading(service()) as by:
        assert try_next(notice_label=notice_label(), by=by, now=roster + 30 * timedelta(seconds=1)) == []
        try_next(notice_label=notice_label(), by=by, now=roster + 2 * MINUTE)
    tries = seen(cast, about).tries
    assert [one.because for one in tries] == ["pager.cut-short", ""]
    assert tries[1].person_id == cast.person("sam").id


def test_with_nobody_on_the_roster_the_director_is_called(cast: SimpleNamespace) -> None:
    """A gap is no silence; the house says where it is without a name."""
    now = NOW
    about = begin(now)
    view = run(cast, about)
    assert [one.person_id for one in view.tries] == [cast.person("dee").id]
    (gap,) = notify.holes(now=now, until=now + HOUR)
    assert (gap.starts_at, gap.ends_at) == (now, now + HOUR)
    with reading(cast.as_("dee")) as dee:
        settle(about=[about], by=dee, now=now)


def test_of_two_who_are_none_of_it_neither_may(cast: SimpleNamespace, roster: datetime) -> None:
    """Ben, of another agency, is answered as if there were none, to reading and to doing."""
    view = seen(cast, begin(roster))
    with reading(cast.as_("ben")) as ben:
        assert notify.escalation(audience=ben, public_id=view.public_id) is None
        assert notify.duties(audience=ben, since=roster, until=roster + HOUR) == []
        with pytest.raises(NoSuchEscalation):
            acknowledge(escalation_id=view.public_id, by=ben, now=roster)


def test_a_request_past_its_time_is_called_out_for_until_it_is_settled(cast: SimpleNamespace, roster: datetime) -> None:
    """Once, however often it is looked at; closing it ends the calls."""
    words = Kept("Ben Exercise", "wright-sheriff", "763-555-0110", "", "Is plate KLX 4471 known to you?")
    with reading(cast.as_("ana")) as ana:
        asked = take_request(said=Asked(words, "officer-safety", "immediate", "phone"), by=ana, now=roster - HOUR)
    for began in (1, 0):
        with reading(service("plan.clocks")) as by:
            assert call_out_overdue(by=by, now=roster) == began
    assert seen(cast, asked).state == "open"
    with reading(cast.as_("ana")) as ana:
        close_request(request_id=asked, because="withdrawn", by=ana, now=roster)
    told(cast, "plan.request.closed", asked, roster, pos=5)
    assert seen(cast, asked).state == "settled"


def told(cast: SimpleNamespace, kind: str, about: UUID, at: datetime, *, pos: int, actor: int = 0) -> None:
    """What the follower hears of one fact."""
    fact = Fact(pos, pos, at, kind, actor or cast.person("ana").id, 1, "upkeep", [about], [])
    with reading(service("plan.clocks")) as by:
        hear(facts=[fact], by=by, now=at)


def alert(cast: SimpleNamespace, now: datetime, **info: str) -> UUID:
    """A CAP alert as its sender states it."""
    said = {"urgency": "Immediate", "severity": "Severe", "certainty": "Observed", **info}
    data = {"msgType": "Alert", "status": "Actual", "operational": True, "info": [said]}
    draft = Draft("cap", uuid4().hex, "1", "Shelter in place", "Shelter in place now.", data)
    with reading(cast.operator):
        atom = Atom(cast.center, "open_source", "U", "partners").print()
        stamp = stamp_of(cast, [atom], legal_class="open_source")
        incoming = [incoming_of(draft, stamp, cast.center)]
        return open_records(source=None, incoming=incoming, by=cast.operator, now=now)[0].public_id


def test_a_time_sensitive_item_that_somebody_reads_calls_nobody(cast: SimpleNamespace, roster: datetime) -> None:
    """Told twice it begins once; a service that reads it is nobody; Sam who reads it ends it. Others do not begin."""
    urgent, calm = alert(cast, roster), alert(cast, roster, urgency="Future")
    for pos in (1, 2):
        told(cast, "core.record.opened", urgent, roster, pos=pos)
        told(cast, "core.record.opened", calm, roster, pos=pos)
    view = seen(cast, urgent)
    assert (view.kind, view.state, view.path) == ("time-sensitive", "open", f"/threats/{urgent}/")
    assert run(cast, urgent).tries == (), "fifteen minutes first"
    with reading(cast.as_("dee")) as dee:
        assert notify.escalations(audience=dee, about=calm) == []
    told(cast, "core.record.read", urgent, roster, pos=3, actor=-6)
    assert seen(cast, urgent).state == "open"
    told(cast, "core.record.read", urgent, roster, pos=4)
    assert seen(cast, urgent).state == "settled"


def test_a_duty_changes_hands_by_who_holds_it_and_the_number_stays_sealed(
    cast: SimpleNamespace, roster: datetime
) -> None:
    """Ana gives hers to Pia; Sam may not take it from her; no row and no fact holds the number."""
    with reading(cast.as_("ana")) as ana:
        (mine,) = [one for one in notify.duties(audience=ana, since=roster, until=roster + HOUR) if one.numbered]
        with pytest.raises(NotPlanned):
            swap_duty(duty_id=mine.public_id, to=cast.person("sam").public_id, by=ana, now=roster)
        made = swap_duty(duty_id=mine.public_id, to=cast.person("pia").public_id, by=ana, now=roster)
        new = notify.duty(audience=ana, public_id=made)
        assert new is not None
        assert (new.person_id, new.starts_at, new.replaces) == (cast.person("pia").id, roster, mine.public_id)
        assert "pager" not in new.ways, "no number of hers is known"
        with pytest.raises(NotPlanned):
            swap_duty(duty_id=made, to=cast.person("ana").public_id, by=ana, now=roster)
    with connections["owner"].cursor() as cursor:
        cursor.execute("select string_agg(d::text, ' ') from notify_duty d")
        rows = cursor.fetchone()[0]
        cursor.execute("select string_agg(f::text, ' ') from core_fact f where kind like 'notify.duty.%'")
        facts = cursor.fetchone()[0]
    for word in (NUMBER, NUMBER.encode().hex()):
        assert word not in rows and word not in facts
    with reading(cast.as_("dee")) as dee:
        strike_duty(duty_id=made, by=dee, now=roster)


def test_numbers_of_duties_long_over_are_forgotten_with_their_keys(cast: SimpleNamespace, roster: datetime) -> None:
    """By a service alone, a month after the duty; the roster stays."""
    with reading(cast.as_("ana")) as ana:
        (mine,) = [one for one in notify.duties(audience=ana, since=roster, until=roster + HOUR) if one.numbered]
        assert forget_numbers(by=ana, now=roster + timedelta(days=60)) == 0
        assert notify.number_of(audience=ana, duty=mine.public_id) == NUMBER
    with reading(service("protect.purge")) as by:
        assert forget_numbers(by=by, now=roster + timedelta(days=60)) >= 1
    with reading(cast.as_("ana")) as ana:
        assert notify.number_of(audience=ana, duty=mine.public_id) == ""
        assert notify.duty(audience=ana, public_id=mine.public_id) is not None


def report(cast: SimpleNamespace, now: datetime, words: str, way: str = "api", **more: object) -> UUID:
    """A report of Ben's agency, filed by a machine."""
    item = {"key": uuid4().hex, "narrative": f"EXERCISE. {words}", "attested": True, **more}
    with reading(cast.as_("ben")) as ben:
        (taken,) = take(items=[item], way=way, by=ben, now=now)
    assert taken.record is not None, taken
    return taken.record


def calls(cast: SimpleNamespace, about: UUID) -> list[tuple[str, str]]:
    """What the roster was called for about a report, and how it stands."""
    with reading(cast.as_("dee")) as dee:
        return [(one.kind, one.state) for one in notify.escalations(audience=dee, about=about)]


def test_a_report_of_danger_calls_the_roster_in_its_own_transaction_until_somebody_takes_it(
    cast: SimpleNamespace, roster: datetime
) -> None:
    """Its sender's own word or the words of danger call at once; a claim ends it; a calm one and a file call nobody."""
    said = report(cast, roster, "A boy stands on the roof.", danger=True)
    worded = report(cast, roster, "He has a gun at the school gate.")
    calm = report(cast, roster, "A van stood at the fence.")
    listed = report(cast, roster, "A list of last year: a gun was found.", way="file")
    assert [calls(cast, one) for one in (said, worded)] == [[("report-danger", "open")]] * 2
    assert [calls(cast, one) for one in (calm, listed)] == [[], []]
    view = run(cast, said)
    assert view.path == f"/tips/{said}/" and len(view.tries) == 1, "the first of the roster, without a wait"
    with reading(cast.as_("ana")) as ana:
        first = most_urgent(audience=ana, how_many=9)
        why = priorities_of(audience=ana, rows=first)
        assert [row.public_id for row in first[:2]] == [said, worded]
        assert reasons(view=why[first[1].id], text=first[1].title) == [
            "Its words suggest that somebody is in danger: gun."
        ]
    with reading(service("gather.triage")) as by:
        looked_at(records=[said], by=by, now=roster)
        assert call_late(by=by, now=roster + HOUR) == 1, "the one that nobody took, once more as late"
    assert calls(cast, said) == [("report-danger", "settled")]
    assert ("report-late", "open") in calls(cast, worded)


def test_a_flood_calls_five_times_and_the_rest_when_their_time_is_over(cast: SimpleNamespace, roster: datetime) -> None:
    """Seven reports of danger in a minute: all stand at the top, five have called; later the others do."""
    now = roster + 3 * HOUR
    flood = [report(cast, now, f"A bomb, says caller {n}.") for n in range(7)]
    assert sum(calls(cast, one) == [] for one in flood) == 2
    with reading(service("gather.triage")) as by:
        assert call_late(by=by, now=now + MINUTE) == 0, "none is late yet"
        assert call_late(by=by, now=now + 16 * MINUTE) == 5
        assert call_late(by=by, now=now + 27 * MINUTE) == 2, "and each but once"
        assert call_late(by=by, now=now + 60 * MINUTE) == 0
    assert all(calls(cast, one) for one in flood)


def test_a_person_raises_a_report_with_a_reason(cast: SimpleNamespace, roster: datetime) -> None:
    """Ana's reason calls at once, though the report said nothing near; without one, or by Ben, nobody is called."""
    calm = report(cast, roster, "A man asked when the guard leaves.")
    for who, because in (("ana", "soon"), ("ben", "He named the pupil whom he means.")):
        with reading(cast.as_(who)) as by, pytest.raises(NotRaised):
            raise_to_top(record=calm, because=because, by=by, now=roster)
    assert calls(cast, calm) == []
    with reading(cast.as_("ana")) as ana:
        raise_to_top(record=calm, because="He named the pupil whom he means.", by=ana, now=roster)
        assert calm in [row.public_id for row in most_urgent(audience=ana, how_many=20)]
    assert calls(cast, calm) == [("report-raised", "open")]
