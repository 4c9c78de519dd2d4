"""Tasks and playbooks: taken once, handed on, opened once by facts, ended with what they were for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connections
from makers import incoming_of, open_tips, stamp_of

from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.fact import Fact
from watchfloor.notify import queries as notify
from watchfloor.plan.actions.playbooks import NotStarted, cancel_playbook, close_expired, run_by, start_playbook
from watchfloor.plan.actions.reference import import_reference
from watchfloor.plan.actions.relevance import relevance
from watchfloor.plan.actions.tasks import (
    NoSuchTask,
    NotDone,
    add_task,
    call_out_tasks,
    cancel_task,
    claim_task,
    finish_task,
    forget_due_tasks,
    hand_over_task,
    vacant_roles,
)
from watchfloor.plan.models.tasks import Task
from watchfloor.plan.queries import watch
from watchfloor.plan.queries.tasks import RunView, TaskView, run, runs, task, tasks
from watchfloor.plan.rules.tasks import Said
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.purge import purge
from watchfloor.protect.rules.labels import Atom

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module", autouse=True)
def _labels(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """The center's own label stands, so that who is admitted sees what carries it."""
    from watchfloor.plan.actions.watch import own_label

    with reading(cast.operator):
        own_label()


def add(cast: SimpleNamespace, title: str = "Call the dam", **more: object) -> UUID:
    """A task by Ana, due in an hour."""
    record_id = more.pop("record_id", None)
    with reading(cast.as_("ana")) as ana:
        return add_task(said=Said(title, cast.now + HOUR, **more), record_id=record_id, by=ana, now=cast.now)


def seen(cast: SimpleNamespace, which: UUID, who: str = "ana") -> TaskView | None:
    """As one of the cast reads it."""
    with reading(cast.as_(who)) as by:
        return task(audience=by, public_id=which)


def claim(cast: SimpleNamespace, which: UUID, who: str) -> None:
    """Taken by one of the cast."""
    with reading(cast.as_(who)) as by:
        claim_task(task_id=which, by=by, now=cast.now)


def test_of_two_who_take_it_one_has_it(cast: SimpleNamespace) -> None:
    """Sam is told that somebody has it; done by Ana it stands in the log of the watch, and stays done."""
    made = add(cast)
    claim(cast, made, "ana")
    with pytest.raises(NotDone) as no:
        claim(cast, made, "sam")
    assert [one.rule for one in no.value.decision.against] == ["plan.task.claim"]
    with reading(cast.as_("sam")) as sam, pytest.raises(NotDone):
        finish_task(task_id=made, by=sam, now=cast.now)
    with reading(cast.as_("ana")) as ana:
        finish_task(task_id=made, note="They opened gate 2.", by=ana, now=cast.now)
        (entry,) = watch.entries(audience=ana, how_many=1)
    assert entry.words == "Done: Call the dam. They opened gate 2."
    view = seen(cast, made, "sam")
    assert view is not None
    assert (view.state, view.held_by, view.settled_by) == ("done", cast.person("ana").id, cast.person("ana").id)
    with reading(cast.as_("ana")) as ana, pytest.raises(NotDone):
        cancel_task(task_id=made, because="After all", by=ana, now=cast.now)
    with pytest.raises(DatabaseError), reading(cast.as_("ana")):
        Task.objects.filter(public_id=made).update(state="open")


def test_of_two_who_take_it_at_the_same_moment_one_has_it(cast: SimpleNamespace) -> None:
    """Two sessions of their own, let go together."""
    made, gate = add(cast), Barrier(2, timeout=30)

    def at_once(who: str) -> bool:
        try:
            with reading(cast.as_(who)) as by:
                gate.wait()
                claim_task(task_id=made, by=by, now=cast.now)
        except NotDone:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(at_once, ("ana", "sam"))) == [False, True]
    view = seen(cast, made)
    assert view is not None and view.state == "claimed"


