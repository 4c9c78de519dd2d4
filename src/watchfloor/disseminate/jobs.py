"""The followers that deliver, and that propose a recall where a purge took a source."""

from collections.abc import Sequence

from django.utils import timezone

from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Fact
from watchfloor.disseminate.actions.answering import forget_due_answers
from watchfloor.disseminate.actions.deliver import deliver
from watchfloor.disseminate.actions.exporting import empty_lapsed
from watchfloor.disseminate.actions.recall import propose_recall
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.brake import waits


def deliver_facts(facts: Sequence[Fact], audience: Audience) -> None:
    """Tell the recipients of what was released or recalled; idempotent by release and person."""
    del audience
    for fact in facts:
        for public_id in fact.records:
            deliver(release=public_id, now=timezone.now(), recalled=fact.kind.endswith("recalled"))


def propose_recalls(facts: Sequence[Fact], audience: Audience) -> None:
    """A purge took what releases had cited: whoever wrote or released them is asked to recall them."""
    del facts, audience
    propose_recall(now=timezone.now())


def forget_answers() -> int:
    """Answers lose their words past their day; how many. None while expiry has stopped: the clock may be wrong."""
    if waits():
        return 0
    now = timezone.now()
    with reading(admit_service(service="protect.purge", now=now)) as by:
        return forget_due_answers(by=by, now=now)


def empty_exports() -> None:
    """Bulk exports that nobody took in time lose their file."""
    empty_lapsed(now=timezone.now())
