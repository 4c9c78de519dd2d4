"""Reading the outbox, where a person sees his own notices; the roster; what waits to be acknowledged."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.rules.audience import Audience
from watchfloor.notify.formats.duty import duty_policy
from watchfloor.notify.models import Duty, Escalation, Notice, Try
from watchfloor.notify.rules.duty import DutyView, Gap, gaps
from watchfloor.notify.rules.escalating import EscalationView, Outcome, State, TryView

__all__ = ["DutyView", "EscalationView"]

WAITING = ("open", "exhausted")
NIL = UUID(int=0)


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as its person sees it."""

    public_id: UUID
    kind: str
    subject: str
    path: str
    urgent: bool
    made_at: datetime
    seen_at: datetime | None


def mine(*, audience: Audience, how_many: int = 20, now: datetime | None = None) -> list[NoticeView]:
    """The newest notices of the person who reads; what is still held, or was taken back, is none."""
    free = Q(not_before=None) | Q(not_before__lte=now or Now())
    mine = Notice.objects.filter(free, person_id=audience.actor.person_id, taken_back_at=None)
    rows = mine.order_by("-made_at")[:how_many]
    return [NoticeView(n.public_id, n.kind, n.subject, n.path, n.urgent, n.made_at, n.seen_at) for n in rows]


def waiting_since() -> datetime | None:
    """When the oldest notice was made that is still to be sent; None when the outbox is empty."""
    with connection.cursor() as cursor:
        cursor.execute("select notify_waiting_since()")
        since: datetime | None = cursor.fetchone()[0]
        return since


def duties(*, audience: Audience, since: datetime, until: datetime) -> list[DutyView]:
    """What stands on the roster between two moments, in order of time; what was struck does not."""
    rows = Duty.objects.filter(label_id__in=audience.label_ids, struck_at=None, ends_at__gt=since, starts_at__lt=until)
    return [_duty(row) for row in rows.order_by("starts_at", "layer", "public_id")]


def duty(*, audience: Audience, public_id: UUID) -> DutyView | None:
    """One duty of the roster; None if there is none, or none for this reader."""
    row = Duty.objects.filter(label_id__in=audience.label_ids, public_id=public_id, struck_at=None).first()
    return _duty(row) if row else None


def number_of(*, audience: Audience, duty: UUID | None) -> str:
    """The pager number of a duty, unsealed; "" where there is none. For who calls, never for a page."""
    mine = Duty.objects.filter(label_id__in=audience.label_ids).exclude(key_id=None)
    row = mine.filter(public_id=duty).first() if duty else None
    return crypt.unseal(bytes(row.sealed), key=vault.key_by_id(row.key_id)).decode() if row and row.key_id else ""


def last_number(*, audience: Audience, person_id: int) -> str:
    """The pager number that this person had on the roster last, unsealed; "" where there is none."""
    mine = Duty.objects.filter(label_id__in=audience.label_ids, person_id=person_id).exclude(key_id=None)
    row = mine.order_by("-planned_at", "-starts_at").first()
    return number_of(audience=audience, duty=row.public_id) if row else ""


def _duty(row: Duty) -> DutyView:
    return DutyView(
        row.public_id, row.label_id, row.desk, row.layer, row.person_id, row.starts_at, row.ends_at, tuple(row.ways),
        row.key_id is not None, row.replaces,
    )  # fmt: skip


def escalations(
    *, audience: Audience, about: UUID | None = None, waiting: bool = False, how_many: int = 100
) -> list[EscalationView]:  # fmt: skip
    """What had, or has, to be acknowledged, the newest first: what waits, or what is about one thing."""
    rows = Escalation.objects.filter(label_id__in=audience.label_ids, base_label_id__in=audience.label_ids)
    rows = rows.filter(about=about) if about else rows
    rows = rows.filter(state__in=WAITING) if waiting else rows
    return _escalations(list(rows.order_by("-opened_at", "public_id")[:how_many]))


def escalation(*, audience: Audience, public_id: UUID) -> EscalationView | None:
    """One of them; None for "is not" and "is not yours" alike."""
    mine = Escalation.objects.filter(label_id__in=audience.label_ids, base_label_id__in=audience.label_ids)
    found = _escalations(list(mine.filter(public_id=public_id)))
    return found[0] if found else None


def _escalations(rows: list[Escalation]) -> list[EscalationView]:
    made: dict[UUID, list[TryView]] = {}
    tried = Try.objects.filter(escalation__in=[row.public_id for row in rows]) if rows else ()
    for one in sorted(tried, key=lambda row: row.n):
        said = TryView(one.n, one.person_id, one.layer, tuple(one.ways), one.at, _outcome(one), one.because)
        made.setdefault(one.escalation, []).append(said)
    return [
        EscalationView(
            row.public_id, row.label_id, row.kind, row.about, row.path, row.began_at, _state(row),
            tuple(made.get(row.public_id, ())), row.answered_by, row.answered_at,
        )
        for row in rows
    ]  # fmt: skip


def _outcome(row: Try) -> Outcome:
    known: dict[str, Outcome] = {"calling": "calling", "told": "told", "undelivered": "undelivered"}
    return known[row.outcome]


def _state(row: Escalation) -> State:
    known: dict[str, State] = {
        "open": "open", "acknowledged": "acknowledged", "settled": "settled", "exhausted": "exhausted",
    }  # fmt: skip
    return known[row.state]


def holes(*, now: datetime, until: datetime) -> list[Gap]:
    """Where the roster has nobody of a layer that is never to be empty; asked by the house, which reads no roster."""
    with connection.cursor() as cursor:
        cursor.execute("select desk, layer, starts_at, ends_at from notify_duty_spans(%s, %s)", [now, until])
        spans = [DutyView(NIL, 0, desk, layer, 0, start, end, ()) for desk, layer, start, end in cursor.fetchall()]
    return [gap for desk in duty_policy().desks for gap in gaps(spans, desk, since=now, until=until)]


def unanswered() -> int:
    """How many wait whose list of persons has come to its end."""
    with connection.cursor() as cursor:
        cursor.execute("select notify_unanswered()")
        return int(cursor.fetchone()[0])