def test_it_is_handed_on_to_somebody_who_may_see_it(cast: SimpleNamespace) -> None:
    """Not to a partner; Pia is told that it waits, and no fact holds the reason."""
    made = add(cast, "Ask for the zebrafinch list")
    claim(cast, made, "ana")
    with reading(cast.as_("ana")) as ana:
        for whom in ("ben", "ike"):
            with pytest.raises(NotDone):
                hand_over_task(task_id=made, to=cast.person(whom).public_id, because="Shift ends", by=ana, now=cast.now)
        hand_over_task(
            task_id=made, to=cast.person("pia").public_id, because="She knows the zebrafinch", by=ana, now=cast.now
        )
    view = seen(cast, made, "pia")
    assert view is not None
    assert view.held_by == cast.person("pia").id
    with reading(cast.as_("pia")) as pia:
        assert next(one.path for one in notify.mine(audience=pia)) == f"/tasks/{made}/"
    with connections["owner"].cursor() as cursor:
        cursor.execute("select string_agg(f::text, ' ') from core_fact f where kind like 'plan.task.%'")
        assert "zebrafinch" not in cursor.fetchone()[0]


def test_partner_stranger_and_inspector_see_no_task(cast: SimpleNamespace) -> None:
    """One that is there and one that is not are refused alike."""
    made = add(cast)
    for who in ("ben", "cy", "ike"):
        assert seen(cast, made, who) is None
        with reading(cast.as_(who)) as by:
            assert tasks(audience=by) == []
            for which in (made, uuid4()):
                with pytest.raises(NoSuchTask):
                    claim_task(task_id=which, by=by, now=cast.now)


def test_a_task_about_a_record_goes_with_it_and_is_for_its_readers(cast: SimpleNamespace) -> None:
    """After a purge there is no task; a record that the writer may not read is none."""
    (tip,) = open_tips(cast, "Two men at the sluice with a saltmarsh lantern.")
    made = add(cast, "Look at the sluice", record_id=tip.id)
    assert seen(cast, made) is not None
    with reading(cast.as_("ana")) as ana, pytest.raises(NotDone):
        add_task(said=Said("x", cast.now + HOUR), record_id=10**9, by=ana, now=cast.now)
    second = cast.person("dee").id
    purge(record_ids=[tip.public_id], because="test", second_id=second, by=cast.as_("pia"), now=cast.now)
    assert seen(cast, made) is None
    with connections["owner"].cursor() as cursor:
        cursor.execute("select count(*) from plan_task where public_id = %s", [made])
        assert cursor.fetchone() == (0,)


def test_words_of_what_was_settled_go_past_their_day(cast: SimpleNamespace) -> None:
    """By a service alone; what waits keeps its words; the row stays."""
    done, waits = add(cast, "Old lantern"), add(cast, "New lantern")
    claim(cast, done, "ana")
    with reading(cast.as_("ana")) as ana:
        finish_task(task_id=done, by=ana, now=cast.now)
        assert forget_due_tasks(by=ana, now=cast.now + timedelta(days=4000)) == 0
    with reading(admit_service(service="protect.purge", now=cast.now)) as by:
        assert forget_due_tasks(by=by, now=cast.now + timedelta(days=4000)) >= 1
    old, new = seen(cast, done), seen(cast, waits)
    assert old is not None and new is not None
    assert (old.title, old.erased, new.title) == ("", True, "New lantern")


def test_what_nobody_takes_is_called_out_for_once(cast: SimpleNamespace) -> None:
    """A hot one at once, a late one when it is late; a step of a role that nobody has, whatever its level."""
    hot, late, quiet = add(cast, "Hot", level="hot"), add(cast, "Late", level="late"), add(cast, "Quiet")
    assert "security" in vacant_roles(), "the cast has no security officer"
    vacant = add(cast, "Vacant", role="security")
    wanted = {(hot, "task"), (vacant, "task"), (hot, "task-late"), (late, "task-late")}
    for at in (cast.now, cast.now + 2 * HOUR, cast.now + 2 * HOUR):
        with reading(admit_service(service="plan.clocks", now=cast.now)) as by:
            call_out_tasks(by=by, now=at)
    with reading(cast.as_("dee")) as dee:
        mine = [one for one in notify.escalations(audience=dee) if one.about in {hot, late, quiet, vacant}]
    assert {(one.about, one.kind) for one in mine} == wanted
    assert len(mine) == len(wanted)
    claim(cast, vacant, "ana")


