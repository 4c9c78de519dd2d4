"""Plan a duty, hand it to somebody else, strike it, forget its number."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction

from watchfloor.core.formats import crypt
from watchfloor.core.gate import vault
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.notify import queries
from watchfloor.notify.formats.duty import duty_policy
from watchfloor.notify.models import Duty
from watchfloor.notify.rules import duty as rule
from watchfloor.notify.rules.duty import DutyView, Said
from watchfloor.people import queries as people

PLAN = "duty.plan"
NUMBER_KEPT = timedelta(days=30)  # after its last duty a pager number is asked for anew


class NotPlanned(Refused):
    """The duty cannot stand so, or it is not this person's to change."""


class NoSuchDuty(LookupError):
    """There is none, or it is not the asker's to see: both answer alike."""


def plan_duty(*, said: Said, person: UUID | None, label_id: int, by: Audience, now: datetime) -> UUID:
    """Put a duty on the roster; its pager number is kept sealed. The fact names the duty alone. Raises NotPlanned.

    `label_id` is the center's own. Without a number the one that the person had last is used.
    """
    whom = _of_center(person)
    number = said.number or (queries.last_number(audience=by, person_id=whom.id) if whom else "")
    others = queries.duties(audience=by, since=said.starts_at, until=said.ends_at)
    decision = rule.may_plan(
        said, duty_policy().desks, others, person_id=whom.id if whom else None, right=PLAN in by.rights,
        numbered=bool(number), now=now,
    )  # fmt: skip
    if not decision or whom is None:
        raise NotPlanned(decision)
    with transaction.atomic():
        made = _keep(said, whom.id, number if "pager" in said.ways else "", label_id, None, by, now)
        tell(kind="notify.duty.planned", by=by, records=[made], rules=decision.rules)
    return made


def swap_duty(*, duty_id: UUID, to: UUID | None, by: Audience, now: datetime) -> UUID:
    """Give what is left of a duty to somebody else; who holds it may, and who plans. The duty that stands instead.

    Raises NoSuchDuty and NotPlanned.
    """
    with transaction.atomic():
        held, whom = _held(duty_id, by), _of_center(to)
        until = queries.duties(audience=by, since=held.starts_at, until=held.ends_at)
        busy = whom is not None and any(one.person_id == whom.id for one in until)
        decision = rule.may_swap(
            held,
            person_id=whom.id if whom else None,
            me=by.actor.person_id,
            right=PLAN in by.rights,
            busy=busy,
            now=now,
        )
        if not decision or whom is None:
            raise NotPlanned(decision)
        number = queries.last_number(audience=by, person_id=whom.id)
        ways = held.ways if number else tuple(one for one in held.ways if one != "pager") or ("screen", "mail")
        said = Said(held.desk, held.layer, max(now, held.starts_at), held.ends_at, ways)
        _strike(held, by, now)
        made = _keep(said, whom.id, number if "pager" in ways else "", held.label_id, held.public_id, by, now)
        tell(kind="notify.duty.swapped", by=by, records=[held.public_id, made], rules=decision.rules)
    return made


def strike_duty(*, duty_id: UUID, by: Audience, now: datetime) -> None:
    """Take a duty off the roster; its row stays and says who did it. Raises NoSuchDuty and NotPlanned."""
    with transaction.atomic():
        held = _held(duty_id, by)
        decision = rule.may_strike(held, right=PLAN in by.rights, now=now)
        if not decision:
            raise NotPlanned(decision)
        _strike(held, by, now)
        tell(kind="notify.duty.struck", by=by, records=[duty_id], rules=decision.rules)


def forget_numbers(*, by: Audience, now: datetime) -> int:
    """Forget pager numbers of duties that are long over, with their keys; how many. `by` MUST be a service."""
    with connection.cursor() as cursor:
        cursor.execute("select notify_forget_numbers(%s)", [now - NUMBER_KEPT])
        gone = int(cursor.fetchone()[0])
    if gone:
        tell(kind="notify.duty.numbers-forgotten", by=by)
    return gone


def _of_center(person: UUID | None) -> people.PersonView | None:
    found = people.person_of(public_id=person) if person else None
    return found if found and found.of_center else None


def _held(duty_id: UUID, by: Audience) -> DutyView:
    """The duty, held until the commit, so that it is swapped or struck once."""
    Duty.objects.select_for_update().filter(public_id=duty_id, label_id__in=by.label_ids).first()
    view = queries.duty(audience=by, public_id=duty_id)
    if view is None:
        raise NoSuchDuty
    return view


def _strike(held: DutyView, by: Audience, now: datetime) -> None:
    Duty.objects.filter(public_id=held.public_id).update(struck_at=now, struck_by=by.actor.person_id)


def _keep(
    said: Said, person_id: int, number: str, label_id: int, replaces: UUID | None, by: Audience, now: datetime
) -> UUID:
    lock = vault.new_locks(1)[0] if number else None
    row = Duty(
        public_id=uuid4(), label_id=label_id, desk=said.desk, layer=said.layer, person_id=person_id,
        starts_at=said.starts_at, ends_at=said.ends_at, ways=list(said.ways),
        key_id=vault.keep(lock) if lock else None,
        sealed=crypt.seal(number.encode(), key=lock.key) if lock else b"", planned_by=by.actor.person_id,
        planned_at=now, replaces=replaces,
    )  # fmt: skip
    row.save(force_insert=True)
    return row.public_id
