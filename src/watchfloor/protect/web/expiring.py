"""Why expiry has stopped, and the word of two persons that lets it go on; each in his own session."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.notify.actions.outbox import seen
from watchfloor.protect.actions import brake
from watchfloor.protect.actions.brake import NotConfirmed, confirm
from watchfloor.protect.queries import approvals
from watchfloor.protect.queries.brake import stop
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.record_parts import names_of, who_can
from watchfloor.protect.web.shown import Absent, Done, Page, Withheld, lacking
from watchfloor.protect.web.wording import moment

HERE, RIGHT = brake.HERE, approvals.APPROVES
ACT, FACT = "expiry.confirm", "protect.expiry.read"
WHY = {
    "expiry.clock": "The clock went ahead without facts of the ledger: it may be set wrong.",
    "expiry.share": "More records are past their last day at once than the policy lets go by itself.",
}


def _allowed(audience: Audience) -> None:
    if RIGHT not in audience.rights:
        no = lacking(RIGHT, text="your role does not let expiry go on.", way_out="Ask one of them.")
        raise Withheld(no, what="let expiry go on", who=who_can(RIGHT))


@page(FACT)
def show(request: HttpRequest, audience: Audience) -> Page:
    """The stop, in counts and times; or that none stands."""
    del request
    _allowed(audience)
    now, stands = timezone.now(), stop()
    seen(kind="expiry", path=HERE, by=audience, now=now)
    if stands is None:
        return Page("protect/expiry.html", {"stop": None})
    names = names_of({person for person, _ in stands.approved}, audience)
    return Page("protect/expiry.html", {"stop": {
        "id": str(stands.public_id), "at": moment(stands.at), "last": moment(stands.last_fact_at), "now": moment(now),
        "due": stands.due, "held": stands.held, "why": [WHY[rule] for rule in stands.rules],
        "approved": [names.get(person, "not known") for person, _ in stands.approved],
        "confirmed": moment(stands.confirmed_at),
        "mine": not stands.confirmed_at and audience.actor.person_id not in {person for person, _ in stands.approved},
    }})  # fmt: skip


@act(FACT, known=True, fresh=lambda _request: ACT)
def do(request: HttpRequest, audience: Audience) -> Done:
    """One of the two says that clock and number are right."""
    _allowed(audience)
    try:
        confirm(stop=UUID(request.POST.get("stop", "")), by=audience, now=timezone.now())
    except ValueError:
        raise Absent from None
    except NotConfirmed as refused:
        reason = refused.decision.against[0]
        return Done(HERE, f"Nothing was changed. {reason.text} {reason.way_out}")
    return Done(HERE, "Kept, with your name on the ledger.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=do)(request)
