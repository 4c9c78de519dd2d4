"""Call out for what must be acknowledged: down the roster, one try after another, until somebody has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.notify import queries
from watchfloor.notify.actions.outbox import MOST_FAILURES, notice
from watchfloor.notify.formats.duty import duty_policy
from watchfloor.notify.models import Escalation, Notice, Try
from watchfloor.notify.queries import WAITING
from watchfloor.notify.rules.duty import on_duty
from watchfloor.notify.rules.escalating import DIRECTOR, NOBODY, EscalationView, Step, may_acknowledge, next_step
from watchfloor.people import queries as people

WATCH = "watch.log"
MOST = 50  # a round; what waits longest goes first
CUT_SHORT = timedelta(seconds=30)  # past its time a call whose end nobody wrote down was cut short by a crash
OPEN = (
    "insert into notify_escalation (public_id, label_id, base_label_id, record_id, kind, about, path, began_at,"
    " opened_at, state) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'open') on conflict do nothing"
)


class NotAcknowledged(Refused):
    """Somebody has it already, or this person was not called."""


class NoSuchEscalation(LookupError):
    """There is none, or it is not the asker's to see: both answer alike."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What must be acknowledged. `label_id` joins the center's own (`base_label_id`) with the record's, if any."""

    kind: str
    about: UUID
    path: str
    label_id: int
    base_label_id: int
    began_at: datetime
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A try by pager that was begun and is to be made now, outside any transaction; `notice` is what is said."""

    made: UUID
    escalation: UUID
    notice: str
    number: str


def call_out(*, matter: Matter, by: Audience, now: datetime) -> bool:
    """Begin to escalate; False if this kind was begun for this thing before: it is begun once, however often asked."""
    duty_policy().pace(matter.kind)  # StopIteration here, not when somebody is to be called
    made = uuid4()
    values: list[Any] = [
        made, matter.label_id, matter.base_label_id, matter.record_id, matter.kind, matter.about, matter.path,
        matter.began_at, now,
    ]  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        # no arbiter and no RETURNING: both would ask the wall whether the writer may read what stands
        cursor.execute(OPEN, values)
        if cursor.rowcount:
            tell(
                kind="notify.escalation.opened", by=by, records=[made, matter.about],
                rules=[f"notify.pace.{matter.kind}"],
            )  # fmt: skip
        return bool(cursor.rowcount)


def settle(*, about: Sequence[UUID], kinds: Sequence[str] = (), by: Audience, now: datetime) -> int:
    """What was called out for was read, answered or done by somebody: nobody is called any more. How many."""
    rows = Escalation.objects.select_for_update().filter(about__in=list(about), state__in=WAITING)
    rows = rows.filter(kind__in=list(kinds)) if kinds else rows
    with transaction.atomic():
        ended = [row.public_id for row in rows]
        if ended:
            Escalation.objects.filter(public_id__in=ended).update(state="settled", answered_at=now)
            tell(kind="notify.escalation.settled", by=by, records=ended, rules=["notify.escalation.settled"])
    return len(ended)


def acknowledge(*, escalation_id: UUID, by: Audience, now: datetime) -> EscalationView:
    """ "I have it": nobody else is called. Of two who say so at once one has it, and the other is told.

    Raises NoSuchEscalation and NotAcknowledged.
    """
    with transaction.atomic():
        Escalation.objects.select_for_update().filter(public_id=escalation_id, label_id__in=by.label_ids).first()
        view = queries.escalation(audience=by, public_id=escalation_id)
        if view is None:
            raise NoSuchEscalation
        decision = may_acknowledge(view, me=by.actor.person_id, right=WATCH in by.rights)
        if not decision:
            raise NotAcknowledged(decision)
        Escalation.objects.filter(public_id=escalation_id).update(
            state="acknowledged", answered_by=by.actor.person_id, answered_at=now
        )
        tell(kind="notify.escalation.acknowledged", by=by, records=[escalation_id], rules=decision.rules)
    return view


def try_next(*, notice_label: int, by: Audience, now: datetime) -> list[Call]:
    """Make every try that is due, each with its fact; those by pager are handed back to be called after the commit.

    MUST be called under the service that escalates. The commit is on disk before anybody is called (database.md 4).
    """
    with connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = on")
    _end_lost(by, now)
    held = Escalation.objects.select_for_update(skip_locked=True).filter(state__in=WAITING)
    ids = [row.public_id for row in held.order_by("began_at")[:MOST]]
    views = [view for one in ids if (view := queries.escalation(audience=by, public_id=one))]
    if not views:
        return []
    on = queries.duties(audience=by, since=now, until=now + timedelta(microseconds=1))
    heads = [one.id for one in people.persons().values() if one.of_center and one.role == DIRECTOR]
    calls = []
    for view in views:
        pace = duty_policy().pace(view.kind)
        step = next_step(view, pace, on_duty(on, desk=pace.desk, at=now), heads, now=now)
        if step == NOBODY:
            _give_up(view, by)
        elif step:
            calls += _try(view, step, notice_label, by, now)
    return calls


def end_try(*, call: Call, because: str, by: Audience, now: datetime) -> None:
    """Keep what became of a call by pager: "" for taken, else the code of why not."""
    with transaction.atomic():
        _end(call.made, call.escalation, because, by, now)


def _try(view: EscalationView, step: Step, notice_label: int, by: Audience, now: datetime) -> list[Call]:
    number = queries.number_of(audience=by, duty=step.duty)
    if step.layer == DIRECTOR:
        number = queries.last_number(audience=by, person_id=step.person_id)
    ways = tuple(dict.fromkeys([*step.ways, *(["pager"] if number else [])]))
    held = Escalation.objects.get(public_id=view.public_id)
    row = Try(
        public_id=uuid4(), label_id=held.label_id, base_label_id=held.base_label_id, record_id=held.record_id,
        escalation=view.public_id, n=len(view.tries), person_id=step.person_id, layer=step.layer, ways=list(ways),
        duty=step.duty, at=now, outcome="calling" if "pager" in ways else "told",
    )  # fmt: skip
    row.save(force_insert=True)
    notice(
        person_id=step.person_id, kind="escalation", subject=f"Notice {view.number}: you are called",
        text="Something waits that must be acknowledged, and you are the one to be called.",
        path=f"/duty/{view.public_id}/", label_id=notice_label, once_key=f"try-{row.public_id}", now=now,
        urgent="mail" in ways,
    )  # fmt: skip
    tell(kind="notify.try.made", by=by, records=[view.public_id], rules=[f"notify.way.{one}" for one in ways])
    return [Call(row.public_id, view.public_id, view.number, number)] if "pager" in ways else []


def _give_up(view: EscalationView, by: Audience) -> None:
    Escalation.objects.filter(public_id=view.public_id).update(state="exhausted")
    tell(kind="notify.escalation.exhausted", by=by, records=[view.public_id], rules=["notify.escalation.end-of-list"])


def _end_lost(by: Audience, now: datetime) -> None:
    """Calls whose end nobody wrote down, and mails that cannot be delivered to whom nothing else reaches."""
    lasts = timedelta(seconds=duty_policy().pager_seconds) + CUT_SHORT
    for row in Try.objects.select_for_update(skip_locked=True).filter(outcome="calling"):
        if not row.at <= now < row.at + lasts:
            _end(row.public_id, row.escalation, "pager.cut-short", by, now)
    for row in Try.objects.select_for_update(skip_locked=True).filter(outcome="told", ways=["mail"], ended_at=None):
        if Notice.objects.filter(once_key=f"try-{row.public_id}", failures__gte=MOST_FAILURES).exists():
            _end(row.public_id, row.escalation, "mail.undelivered", by, now)


def _end(made: UUID, escalation: UUID, because: str, by: Audience, now: datetime) -> None:
    outcome = "undelivered" if because else "told"
    Try.objects.filter(public_id=made).update(outcome=outcome, because=because, ended_at=now)
    rules = [f"notify.{because}"] if because else ["notify.pager.taken"]
    tell(kind=f"notify.try.{outcome}", by=by, records=[escalation], rules=rules)
