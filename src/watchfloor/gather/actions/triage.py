"""Which report is read first: kept as it is opened, raised by a person, called out for at once and when it is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q

from watchfloor.core.actions.records import label_joins
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.fact import Words
from watchfloor.gather.formats.triage import triage_policy
from watchfloor.gather.models.triage import Priority
from watchfloor.gather.rules.triage import BY_PERSON, DANGER, Standing, Stated, due_at, may_raise, standing_of
from watchfloor.notify.actions.escalate import Matter, call_out, settle
from watchfloor.plan.actions.watch import own_label

SERVICE, RIGHT, MOST = "gather.triage", "watch.log", 50
AT_ONCE, LATE, RAISED = "report-danger", "report-late", "report-raised"


class NotRaised(Refused):
    """The report is not there for the asker, his role does not work on reports, or he does not say why."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A report that was just opened, with what its sender answered beside his words."""

    record_id: int
    public_id: UUID
    label_id: int
    draft: Draft
    danger: bool = False
    happening: bool = False

    @property
    def stated(self) -> Stated:
        """What its sender stated, as the rule reads it."""
        said, when = self.draft, self.draft.when
        seen, precision = (when.start, when.precision) if when else (None, "unknown")
        return Stated(f"{said.title}\n{said.body}", seen, precision, self.danger, self.happening)


def place(*, opened: Sequence[Placed], way: str, by: Audience, now: datetime) -> None:
    """Keep where reports stand that were just opened, and have the roster called where somebody may be in danger.

    MUST stand in the transaction that opened them: what calls leaves with it, or not at all.
    """
    policy = triage_policy()
    if way not in policy.ways:
        return
    stood = [(one, standing_of(one.stated, policy, now=now)) for one in opened]
    rows = [_row(one.record_id, one.public_id, one.label_id, where, now) for one, where in stood if where.because]
    if not rows:
        return
    at_once = [row for row in rows if row.clock == DANGER][: _calls_left(now)]
    for row in at_once:
        row.called_at = now
    Priority.objects.bulk_create(rows)
    _call(AT_ONCE, at_once, by, now)


def raise_to_top(*, record: UUID, because: str, by: Audience, now: datetime) -> None:
    """A person says that somebody may be in danger: the report stands at the top, and the roster is called at once.

    Raises NotRaised.
    """
    row = next((one for one in core.rows_of(audience=by, public_ids=[record]) if one.kind == "tip"), None)
    if row is None:
        no = Because("Nothing here that you may read, or it does not exist.", "access.absent", ok=False)
        raise NotRaised(Decision.of(no))
    decision = may_raise(right=RIGHT in by.rights, because=because)
    if not decision:
        raise NotRaised(decision)
    with transaction.atomic():
        raised = _raised(row.id, record, row.label_id, BY_PERSON, now)
        _call(RAISED, [raised], by, now)
        words = Words(because.strip(), row.label_id, row.id)
        tell(kind="gather.report.raised", by=by, records=[record], rules=decision.rules, words=words)


def heard(*, record_id: int, public_id: UUID, label_id: int, text: str, by: Audience, now: datetime) -> None:
    """A letter came to a report; words of danger in it raise the report like words of its own."""
    where = standing_of(Stated(text), triage_policy(), now=now)
    if where.clock == DANGER:
        raised = _raised(record_id, public_id, label_id, "danger-words", now)
        if _calls_left(now):
            _call(AT_ONCE, [raised], by, now)


def looked_at(*, records: Sequence[UUID], by: Audience, now: datetime) -> None:
    """Somebody has claimed or judged these reports: nobody is called for them any more. For the service alone."""
    Priority.objects.filter(public_record__in=list(records), looked_at=None).update(looked_at=now)
    settle(about=records, kinds=(AT_ONCE, LATE, RAISED), by=by, now=now)


def decided(*, record_id: int, now: datetime) -> None:
    """No clock of triage runs any more; the caller's fact says why."""
    Priority.objects.filter(record_id=record_id).update(decided_at=now)


def call_late(*, by: Audience, now: datetime) -> int:
    """Call the roster for reports that nobody looked at in time, where their clock calls; how many. For the service.

    Each is called for once when it is late, those first for which nobody was called at all: the roster goes on by
    itself, and what was called for MUST NOT use up the calls that a flood leaves to the others.
    """
    calling = [one.code for one in triage_policy().clocks if one.calls]
    late = Priority.objects.select_for_update(skip_locked=True).filter(
        Q(called_at=None) | Q(called_at__lt=F("due_at")),
        due_at__lte=now, decided_at=None, looked_at=None, clock__in=calling,
    )  # fmt: skip
    room = min(MOST, _calls_left(now))
    waits = late.order_by("due_at")
    rows = [*waits.filter(called_at=None)[:room], *waits.exclude(called_at=None)[:room]][:room]
    with transaction.atomic():
        return _call(LATE, rows, by, now)


def _row(record_id: int, public_id: UUID, label_id: int, where: Standing, now: datetime) -> Priority:
    policy = triage_policy()
    return Priority(
        record_id=record_id, public_record=public_id, label_id=label_id, step=policy.step(where.clock),
        clock=where.clock, because=list(where.because), since=now, due_at=due_at(now, policy.clock(where.clock)),
    )  # fmt: skip


def _raised(record_id: int, public_id: UUID, label_id: int, code: str, now: datetime) -> Priority:
    """The row at the top, with this input before those that it had."""
    new = _row(record_id, public_id, label_id, Standing(DANGER, (code,)), now)
    stands = Priority.objects.select_for_update().filter(record_id=record_id).first()
    if stands is None:
        Priority.objects.bulk_create([new])
        return new
    new.because = [code, *(one for one in stands.because if one != code)]
    Priority.objects.filter(record_id=record_id).update(
        step=new.step, clock=new.clock, because=new.because, due_at=min(new.due_at, stands.due_at)
    )
    return new


def _call(kind: str, rows: Sequence[Priority], by: Audience, now: datetime) -> int:
    """Begin to call the roster for each; on disk before anybody is called (database.md 4)."""
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = on")
    _, base = own_label()
    joined = label_joins([(row.label_id, base) for row in rows])
    for row in rows:
        about = row.public_record
        matter = Matter(kind, about, f"/tips/{about}/", joined[row.label_id, base], base, now, row.record_id)
        call_out(matter=matter, by=by, now=now)
    Priority.objects.filter(record_id__in=[row.record_id for row in rows]).update(called_at=now)
    return len(rows)


def _calls_left(now: datetime) -> int:
    """How many more calls a flood leaves to this moment."""
    policy = triage_policy()
    with connection.cursor() as cursor:
        cursor.execute("select gather_called_since(%s)", [now - policy.calls_window])
        return max(0, policy.calls_most - int(cursor.fetchone()[0]))
