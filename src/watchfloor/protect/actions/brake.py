"""Stop expiry, tell who decides, and let two persons say that the clock and the size of what is due are right."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from watchfloor.core.actions.checking import Finding
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.notify.actions.outbox import notice
from watchfloor.people import queries as people
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.brake import brake
from watchfloor.protect.formats.policy import load
from watchfloor.protect.models.retention import ExpiryStop
from watchfloor.protect.queries import brake as queries
from watchfloor.protect.queries.approvals import APPROVES
from watchfloor.protect.rules.brake import clock_believed, may_expire

HERE = "/privacy/expiry/"
SUBJECT = "Expiry has stopped and waits for two persons"
TEXT = (
    "The schedule would have erased more than the ledger bears out, or the clock has jumped. Nothing was erased. The"
    " page says why; the privacy officer and another person let it go on, or have the clock set right."
)


class NotConfirmed(Refused):
    """There is no such stop, or it is not his to confirm."""


def braked(*, by: Audience, now: datetime) -> bool:
    """Whether expiry must wait. Keeps the stop, tells who decides; ends it when all is well or two have confirmed it.

    MUST be called inside the transaction of a run, before anything is opened.
    """
    known, counted = queries.heard(now=now), queries.due(today=localdate(now))
    decision, stands = may_expire(known, counted, policy=brake(), now=now), queries.stop()
    if decision:
        _pass(stands, by, now)
        return False
    if stands is None:
        _stop(known.last_at, counted.held, counted.due, decision, by, now)
        return True
    good = stands.confirmed_at is not None and now - stands.confirmed_at <= brake().confirmed_for
    if not good or counted.due > stands.due:
        return True
    if not queries.passed_lately(now=now):  # from here on the ledger counts time anew
        tell(kind="protect.expiry.passed", by=by, rules=["expiry.two-persons", stands.rule])
    return False


def waits() -> bool:
    """Whether a stop stands that two persons have not confirmed: then nothing else goes by the clock either."""
    stands = queries.stop()
    return stands is not None and stands.confirmed_at is None


def believed(*, now: datetime) -> bool:
    """Whether the ledger bears the clock out, whatever is due."""
    return clock_believed(queries.heard(now=now), policy=brake(), now=now)


def confirm(*, stop: UUID, by: Audience, now: datetime) -> None:
    """One of the two says that clock and number are right. Raises NotConfirmed."""
    del now  # the ledger dates its facts itself
    stands = queries.stop()
    there = stands is not None and stands.public_id == stop
    mine = stands is not None and by.actor.person_id in {person for person, _ in stands.approved}
    citation = brake().citation
    decision = Decision.of(
        Because("You may let expiry go on.", "expiry.two-persons", citation, APPROVES in by.rights),
        Because("It stands." if there else "It does not stand any more.", "expiry.stands", citation, there),
        Because("You said it already; another person does too." if mine else "You have not said it yet.",
                "expiry.two-persons", citation, not mine, "Ask the other one." if mine else ""),
    )  # fmt: skip
    if not decision or stands is None:
        raise NotConfirmed(decision)
    with transaction.atomic():
        tell(kind=queries.CONFIRMED, by=by, rules=["expiry.two-persons", stands.rule])


def _pass(stands: queries.Stop | None, by: Audience, now: datetime) -> None:
    """All is well: a stop ends, and once a day the ledger hears that time passed, so that a quiet house is believed."""
    ended = 0
    if stands is not None:
        ended = ExpiryStop.objects.filter(pk=stands.id, ended_at=None).update(ended_at=now)
    if ended or not queries.passed_lately(now=now):
        tell(kind="protect.expiry.passed", by=by, rules=["expiry.clock", "expiry.share"])


def _stop(last_at: datetime | None, held: int, due: int, decision: Decision, by: Audience, now: datetime) -> None:
    rules = [one.rule for one in decision.against]
    made = ExpiryStop.objects.create(at=now, last_fact_at=last_at, held=held, due=due, rules=rules)
    stamper = Stamper(legal_class="product", owner_id=by.actor.agency_id, verified=True, now=now, share="center")
    label_id, roles = stamper.stamp(markings=("U",)).label_id, load().roles
    for one in people.persons().values():
        if APPROVES in roles.get(one.role, frozenset()):
            notice(
                person_id=one.id, kind="expiry", subject=SUBJECT, text=TEXT, path=HERE, label_id=label_id,
                once_key=f"expiry-{made.pk}-{one.id}", now=now,
            )  # fmt: skip
    tell(kind="protect.expiry.stopped", by=by, rules=rules)


def stopped() -> list[Finding]:
    """For `check`, health and the privacy desk: a stop that nobody has ended."""
    stands = queries.stop()
    if stands is None:
        return []
    why = {"expiry.clock": "the clock jumped ahead of the ledger", "expiry.share": "too much was due at once"}
    text = f"expiry has stopped, {' and '.join(why[rule] for rule in stands.rules)}: {stands.due} of {stands.held} due"
    return [Finding("expiry", text, f"the privacy officer and another person let it go on at {HERE}")]