def item(
    cast: SimpleNamespace, title: str, legal_class: str = "federal_product", kind: str = "cap", **said: object
) -> object:
    """An item of a federal source, opened; its fact is told by `tell_of`."""
    info = {"msgType": "Alert", "sender": "dhs", "identifier": uuid4().hex, "sent": "2026-11-21T09:00:00-00:00", **said}
    draft = Draft(kind, uuid4().hex, "1", title, title, info)
    with reading(cast.operator):
        stamp = stamp_of(cast, [Atom(cast.center, legal_class, "U", "center").print()], legal_class=legal_class)
        incoming = [incoming_of(draft, stamp, cast.center)]
        return open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)[0], info


def tell_of(
    cast: SimpleNamespace, *facts: tuple[str, list[UUID]], after: timedelta = timedelta(), pos: int = 0
) -> None:
    """What the follower of playbooks hears, in one batch, from a place of the log on."""
    now = cast.now + after
    heard = [Fact(n, n, now, kind, -7, 0, "upkeep", about, []) for n, (kind, about) in enumerate(facts, pos)]
    with reading(admit_service(service="plan.playbooks", now=now)) as by:
        run_by(facts=heard, by=by, now=now)


def run_of(cast: SimpleNamespace, about: UUID, who: str = "dee") -> RunView | None:
    """The run for one thing, as one of the cast reads it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select public_id from plan_playbookrun where about = %s", [about])
        found = [row[0] for row in cursor.fetchall()]
    assert len(found) <= 1, "once a trigger"
    with reading(cast.as_(who)) as by:
        return run(audience=by, public_id=found[0]) if found else None


def runs_of(cast: SimpleNamespace, about: UUID) -> list[RunView]:
    """Every run about one thing that a fact of its own opened, in the order of the log."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select public_id from plan_playbookrun where about = %s order by split_part(once_key, ':', 3)::int",
            [about],
        )
        found = [row[0] for row in cursor.fetchall()]
    with reading(cast.as_("dee")) as dee:
        return [view for one in found if (view := run(audience=dee, public_id=one))]


def steps_of(cast: SimpleNamespace, made: RunView, who: str = "dee") -> list[TaskView]:
    """Its tasks."""
    with reading(cast.as_(who)) as by:
        return tasks(audience=by, run=made.public_id)


def test_an_alert_opens_its_playbook_once_and_its_cancellation_asks_who_began(cast: SimpleNamespace) -> None:
    """Told twice it runs once; cancelled by its sender, what nobody began is over and who has a task is asked."""
    alert, said = item(cast, "NTAS Bulletin of November 21")
    other, _ = item(cast, "River gauge at Fontas")
    opened = [("core.record.opened", [one.public_id]) for one in (alert, other)]
    tell_of(cast, *opened)
    assert run_of(cast, alert.public_id) is None, "nobody has confirmed it"
    confirmed = ("receive.state.confirmed", [alert.public_id])
    tell_of(cast, confirmed)
    tell_of(cast, confirmed, ("core.record.updated", [alert.public_id]))
    made = run_of(cast, alert.public_id)
    assert made is not None and run_of(cast, other.public_id) is None
    steps = steps_of(cast, made)
    assert [one.role for one in steps] == ["supervisor", "analyst", "supervisor", "privacy"]
    assert steps[0].due_at == cast.now + timedelta(minutes=120)
    claim(cast, steps[1].public_id, "ana")
    with pytest.raises(NotDone):
        claim(cast, steps[3].public_id, "ana")
    named = f"{said['sender']},{said['identifier']},{said['sent']}"
    forged, _ = item(cast, "Cancelled", msgType="Cancel", sender="evil", references=named)
    tell_of(cast, ("core.record.opened", [forged.public_id]))
    assert (run_of(cast, alert.public_id) or made).ended == ""
    cancel, _ = item(cast, "Cancelled", msgType="Cancel", references=named)
    tell_of(cast, ("core.record.opened", [cancel.public_id]), after=HOUR)
    ended = run_of(cast, alert.public_id)
    assert ended is not None and ended.ended == "called-off"
    after = steps_of(cast, made)
    assert {one.step: one.state for one in after if one.state != "cancelled"} == {"local-context": "claimed"}
    assert [one.step for one in after if one.asked] == ["local-context"]
    tell_of(cast, *opened, confirmed, after=2 * HOUR)
    assert steps_of(cast, made) == after, "it does not open again"


