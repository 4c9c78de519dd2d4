"""Sol plans the week, with a night that nobody has yet; playbooks are at work, and tasks are in several hands."""

from datetime import datetime, timedelta
from uuid import UUID

from watchfloor.core.gate.session import reading
from watchfloor.demo.working import Worked, as_person
from watchfloor.notify import queries as notify
from watchfloor.notify.actions.duty import plan_duty
from watchfloor.notify.rules.duty import Said
from watchfloor.people import queries as people
from watchfloor.plan.actions.playbooks import start_playbook
from watchfloor.plan.actions.tasks import add_task, claim_task, finish_task
from watchfloor.plan.actions.watch import own_label
from watchfloor.plan.queries.tasks import runs, tasks
from watchfloor.plan.rules.tasks import Said as Task

WAYS, PAGER = ("screen", "mail"), "763-555-0177"
TURN = timedelta(hours=12)
FIRST = ("omar", "ana", "omar", "ana", "omar", "", "omar", "ana", "omar", "ana", "omar", "ana", "omar", "ana", "omar")


def keep_roster(*, now: datetime) -> None:
    """Turns of twelve hours, the supervisor second behind them; one night is left open. Nothing on a second run."""
    with reading(as_person("sol", now=now)) as sol:
        if notify.duties(audience=sol, since=now, until=now + TURN):
            return
        label_id = own_label()[1]
        begins = now - timedelta(hours=4)
        known = {one.login: one.public_id for one in people.persons().values()}
        turns = [(who, 0, begins + n * TURN, begins + (n + 1) * TURN) for n, who in enumerate(FIRST) if who]
        turns += [("sol", 1, begins, begins + 7 * 2 * TURN)]
        for who, layer, starts, ends in turns:
            paged = who == "omar"
            said = Said("watch", layer, starts, ends, (*WAYS, "pager") if paged else WAYS, PAGER if paged else "")
            plan_duty(said=said, person=known[who], label_id=label_id, by=sol, now=now)


def work_on_playbooks(worked: Worked, *, now: datetime) -> None:
    """A special event half prepared, an NTAS bulletin that was worked off, a task about a report; once a house."""
    with reading(as_person("sol", now=now)) as sol:
        if runs(audience=sol) or runs(audience=sol, ended_since=now - 30 * TURN):
            return
        event = start_playbook(
            code="special-event", because="Riverbend winter parade (EXERCISE)", date=now + timedelta(days=9), by=sol,
            now=now - timedelta(hours=20),
        )  # fmt: skip
        ntas = start_playbook(
            code="ntas", because="A bulletin stands on the page of the advisory system (EXERCISE)", by=sol,
            now=now - timedelta(hours=6),
        )  # fmt: skip
        if worked.reports:
            add_task(
                said=Task("Ask the county who patrols there at night", now + timedelta(hours=3), "late"),
                record_id=worked.reports[-1].id, by=sol, now=now,
            )  # fmt: skip
    _work(event, {"sol": ("contacts",), "ana": ("assessment",)}, done={"contacts"}, now=now)
    _work(ntas, {"ana": ("confirm", "local-context"), "sol": ("disseminate", "measures"), "pia": ("rights",)},
          done={"confirm", "local-context", "disseminate", "measures", "rights"}, now=now)  # fmt: skip


def _work(run: UUID, by: dict[str, tuple[str, ...]], *, done: set[str], now: datetime) -> None:
    """Each takes his steps, and finishes those that are done."""
    for login, codes in by.items():
        with reading(as_person(login, now=now)) as who:
            left = {one.step: one for one in tasks(audience=who, run=run)}
            for code in codes:
                claim_task(task_id=left[code].public_id, by=who, now=now)
                if code in done:
                    finish_task(task_id=left[code].public_id, by=who, now=now)
