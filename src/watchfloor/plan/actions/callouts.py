"""What must be acknowledged in time: time-sensitive items nobody reads, imminent releases, requests past their time."""

from collections.abc import Sequence, Set
from datetime import datetime
from uuid import UUID

from watchfloor.core.actions.records import label_joins, label_of
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Fact
from watchfloor.notify.actions.escalate import Matter, call_out, settle
from watchfloor.people import queries as people
from watchfloor.plan.actions.watch import own_label
from watchfloor.plan.queries.requests import overdue_requests
from watchfloor.plan.queries.rfis import overdue_rfis
from watchfloor.plan.rules.urgent import is_urgent
from watchfloor.protect.rules.labels import Atom

OPENED = ("core.record.opened", "core.record.updated")
READ = ("core.record.read", "desk.preview.read", "plan.claim.made")
RELEASED, CONFIRMED = "disseminate.imminent.released", "disseminate.imminent.confirmed"
RECALLED = "disseminate.imminent.recalled"
ANSWERED = ("plan.request.answered", "plan.request.closed", "plan.rfi.answered", "plan.rfi.closed", "plan.rfi.rejected")
ENDED = "receive.alert.ended"
FOLLOWED = (*OPENED, *READ, RELEASED, CONFIRMED, RECALLED, *ANSWERED, ENDED)


def hear(*, facts: Sequence[Fact], by: Audience, now: datetime) -> None:
    """Begin and end escalations by what the ledger tells, in its order; begun once a thing, however often told."""
    # a row of a label that is new to this transaction cannot be ended in it: what was read since is not begun
    read = {record: fact.pos for fact in facts if fact.kind in READ and fact.actor > 0 for record in fact.records}
    for fact in facts:
        if fact.kind in OPENED:
            _unread(fact, {one for one, pos in read.items() if pos > fact.pos}, by, now)
        elif fact.kind == RELEASED:
            owner, base = own_label()
            del owner
            about = fact.records[0]
            matter = Matter("imminent", about, f"/imminent/{about}/", base, base, fact.at)
            call_out(matter=matter, by=by, now=now)
        elif fact.kind in (CONFIRMED, RECALLED, *ANSWERED):
            settle(about=fact.records, by=by, now=now)
        elif fact.actor > 0 or fact.kind == ENDED:
            settle(about=fact.records, kinds=("time-sensitive",), by=by, now=now)


def _unread(fact: Fact, read: Set[UUID], by: Audience, now: datetime) -> None:
    """Alerts that do not wait, among the records that were opened."""
    fresh = [one for one in fact.records if one not in read]
    rows = [row for row in core.rows_of(audience=by, public_ids=fresh) if row.kind == "cap"]
    if not rows:
        return
    house, (_, base) = core.house(), own_label()
    joined = label_joins([(row.label_id, base) for row in rows])
    for text in core.texts_of(audience=by, ids=[row.id for row in rows]):
        said = text.data.get("object") or {}
        if is_urgent(
            text.row.kind, said, exercise=bool(house and house.exercise), ends=text.occurred_until, now=now
        ):  # fmt: skip
            matter = Matter(
                "time-sensitive", text.row.public_id, f"/threats/{text.row.public_id}/",
                joined[text.row.label_id, base], base, fact.at, text.row.id,
            )  # fmt: skip
            call_out(matter=matter, by=by, now=now)


def call_out_overdue(*, by: Audience, now: datetime) -> int:
    """Begin to escalate every request and RFI past its time; how many began now. `by` MUST be the clocks' service."""
    _, base = own_label()
    due = overdue_requests(audience=by, now=now)
    matters = [Matter("request", one, f"/requests/{one}/", base, base, at) for one, at in due]
    late = overdue_rfis(audience=by, now=now)
    joined = label_joins([(label_id, base) for _, label_id, _ in late]) if late else {}
    matters += [Matter("rfi", one, f"/rfis/{one}/", joined[label_id, base], base, at) for one, label_id, at in late]
    return sum(call_out(matter=one, by=by, now=now) for one in matters)


def notice_label() -> int:
    """What notices without content carry: the label under which the outbox is emptied."""
    center = people.center()
    return label_of([Atom(center.id if center else 0, "product", "U", "center").print()])