def test_an_alert_that_came_with_its_cancellation_opens_nothing(cast: SimpleNamespace) -> None:
    """Both in one batch, in whatever order."""
    alert, said = item(cast, "NTAS Alert, elevated")
    named = f"{said['sender']},{said['identifier']},{said['sent']}"
    cancel, _ = item(cast, "Cancelled", msgType="Cancel", references=named)
    opened = [("core.record.opened", [one.public_id]) for one in (cancel, alert)]
    tell_of(cast, *opened, ("receive.state.confirmed", [alert.public_id]))
    assert run_of(cast, alert.public_id) is None


def test_a_state_is_asked_for_and_what_was_confirmed_can_be_taken_back(cast: SimpleNamespace) -> None:
    """A hot task for an analyst, done by who answers; denied or taken back, what it had begun is called off, and
    confirmed again it begins anew; a newer version moves no end before it is confirmed."""
    alert, _ = item(cast, "NTAS Bulletin of November 18", kind="ntas")
    about = [alert.public_id]
    tell_of(cast, ("receive.state.asked", about))
    (asked,) = runs_of(cast, about[0])
    (step,) = steps_of(cast, asked)
    assert (asked.playbook, step.role, step.level, step.due_at) == (
        "ntas-state", "analyst", "hot", cast.now + timedelta(minutes=30)
    )  # fmt: skip
    tell_of(cast, ("receive.state.confirmed", about), pos=10)
    (done, begun) = runs_of(cast, about[0])
    assert (done.ended, begun.playbook, begun.ended) == ("done", "ntas", "")
    assert [one.state for one in steps_of(cast, done)] == ["done"]
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "update plan_playbookrun set closes_at = %s where public_id = %s", [cast.now + HOUR, begun.public_id]
        )
    tell_of(cast, ("core.record.updated", about), pos=15)
    assert runs_of(cast, about[0])[1].closes_at == cast.now + HOUR
    tell_of(cast, ("receive.state.withdrawn", about), pos=20)
    assert [(one.playbook, one.ended) for one in runs_of(cast, about[0])] == [
        ("ntas-state", "done"), ("ntas", "called-off"), ("ntas-state", "")
    ]  # fmt: skip
    tell_of(cast, ("receive.state.confirmed", about), pos=30)
    assert [(one.playbook, one.ended) for one in runs_of(cast, about[0])][2:] == [("ntas-state", "done"), ("ntas", "")]


def test_what_concerns_our_area_asks_what_it_means_here_once_and_ends_with_it(cast: SimpleNamespace) -> None:
    """By what it touches, and only where its sender does not call it slight; assessed it is done, ended it is over."""
    grave, slight = [{"severity": "Severe"}], [{"severity": "Minor"}]
    storm, minor, over, elsewhere = (
        item(cast, title, info=info)[0]
        for title, info in (("Storm", grave), ("Drizzle", slight), ("Flood", grave), ("Far away", grave))
    )
    ours = [storm.public_id, minor.public_id, over.public_id]
    with connections["owner"].cursor() as cursor:
        cursor.executemany(
            "insert into plan_relevance (record_id, version_n, label_id, base_label_id, touched, touched_id, sector,"
            " how, because, weight, made_at) select id, 1, label_id, label_id, 'area', 1, '', 'inside', 'Ours.', %s, %s"
            " from core_record where public_id = %s",
            [(0.6, cast.now, one) for one in ours] + [(0.3, cast.now, elsewhere.public_id)],
        )
    for _ in range(2):
        tell_of(cast, ("plan.relevance.found", [*ours, elsewhere.public_id]))
    made, ended = run_of(cast, storm.public_id), run_of(cast, over.public_id)
    assert made is not None and ended is not None
    assert run_of(cast, minor.public_id) is None and run_of(cast, elsewhere.public_id) is None
    (step,) = steps_of(cast, made)
    assert (made.playbook, step.role, step.path) == ("local-implications", "analyst", f"/threats/{storm.public_id}/")
    tell_of(cast, ("analyze.assessment.made", [storm.public_id, uuid4()]), ("receive.alert.ended", [over.public_id]))
    after = [run_of(cast, one.public_id) for one in (storm, over)]
    assert [one and one.ended for one in after] == ["done", "called-off"]


