"""Sol plans the week: who is called first and second, and a night that nobody has yet."""

from datetime import datetime, timedelta

from watchfloor.core.gate.session import reading
from watchfloor.demo.working import as_person
from watchfloor.notify import queries as notify
from watchfloor.notify.actions.duty import plan_duty
from watchfloor.notify.rules.duty import Said
from watchfloor.people import queries as people
from watchfloor.plan.actions.watch import own_label

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
