"""Plan's followers: what comes is held against what we must know, clocks begin and end. And what goes by time."""

from collections.abc import Sequence

from django.utils import timezone

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Fact
from watchfloor.notify import jobs as notify
from watchfloor.notify.actions.duty import forget_numbers as forget_old_numbers
from watchfloor.plan.actions.callouts import call_out_overdue, hear, notice_label
from watchfloor.plan.actions.events import forget_due_events
from watchfloor.plan.actions.playbooks import close_expired, run_by
from watchfloor.plan.actions.relevance import relevance
from watchfloor.plan.actions.reminding import remind, remind_of_words
from watchfloor.plan.actions.requests import forget_due_requests
from watchfloor.plan.actions.rfis import forget_due_rfis
from watchfloor.plan.actions.searches import forget_due
from watchfloor.plan.actions.tasks import call_out_tasks, forget_due_tasks
from watchfloor.plan.actions.words import match_words
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.brake import waits


def follow(facts: Sequence[Fact], audience: Audience) -> None:
    """Each record once, however many facts name it."""
    named = list(dict.fromkeys(record for fact in facts for record in fact.records))
    relevance(record_ids=named, by=audience, now=timezone.now())


def watch_for(facts: Sequence[Fact], audience: Audience) -> None:
    """Watch words against what named partners sent, each record once."""
    named = list(dict.fromkeys(record for fact in facts for record in fact.records))
    match_words(record_ids=named, by=audience, now=timezone.now())


def forget_searches() -> int:
    """Forget saved searches past their day; how many. None while expiry has stopped: the clock may be wrong."""
    if waits():
        return 0
    now = timezone.now()
    with reading(admit_service(service="protect.purge", now=now)) as by:
        return forget_due(by=by, now=now)


def forget_requests() -> int:
    """Forget the words of requests and RFIs past their day; how many. None while expiry has stopped."""
    if waits():
        return 0
    now = timezone.now()
    with reading(admit_service(service="protect.purge", now=now)) as by:
        return forget_due_requests(by=by, now=now) + forget_due_rfis(by=by, now=now)


def forget_events() -> int:
    """Forget the words of events past their day; how many. None while expiry has stopped."""
    if waits():
        return 0
    now = timezone.now()
    with reading(admit_service(service="protect.purge", now=now)) as by:
        return forget_due_events(by=by, now=now)


def follow_clocks(facts: Sequence[Fact], audience: Audience) -> None:
    """What must be acknowledged in time begins and ends here."""
    hear(facts=facts, by=audience, now=timezone.now())


def follow_playbooks(facts: Sequence[Fact], audience: Audience) -> None:
    """Playbooks open, are carried on and end by what the ledger tells."""
    run_by(facts=facts, by=audience, now=timezone.now())


def end_playbooks() -> int:
    """End the playbooks that have run out; how many."""
    now = timezone.now()
    with reading(admit_service(service="plan.playbooks", now=now)) as by:
        return close_expired(by=by, now=now)


def forget_tasks() -> int:
    """Forget the words of settled tasks past their day; how many. None while expiry has stopped."""
    if waits():
        return 0
    now = timezone.now()
    with reading(admit_service(service="protect.purge", now=now)) as by:
        return forget_due_tasks(by=by, now=now)


def escalate() -> int:
    """Look for what is past its time, then call whoever is next on the roster; how many were called."""
    now, house = timezone.now(), core.house()
    with reading(admit_service(service="plan.clocks", now=now)) as by:
        call_out_overdue(by=by, now=now)
        call_out_tasks(by=by, now=now)
        remind(by=by, now=now)
        label_id = notice_label()
    with reading(admit_service(service="plan.words", now=now)) as by:
        remind_of_words(by=by, now=now)
    audience = admit_service(service="notify.escalate", now=timezone.now())
    return notify.escalate(audience=audience, notice_label=label_id, exercise=house.exercise if house else True)


def forget_numbers() -> int:
    """Forget pager numbers of duties that are long over; how many. None while expiry has stopped."""
    if waits():
        return 0
    now = timezone.now()
    with reading(admit_service(service="protect.purge", now=now)) as by:
        return forget_old_numbers(by=by, now=now)