def test_a_playbook_closes_when_its_alert_expires_unless_it_was_carried_on(cast: SimpleNamespace) -> None:
    """The later end of an update counts; a clock that was set back opens nothing again."""
    alert, said = item(cast, "NTAS Bulletin of November 20")
    tell_of(cast, ("receive.state.confirmed", [alert.public_id]))
    made = run_of(cast, alert.public_id)
    assert made is not None
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "update plan_playbookrun set closes_at = %s where public_id = %s", [cast.now + HOUR, made.public_id]
        )
    for at, ended in ((cast.now, ""), (cast.now + 2 * HOUR, "expired"), (cast.now, "expired")):
        with reading(admit_service(service="plan.playbooks", now=at)) as by:
            close_expired(by=by, now=at)
        assert (run_of(cast, alert.public_id) or made).ended == ended
    assert {one.state for one in steps_of(cast, made)} == {"cancelled"}
    del said


def test_an_imminent_release_opens_its_playbook_and_its_recall_ends_it(cast: SimpleNamespace) -> None:
    """The first record that the fact names is the release; the last task that is settled ends a run as done."""
    release, other = uuid4(), uuid4()
    for _ in range(2):
        tell_of(cast, ("disseminate.imminent.released", [release, uuid4()]))
    tell_of(cast, ("disseminate.imminent.released", [other, uuid4()]))
    made = run_of(cast, release)
    assert made is not None and made.path == f"/imminent/{release}/"
    tell_of(cast, ("disseminate.imminent.recalled", [release]))
    assert (run_of(cast, release) or made).ended == "called-off"
    left = run_of(cast, other)
    assert left is not None and left.ended == ""
    with reading(cast.as_("sam")) as sam:
        for one in tasks(audience=sam, run=left.public_id):
            if one.role == "supervisor":
                claim_task(task_id=one.public_id, by=sam, now=cast.now)
                finish_task(task_id=one.public_id, by=sam, now=cast.now)
            else:
                cancel_task(task_id=one.public_id, because="Two of us are here.", by=sam, now=cast.now)
    assert (run_of(cast, other) or left).ended == "done"


def test_a_spill_is_worked_on_by_who_decides_on_spills_alone(cast: SimpleNamespace) -> None:
    """Ana, Sam and Dee see no task and no run; Pia does; nobody starts one by hand."""
    spill = uuid4()
    tell_of(cast, ("protect.spill.quarantined", [uuid4(), spill]))
    for who in ("ana", "sam", "dee", "ben"):
        assert run_of(cast, spill, who) is None
        with reading(cast.as_(who)) as by:
            assert all(one.playbook != "spill" for one in [*runs(audience=by), *tasks(audience=by)])
    made = run_of(cast, spill, "pia")
    assert made is not None
    assert [one.path for one in steps_of(cast, made, "pia")] == [f"/privacy/spills/{spill}/"] * 4
    with reading(cast.as_("pia")) as pia, pytest.raises(NotStarted):
        start_playbook(code="spill", because="x", by=pia, now=cast.now)


def test_people_start_a_playbook_by_hand_with_a_date(cast: SimpleNamespace) -> None:
    """Its steps count back from the date; without a reason it is refused, and each start is a run of its own."""
    with reading(cast.as_("sam")) as sam:
        with pytest.raises(NotStarted):
            start_playbook(code="special-event", because=" ", by=sam, now=cast.now)
        made = start_playbook(
            code="special-event", because="County fair", date=cast.now + 30 * 24 * HOUR, by=sam, now=cast.now
        )
        again = start_playbook(code="special-event", because="State fair", by=sam, now=cast.now)
        assert made != again
        first = next(one for one in tasks(audience=sam, run=made) if one.title.startswith("Write the threat"))
    assert first.due_at == cast.now + 23 * 24 * HOUR


