"""State, approve, begin and end special events; collect records for one, which then go with it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.timezone import localdate

from watchfloor.core.actions.records import label_joins
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries.records import rows_of
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.plan.actions.putting import put
from watchfloor.plan.actions.watch import own_label
from watchfloor.plan.formats.events import event_policy
from watchfloor.plan.models.events import SpecialEvent
from watchfloor.plan.queries.events import EventView, collected_for, events
from watchfloor.plan.rules import events as rule
from watchfloor.plan.rules.events import Deed, Standing, Stated

TURNS: dict[Deed, tuple[str, str]] = {"begin": ("active", "plan.event.begun"), "end": ("over", "plan.event.ended")}


class NotHeld(Refused):
    """What was asked of an event is refused; the decision says which rule and what would change it."""


class NoSuchEvent(LookupError):
    """There is none, or it is not the asker's to see: both answer alike."""


def state_event(*, said: Stated, by: Audience, now: datetime) -> UUID:
    """Keep an event as planned, for the center alone; the fact holds no word of it. Raises NotHeld."""
    decision = rule.may_state(said, event_policy(), right=rule.STATES in by.rights)
    if not decision:
        raise NotHeld(decision)
    with transaction.atomic():
        owner, label_id = own_label()
        made = uuid4()
        row = {
            "public_id": made,
            "owner_id": owner,
            "label_id": label_id,
            "name": said.name,
            "venue": said.venue,
            "rating": said.rating,
            "assembly": said.assembly,
            "starts_at": said.starts_at,
            "ends_at": said.ends_at,
            "lon": said.lon,
            "lat": said.lat,
            "radius_m": said.radius_m,
            "outlines": list(said.outlines),
            "attendance": said.attendance,
            "protectees": list(said.protectees),
            "staffing": [list(one) for one in said.staffing],
            "purge_on": rule.purge_day(said, event_policy()),
            "stated_by": by.actor.person_id,
            "stated_at": now,
            "state": "planned",
        }
        put(table="plan_specialevent", row=row)
        tell(kind="plan.event.stated", by=by, records=[made], rules=decision.rules)
    return made


def approve_event(*, event: UUID, by: Audience, now: datetime) -> None:
    """Let it be worked for. Raises NoSuchEvent and NotHeld."""
    with transaction.atomic():
        view = _held(event, by)
        decision = rule.may_approve(_standing(view), by=by.actor.person_id, rights=by.rights)
        if not decision:
            raise NotHeld(decision)
        _change(view, state="approved", approved_by=by.actor.person_id, approved_at=now)
        tell(kind="plan.event.approved", by=by, records=[event], rules=decision.rules)


def turn_event(*, event: UUID, deed: Deed, by: Audience, now: datetime) -> None:
    """Begin or end it. Raises NoSuchEvent and NotHeld."""
    del now  # the fact dates itself
    with transaction.atomic():
        view = _held(event, by)
        decision = rule.may_turn(_standing(view), deed, right=rule.STATES in by.rights)
        if not decision:
            raise NotHeld(decision)
        state, kind = TURNS[deed]
        _change(view, state=state)
        tell(kind=kind, by=by, records=[event], rules=decision.rules)


def collect_for(*, event: UUID, record: UUID, about: str, by: Audience, now: datetime) -> None:
    """Tag a record to an event: from here its last day is no later than the event's. Raises NoSuchEvent and NotHeld."""
    with transaction.atomic():
        view = _held(event, by)
        policy, today = event_policy(), localdate(now)
        decision = rule.may_collect(_standing(view), about, policy, right=rule.STATES in by.rights, today=today)
        rows = rows_of(audience=by, public_ids=[record])
        if not decision or not rows:
            raise NotHeld(decision if not decision else _unknown())
        if rows[0].id in {one.record_id for one in collected_for(audience=by, event_id=view.id)}:
            return
        label_id = label_joins([(rows[0].label_id, view.label_id)])[rows[0].label_id, view.label_id]
        tag = {
            "public_id": uuid4(),
            "event_id": view.id,
            "record_id": rows[0].id,
            "label_id": label_id,
            "base_label_id": view.label_id,
            "about": about,
            "tagged_by": by.actor.person_id,
            "tagged_at": now,
        }
        put(table="plan_collectedfor", row=tag)
        with connection.cursor() as cursor:
            cursor.execute("select plan_end_with_event(%s, %s)", [rows[0].id, view.purge_on])
        tell(kind="plan.event.collected", by=by, records=[event, record], rules=decision.rules)


def forget_due_events(*, by: Audience, now: datetime) -> int:
    """Take the words of events past their day; what was collected for one goes by its own. `by` MUST be a service."""
    with connection.cursor() as cursor:
        cursor.execute("select plan_forget_events(%s)", [localdate(now)])
        gone = [UUID(str(row[0])) for row in cursor.fetchall()]
    if gone:
        tell(kind="plan.event.purged", by=by, records=gone)
    return len(gone)


def _unknown() -> Decision:
    text, way_out = "Record: nothing here that you may read, or it does not exist.", "Copy the number from its page."
    return Decision.of(Because(text, "plan.event.record", "center policy", False, way_out))


def _held(event: UUID, by: Audience) -> EventView:
    """The event, held until the commit."""
    SpecialEvent.objects.select_for_update().filter(public_id=event, label_id__in=by.label_ids).first()
    found = events(audience=by, public_ids=[event])
    if not found:
        raise NoSuchEvent
    return found[0]


def _standing(view: EventView) -> Standing:
    return Standing(view.state, view.assembly, view.stated_by, view.starts_at, view.ends_at, view.purge_on)


def _change(view: EventView, **what: Any) -> None:
    SpecialEvent.objects.filter(public_id=view.public_id).update(**what)