def test_a_playbook_is_ended_by_who_started_it_or_supervises_with_a_reason(cast: SimpleNamespace) -> None:
    """Without a reason, by somebody else or twice it is refused; what nobody began is over, whoever began is asked."""
    with reading(cast.as_("ana")) as ana:
        made = start_playbook(code="special-event", because="Parade", by=ana, now=cast.now)
        begun, *rest = tasks(audience=ana, run=made)
        claim_task(task_id=begun.public_id, by=ana, now=cast.now)
    for who, because, rule in (("ana", " ", "because"), ("pia", "It is called off.", "own")):
        with reading(cast.as_(who)) as by, pytest.raises(NotStarted) as no:
            cancel_playbook(run=made, because=because, by=by, now=cast.now)
        assert f"plan.playbook.{rule}" in {one.rule for one in no.value.decision.against}
    with reading(cast.as_("ben")) as ben, pytest.raises(LookupError):
        cancel_playbook(run=made, because="It is called off.", by=ben, now=cast.now)
    with reading(cast.as_("sam")) as sam:
        cancel_playbook(run=made, because="The parade was called off.", by=sam, now=cast.now)
        with pytest.raises(NotStarted):
            cancel_playbook(run=made, because="Again.", by=sam, now=cast.now)
        after = {one.public_id: one for one in tasks(audience=sam, run=made)}
        view = run(audience=sam, public_id=made)
    assert view is not None and view.ended == "cancelled"
    assert after[begun.public_id].asked and {after[one.public_id].state for one in rest} == {"cancelled"}


def test_an_exploited_vulnerability_opens_its_playbook_where_somebody_declared_the_software(
    cast: SimpleNamespace,
) -> None:
    """Its steps count back from the due date of the catalog; one that touches nobody's software opens nothing."""
    due = f"{cast.now + timedelta(days=30):%Y-%m-%d}"
    declared = "agency,vendor,product,versions,declared_on\nwright-sheriff,Palo Alto Networks,PAN-OS,11,2026-03-01\n"
    import_reference(content=declared.encode(), mapping="declared_software", by=cast.operator, now=cast.now)
    entries = [
        item(
            cast, f"{maker} PAN-OS", kind="kev", cveID=f"CVE-2026-{maker[:2]}", vendorProject=maker, product="PAN-OS",
            dueDate=due,
        )[0].public_id
        for maker in ("Palo Alto Networks", "Apple")
    ]  # fmt: skip
    with reading(admit_service(service="plan.relevance", now=cast.now)) as by:
        relevance(record_ids=entries, by=by, now=cast.now)
    tell_of(cast, ("core.record.opened", entries), ("plan.relevance.found", entries), ("plan.relevance.found", entries))
    made = run_of(cast, entries[0])
    assert made is not None and run_of(cast, entries[1]) is None
    last = max(steps_of(cast, made), key=lambda one: one.due_at)
    assert (last.step, f"{last.due_at:%Y-%m-%d}") == ("close", due)


def test_an_approved_event_opens_its_playbook_counted_back_from_its_beginning(cast: SimpleNamespace) -> None:
    """Once, and where it is worked on is the page of the event."""
    event, begins = uuid4(), cast.now + 30 * 24 * HOUR
    with connections["owner"].cursor() as cursor:
        cursor.execute("select label_id from plan_task where record_id is null and run is null limit 1")
        label_id = cursor.fetchone()[0]
        cursor.execute(
            "insert into plan_specialevent (public_id, owner_id, label_id, name, venue, rating, assembly, starts_at,"
            " ends_at, radius_m, protectees, staffing, purge_on, state, stated_by, stated_at) values (%s, %s, %s,"
            " 'Fair', '', 'sear-5', false, %s, %s, 0, '[]', '[]', %s, 'approved', 1, %s)",
            [event, cast.center, label_id, begins, begins + HOUR, begins.date(), cast.now],
        )
    tell_of(cast, ("plan.event.approved", [event]))
    tell_of(cast, ("plan.event.approved", [event]))
    made = run_of(cast, event)
    assert made is not None and made.path == f"/events/{event}/"
    assert {one.step: one.due_at for one in steps_of(cast, made)}["assessment"] == begins - 7 * 24 * HOUR
